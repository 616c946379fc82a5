"""A Zalo Bot Platform in the test's own process: the Bot API on loopback, stricter than the real one.

It was written from what is known of the documentation, not from the bot: POST with JSON only, one update a poll, 408
when idle, 404 for a webhook that is not set, what was consumed comes again when `replays` says so. It refuses unknown
parameters, markup, texts over 2,000 UTF-16 units, two polls at once, polls within `least_pause` seconds of the one
before, and chats in which nobody has written; it keeps the refusals in `refused`, so that a test can say that there
were none.
"""

import asyncio
import json
import re
import time
import unicodedata
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fake_platforms.zalo_bot_updates import Person, Refusal, Updates

TOKEN = "1234567890123:fake_Secret-0123456789abcdefghij"
ME = {"id": "b0b0", "account_name": "bot.ThaiNguyen", "account_type": "BASIC", "can_join_groups": False}
PARAMETERS = {
    "getMe": {},
    "getUpdates": {"timeout": (int, str)},
    "setWebhook": {"url": str, "secret_token": str},
    "deleteWebhook": {},
    "getWebhookInfo": {},
    "sendMessage": {"chat_id": str, "text": str},
    "sendPhoto": {"chat_id": str, "photo": str, "caption": str},
    "sendChatAction": {"chat_id": str, "action": str},
}
"""The methods that the fake knows → the parameters that they take and their types."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    `status` is the HTTP status instead of the result, `code` an error_code that differs from it; `accepted` whether
    the call takes effect all the same; `hang` the seconds before anything comes; `cut` closes the connection; `page`
    replies 200 with a web page.
    """

    status: int = 0
    code: int = 0
    description: str = "internal server error"
    accepted: bool = False
    hang: float = 0.0
    cut: bool = False
    page: bool = False


ANSWER_LOST = Fault(cut=True, accepted=True)
NEVER_ARRIVED = Fault(cut=True)


@dataclass(frozen=True)
class Call:
    """One call of a method, as it came; `at` in seconds of the monotonic clock."""

    method: str
    fields: dict[str, object]
    at: float


@dataclass
class Room:
    """A chat; `writable` is False when Zalo refuses to write there. `said` is what the bot wrote."""

    id: str
    kind: str = "PRIVATE"
    writable: bool = True
    said: list[str] = field(default_factory=list)


class FakeZaloBot:
    """The server; use it with `async with`. `base_url` goes into the bot's settings."""

    def __init__(self, hold: float = 0.2, least_pause: float = 0.0, replays: int = 0, wrapped: bool = True) -> None:
        """Hold a poll for at most `hold` seconds; give `replays` consumed updates between two new ones."""
        self.updates = Updates(replays, wrapped)
        self.calls: list[Call] = []
        self.refused: list[tuple[str, str]] = []
        self.rooms: dict[str, Room] = {}
        self.quota = 3_000
        self.verifies = True
        self._hold = hold
        self._least_pause = least_pause
        self._polled_at = float("-inf")
        self._polling = False
        self._planned: list[tuple[str, Fault]] = []
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server(access_log=None)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.updates.stop()
        await self._server.close()

    @property
    def base_url(self) -> str:
        """What goes before the token."""
        return f"http://127.0.0.1:{self._server.port}/bot"

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of a method fail."""
        self._planned += [(method, fault)] * times

    def person(self, id_: str = "u1", room: str | None = None) -> Person:
        """Somebody who can write to the bot, in private or in a group."""
        here = self.rooms.setdefault(room or id_, Room(room or id_, "GROUP" if room else "PRIVATE"))
        return Person(self.updates, id_, here.id, here.kind)

    def texts(self, chat: str = "u1") -> list[str]:
        """What the bot wrote in a chat."""
        return self.rooms[chat].said

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(call.method == method for call in self.calls)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return _refuse(Refusal(401, "Unauthorized"))
        method = request.match_info["method"]
        try:
            fields = await _read(request, method)
        except Refusal as refusal:
            self.refused.append((method, refusal.description))
            return _refuse(refusal)
        self.calls.append(Call(method, fields, time.monotonic()))
        fault = next((fault for name, fault in self._planned if name == method), None)
        if fault is None:
            return await self._do(method, fields)
        self._planned.remove((method, fault))
        return await self._go_wrong(request, fault, method, fields)

    async def _do(self, method: str, fields: dict[str, object]) -> web.Response:
        try:
            return web.json_response(await getattr(self, _snake(method))(fields))
        except Refusal as refusal:
            if refusal.code == 400:
                self.refused.append((method, refusal.description))
            return _refuse(refusal)

    async def _go_wrong(
        self, request: web.Request, fault: Fault, method: str, fields: dict[str, object]
    ) -> web.StreamResponse:
        if fault.accepted:
            await self._do(method, fields)
        await asyncio.sleep(fault.hang)
        if fault.cut and request.transport:
            request.transport.abort()
        if fault.page or not fault.status:
            return web.Response(text="<html>Please log in to this network</html>", content_type="text/html")
        return _refuse(Refusal(fault.code or fault.status, fault.description), fault.status)

    async def _get_me(self, _: object) -> dict[str, object]:
        return _ok(ME)

    async def _get_updates(self, fields: dict[str, object]) -> dict[str, object]:
        if self.updates.webhook:
            raise Refusal(400, "can't use getUpdates while a webhook is set")
        if self._polling:
            raise Refusal(400, "two polls at once")
        began = time.monotonic()
        if began - self._polled_at < self._least_pause:
            raise Refusal(400, "polled too often")
        self._polled_at, self._polling = began, True
        try:
            return await self.updates.take(min(self._hold, float(str(fields.get("timeout", 30)))))
        finally:
            self._polling = False

    async def _set_webhook(self, fields: dict[str, object]) -> dict[str, object]:
        url, secret = str(fields["url"]), str(fields["secret_token"])
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise Refusal(400, "webhook url must be https")
        if not 8 <= len(secret) <= 256 or not secret.isascii() or secret in TOKEN:
            raise Refusal(400, "secret_token must have 8 to 256 characters and not be the token")
        await self.updates.push_to(url, secret)
        verification = {"ok": self.verifies, "outcome": "webhook.ok" if self.verifies else "webhook.unreachable"}
        return _ok({"url": url, "updated_at": _now(), "verification": verification})

    async def _delete_webhook(self, _: object) -> dict[str, object]:
        if not self.updates.webhook:
            raise Refusal(404, "Not Found")
        await self.updates.stop()
        return _ok({"url": "", "updated_at": _now()})

    async def _get_webhook_info(self, _: object) -> dict[str, object]:
        if not self.updates.webhook:
            raise Refusal(404, "Not Found")
        return _ok({"url": self.updates.webhook, "updated_at": _now()})

    async def _send_message(self, fields: dict[str, object]) -> dict[str, object]:
        room, text = self._room(fields), str(fields["text"])
        if not text.strip() or len(text.encode("utf-16-le")) // 2 > 2_000:
            raise Refusal(400, "text must have 1 to 2000 characters")
        if unicodedata.normalize("NFC", text) != text:
            raise Refusal(400, "text must be in NFC")
        if self.quota <= 0:
            raise Refusal(429, "quota exceeded")
        self.quota -= 1
        room.said.append(text)
        return _ok({"message_id": f"s{len(self.calls)}", "date": _now()})

    async def _send_photo(self, fields: dict[str, object]) -> dict[str, object]:
        raise Refusal(400, f"nobody should send photos to {self._room(fields).id}")

    async def _send_chat_action(self, fields: dict[str, object]) -> dict[str, object]:
        self._room(fields)
        if fields["action"] != "typing":
            raise Refusal(400, "action must be typing")
        return {"ok": True}

    def _room(self, fields: dict[str, object]) -> Room:
        room = self.rooms.get(str(fields["chat_id"]))
        if room is None or not room.writable:
            raise Refusal(400 if room is None else 404, "chat not found")
        return room


async def _read(request: web.Request, method: str) -> dict[str, object]:
    """The fields of a call; raises Refusal for whatever the documentation does not have."""
    if method not in PARAMETERS:
        raise Refusal(404, "Not Found")
    if request.method != "POST" or request.content_type != "application/json" or request.query:
        raise Refusal(400, "POST with JSON")
    fields = json.loads(await request.text())
    types = PARAMETERS[method]
    if not isinstance(fields, dict) or set(fields) - set(types):
        raise Refusal(400, f"{method} does not take this")
    optional = {"timeout", "caption"}
    if set(types) - set(fields) - optional or not all(isinstance(fields[name], types[name]) for name in fields):
        raise Refusal(400, f"{method} needs {sorted(types)}")
    return fields


def _snake(method: str) -> str:
    return "_" + re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", method)


def _ok(result: object) -> dict[str, object]:
    return {"ok": True, "result": result}


def _refuse(refusal: Refusal, status: int | None = None) -> web.Response:
    body: dict[str, object] = {"ok": False, "description": refusal.description}
    if refusal.code != 408:
        body["error_code"] = refusal.code
    return web.json_response(body, status=status or refusal.code)


def _now() -> int:
    return int(time.time() * 1_000)
