"""What a pressed button does. Old keyboards stay in chats for years, so any of them may be pressed, by anybody."""

from bot.channels.speaking import say
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.buttons import (
    ASK,
    DOOR,
    DOORS,
    HUMAN,
    LANGUAGE,
    USEFUL,
    USELESS,
    Suggestions,
    without_rating,
)
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.commands import Commands
from bot.channels.telegram.heard import Pressed, Where
from bot.channels.telegram.line import Line
from bot.channels.telegram.messages import NewRows, Sendable, say_plainly


class Pressing:
    """Answers presses: the button's clock stops at once, the reply takes the way of all messages."""

    def __init__(self, line: Line, asking: Asking, commands: Commands, chats: Chats, suggestions: Suggestions) -> None:
        """Stop clocks over `line`; the rest is what a press can lead to."""
        self._line = line
        self._asking = asking
        self._commands = commands
        self._chats = chats
        self._suggestions = suggestions

    async def press(self, where: Where, pressed: Pressed) -> list[Sendable]:
        """Return the reply to a press."""
        name, _, value = pressed.data.partition(":")
        language = self._chats.spoken(where.conversation, where.hint)
        thanks = say(language, "rating_thanks") if name in (USEFUL, USELESS) else None
        await self._line.acknowledge(pressed.query, thanks)
        if name in (USEFUL, USELESS):
            return await self._rate(where, pressed, name, language)
        if name == LANGUAGE:
            return self._commands.choose(where, value)
        if name == HUMAN:
            return self._commands.name_person(where)
        question = self._suggestions.find(value, pressed.label) if name == ASK else None
        if name == DOOR and value in DOORS:
            return await self._asking.ask(where, say(language, f"door_{value}_question"), language, repeat=True)
        if question is None:
            return [say_plainly(where.to, say(language, "help"))]
        return await self._asking.ask(where, question, repeat=True)

    async def _rate(self, where: Where, pressed: Pressed, name: str, language: str) -> list[Sendable]:
        if self._chats.rate(where.conversation, pressed.message):
            await self._commands.take_rating(where, language, name == USEFUL, pressed.data.partition(":")[2])
        if where.group:
            return []
        return [NewRows(to=where.to, message=pressed.message, rows=without_rating(pressed.rows))]
