"""Takes the updates that Telegram pushes.

https://core.telegram.org/bots/webhooks
"""

import asyncio
import logging
import time
from collections.abc import Callable

from aiohttp import web

from bot.channels.door import Door
from bot.channels.telegram.line import Line
from bot.channels.telegram.settings import PATH, TelegramSettings
from bot.channels.telegram.trouble import Refused, translated
from bot.channels.telegram.updates import KINDS, arrival_of
from bot.inbox.base import Intake, Unreachable, Wait

HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_LIMIT = 1024 * 1024
_PAUSE = 10.0
_log = logging.getLogger(__name__)


class Webhook:
    """Fills the inbox from a route."""

    def __init__(
        self, line: Line, inbox: Intake, settings: TelegramSettings, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives seconds since 1970."""
        self._line = line
        self._settings = settings
        self._door = Door(
            "telegram",
            HEADER,
            settings.webhook_secret,
            inbox,
            lambda update: arrival_of(update, clock()),
            BODY_LIMIT,
        )

    def routes(self) -> list[web.RouteDef]:
        """The one route."""
        return [web.post(PATH, self._door.receive)]

    async def run(self) -> None:
        """Tell Telegram where to push, once it can be reached; raises ChannelDown where an operator must act."""
        while True:
            try:
                await self._line.open()
                async with translated(self._settings.call_seconds):
                    await self._line.bot.set_webhook(
                        self._settings.webhook_url or "",
                        secret_token=self._settings.webhook_secret,
                        allowed_updates=KINDS,
                        drop_pending_updates=False,
                    )
                return
            except Wait as wait:
                await asyncio.sleep(wait.seconds)
            except (Unreachable, Refused) as error:
                _log.error("channel=telegram: the webhook could not be set (%s); trying again", error)
                await asyncio.sleep(_PAUSE)
