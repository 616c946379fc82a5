"""What an operator decides about the Zalo Official Account: the app, its two secrets, the first refresh token."""

import re
from dataclasses import dataclass, field
from pathlib import Path

NAME = "zalo_oa"
PATH = "/zalo/oa/webhook"
_FILE = re.compile(r"zalo_verifier[A-Za-z0-9_-]{1,100}\.html")


@dataclass(frozen=True, slots=True)
class ZaloOaSettings:
    """`app_secret` belongs to the app, `webhook_secret` is the "OA Secret Key" of the app's Webhook page: they differ.

    `refresh_token` starts the chain of tokens; a new one starts it anew, the same one never does again.
    `database_url` is where the tokens and what is known about people are kept, the inbox's own database.
    `verifier` is the file that Zalo gave to prove the domain, under the name it came with. Times are in seconds;
    a refresh is locked for `lock_seconds`, longer than its call can take. Raises ValueError for what cannot be right.
    """

    app_id: str
    app_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    database_url: str = field(repr=False)
    oa_id: str | None = None
    verifier: Path | None = None
    language: str = "vi"
    api_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"
    call_seconds: float = 10.0
    lock_seconds: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what Zalo would refuse later, without showing a secret."""
        if not self.app_id.isascii() or not self.app_id.isdigit():
            raise ValueError("The Zalo app id is a number, as the app's settings page shows it.")
        if not (self.app_secret and self.webhook_secret and self.refresh_token):
            raise ValueError("Zalo needs the app secret, the OA secret key of the Webhook page and a refresh token.")
        if self.verifier and not _FILE.fullmatch(self.verifier.name):
            raise ValueError("Keep the name of Zalo's file for the domain: zalo_verifier….html.")
        if self.lock_seconds < 2 * self.call_seconds:
            raise ValueError("A refresh must be locked for longer than its call can take.")
