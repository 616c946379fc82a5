"""What an operator decides about Telegram: the token from BotFather, and whether updates are fetched or pushed."""

import re
from dataclasses import dataclass, field

from bot.channels.pushing import address_of, check_address, secret_of

PATH = "/telegram/webhook"
_TOKEN = re.compile(r"\d{1,16}:[A-Za-z0-9_-]{20,}")


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """With `public_url` (https, without a path), Telegram pushes updates to it; without one they are fetched.

    `base_url` is what stands before the token in the Bot API's addresses. Times are in seconds. Raises ValueError for
    what cannot be a token or an address, without showing the token.
    """

    token: str = field(repr=False)
    public_url: str | None = None
    base_url: str = "https://api.telegram.org/bot"
    poll_seconds: int = 30
    call_seconds: float = 10.0
    secret: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuses what Telegram would refuse later."""
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("The Telegram token must look like 123456789:AAE…, as BotFather gives it.")
        check_address(self.public_url, "Telegram")

    @property
    def bot_id(self) -> int:
        """The bot's own user id, which is the first half of the token."""
        return int(self.token.partition(":")[0])

    @property
    def webhook_url(self) -> str | None:
        """Where Telegram pushes to."""
        return address_of(self.public_url, PATH)

    @property
    def webhook_secret(self) -> str:
        """What Telegram must send along: `secret`, else one that every process with this token knows."""
        return secret_of(self.secret, self.token)
