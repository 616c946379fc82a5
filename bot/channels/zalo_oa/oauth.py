"""The exchange of a refresh token for the next pair (OAuth v4 of Zalo, Official Account)."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.channels.zalo_oa.line import Line
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.inbox.base import Unreachable

_BUSY = -32


class TokenRefused(Exception):
    """Zalo has given its answer, and there is no new pair in it: this refresh token is spent or void."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A new pair; the access token lives for `seconds`."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: float


async def exchange(line: Line, settings: ZaloOaSettings, refresh: str) -> Grant:
    """Return the next pair; raises TokenRefused, or Unreachable when it is unknown whether the token still works.

    What counts is whether there is a pair: errors have several shapes here, most of them with HTTP 200.
    """
    form = {"refresh_token": refresh, "app_id": settings.app_id, "grant_type": "refresh_token"}
    headers = {"secret_key": settings.app_secret, "Content-Type": "application/x-www-form-urlencoded"}
    reply = await line.post(f"{settings.oauth_url}/v4/oa/access_token", headers, urlencode(form).encode())
    access, following = reply.get("access_token"), reply.get("refresh_token")
    if isinstance(access, str) and access and isinstance(following, str) and following:
        return Grant(access, following, _seconds(reply.get("expires_in")))
    if reply.get("error") in (_BUSY, str(_BUSY)):
        raise Unreachable("Zalo is too busy to renew the token")
    raise TokenRefused(f"Zalo refuses the refresh token (error {_code(reply.get('error'))})")


def _seconds(value: object) -> float:
    try:
        return max(60.0, float(int(str(value))))
    except ValueError:
        return 3_600.0


def _code(value: object) -> str:
    text = str(value)
    return text if text.lstrip("-").isdigit() and len(text) < 8 else "unknown"
