"""The two addresses that Zalo calls: the webhook, and the file that proves the domain.

Zalo hears 200 only after the inbox holds the event, and hears something within two seconds in any case. The button
"Kiểm tra" of the console sends an unsigned request and wants 200: such a request gets it and does nothing. A wrong
signature gets 403, so that with a mistyped secret Zalo repeats what it could not deliver and nothing is lost silently.
"""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from bot.channels.bodies import read_body
from bot.channels.zalo_oa.events import LEAVING, read_arrival
from bot.channels.zalo_oa.leaving import Leaving
from bot.channels.zalo_oa.settings import PATH, ZaloOaSettings
from bot.channels.zalo_oa.signature import is_signed, zalo_mac
from bot.inbox.base import Arrival, Intake, Unreachable
from bot.inbox.errors import InboxUnavailable

LARGEST = 64 * 1024  # bytes; Zalo's own events have a few thousand
_READING = 5.0
_STORING = 1.8
_WARNING = 60.0  # seconds between two warnings
_log = logging.getLogger(__name__)


class Webhook:
    """Takes events in. `counts` says how many came of each kind."""

    def __init__(self, settings: ZaloOaSettings, inbox: Intake, leaving: Leaving) -> None:
        """Check by `settings`, store in `inbox`; who leaves is noted by `leaving`."""
        self._settings = settings
        self._inbox = inbox
        self._leaving = leaving
        self._warned_at = -_WARNING
        self.counts: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes for the one HTTP application."""
        routes = [web.post(PATH, self.receive)]
        file = self._settings.verifier
        return [*routes, web.get(f"/{file.name}", _serve(file.read_bytes()))] if file else routes

    async def receive(self, request: web.Request) -> web.Response:
        """POST /zalo/oa/webhook: 200 stored or nothing to do, 400, 403, 408, 413, 503 not stored."""
        try:
            async with asyncio.timeout(_READING):
                raw = await read_body(request, LARGEST)
        except TimeoutError:
            return self._end(408, "slow")
        signature = request.headers.get("X-ZEvent-Signature")
        if signature is None:
            return self._end(200, "unsigned")
        try:
            event = json.loads(raw.decode("utf-8"))
        except (ValueError, RecursionError):
            return self._end(400, "broken")
        if not isinstance(event, dict):
            return self._end(400, "broken")
        if not self._trusts(raw, signature, (event.get("timestamp"), request.headers.get("X-ZEvent-Timestamp"))):
            return self._end(403, "forged")
        try:
            arrival = read_arrival(event, self._settings.oa_id)
        except RecursionError:
            return self._end(400, "broken")
        if arrival is None:
            return self._end(200, "ignored")
        return await self._store(arrival, str(event["event_name"]))

    async def _store(self, arrival: Arrival, name: str) -> web.Response:
        try:
            async with asyncio.timeout(_STORING):
                if name in LEAVING:
                    await self._leaving.note(name, arrival.chat, arrival.sent_at)
                    return self._end(200, "left")
                new = await self._inbox.put([arrival])
        except (InboxUnavailable, Unreachable, TimeoutError):
            return self._end(503, "not stored")
        return self._end(200, "new" if new[0] else "known")

    def _trusts(self, raw: bytes, signature: str, timestamps: Sequence[object]) -> bool:
        settings = self._settings
        fits = [
            is_signed(signature, zalo_mac(settings.app_id, raw, str(stamp), settings.webhook_secret))
            for stamp in timestamps
            if stamp is not None
        ]
        return any(fits)

    def _end(self, status: int, kind: str) -> web.Response:
        self.counts[kind] += 1
        if kind in ("forged", "not stored") and time.monotonic() >= self._warned_at + _WARNING:
            self._warned_at = time.monotonic()
            _log.warning("Zalo's webhook: %s events %s so far", self.counts[kind], kind)
        return web.Response(status=status)


def _serve(content: bytes) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        return web.Response(body=content, content_type="text/html", charset="utf-8")

    return serve
