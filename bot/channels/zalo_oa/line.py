"""The line to Zalo: one HTTP session, and what comes back as JSON or as trouble. Logs neither bodies nor tokens."""

import json
from collections.abc import Mapping

import aiohttp
from yarl import URL

from bot.channels.zalo.replies import read_whole
from bot.inbox.base import Unreachable


class Line:
    """Calls over one session, which is opened by the first of them."""

    def __init__(self, seconds: float) -> None:
        """Give every call this long in all."""
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, headers: Mapping[str, str], data: Mapping[str, object]) -> dict[str, object]:
        """Return the reply to a GET whose parameters go as JSON in `data`; raises Unreachable."""
        address = URL(url).with_query({"data": json.dumps(data, ensure_ascii=False)})
        return await self._call("GET", address, headers, None)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, object]:
        """Return the reply to a POST; raises Unreachable."""
        return await self._call("POST", URL(url), headers, body)

    async def close(self) -> None:
        """Close the session."""
        if self._session:
            await self._session.close()

    async def _call(self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None) -> dict[str, object]:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        sending = self._session.request(method, url, headers=headers, data=body, allow_redirects=False)
        try:
            async with sending as response:
                if response.status >= 500:
                    raise Unreachable(f"Zalo answered with HTTP {response.status}")
                return _read(await read_whole(response.content))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(f"Zalo does not answer ({type(error).__name__})") from None


def _read(raw: bytes) -> dict[str, object]:
    try:
        reply = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreachable("Zalo's answer is not JSON") from None
    if not isinstance(reply, dict):
        raise Unreachable("Zalo's answer is not a JSON object")
    return reply
