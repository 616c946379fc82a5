"""Cuts a long text where a reader would pause. Telegram counts UTF-16 units, of which an emoji has two."""

import re

LIMIT = 4_096
PARTS = 3
_MORE = " …"
_BORDERS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"(?:[.!?…][\"”»)\]]*(?:\s*\[\d+\])*\s+|[。！？][」』”）]*(?:\s*\[\d+\])*\s*|\n)"),
    re.compile(r"\s+"),
    re.compile(r"(?=\[\d+\])"),
)
"""From the best place to cut to the worst."""


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = LIMIT, most: int = PARTS) -> list[str]:
    """Return a text in at most `most` parts of at most `limit` units; a longer one ends with an ellipsis."""
    parts: list[str] = []
    rest = text.strip()
    while rest and len(parts) < most:
        if units(rest) <= limit:
            return [*parts, rest]
        stop = _stop(rest, limit - units(_MORE))
        parts.append(rest[:stop].rstrip())
        rest = rest[stop:].lstrip()
    return [*parts[:-1], parts[-1] + _MORE] if rest else parts


def _stop(text: str, limit: int) -> int:
    """Return where to cut: at the best border in the second half of what fits, else right after it."""
    window = text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")
    for border in _BORDERS:
        stops = [match.end() for match in border.finditer(window) if len(window) // 2 < match.end() < len(window)]
        if stops:
            return stops[-1]
    return len(window)
