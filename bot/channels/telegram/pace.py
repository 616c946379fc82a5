"""Keeps to Telegram's limits, so that it need not refuse, and tells whether a refusal was meant for one chat only.

1 message a second in a chat, 20 a minute in a group, 30 a second in all: https://core.telegram.org/bots/faq
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.inbox.base import Wait

_PRIVATE, _GROUP, _ALL = (1.0, 5), (20 / 60, 18), (28.0, 25)  # messages a second, and how many at once
_LONGEST = 5.0  # seconds to wait here rather than to give the chat's turn back
_CHATS = 10_000
_MANY = 3  # chats that are refused at the same time mean that the bot is


@dataclass(slots=True)
class _Bucket:
    rate: float
    most: float
    left: float
    at: float

    def reserve(self, now: float) -> float:
        """Take one and return the seconds until it may be used."""
        self.left = min(self.most, self.left + (now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.left / self.rate)


class Pace:
    """A bucket for each chat and one for all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Tell the time by `clock`, in seconds."""
        self._clock = clock
        self._all = self._bucket(*_ALL)
        self._chats: OrderedDict[int, _Bucket] = OrderedDict()
        self._refused: dict[int, float] = {}

    async def wait(self, chat: int) -> None:
        """Return when one more message may go to a chat (groups are below zero); raises Wait when that takes long."""
        bucket = self._chats.pop(chat, None) or self._bucket(*(_GROUP if chat < 0 else _PRIVATE))
        self._chats[chat] = bucket
        while len(self._chats) > _CHATS:
            self._chats.popitem(last=False)
        seconds = bucket.reserve(self._clock())
        if seconds > _LONGEST:
            bucket.left += 1
            raise Wait(seconds)
        await asyncio.sleep(max(seconds, self._all.reserve(self._clock())))

    def judge(self, chat: int, wait: Wait) -> Wait:
        """Return a refusal with whom it is for: Telegram does not say, but many chats at once mean everybody."""
        now = self._clock()
        self._refused = {known: until for known, until in self._refused.items() if until > now}
        self._refused[chat] = now + wait.seconds
        return Wait(wait.seconds, whole_channel=len(self._refused) >= _MANY)

    def _bucket(self, rate: float, most: float) -> _Bucket:
        return _Bucket(rate, most, most, self._clock())
