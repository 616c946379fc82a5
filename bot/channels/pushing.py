"""What settings of a channel that is pushed to have in common: the address and the secret."""

import hashlib
import re


def check_address(url: str | None, platform: str) -> None:
    """Raise ValueError where a platform would not push to an address: it must be https, or of this machine."""
    if url and not re.match(r"https://[^/\s]+|http://127\.0\.0\.1:", url):
        raise ValueError(f"{platform} pushes to an https address only.")


def address_of(url: str | None, path: str) -> str | None:
    """Return where a platform pushes to, None where updates are fetched."""
    return url.rstrip("/") + path if url else None


def secret_of(secret: str | None, token: str) -> str:
    """Return what the platform must send along: `secret`, else one that every process with this token knows."""
    return secret or hashlib.sha256(f"webhook {token}".encode()).hexdigest()
