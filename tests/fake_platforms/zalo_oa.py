"""A Zalo in the test's own process: OAuth and the OA API on loopback, stricter than the real one.

It was written from the reference, not from the bot. Errors come with HTTP 200; requests that the documentation
forbids are refused and kept in `refused`, so that a test can say that there were none.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Self

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fake_platforms.zalo_oa_messages import Entry, Talks
from tests.fake_platforms.zalo_oa_oauth import OAuth
from tests.fake_platforms.zalo_oa_pusher import Pusher

APP, OA = "9000001", "oa-77"
APP_SECRET, OA_SECRET = "app-secret-not-real", "oa-webhook-secret-not-real"
SEND, HISTORY, TOKEN = "/v3.0/oa/message/cs", "/v2.0/oa/conversation", "/v4/oa/access_token"
_EXPECTED = {-216, -220}


@dataclass
class Fault:
    """What goes wrong: an error code, an HTTP status, a raw body, or a connection cut before or after acceptance."""

    code: int = 0
    status: int = 200
    body: bytes | None = None
    accept: bool = False
    cut: bool = False
    hang: float = 0.0
    times: int = 1


class FakeZaloOa:
    """The server; use it with `async with`. `refused` holds what a correct client never causes."""

    def __init__(self) -> None:
        self.oauth = OAuth(APP, APP_SECRET)
        self.talks = Talks()
        self.refused: list[tuple[str, int]] = []
        self.calls: list[str] = []
        self._faults: dict[str, list[Fault]] = {}
        app = web.Application()
        app.router.add_post(TOKEN, self._token)
        app.router.add_post(SEND, self._api)
        app.router.add_post("/v3.0/oa/quota/message", self._api)
        app.router.add_get(HISTORY, self._api)
        app.router.add_get("/v2.0/oa/getoa", self._api)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        """Base of both the API and OAuth."""
        return f"http://127.0.0.1:{self._server.port}"

    def fail(self, path: str, fault: Fault) -> None:
        """Let the next `fault.times` calls of a path fail."""
        self._faults.setdefault(path, []).append(fault)

    def heal(self) -> None:
        """Forget every fault that is still to come."""
        self._faults.clear()

    def pusher(self, url: str, secret: str = OA_SECRET) -> Pusher:
        """Somebody who writes to the webhook at `url`."""
        return Pusher(url, APP, OA, secret, self.talks, self.oauth.now)

    def received(self, person: str) -> list[Entry]:
        """What the account wrote to a person, oldest first."""
        return [entry for entry in self.talks.of(person).entries if entry.src == 0]

    async def _token(self, request: web.Request) -> web.StreamResponse:
        return await self._with_faults(request, lambda: self.oauth.exchange(request))

    async def _api(self, request: web.Request) -> web.StreamResponse:
        async def answer() -> dict[str, object]:
            reply = await self._answer(request)
            code = int(str(reply["error"]))
            if code and code not in _EXPECTED:
                self.refused.append((request.path, code))
            return reply

        return await self._with_faults(request, answer)

    async def _answer(self, request: web.Request) -> dict[str, object]:
        if code := self.oauth.check(request.headers.get("access_token")):
            return {"error": code, "message": "Access token is invalid or has expired"}
        if "Authorization" in request.headers or (request.method == "GET" and set(request.query) - {"data"}):
            return {"error": -201, "message": "unknown header or parameter"}
        if request.path.endswith("getoa"):
            return {"data": {"oaid": OA, "name": "Fake"}, "error": 0, "message": "Success"}
        try:
            asked = json.loads(request.query["data"]) if request.method == "GET" else json.loads(await request.read())
        except (KeyError, ValueError):
            return {"error": -201, "message": "data is invalid"}
        if request.path == HISTORY:
            return self.talks.history(asked)
        if request.path == SEND:
            return self.talks.send(asked, self.oauth.now())
        return self.talks.quota(asked)

    async def _with_faults(self, request: web.Request, answer) -> web.StreamResponse:  # type: ignore[no-untyped-def]
        self.calls.append(request.path)
        fault = self._next_fault(request.path)
        if fault is None:
            return _respond(await answer())
        if fault.accept:
            await answer()
        await asyncio.sleep(fault.hang)
        if fault.cut:
            assert request.transport
            request.transport.abort()
            return web.Response(status=499)
        if fault.body is not None:
            return web.Response(body=fault.body, status=fault.status, content_type="text/html")
        return _respond({"error": fault.code, "message": "a planned fault"}, fault.status)

    def _next_fault(self, path: str) -> Fault | None:
        planned = self._faults.get(path, [])
        if not planned:
            return None
        planned[0].times -= 1
        return planned[0] if planned[0].times else planned.pop(0)


def _respond(reply: dict[str, object], status: int = 200) -> web.Response:
    headers = {"X-RateLimit-Limit": "4000", "X-RateLimit-Remain": "3999"}
    return web.json_response(reply, status=status, headers=headers)
