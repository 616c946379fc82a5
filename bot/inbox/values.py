"""How text, messages and receipts lie in a row."""

import json
from collections.abc import Sequence

from bot.inbox.base import Receipt


def write(content: object) -> str:
    """Return messages or receipts as JSON in ASCII, which every database takes."""
    return json.dumps(content, default=dict)


def pad(receipts: Sequence[Receipt | None], length: int) -> tuple[Receipt | None, ...]:
    """Return exactly so many receipts, None where there is none yet."""
    return (*receipts[:length], *(None for _ in range(length - len(receipts))))


def clean(text: str) -> str:
    """Return text without halves of surrogate pairs, which no database takes."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
