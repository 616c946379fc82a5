"""What is to be sent for an event. Nothing is sent here, and what is noted can be noted again after a crash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.base import AskPort
from bot.channels.records import Records
from bot.channels.speaking import Say, contact
from bot.channels.zalo.commands import find_command, find_language, own_names
from bot.channels.zalo.messages import Choice, chosen, make_message
from bot.channels.zalo.rendering import render
from bot.channels.zalo_oa import events
from bot.channels.zalo_oa.nearby import list_nearby
from bot.channels.zalo_oa.people import People, Person, Window
from bot.channels.zalo_oa.settings import NAME
from bot.conversation import ConversationId, Question
from bot.inbox.base import Arrival, Message, Notice
from knowledge.gazetteer import Places
from prompts import load_replies

_NOTICE = 600.0  # seconds between two notices that only text is understood
_DAY = 24 * 3_600.0
_DOORS = ("visit", "tea", "study", "invest")


@dataclass(frozen=True, slots=True)
class Composer:
    """Turns events into messages; `language` is spoken until somebody has typed something."""

    ask: AskPort
    people: People
    records: Records
    places: Callable[[], Places]
    say: Say
    language: str
    clock: Callable[[], float]

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Return the messages for an event; none where it needs no reply."""
        event = events.read_event(arrival)
        person = await self.people.meet(arrival.chat, arrival.sent_at)
        if person.window(self.clock()) is Window.CLOSED:
            return []
        if event.name in events.FOLLOW:
            return self._greet(person)
        if event.name == events.SUBMIT:
            return [self._tell(person, "human")]
        if event.point:
            return [self._list_nearby(person, event.point)]
        if event.name == events.TEXT and event.text:
            return await self._reply(person, event.text, late)
        return self._notice(person)

    async def tell(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """Return the notice that too many people are asking; an event that asks nothing gets none."""
        if events.read_event(arrival).name != events.TEXT:
            return await self.compose(arrival, late=False)
        person = await self.people.meet(arrival.chat, arrival.sent_at)
        return [make_message(self.say(_spoken(person, self.language), why))]

    async def _reply(self, person: Person, typed: str, late: bool) -> Sequence[Message]:
        text = chosen(typed, person.options) or typed
        if code := find_language(text):
            await self.people.change(person.id, chosen=code)
            name = load_replies(code).language_name(code)
            return [make_message(self.say(code, "language_set", {"language": name}))]
        command = find_command(text)
        if command == "start":
            return [self._greeting(person)]
        if command == "language":
            choices: list[Choice] = [(name, name) for name in own_names()]
            return [_numbered(self.say(_spoken(person, self.language), "language_prompt"), choices)]
        if command == "delete":
            await self.records.erase(ConversationId(NAME, person.id))
            return [make_message(self.say(_spoken(person, self.language), "delete_done"), forget=True)]
        if command == "mydata":
            count = await self.records.count(ConversationId(NAME, person.id))
            return [self._tell(person, "mydata", count=str(count))]
        if command:
            return [self._tell(person, "near_prompt" if command == "near" else command)]
        return await self._answer(person, text, late)

    async def _answer(self, person: Person, text: str, late: bool) -> Sequence[Message]:
        answer = await self.ask.ask(Question(text, ConversationId(NAME, person.id), person.chosen))
        apology = self.say(answer.language, "late_apology") if late else ""
        first = [] if person.greeted_at else [self._introduce(answer.language)]
        return [*first, *render(answer, self.say, apology)]

    def _greet(self, person: Person) -> Sequence[Message]:
        """Greet once a day: a new follower may press "chat now" as well."""
        return [self._greeting(person)] if self.clock() - person.greeted_at > _DAY else []

    def _greeting(self, person: Person) -> Message:
        language = _spoken(person, self.language)
        choices = [(self.say(language, f"door_{door}"), self.say(language, f"door_{door}_question")) for door in _DOORS]
        hint = self.say(language, "numbered_hint")
        return make_message(self.say(language, "channel_greeting"), choices, hint, greeted=True)

    def _introduce(self, language: str) -> Message:
        return make_message(self.say(language, "channel_greeting"), greeted=True)

    def _tell(self, person: Person, key: str, **values: str) -> Message:
        language = _spoken(person, self.language)
        return make_message(self.say(language, key, contact(language) if key == "human" else values))

    def _list_nearby(self, person: Person, point: tuple[float, float]) -> Message:
        return make_message(list_nearby(self.places(), point, _spoken(person, self.language), self.say))

    def _notice(self, person: Person) -> Sequence[Message]:
        if self.clock() - person.noticed_at < _NOTICE:
            return []
        return [make_message(self.say(_spoken(person, self.language), "text_only"), noticed=True)]


def _spoken(person: Person, default: str) -> str:
    return person.chosen or person.spoken or default


def _numbered(text: str, choices: Sequence[Choice]) -> Message:
    """Return numbered lines without buttons, of which there may be only five."""
    return {**make_message(text, choices), "buttons": []}
