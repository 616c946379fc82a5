"""The route that a platform pushes to, which tells its secret in a header: stored first, then told "received".

Whoever does not know the secret learns nothing and leaves no line in the log; `refused` counts them.
"""

import asyncio
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.channels.bodies import parse_json, read_body
from bot.inbox.base import Arrival, Intake

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Door:
    """Takes updates in for a channel.

    `read` makes an arrival of parsed JSON, None where no reply is needed, and raises ValueError for what is no update.
    Bodies have at most `largest` bytes and `reading` seconds to come whole, storing has `storing` seconds.
    """

    channel: str
    header: str
    secret: str
    inbox: Intake
    read: Callable[[object], Arrival | None]
    largest: int
    reading: float = 10.0
    storing: float | None = None
    refused: int = 0

    async def receive(self, request: web.Request) -> web.Response:
        """200 when stored or of no interest; 403, 400, 408, 413; 503 where it cannot be stored."""
        given = request.headers.get(self.header, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self.secret.encode()):
            self.refused += 1
            return web.Response(status=403)
        try:
            async with asyncio.timeout(self.reading):
                body = await read_body(request, self.largest)
        except TimeoutError:
            return web.Response(status=408)
        try:
            arrival = self.read(parse_json(body))
        except (ValueError, RecursionError):
            return web.Response(status=400)
        return await self._store(arrival) if arrival else web.Response()

    async def _store(self, arrival: Arrival) -> web.Response:
        try:
            async with asyncio.timeout(self.storing):
                await self.inbox.put([arrival])
        except Exception as error:
            _log.error("channel=%s: an update could not be stored (%s)", self.channel, type(error).__name__)
            return web.Response(status=503)
        return web.Response()
