"""Arrivals, and a courier that does what a test tells it to and notes what it did."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.inbox.base import Arrival, Message, Notice, Receipt, Save, Task
from bot.inbox.inbox import Inbox
from bot.inbox.limits import Limits
from bot.inbox.worker import Worker

QUICK = Limits(down=0.2, first_retry=0.01, longest_retry=0.02, poll=0.02, drain=0.5)


def url(folder: Path) -> str:
    """The address of an inbox in a folder."""
    return f"sqlite:///{folder / 'inbox.sqlite'}"


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def arrival(key: object, chat: object = "chat", channel: str = "fake", sent_at: float | None = None) -> Arrival:
    """A message; its body is its key."""
    return Arrival(channel, str(key), str(chat), f'"{key}"', time.time() if sent_at is None else sent_at)


class FakeCourier:
    """Answers every arrival with one message, and counts what is in work at once."""

    def __init__(self, name: str = "fake", seconds: float = 0, parts: int = 1) -> None:
        """Take `seconds` to compose an answer of so many parts."""
        self._name = name
        self.seconds = seconds
        self.parts = parts
        self.sent: list[tuple[str, str, str]] = []
        self.composed: Counter[str] = Counter()
        self.late: dict[str, bool] = {}
        self.tries: list[tuple[str, int, Receipt | None]] = []
        self.faults: dict[str, list[Exception]] = {}
        self.compose_fault: Callable[[Arrival], Exception | None] = lambda arrival: None
        self.always: Callable[[Task], Exception | None] = lambda task: None
        self.in_work: Counter[str] = Counter()
        self.most_of_a_chat = 0
        self.most_chats = 0

    @property
    def name(self) -> str:
        """The channel."""
        return self._name

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Answer after a while."""
        self.composed[arrival.key] += 1
        self.late[arrival.key] = late
        self.in_work[arrival.chat] += 1
        self.most_of_a_chat = max(self.most_of_a_chat, self.in_work[arrival.chat])
        self.most_chats = max(self.most_chats, sum(count > 0 for count in self.in_work.values()))
        try:
            await asyncio.sleep(self.seconds)
            if fault := self.compose_fault(arrival):
                raise fault
        finally:
            self.in_work[arrival.chat] -= 1
        return [{"text": f"answer {part}"} for part in range(self.parts)]

    async def refuse(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """Say why there is no answer."""
        return [{"text": why}]

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Send, unless a fault is due."""
        key = task.arrival.key
        self.tries.append((key, number, receipt))
        if receipt is None:
            await save({"placeholder": f"{key}-{number}"})
        if fault := self.always(task):
            raise fault
        if self.faults.get(key):
            raise self.faults[key].pop(0)
        assert task.messages is not None
        self.sent.append((task.arrival.chat, key, str(task.messages[number]["text"])))

    @property
    def keys(self) -> list[str]:
        """Whose answers went out, in order."""
        return [key for _, key, _ in self.sent]


@asynccontextmanager
async def working(
    inbox: Inbox, *couriers: FakeCourier, at_once: int = 16, limits: Limits = QUICK
) -> AsyncIterator[Worker]:
    """A worker that runs within the block and is cancelled at its end."""
    worker = Worker(inbox, couriers, at_once, limits=limits)
    running = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def until(fact: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not fact():  # noqa: ASYNC110 - anything may make it so
            await asyncio.sleep(0.005)


async def drained(inbox: Inbox, seconds: float = 20) -> dict[str, int]:
    """Wait until nothing is waiting; return the counts."""
    async with asyncio.timeout(seconds):
        while await inbox.waiting():  # noqa: ASYNC110 - another inbox may end it
            await asyncio.sleep(0.01)
    return await inbox.counts()
