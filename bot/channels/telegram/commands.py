"""The commands of the menu, each a short reply."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.channels.feedback import FeedbackBox
from bot.channels.records import Records
from bot.channels.speaking import say
from bot.channels.telegram.buttons import language_rows
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.heard import Commanded, Where
from bot.channels.telegram.messages import LocationPrompt, Sendable, say_plainly
from bot.channels.telegram.starting import Starting
from prompts import describe_office, load_replies, office_for

MENU = ("start", "help", "language", "near", "human", "feedback", "mydata", "delete", "privacy")
"""The commands in the order of the menu."""

_log = logging.getLogger(__name__)
_Command = Callable[[Where, str, str], Awaitable[list[Sendable]]]


class Commands:
    """Each command takes where it was given, the language, and what stood after it."""

    def __init__(self, starting: Starting, chats: Chats, feedback: FeedbackBox, records: Records) -> None:
        self._starting = starting
        self._chats = chats
        self._feedback = feedback
        self._records = records
        self._table: Mapping[str, _Command] = {
            "start": self._start,
            "language": self._language,
            "near": self._near,
            "human": self._human,
            "feedback": self._ask_feedback,
            "mydata": self._mydata,
            "delete": self._delete,
            "privacy": self._privacy,
            "help": self._help,
        }

    async def obey(self, where: Where, command: Commanded) -> list[Sendable]:
        """Return the reply; to an unknown command help, but in groups nothing: it may be meant for another bot."""
        if where.group and command.name not in self._table:
            return []
        language = self._chats.spoken(where.conversation, where.hint)
        return await self._table.get(command.name, self._help)(where, language, command.rest)

    def choose(self, where: Where, code: str) -> list[Sendable]:
        """Set the language and say so in it; without one that we have, ask."""
        if not self._chats.choose(where.conversation, code):
            language = self._chats.spoken(where.conversation, where.hint)
            return [say_plainly(where.to, say(language, "language_prompt"), language_rows())]
        name = load_replies(code).language_name(code)
        return [say_plainly(where.to, say(code, "language_set", {"language": name}))]

    def name_person(self, where: Where) -> list[Sendable]:
        """Say how to reach a person."""
        language = self._chats.spoken(where.conversation, where.hint)
        office = describe_office(office_for(None), language)
        return [say_plainly(where.to, say(language, "human", {"contact": office}))]

    async def take_feedback(self, where: Where, language: str, text: str) -> list[Sendable]:
        """Keep what was said about the bot, and thank."""
        await self._feedback.keep(where.key, "words", language, text)
        return [say_plainly(where.to, say(language, "feedback_thanks"))]

    async def take_rating(self, where: Where, language: str, useful: bool, answer: str) -> None:
        """Count whether the answer of this id was useful."""
        _log.info("rated channel=telegram useful=%s", useful)
        await self._feedback.keep(where.key, "useful" if useful else "useless", language, answer)

    async def _start(self, where: Where, _: str, payload: str) -> list[Sendable]:
        return await self._starting.start(where, payload)

    async def _help(self, where: Where, language: str, _: str) -> list[Sendable]:
        return [say_plainly(where.to, say(language, "help"))]

    async def _language(self, where: Where, _: str, code: str) -> list[Sendable]:
        return self.choose(where, code.lower())

    async def _near(self, where: Where, language: str, _: str) -> list[Sendable]:
        text = say(language, "near_prompt")
        if where.group:
            return [say_plainly(where.to, text)]
        return [LocationPrompt(to=where.to, text=text, button=say(language, "near_button"))]

    async def _human(self, where: Where, _: str, __: str) -> list[Sendable]:
        return self.name_person(where)

    async def _ask_feedback(self, where: Where, language: str, text: str) -> list[Sendable]:
        if text:
            return await self.take_feedback(where, language, text)
        self._chats.expect_feedback(where.conversation)
        return [say_plainly(where.to, say(language, "feedback_prompt"))]

    async def _mydata(self, where: Where, language: str, _: str) -> list[Sendable]:
        count = await self._records.count(where.conversation)
        return [say_plainly(where.to, say(language, "mydata", {"count": str(count)}))]

    async def _delete(self, where: Where, language: str, _: str) -> list[Sendable]:
        await self._records.erase(where.conversation)
        self._chats.forget(where.conversation)
        return [say_plainly(where.to, say(language, "delete_done"))]

    async def _privacy(self, where: Where, language: str, _: str) -> list[Sendable]:
        return [say_plainly(where.to, say(language, "privacy"))]
