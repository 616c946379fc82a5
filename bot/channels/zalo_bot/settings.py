"""What an operator decides about the Zalo bot: the token from "Zalo Bot Manager", and whether Zalo pushes."""

import re
from dataclasses import dataclass, field

from bot.channels.pushing import address_of, check_address, secret_of

NAME = "zalo_bot"
PATH = "/zalo/bot/webhook"
_TOKEN = re.compile(r"\d{1,32}:[A-Za-z0-9_-]{8,256}")


@dataclass(frozen=True, slots=True)
class ZaloBotSettings:
    """With `public_url` (https, without a path), Zalo pushes to it; without one the bot polls.

    `database_url` is where the few facts about chats are kept, the inbox's own database; `language` is spoken until
    somebody has typed something. `base_url` stands before the token in Zalo's addresses. Times are in seconds.
    Raises ValueError for what cannot be a token or an address, without showing the token.
    """

    token: str = field(repr=False)
    database_url: str = field(repr=False)
    public_url: str | None = None
    language: str = "vi"
    base_url: str = "https://bot-api.zaloplatforms.com/bot"
    poll_seconds: int = 30
    call_seconds: float = 10.0
    secret: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what Zalo would refuse later."""
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("The token of the Zalo bot must look like 123456789:abc…, as Zalo Bot Manager sends it.")
        check_address(self.public_url, "Zalo")

    @property
    def webhook_url(self) -> str | None:
        """Where Zalo pushes to."""
        return address_of(self.public_url, PATH)

    @property
    def webhook_secret(self) -> str:
        """What Zalo must send along: `secret`, else one that every process with this token knows."""
        return secret_of(self.secret, self.token)
