"""What is to be sent for an arrival. Nothing but the typing sign is sent here, so composing again does no harm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.base import AskPort
from bot.channels.speaking import Say
from bot.channels.texts import clean
from bot.channels.zalo.commands import find_language
from bot.channels.zalo.messages import chosen
from bot.channels.zalo.rendering import render
from bot.channels.zalo_bot.api import Api
from bot.channels.zalo_bot.commands import Commands, Surrounding
from bot.channels.zalo_bot.messages import apologise, mark, marks_of, plain, write
from bot.channels.zalo_bot.notes import Note, Notes
from bot.channels.zalo_bot.updates import Heard, read_arrival
from bot.conversation import Outcome, Question
from bot.inbox.base import Arrival, Message, Notice
from prompts import load_replies

_QUIET = 600.0  # seconds between two notices of one kind


@dataclass(frozen=True, slots=True)
class Composer:
    """Turns arrivals into messages; `language` is spoken until somebody has typed something."""

    ask: AskPort
    api: Api
    notes: Notes
    commands: Commands
    say: Say
    language: str
    clock: Callable[[], float]

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Return the reply to an arrival; none where none is due."""
        note = await self.notes.find(arrival.chat)
        messages = await self._reply(arrival, read_arrival(arrival, self.api.name), note)
        if not late or not messages:
            return messages
        spoken = marks_of(messages[-1]).get("spoken")
        return apologise(messages, self.say(str(spoken) if spoken else self._spoken(note), "late_apology"))

    async def tell(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """Return the notice that too many people are asking, for whoever asked something."""
        if read_arrival(arrival, self.api.name).text is None:
            return []
        note = await self.notes.find(arrival.chat)
        return [mark(write(self.say(self._spoken(note), why)), options=list(note.options))]

    async def _reply(self, arrival: Arrival, heard: Heard, note: Note) -> Sequence[Message]:
        language = self._spoken(note)
        if heard.text is None:
            return self._introduce(note, language, self._once(note, "text_only"))
        text = chosen(heard.text, note.options) or clean(heard.text)
        if not text:
            return [self.commands.greet(language)]
        if code := find_language(text):
            name = load_replies(code).language_name(code)
            return [write(self.say(code, "language_set", {"language": name}), chosen=code)]
        here = Surrounding(arrival, heard.conversation, note, language)
        if message := await self.commands.obey(text, here):
            return [message]
        return await self._answer(arrival.chat, Question(text, heard.conversation, note.chosen), note)

    async def _answer(self, chat: str, question: Question, note: Note) -> Sequence[Message]:
        async with self.api.typing(chat):
            answer = await self.ask.ask(question)
        if answer.outcome is Outcome.SMALL_TALK and not note.greeted:
            return [self.commands.greet(answer.language)]
        messages = [plain(message) for message in render(answer, self.say)]
        if answer.outcome is Outcome.THROTTLED:
            kept = {"told": "throttled", "options": list(note.options)}
            return [mark(messages[0], **kept)] if self._due(note, "throttled") else []
        if answer.outcome is Outcome.EMERGENCY:
            return messages
        return self._introduce(note, answer.language, messages)

    def _introduce(self, note: Note, language: str, messages: Sequence[Message]) -> Sequence[Message]:
        """Say first of all, once, that an automated assistant speaks."""
        if note.greeted:
            return messages
        return [write(self.say(language, "channel_greeting"), greeted=True), *messages]

    def _once(self, note: Note, key: str) -> Sequence[Message]:
        text = self.say(self._spoken(note), key)
        return [mark(write(text), options=list(note.options), told=key)] if self._due(note, key) else []

    def _due(self, note: Note, notice: str) -> bool:
        return self.clock() - note.told.get(notice, 0.0) >= _QUIET

    def _spoken(self, note: Note) -> str:
        return note.chosen or note.spoken or self.language
