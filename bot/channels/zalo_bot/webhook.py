"""Takes the updates that Zalo pushes.

What knows the secret and is no update gets 200, because Zalo checks an address before it pushes and does not say with
what.
"""

import asyncio
import logging
import time
from collections.abc import Callable

from aiohttp import web

from bot.channels.door import Door
from bot.channels.zalo_bot.api import Api
from bot.channels.zalo_bot.settings import NAME, PATH, ZaloBotSettings
from bot.channels.zalo_bot.updates import arrival_of
from bot.inbox.base import Intake, Undeliverable, Unreachable, Wait

HEADER = "X-Bot-Api-Secret-Token"
BODY_LIMIT = 256 * 1024
_PAUSE = 10.0
_log = logging.getLogger(__name__)


class Webhook:
    """Fills the inbox from a route."""

    def __init__(
        self, api: Api, inbox: Intake, settings: ZaloBotSettings, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives seconds since 1970."""
        self._api = api
        self._settings = settings
        self._door = Door(
            NAME,
            HEADER,
            settings.webhook_secret,
            inbox,
            lambda update: arrival_of(update, clock()),
            BODY_LIMIT,
            reading=5.0,
            storing=1.8,
        )

    def routes(self) -> list[web.RouteDef]:
        """The one route."""
        return [web.post(PATH, self._door.receive)]

    async def run(self) -> None:
        """Tell Zalo where to push, once it can reach us; raises ChannelDown where an operator must act."""
        complained = False
        while True:
            try:
                await self._api.check()
                if await self._api.push_to(self._settings.webhook_url or "", self._settings.webhook_secret):
                    return
                why, pause = "Zalo could not reach the address", _PAUSE
            except Wait as wait:
                why, pause = "Zalo asks to wait", wait.seconds
            except (Unreachable, Undeliverable) as error:
                why, pause = str(error), _PAUSE
            if not complained:
                _log.error("channel=zalo_bot: the webhook could not be set (%s); trying again", why)
            complained = True
            await asyncio.sleep(pause)
