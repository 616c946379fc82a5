"""Fetches updates by our own loop: the next call, which confirms the last one's updates, comes after they are stored.

python-telegram-bot's Updater confirms what lies in memory only, and ends for good when storing fails.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from bot.channels.telegram.line import Line
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.trouble import Contested, Refused, translated
from bot.channels.telegram.updates import KINDS, arrival_of
from bot.inbox.base import ChannelDown, Intake, Unreachable, Wait

_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds
_NEWCOMER = 60.0  # seconds in which a second poller finds out that it is the second
_CONTESTS = 5  # so often the one that is being replaced may come between
_FLOOR = 0.05  # seconds between two calls, whatever comes
_log = logging.getLogger(__name__)


class Polling:
    """Fills the inbox from `getUpdates`."""

    def __init__(
        self,
        line: Line,
        inbox: Intake,
        settings: TelegramSettings,
        clock: Callable[[], float] = time.time,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        """`clock` gives seconds since 1970; after trouble it pauses, longer each time it comes again."""
        self._line = line
        self._inbox = inbox
        self._seconds = settings.poll_seconds
        self._patience = settings.poll_seconds + settings.call_seconds
        self._clock = clock
        self._pauses = pauses
        self._offset = 0
        self._failures = 0

    async def run(self) -> None:
        """Fetch until cancelled; raises ChannelDown where only an operator can help, and the others must go on."""
        began, contested, webhook_gone = time.monotonic(), 0, False
        while True:
            try:
                webhook_gone = webhook_gone or await self._remove_webhook()
                await self._round()
                self._failures = 0
                pause = _FLOOR
            except Wait as wait:
                pause = wait.seconds
            except Contested:
                contested += 1
                if contested >= _CONTESTS and time.monotonic() - began < _NEWCOMER:
                    raise
                pause = self._fail("another process fetches the updates, too")
            except ChannelDown:
                raise
            except (Unreachable, Refused) as error:
                pause = self._fail(str(error))
            except Exception as error:
                pause = self._fail(f"the updates could not be stored ({type(error).__name__})")
            await asyncio.sleep(pause)

    async def _remove_webhook(self) -> bool:
        """Telegram gives nothing to fetch while it pushes elsewhere; what waits there is kept."""
        await self._line.open()
        async with translated(self._patience):
            webhook = await self._line.bot.get_webhook_info()
            if webhook.url:
                _log.warning("a webhook was set for this Telegram bot; it is removed, since updates are to be fetched")
                await self._line.bot.delete_webhook(drop_pending_updates=False)
        return True

    async def _round(self) -> None:
        updates = await self._fetch()
        now = self._clock()
        arrivals = [arrival for update in updates if (arrival := arrival_of(update, now))]
        if arrivals:
            await self._inbox.put(arrivals)
        for update in updates:
            self._offset = max(self._offset, int(str(update["update_id"])) + 1)

    async def _fetch(self) -> list[dict[str, object]]:
        """Return the raw updates: an object of the library would not keep what it does not know."""
        wanted = {"offset": self._offset, "timeout": self._seconds, "allowed_updates": json.dumps(KINDS)}
        async with translated(self._patience):
            result = await self._line.fetcher.post(f"{self._line.bot.base_url}/getUpdates?{urlencode(wanted)}")
        return [update for update in result if _is_update(update)] if isinstance(result, list) else []

    def _fail(self, why: str) -> float:
        """Note a failure, the first of a row aloud, and return the seconds to pause."""
        pause = self._pauses[min(self._failures, len(self._pauses) - 1)]
        if self._failures == 0:
            _log.error("channel=telegram: %s; trying again", why)
        self._failures += 1
        return pause


def _is_update(update: object) -> bool:
    return isinstance(update, dict) and type(update.get("update_id")) is int
