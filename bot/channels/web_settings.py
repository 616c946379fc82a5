"""What an operator decides about the web chat: its public address and who may embed it."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`public_url` is where people reach the chat; `allowed_origins` are sites that may embed and call it.

    `heartbeat` is the seconds between two signs of life in a stream, so that proxies keep it open.
    Raises ValueError for an origin that is not just `scheme://host[:port]`: it goes into a security header.
    """

    public_url: str | None = None
    allowed_origins: tuple[str, ...] = ()
    heartbeat: float = 10.0

    def __post_init__(self) -> None:
        """Refuses wildcards, paths and anything else that is no origin."""
        for origin in self.allowed_origins:
            if not _is_origin(origin):
                raise ValueError(
                    f"WEB__ALLOWED_ORIGINS: {origin!r} is not of the form https://host or https://host:port"
                )

    @property
    def public_origin(self) -> str | None:
        """`scheme://host[:port]` of the public address."""
        return _origin(self.public_url) if self.public_url else None

    @property
    def encrypted(self) -> bool:
        """Whether people reach the chat by https."""
        return (self.public_url or "").startswith("https://")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _is_origin(text: str) -> bool:
    plain = text.isascii() and not any(letter in text for letter in " \t\r\n;,*'\"@")
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return plain and named and text == _origin(text)
