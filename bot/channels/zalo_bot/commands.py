"""The words that are no questions: there is no menu in Zalo, so people type them, and the help says which."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.feedback import FeedbackBox
from bot.channels.records import Records
from bot.channels.speaking import Say, contact
from bot.channels.zalo.commands import find_command, own_names
from bot.channels.zalo_bot.messages import write
from bot.channels.zalo_bot.notes import Note, Notes
from bot.conversation import ConversationId
from bot.inbox.base import Arrival, Message

_DOORS = ("visit", "tea", "study", "invest")
_OWN = ("feedback", "mydata", "delete")
_EXPECTED = 600.0  # seconds for which feedback is waited for


@dataclass(frozen=True, slots=True)
class Surrounding:
    """Where a command was given: the arrival, whose conversation it is, its note, and the language for the reply."""

    arrival: Arrival
    conversation: ConversationId
    note: Note
    language: str


@dataclass(frozen=True, slots=True)
class Commands:
    """Each command is one message."""

    notes: Notes
    feedback: FeedbackBox
    records: Records
    say: Say
    clock: Callable[[], float]

    async def obey(self, text: str, here: Surrounding) -> Message | None:
        """Return the reply to a command or to what was asked for by one, None where `text` is neither."""
        first, _, rest = text.partition(" ")
        command = first[1:].casefold() if first[:1] == "/" and first[1:].casefold() in _OWN else find_command(text)
        if command == "feedback" and rest.strip():
            return await self._keep(rest.strip(), here)
        if command:
            return await self._reply(command, here)
        if self.clock() < here.note.feedback_until and not text.startswith("/"):
            return await self._keep(text, here)
        return write(self.say(here.language, "help")) if text.startswith("/") else None

    def greet(self, language: str) -> Message:
        """Return the greeting with the four doors, which numbers open."""
        choices = [(self.say(language, f"door_{door}"), self.say(language, f"door_{door}_question")) for door in _DOORS]
        hint = self.say(language, "numbered_hint")
        return write(self.say(language, "channel_greeting"), choices, hint, greeted=True, spoken=language)

    async def _reply(self, command: str, here: Surrounding) -> Message:
        language = here.language
        match command:
            case "start":
                return self.greet(language)
            case "language":
                return write(self.say(language, "language_prompt"), [(name, name) for name in own_names()])
            case "human":
                return write(self.say(language, "human", contact(language)))
            case "feedback":
                return write(self.say(language, "feedback_prompt"), feedback_until=self.clock() + _EXPECTED)
            case "mydata":
                count = await self.records.count(here.conversation)
                return write(self.say(language, "mydata", {"count": str(count)}))
            case "delete":
                await self.records.erase(here.conversation)
                await self.notes.forget(here.arrival.chat)
                return write(self.say(language, "delete_done"), greeted=True, chosen=here.note.chosen)
            case "near":  # nobody can share a location with this kind of bot
                return write(self.say(language, "text_only"))
        return write(self.say(language, command))

    async def _keep(self, text: str, here: Surrounding) -> Message:
        await self.feedback.keep(here.arrival.key, "words", here.language, text)
        return write(self.say(here.language, "feedback_thanks"), feedback_until=0.0)
