"""Fetches updates one at a time, no more often than once a second.

Zalo gives one update a poll and takes no confirmation: what it gave may come again on every poll, which the inbox
knows, or never again. So an update is stored before the next poll, however long the database takes. What can be lost:
an update that Zalo gave to a process that died before it was stored, unless Zalo gives it again. A webhook has no such
gap, so a public bot needs one.
"""

import asyncio
import itertools
import logging
import time
from collections.abc import Callable

from bot.channels.zalo_bot.api import Api
from bot.channels.zalo_bot.updates import arrival_of
from bot.inbox.base import Arrival, Intake, Undeliverable, Unreachable, Wait

FLOOR = 1.0
"""Seconds between the end of a poll and the next one, so that Zalo never sees two within a second."""

_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_log = logging.getLogger(__name__)


class Polling:
    """Fills the inbox from `getUpdates`; one process a bot."""

    def __init__(self, api: Api, inbox: Intake, floor: float = FLOOR, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since 1970."""
        self._api = api
        self._inbox = inbox
        self._floor = floor
        self._clock = clock
        self._failures = 0
        self._ready = False

    async def run(self) -> None:
        """Poll until cancelled; raises ChannelDown where only an operator can help."""
        while True:
            try:
                await self._round()
                self._failures = 0
                pause = 0.0
            except Wait as wait:
                pause = self._fail("Zalo asks to wait", wait.seconds)
            except (Unreachable, Undeliverable) as error:
                pause = self._fail(str(error))
            await asyncio.sleep(max(pause, self._floor))

    async def _round(self) -> None:
        if not self._ready:
            await self._api.check()
            if await self._api.stop_pushing():
                _log.warning("a webhook was set for this Zalo bot; it is removed, since updates are to be polled")
            self._ready = True
        update = await self._api.fetch()
        if update is None:
            return
        try:
            arrival = arrival_of(update, self._clock())
        except ValueError:
            _log.warning("channel=zalo_bot: an update could not be read")
            return
        if arrival:
            await self._store(arrival)

    async def _store(self, arrival: Arrival) -> None:
        """Store an arrival that nobody may ever give again."""
        for failures in itertools.count():
            try:
                await self._inbox.put([arrival])
                return
            except Exception as error:
                if failures == 0:
                    _log.error("channel=zalo_bot: an update could not be stored (%s)", type(error).__name__)
                await asyncio.sleep(_PAUSES[min(failures, 2)])

    def _fail(self, why: str, seconds: float = 0.0) -> float:
        """Note a failure, the first of a row aloud, and return the seconds to pause."""
        if self._failures == 0:
            _log.error("channel=zalo_bot: %s; trying again", why)
        pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        return max(pause, seconds)
