"""The channel as the worker sees it: what to reply to an update, and the sending of it."""

from collections.abc import Sequence

from bot.channels.speaking import say
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.buttons import Suggestions
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.commands import Commands
from bot.channels.telegram.heard import (
    Commanded,
    Edited,
    Joined,
    Located,
    Pressed,
    Said,
    What,
    Where,
    Wordless,
)
from bot.channels.telegram.hearing import Me, hear
from bot.channels.telegram.line import Line
from bot.channels.telegram.messages import Sendable, Words, read_message, say_plainly
from bot.channels.telegram.nearby import list_nearby
from bot.channels.telegram.pressing import Pressing
from bot.channels.telegram.rendering import LIMIT, escape
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.updates import CHANNEL
from bot.channels.texts import units
from bot.inbox.base import Arrival, Message, Notice, Receipt, Save, Task


class TelegramCourier:
    """Composes replies and sends them; see `sending` for how a message arrives once."""

    name = CHANNEL

    def __init__(self, line: Line, chats: Chats, asking: Asking, commands: Commands, suggestions: Suggestions) -> None:
        """The parts, all of one bot."""
        self._line = line
        self._chats = chats
        self._asking = asking
        self._commands = commands
        self._pressing = Pressing(line, asking, commands, chats, suggestions)
        self._sender = Sender(line)

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Return the reply to an update, nothing where none is due.

        Raises as `send` does when the bot's name is not known yet and Telegram cannot be asked for it.
        """
        heard = hear(arrival, Me(self._line.me, await self._line.open()))
        if heard is None:
            return []
        messages = await self._reply(*heard)
        if late:
            where, _ = heard
            messages = _apologise(messages, say(self._chats.spoken(where.conversation, where.hint), "late_apology"))
        return [message.model_dump(mode="json") for message in messages]

    async def refuse(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """Return the notice why there is no answer, for whoever would have got a reply."""
        heard = hear(arrival, Me(self._line.me, await self._line.open()))
        if heard is None:
            return []
        where, what = heard
        if isinstance(what, Pressed):
            await self._line.acknowledge(what.query)
        return [message.model_dump(mode="json") for message in self._notice(where, why)]

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Send message `number` of a task so that it arrives once."""
        await self._sender.send(read_message((task.messages or ())[number]), receipt, save)

    async def _reply(self, where: Where, what: What) -> list[Sendable]:
        match what:
            case Said():
                return await self._answer(where, what.text)
            case Commanded():
                return await self._commands.obey(where, what)
            case Pressed():
                return await self._pressing.press(where, what)
            case Located():
                return list_nearby(where, what, self._chats.spoken(where.conversation, where.hint))
            case Edited():
                return self._notice_once(where, "edited_notice")
            case Wordless():
                return self._notice_once(where, "text_only")
            case Joined():
                return [*self._notice(where, "channel_greeting"), *self._notice(where, "group_hint")]

    async def _answer(self, where: Where, text: str) -> list[Sendable]:
        if not text:
            return self._notice_once(where, "group_hint")
        if self._chats.is_feedback(where.conversation, where.key):
            language = self._chats.spoken(where.conversation, where.hint)
            return await self._commands.take_feedback(where, language, text)
        return await self._asking.ask(where, text)

    def _notice(self, where: Where, key: str) -> list[Sendable]:
        return [say_plainly(where.to, say(self._chats.spoken(where.conversation, where.hint), key))]

    def _notice_once(self, where: Where, key: str) -> list[Sendable]:
        due = self._chats.may_tell(where.conversation, key, where.key)
        return self._notice(where, key) if due else []


def _apologise(messages: list[Sendable], apology: str) -> list[Sendable]:
    """Return messages that begin with an apology: a line above the first, or a message of its own where it is full."""
    first = messages[0] if messages else None
    if not isinstance(first, Words):
        return messages
    if units(f"{apology}\n\n{first.plain}") > LIMIT:
        return [say_plainly(first.to, apology), *messages]
    above = {"html": f"{escape(apology)}\n\n{first.html}", "plain": f"{apology}\n\n{first.plain}"}
    return [first.model_copy(update=above), *messages[1:]]
