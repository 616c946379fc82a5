"""OAuth v4 of the fake Zalo: refresh tokens that work once, access tokens that expire or die with the next pair."""

import secrets
import time
from dataclasses import dataclass, field

from aiohttp import web

LIFE = 90_000
_SPENT = {"error": -14014, "error_name": "Invalid refresh token", "error_description": "Refresh token is not valid"}


def refuse_oauth(name: str) -> dict[str, object]:
    """An error as OAuth of Zalo writes it, with HTTP 200."""
    return {"error": -14012, "error_name": name, "error_reason": name, "error_description": name}


@dataclass
class OAuth:
    """The tokens of one account. `reused` holds every refresh token that came a second time."""

    app_id: str
    app_secret: str
    refresh: str = field(default_factory=lambda: f"refresh-{secrets.token_hex(16)}")
    access: str | None = None
    expires_at: float = 0.0
    offset: float = 0.0
    issued: int = 0
    reused: list[str] = field(default_factory=list)
    _spent: set[str] = field(default_factory=set)
    _old: set[str] = field(default_factory=set)

    def now(self) -> float:
        """The fake's time, seconds since 1970."""
        return time.time() + self.offset

    def expire(self) -> None:
        """The access token's life is over."""
        self.expires_at = 0.0

    def break_chain(self) -> None:
        """The refresh token was revoked."""
        self.refresh = f"nobody-knows-{secrets.token_hex(4)}"

    def check(self, token: str | None) -> int:
        """0, or the error for an access token."""
        if token is None or (token != self.access and token not in self._old):
            return -216
        return 0 if token == self.access and self.now() < self.expires_at else -220

    async def exchange(self, request: web.Request) -> dict[str, object]:
        """The next pair for a refresh token, or an error."""
        if request.content_type != "application/x-www-form-urlencoded":
            return refuse_oauth("Content type must be a form")
        form = dict(await request.post())
        if request.headers.get("secret_key") != self.app_secret:
            return refuse_oauth("Invalid secret key")
        if form.get("app_id") != self.app_id or form.get("grant_type") != "refresh_token":
            return refuse_oauth("Invalid app id or grant type")
        if set(form) != {"app_id", "grant_type", "refresh_token"}:
            return refuse_oauth("Unknown parameter")
        return self.turn(str(form["refresh_token"]))

    def turn(self, token: str) -> dict[str, object]:
        """Spend a refresh token."""
        if token in self._spent:
            self.reused.append(token)
            return _SPENT
        if token != self.refresh:
            return _SPENT
        self._spent.add(token)
        if self.access:
            self._old.add(self.access)
        self.issued += 1
        self.access, self.refresh = f"access-{secrets.token_hex(16)}", f"refresh-{secrets.token_hex(16)}"
        self.expires_at = self.now() + LIFE
        return {"access_token": self.access, "refresh_token": self.refresh, "expires_in": str(LIFE)}
