"""A small world around the channel: the fake Zalo, an inbox in memory, an asked one, and a worker that can crash."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.zalo_oa import PATH, Surroundings, ZaloOa, ZaloOaSettings, build_zalo_oa
from bot.conversation import Answer, Citation, ConversationId, Outcome, Question
from bot.inbox.base import Arrival, Receipt, Task, Undeliverable, Unreachable, Wait
from bot.inbox.errors import InboxUnavailable
from tests.fake_platforms.zalo_oa import APP, APP_SECRET, OA, OA_SECRET, FakeZaloOa
from tests.fake_platforms.zalo_oa_pusher import Pusher

ANSWER = Answer(
    id="a1",
    outcome=Outcome.ANSWERED,
    language="vi",
    text="Hồ cách trung tâm 15 km [1].",
    citations=(Citation(1, "lake", "Hồ Núi Cốc", "Sở Du lịch", "https://a.example/1", "2025-10", "vi", 3, "…"),),
    suggestions=("Giá vé là bao nhiêu?", "Đi bằng gì?"),
)
VALUES = {
    "language_set": {"language"},
    "near_item": {"name", "distance"},
    "human": {"contact"},
    "mydata": {"count"},
}


def fake_say(language: str | None, key: str, values: Mapping[str, str] = {}) -> str:
    """The key in brackets, so that a test sees which sentence was said in which language."""
    assert set(values) == VALUES.get(key, set())
    return f"<{language} {key}{''.join(f' {value}' for value in values.values())}>"


class Crash(BaseException):
    """The process dies here."""


@dataclass
class FakeAsk:
    """Gives one answer, and keeps what it was asked."""

    answer: Answer = ANSWER
    asked: list[Question] = field(default_factory=list)

    async def ask(self, question: Question) -> Answer:
        """The answer, in the language that was chosen."""
        self.asked.append(question)
        return replace(self.answer, language=question.language or self.answer.language)

    def ready(self) -> str | None:
        """Always."""
        return None


@dataclass
class FakeRecords:
    """Counts three, and keeps what was erased."""

    erased: list[ConversationId] = field(default_factory=list)

    async def count(self, conversation: ConversationId) -> int:
        """Three, unless erased."""
        return 0 if conversation in self.erased else 3

    async def erase(self, conversation: ConversationId) -> None:
        """Note it."""
        self.erased.append(conversation)


@dataclass
class MemoryInbox:
    """The inbox in memory. `broken` or `slow` as told."""

    broken: bool = False
    slow: float = 0.0
    tasks: list[Task] = field(default_factory=list)
    known: set[tuple[str, str]] = field(default_factory=set)

    async def put(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """True for the new ones."""
        await asyncio.sleep(self.slow)
        if self.broken:
            raise InboxUnavailable("disk full")
        new = [(arrival.channel, arrival.key) not in self.known for arrival in arrivals]
        for fresh, arrival in zip(new, arrivals, strict=True):
            if fresh:
                self.known.add((arrival.channel, arrival.key))
                self.tasks.append(Task(len(self.known), arrival, 0))
        return new


@dataclass
class World:
    """Everything together; `work` does what the worker does with what waits."""

    zalo: FakeZaloOa
    inbox: MemoryInbox
    ask: FakeAsk
    channel: ZaloOa
    people: Pusher
    records: FakeRecords = field(default_factory=FakeRecords)
    crash_at: str = ""
    receipts: dict[tuple[int, int], Receipt] = field(default_factory=dict)

    async def work(self, late: bool = False, tries: int = 1) -> list[BaseException]:
        """Answer what waits, each message at most `tries` times; the exceptions that ended a task."""
        ended: list[BaseException] = []
        while self.inbox.tasks:
            task = await self._compose(self.inbox.tasks[0], late)
            self.inbox.tasks[0] = task
            try:
                for number in range(len(task.messages or ())):
                    await self.deliver(task, number, tries)
            except (Exception, Crash) as error:
                ended.append(error)
                if not isinstance(error, Undeliverable):
                    return ended
            self.inbox.tasks.pop(0)
        return ended

    async def deliver(self, task: Task, number: int, tries: int) -> None:
        """Send one message as the worker would, without the waiting."""
        for left in reversed(range(tries)):
            try:
                return await self._send(task, number)
            except (Unreachable, Wait):
                if not left:
                    raise
        return None

    async def _compose(self, task: Task, late: bool) -> Task:
        if task.messages is not None:
            return task
        messages = await self.channel.courier.compose(task.arrival, late)
        return replace(task, messages=tuple(json.loads(json.dumps(list(messages), default=dict))))

    async def _send(self, task: Task, number: int) -> None:
        place = (task.id, number)

        async def save(receipt: Receipt) -> None:
            if self.crash_at == "before saving id" and "id" in receipt:
                raise Crash
            self.receipts[place] = json.loads(json.dumps(dict(receipt)))
            if self.crash_at == "before the call" and "id" not in receipt:
                raise Crash

        await self.channel.courier.send(task, number, self.receipts.get(place), save)

    def texts(self, person: str = "u1") -> list[str]:
        """What a person has received."""
        return [entry.text for entry in self.zalo.received(person)]


def settings_for(zalo: FakeZaloOa, folder: Path, **more: object) -> ZaloOaSettings:
    """Settings that lead to the fake."""
    whole: dict[str, object] = {
        "app_id": APP,
        "app_secret": APP_SECRET,
        "webhook_secret": OA_SECRET,
        "refresh_token": zalo.oauth.refresh,
        "database_url": f"sqlite:///{folder / 'inbox.sqlite'}",
        "oa_id": OA,
        "api_url": zalo.url,
        "oauth_url": zalo.url,
        "call_seconds": 1.0,
        "lock_seconds": 10.0,
        **more,
    }
    return ZaloOaSettings(**whole)  # type: ignore[arg-type]


class Stage:
    """Puts a world together; use it with `async with`."""

    def __init__(self, folder: Path, **more: object) -> None:
        self._folder, self._more = folder, more
        self._zalo = FakeZaloOa()

    async def __aenter__(self) -> World:
        zalo = await self._zalo.__aenter__()
        settings = settings_for(zalo, self._folder, **self._more)
        inbox, ask, records = MemoryInbox(), FakeAsk(), FakeRecords()
        around = Surroundings(fake_say, zalo.oauth.now, 0.0)
        self._channel = build_zalo_oa(settings, inbox, ask, records, around)
        app = web.Application()
        app.add_routes(self._channel.routes)
        self._server = TestServer(app)
        await self._server.start_server()
        people = zalo.pusher(f"http://127.0.0.1:{self._server.port}{PATH}")
        return World(zalo, inbox, ask, self._channel, people, records)

    async def __aexit__(self, *_: object) -> None:
        await self._channel.close()
        await self._server.close()
        await self._zalo.__aexit__()
