"""The calls of Zalo's OA API that this channel needs, with a token that is renewed once when Zalo refuses it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.channels.zalo_oa.line import Line
from bot.channels.zalo_oa.tokens import Tokens
from bot.channels.zalo_oa.trouble import ACTIONS, Action, Refused
from bot.inbox.base import Unreachable

PAGE = 10
"""The most messages that Zalo gives of a conversation at once."""

_Call = Callable[[Mapping[str, str]], Awaitable[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation; `at` in seconds since 1970."""

    id: str
    text: str
    at: float
    by_person: bool


class Api:
    """Zalo as this channel sees it."""

    def __init__(self, line: Line, tokens: Tokens, url: str) -> None:
        """Call `url`, such as https://openapi.zalo.me."""
        self._line = line
        self._tokens = tokens
        self._url = url

    async def send(self, person: str, message: Mapping[str, object]) -> str:
        """Send a consultation message and return its id; raises Refused, Unreachable or ChannelDown."""
        body = json.dumps({"recipient": {"user_id": person}, "message": message}, ensure_ascii=False).encode()
        url = f"{self._url}/v3.0/oa/message/cs"

        async def post(token: Mapping[str, str]) -> dict[str, object]:
            return await self._line.post(url, {**token, "Content-Type": "application/json"}, body)

        reply = await self._with_token(post)
        found = reply.get("data")
        if not isinstance(found, dict) or not found.get("message_id"):
            raise Unreachable("Zalo took a message and gave no id")
        return str(found["message_id"])

    async def history(self, person: str, offset: int) -> list[Said]:
        """Return up to ten messages of a conversation, newest first; raises as `send` does."""
        asked = {"user_id": person, "offset": offset, "count": PAGE}
        url = f"{self._url}/v2.0/oa/conversation"
        reply = await self._with_token(lambda token: self._line.get(url, token, asked))
        found = reply.get("data")
        if not isinstance(found, list):
            raise Unreachable("Zalo gave no conversation")
        return [_read(entry) for entry in found if isinstance(entry, dict)]

    async def _with_token(self, call: _Call) -> dict[str, object]:
        link = await self._tokens.current()
        reply = await call({"access_token": link.access})
        if ACTIONS.get(_code(reply)) is Action.REFRESH:
            link = await self._tokens.renew(link.generation)
            reply = await call({"access_token": link.access})
        if code := _code(reply):
            raise Refused(code)
        return reply


def _code(reply: Mapping[str, object]) -> int:
    try:
        return int(str(reply["error"]))
    except (KeyError, ValueError):
        raise Unreachable("Zalo's answer says neither success nor error") from None


def _read(entry: Mapping[str, object]) -> Said:
    try:
        at = int(str(entry.get("time", 0))) / 1_000
    except ValueError:
        at = 0.0
    text = entry.get("message")
    return Said(str(entry.get("message_id", "")), str(text or ""), at, str(entry.get("src")) == "1")
