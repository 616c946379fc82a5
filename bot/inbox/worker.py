"""Runs the couriers: a lane for each channel, leases that are renewed, and an orderly end."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from bot.inbox.base import Courier
from bot.inbox.errors import InboxUnavailable
from bot.inbox.inbox import Inbox
from bot.inbox.lane import Lane
from bot.inbox.limits import DEFAULT_LIMITS, Limits

_log = logging.getLogger(__name__)


class Worker:
    """Answers what is in the inbox, up to `at_once` chats of each channel at a time."""

    def __init__(
        self,
        inbox: Inbox,
        couriers: Sequence[Courier],
        at_once: int = 16,
        clock: Callable[[], float] = time.time,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """What waits for a channel without a courier stays in the inbox."""
        self._inbox = inbox
        self._lanes = [Lane(inbox, courier, at_once, clock, limits) for courier in couriers]
        self._clock = clock
        self._limits = limits

    async def run(self) -> None:
        """Work until `stop` or cancellation; cancelled, it gives its tasks back at once."""
        keepers = [asyncio.create_task(self._renew()), asyncio.create_task(self._tidy())]
        try:
            await asyncio.gather(*(lane.run() for lane in self._lanes))
        except asyncio.CancelledError:
            await self._leave(0)
            raise
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)

    async def stop(self) -> None:
        """Claim nothing more, finish what runs within ten seconds, and give the rest back."""
        await self._leave(self._limits.drain)

    async def _leave(self, seconds: float) -> None:
        await asyncio.gather(*(lane.stop(seconds) for lane in self._lanes))
        try:
            await self._inbox.release()
        except InboxUnavailable as error:
            _log.error("the leases run out by themselves: %s", error)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._limits.renew)
            tasks = [task for lane in self._lanes for task in lane.tasks]
            try:
                await self._inbox.renew(tasks)
            except InboxUnavailable as error:
                _log.error("leases were not renewed: %s", error)

    async def _tidy(self) -> None:
        while True:
            try:
                await self._inbox.forget(self._clock())
            except InboxUnavailable as error:
                _log.error("old rows were not deleted: %s", error)
            await asyncio.sleep(self._limits.tidy)
