"""Lets one question at a time of each conversation in, and no more than its share."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.conversation import ConversationId

_REMEMBERED = 10_000  # conversations


@dataclass(slots=True)
class _Visitor:
    tokens: float
    seen: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Gate:
    """A token bucket and a lock for each conversation; the longest silent ones are forgotten."""

    def __init__(self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow `burst` questions at once and `per_minute` on average."""
        self._rate = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._visitors: OrderedDict[ConversationId, _Visitor] = OrderedDict()

    @asynccontextmanager
    async def enter(self, conversation: ConversationId) -> AsyncIterator[bool]:
        """Wait for the conversation's earlier questions; give whether this one may be answered."""
        visitor = self._visitor(conversation)
        allowed = self._take(visitor)
        async with visitor.lock:
            yield allowed

    def _visitor(self, conversation: ConversationId) -> _Visitor:
        visitor = self._visitors.pop(conversation, None) or _Visitor(self._burst, self._clock())
        self._visitors[conversation] = visitor
        while len(self._visitors) > _REMEMBERED and not next(iter(self._visitors.values())).lock.locked():
            self._visitors.popitem(last=False)
        return visitor

    def _take(self, visitor: _Visitor) -> bool:
        now = self._clock()
        visitor.tokens = min(self._burst, visitor.tokens + (now - visitor.seen) * self._rate)
        visitor.seen = now
        if visitor.tokens < 1:
            return False
        visitor.tokens -= 1
        return True
