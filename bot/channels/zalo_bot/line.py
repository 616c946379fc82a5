"""The line to Zalo: one HTTP session, and what comes back as a result or as trouble.

The token stands in every address, so no exception of the HTTP library is passed on, not even as a cause, and nothing
is logged here.
"""

import json
from collections.abc import Mapping

import aiohttp

from bot.channels.zalo.replies import read_whole
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.channels.zalo_bot.trouble import NeverLeft, judge
from bot.inbox.base import Unreachable


class Line:
    """Calls over one session, which is opened by the first of them."""

    def __init__(self, settings: ZaloBotSettings) -> None:
        """Connect to nothing yet."""
        self._address = f"{settings.base_url}{settings.token}"
        self._seconds = settings.call_seconds
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, fields: Mapping[str, object] = {}, more_seconds: float = 0) -> object:
        """Return the result of a method; raises Wait, Unreachable, Undeliverable, ChannelDown or Missing."""
        status, raw = await self._post(method, fields, more_seconds)
        try:
            reply = json.loads(raw)
        except (ValueError, RecursionError):
            reply = None
        if isinstance(reply, dict) and reply.get("ok") is True and status < 300:
            return reply.get("result")
        if status < 300 and not isinstance(reply, dict):
            raise Unreachable("Zalo's answer is not the documented JSON")
        raise judge(_code(reply, status))

    async def close(self) -> None:
        """Close the session."""
        if self._session:
            await self._session.close()

    async def _post(self, method: str, fields: Mapping[str, object], more_seconds: float) -> tuple[int, bytes]:
        timeout = aiohttp.ClientTimeout(total=self._seconds + more_seconds, sock_connect=self._seconds)
        url = f"{self._address}/{method}"
        try:
            sending = self._open().post(url, json=dict(fields), timeout=timeout, allow_redirects=False)
            async with sending as response:
                return response.status, await read_whole(response.content)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NeverLeft(f"Zalo cannot be reached ({type(error).__name__})") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(f"Zalo does not answer ({type(error).__name__})") from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # A kept connection that Zalo has closed meanwhile would leave a doubt whether a message arrived.
            connector = aiohttp.TCPConnector(force_close=True)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


def _code(reply: object, status: int) -> int:
    if not isinstance(reply, dict):
        return status
    if status < 300 and "timeout" in str(reply.get("description")).lower():
        return 408
    told = reply.get("error_code")
    return told if type(told) is int else status
