"""Zalo's signature of a webhook: SHA-256 over app id, raw body, timestamp and the OA secret key. It is no HMAC."""

import hashlib
import hmac


def zalo_mac(app_id: str, raw: bytes, timestamp: str, secret: str) -> str:
    """Return the hexadecimal digest that belongs to these bytes."""
    parts = (app_id.encode(), raw, timestamp.encode("utf-8", "replace"), secret.encode())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def is_signed(header: str, expected: str) -> bool:
    """Compare the header, with or without `mac=`, in constant time."""
    given = header.strip().removeprefix("mac=").lower()
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
