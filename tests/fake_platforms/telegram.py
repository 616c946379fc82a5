"""A Telegram in the test's own process: the Bot API on loopback, stricter than the real one, and people who write.

It was written before the bot, and never compared with the real one. It refuses what the documentation forbids and
keeps the refusals in `refused`, so that a test can say that there were none; it can be told to fail as the real one
does.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fake_platforms.telegram_checks import read_params
from tests.fake_platforms.telegram_methods import ME, Methods
from tests.fake_platforms.telegram_people import Person
from tests.fake_platforms.telegram_updates import Updates
from tests.fake_platforms.telegram_words import Call, Fault, Refusal, Room, Shown

TOKEN = "7000001:AAF-not_a_real_token_0123456789abcde"


@dataclass
class _Planned:
    method: str
    fault: Fault
    chat: int | None
    times: int


class FakeTelegram:
    """The server; use it with `async with`. `base_url` goes into the bot's settings."""

    def __init__(self, limits: bool = True, port: int | None = None) -> None:
        """With `limits`, the documented message limits are kept."""
        self.updates = Updates()
        self.methods = Methods(self.updates, limits)
        self.calls: list[Call] = []
        self.refused: list[tuple[str, str]] = []
        self._planned: list[_Planned] = []
        self._last_update = 500_000_000
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._server = TestServer(app, port=port)

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

    def fail(self, method: str, fault: Fault, times: int = 1, chat: int | None = None) -> None:
        """Let the next calls of a method fail; with `chat`, only those for it."""
        self._planned.append(_Planned(method, fault, chat, times))

    def heal(self) -> None:
        """Forget every fault that is still to come."""
        self._planned.clear()

    def person(self, number: int = 1001, language: str = "en", name: str = "Lan") -> Person:
        """Somebody who can write to the bot."""
        return Person(self, number, language, name)

    def room(self, chat: int, kind: str = "private", title: str = "Lan") -> Room:
        """The chat of this id; a new one where there is none."""
        return self.methods.rooms.setdefault(chat, Room(chat, kind, title))

    def shown(self, chat: int) -> list[Shown]:
        """The bot's messages in a chat as they stand now, oldest first."""
        return list(self.room(chat).shown.values())

    def texts(self, chat: int) -> list[str]:
        """The texts of the bot's messages in a chat."""
        return [shown.text for shown in self.shown(chat) if shown.kind == "message"]

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(call.method == method for call in self.calls)

    async def happen(self, body: dict[str, object]) -> dict[str, object]:
        """Let an update wait for the bot, and return it."""
        self._last_update += 1
        update = {"update_id": self._last_update, **body}
        await self.updates.add(update)
        return update

    async def again(self, updates: Iterable[dict[str, object]]) -> None:
        """Let updates come once more, in the order given, under the ids that they had."""
        await self.updates.add(*updates)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return _reply(Refusal(401, "Unauthorized"))
        method = request.match_info["method"]
        fields = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
        try:
            params = read_params(method, fields)
        except Refusal as refusal:
            self.refused.append((method, refusal.description))
            return _reply(refusal)
        self.calls.append(Call(method, params, time.monotonic()))
        fault = self._fault(method, params)
        if fault is None:
            return await self._do(method, params)
        return await self._go_wrong(request, fault, method, params)

    async def _do(self, method: str, params: dict[str, object]) -> web.Response:
        try:
            return web.json_response({"ok": True, "result": await self.methods.call(method, params)})
        except Refusal as refusal:
            if refusal.code == 400:
                self.refused.append((method, refusal.description))
            return _reply(refusal)

    async def _go_wrong(
        self, request: web.Request, fault: Fault, method: str, params: dict[str, object]
    ) -> web.StreamResponse:
        if fault.accepted:
            await self._do(method, params)
        if fault.hang:
            await asyncio.sleep(fault.hang)
        if fault.cut and request.transport:
            request.transport.abort()
        if fault.code:
            retry = {"retry_after": fault.retry_after} if fault.retry_after else None
            moved = {"migrate_to_chat_id": fault.new_chat} if fault.new_chat else None
            return _reply(Refusal(fault.code, fault.description, retry or moved))
        return web.Response(text="<html>Please log in to this network</html>", content_type="text/html")

    def _fault(self, method: str, params: dict[str, object]) -> Fault | None:
        for planned in self._planned:
            here = planned.chat is None or planned.chat == params.get("chat_id")
            if planned.method in (method, "*") and here and planned.times > 0:
                planned.times -= 1
                return planned.fault
        return None


def _reply(refusal: Refusal) -> web.Response:
    body: dict[str, object] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


__all__ = ["ME", "TOKEN", "FakeTelegram"]
