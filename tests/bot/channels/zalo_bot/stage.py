"""Everything around the channel: the fake Zalo, the real inbox, one who answers, and a postman."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from bot.channels.zalo_bot import Kept, Surroundings, ZaloBotSettings, build_zalo_bot
from bot.channels.zalo_bot.updates import arrival_of
from bot.conversation import Answer, Citation, ConversationId, Outcome
from bot.inbox.base import Arrival, Message, Receipt, Task
from bot.inbox.errors import InboxUnavailable
from bot.inbox.inbox import Inbox
from bot.inbox.limits import Limits
from bot.inbox.worker import Worker
from tests.bot.channels.doubles import FakeAsk
from tests.bot.fakes_bot import Clock
from tests.fake_platforms.zalo_bot import TOKEN, FakeZaloBot

LAKE = Citation(1, "lake", "Hồ Núi Cốc", "Sở Du lịch", "https://a.example/1", "2025-10", "vi", 3, "15 km.")
ANSWER = Answer("a1", Outcome.ANSWERED, "en", "The lake is 15 km away. [1]", (LAKE,))
SECRET = TOKEN.partition(":")[2]
QUICK = Limits(down=0.2, first_retry=0.02, longest_retry=0.05, poll=0.05, drain=0.5)


@dataclass
class FakeKept:
    """Feedback and records in memory."""

    feedback: dict[str, str] = field(default_factory=dict)
    erased: list[ConversationId] = field(default_factory=list)

    async def keep(self, key: str, kind: str, language: str, text: str) -> None:
        """Keep one piece of feedback."""
        self.feedback[key] = text

    async def count(self, conversation: ConversationId) -> int:
        """Three."""
        return 3

    async def erase(self, conversation: ConversationId) -> None:
        """Note whose messages are to be erased."""
        self.erased.append(conversation)


@dataclass
class Gatekeeper:
    """The real inbox, which can be told to fail."""

    inbox: Inbox
    broken: bool = False
    arrivals: list[Arrival] = field(default_factory=list)

    async def put(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """Store, and note what is new."""
        if self.broken:
            raise InboxUnavailable("disk is full")
        new = await self.inbox.put(arrivals)
        self.arrivals += [arrival for arrival, is_new in zip(arrivals, new, strict=True) if is_new]
        return new


class Stage:
    """The channel on a folder; use it with `async with`. A second one on the same folder is a restart."""

    def __init__(
        self, zalo: FakeZaloBot, folder: Path, public_url: str | None = None, floor: float = 0.02, base_url: str = ""
    ) -> None:
        """Connect to `zalo`, or to `base_url`."""
        url = f"sqlite:///{folder / 'inbox.sqlite'}"
        self.zalo = zalo
        self.ask, self.kept, self.clock = FakeAsk(ANSWER), FakeKept(), Clock()
        self.inbox = Inbox.open(url)
        self.gate = Gatekeeper(self.inbox)
        self.settings = ZaloBotSettings(
            TOKEN, url, public_url, base_url=base_url or zalo.base_url, poll_seconds=1, call_seconds=2
        )
        around = Surroundings(clock=self.clock, floor=floor, pauses=(2.0, 30.0))
        self.channel = build_zalo_bot(self.settings, self.gate, self.ask, Kept(self.kept, self.kept), around)
        self.receipts: dict[tuple[str, int], Receipt] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()
        self.inbox.close()

    def answer(self, **fields: object) -> None:
        """Change the answer that everybody gets."""
        self.ask.answer = replace(self.ask.answer, **fields)  # type: ignore[arg-type]

    async def greeted(self, update: Mapping[str, object]) -> None:
        """Let a person have been greeted already."""
        await self.reply(update)
        self.zalo.texts(_arrival(update).chat).clear()
        self.ask.asked.clear()

    async def reply(self, update: Mapping[str, object], late: bool = False) -> list[Message]:
        """Compose the reply to an update and send it."""
        messages = await self.compose(update, late)
        for number in range(len(messages)):
            await self.send(update, messages, number)
        return messages

    async def compose(self, update: Mapping[str, object], late: bool = False) -> list[Message]:
        """Compose the reply to an update, as it comes back from the database."""
        composed = await self.channel.courier.compose(_arrival(update), late)
        return [json.loads(json.dumps(message)) for message in composed]

    async def send(
        self, update: Mapping[str, object], messages: Sequence[Message], number: int, dies: str = ""
    ) -> None:
        """Send one message with the receipt saved last; dies when a receipt with the key `dies` is to be saved."""
        arrival = _arrival(update)
        key = (arrival.key, number)

        async def save(receipt: Receipt) -> None:
            if dies and dies in receipt:
                raise asyncio.CancelledError
            self.receipts[key] = json.loads(json.dumps(receipt))

        task = Task(1, arrival, 0, tuple(messages))
        await self.channel.courier.send(task, number, self.receipts.get(key), save)

    @asynccontextmanager
    async def running(self, worker: bool = True) -> AsyncIterator[asyncio.Task[None]]:
        """The channel's first source at work, and the real worker; yields the source."""
        source = asyncio.ensure_future(self.channel.sources[0]())
        tasks = [source]
        if worker:
            tasks.append(asyncio.create_task(Worker(self.inbox, [self.channel.courier], limits=QUICK).run()))
        try:
            yield source
        finally:
            for task in tasks:
                task.cancel()
            with suppress(Exception):
                await asyncio.gather(*tasks, return_exceptions=True)


def _arrival(update: Mapping[str, object]) -> Arrival:
    arrival = arrival_of(update, 0.0)
    assert arrival
    return arrival


async def until(fact: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not fact():  # noqa: ASYNC110 - anything may make it so
            await asyncio.sleep(0.02)
