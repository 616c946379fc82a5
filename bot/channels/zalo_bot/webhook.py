"""Takes the updates that Zalo pushes: stored first, then told "received".

Whoever does not know the secret learns nothing and leaves no line in the log; `refused` counts them. What knows the
secret and is no update gets 200, because Zalo checks an address before it pushes and does not say with what.
"""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Callable

from aiohttp import web

from bot.channels.zalo_bot.api import Api
from bot.channels.zalo_bot.polling import Intake
from bot.channels.zalo_bot.settings import PATH, ZaloBotSettings
from bot.channels.zalo_bot.updates import arrival_of
from bot.inbox.base import Undeliverable, Unreachable, Wait

HEADER = "X-Bot-Api-Secret-Token"
BODY_LIMIT = 256 * 1024
_DEPTH = 32
_SECONDS = 5.0  # for a body to come whole
_STORING = 1.8
_PAUSE = 10.0
_log = logging.getLogger(__name__)


class Webhook:
    """Fills the inbox from a route."""

    def __init__(
        self, api: Api, inbox: Intake, settings: ZaloBotSettings, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives seconds since 1970."""
        self._api = api
        self._inbox = inbox
        self._settings = settings
        self._clock = clock
        self.refused = 0

    def routes(self) -> list[web.RouteDef]:
        """The one route."""
        return [web.post(PATH, self.receive)]

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

    async def receive(self, request: web.Request) -> web.Response:
        """200 when stored or of no interest; 403, 400, 408, 413; 503 where it cannot be stored."""
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._settings.webhook_secret.encode()):
            self.refused += 1
            return web.Response(status=403)
        body = await _read(request)
        try:
            arrival = arrival_of(_parse(body), self._clock())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if arrival:
            try:
                async with asyncio.timeout(_STORING):
                    await self._inbox.put([arrival])
            except Exception as error:
                _log.error("channel=zalo_bot: an update could not be stored (%s)", type(error).__name__)
                return web.Response(status=503)
        return web.Response()


async def _read(request: web.Request) -> bytes:
    """Return the whole body, of which no more than 256 KB is ever kept; raises 413 or 408."""
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > BODY_LIMIT:
                    raise web.HTTPRequestEntityTooLarge(max_size=BODY_LIMIT, actual_size=len(body))
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    return bytes(body)


def _parse(body: bytes) -> object:
    """Return the JSON; raises ValueError or RecursionError where it is none or nested too deeply."""
    parsed: object = json.loads(body.decode("utf-8"))
    level = [parsed]
    for _ in range(_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return parsed
    raise ValueError("nested too deeply")


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
