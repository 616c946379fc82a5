"""The channel's hand-written neighbours for tests: one who answers, an inbox in memory, records, and a postman."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from bot.channels.telegram import Telegram, TelegramSettings, build_telegram
from bot.channels.telegram.updates import arrival_of
from bot.conversation import Answer, Citation, ConversationId, Outcome
from bot.inbox.base import Arrival, Message, Receipt, Task
from tests.bot.channels.doubles import FakeAsk
from tests.fake_platforms.telegram import TOKEN, FakeTelegram

LAKE = Citation(1, "lake", "Hồ Núi Cốc", "Sở Du lịch", "https://a.example/1?a=1&b=2", "2025-10", "vi", 3, "15 km.")
ANSWER = Answer("a1", Outcome.ANSWERED, "en", "The lake is <15 km> away & deep. [1]", (LAKE,))
SECRET = TOKEN.partition(":")[2]


@dataclass
class MemoryInbox:
    """Keeps arrivals once each; `broken` makes it fail."""

    arrivals: list[Arrival] = field(default_factory=list)
    broken: bool = False

    async def put(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """Store what is new."""
        if self.broken:
            raise OSError("disk is full")
        known = {arrival.key for arrival in self.arrivals}
        self.arrivals += [arrival for arrival in arrivals if arrival.key not in known]
        return [arrival.key not in known for arrival in arrivals]


@dataclass
class Kept:
    """Feedback and records in memory."""

    feedback: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    erased: list[ConversationId] = field(default_factory=list)

    async def keep(self, key: str, kind: str, language: str, text: str) -> None:
        """Keep one piece of feedback."""
        self.feedback[key] = (kind, language, text)

    async def count(self, conversation: ConversationId) -> int:
        """Three, until they are erased."""
        return 0 if conversation in self.erased else 3

    async def erase(self, conversation: ConversationId) -> None:
        """Note whose messages are to be erased."""
        self.erased.append(conversation)


class Post:
    """The channel and a postman who does what the worker does, without its retries."""

    def __init__(self, telegram: FakeTelegram, public_url: str | None = None, call_seconds: float = 2.0) -> None:
        """Connect to `telegram`."""
        self.telegram = telegram
        self.ask = FakeAsk(ANSWER)
        self.inbox = MemoryInbox()
        self.kept = Kept()
        self.settings = TelegramSettings(TOKEN, public_url, telegram.base_url, 1, call_seconds)
        self.channel: Telegram = build_telegram(self.settings, self.inbox, self.ask, self.kept, self.kept)
        self.receipts: dict[tuple[str, int], Receipt] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()

    async def reply(self, update: Mapping[str, object], late: bool = False) -> list[Message]:
        """Compose the reply to an update and send it; return what was composed."""
        messages = await self.compose(update, late)
        for number in range(len(messages)):
            await self.send(update, messages, number)
        return messages

    async def compose(self, update: Mapping[str, object], late: bool = False) -> list[Message]:
        """Compose the reply to an update, as it comes back from the database."""
        arrival = arrival_of(update, 0.0)
        assert arrival
        composed = await self.channel.courier.compose(arrival, late)
        return [json.loads(json.dumps(message)) for message in composed]

    async def send(
        self, update: Mapping[str, object], messages: Sequence[Message], number: int, dies: bool = False
    ) -> None:
        """Send one message with the receipt that was saved last; when it `dies`, before a receipt is saved."""
        arrival = arrival_of(update, 0.0)
        assert arrival
        key = (arrival.key, number)

        async def save(receipt: Receipt) -> None:
            if dies:
                raise asyncio.CancelledError
            self.receipts[key] = json.loads(json.dumps(receipt))

        task = Task(1, arrival, 0, tuple(messages))
        await self.channel.courier.send(task, number, self.receipts.get(key), save)

    def answer(self, **fields: object) -> None:
        """Change the answer that everybody gets."""
        self.ask.answer = replace(self.ask.answer, **fields)  # type: ignore[arg-type]
