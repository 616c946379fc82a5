"""Takes the updates that Telegram pushes: stored first, then told "received".

Whoever does not know the secret learns nothing and leaves no line in the log; `refused` counts them.
https://core.telegram.org/bots/webhooks
"""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Callable

from aiohttp import web

from bot.channels.telegram.line import Line
from bot.channels.telegram.polling import Intake
from bot.channels.telegram.settings import PATH, TelegramSettings
from bot.channels.telegram.trouble import Refused, translated
from bot.channels.telegram.updates import KINDS, arrival_of
from bot.inbox.base import Unreachable, Wait

HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_LIMIT = 1024 * 1024
_DEPTH = 32
_SECONDS = 10.0  # for a body to come whole
_PAUSE = 10.0
_log = logging.getLogger(__name__)


class Webhook:
    """Fills the inbox from a route."""

    def __init__(
        self, line: Line, inbox: Intake, settings: TelegramSettings, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives seconds since 1970."""
        self._line = line
        self._inbox = inbox
        self._settings = settings
        self._clock = clock
        self.refused = 0

    def routes(self) -> list[web.RouteDef]:
        """The one route."""
        return [web.post(PATH, self.receive)]

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

    async def receive(self, request: web.Request) -> web.Response:
        """200 when stored or of no interest; 403, 400, 408, 413; 503 where it cannot be stored: it comes again."""
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
                await self._inbox.put([arrival])
            except Exception as error:
                _log.error("channel=telegram: an update could not be stored (%s)", type(error).__name__)
                return web.Response(status=503)
        return web.Response()


async def _read(request: web.Request) -> bytes:
    """Return the whole body, of which no more than 1 MB is ever kept; raises 413 or 408."""
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
