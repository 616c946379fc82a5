"""Cuts a long text where a reader would pause. Zalo takes 2,000 characters; UTF-16 units are counted, the safer way."""

import re
import unicodedata

LIMIT = 2_000
PARTS = 3
_MORE = " …"
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_BORDERS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"(?:[.!?…][\"”»)\]]*(?:\s*\[\d+\])*\s+|[。！？][」』”）]*(?:\s*\[\d+\])*\s*|\n)"),
    re.compile(r"\s+"),
)
"""From the best place to cut to the worst."""


def clean(text: str) -> str:
    """Return a text in NFC without what no reader sees: control signs, switches of direction, halves of letters."""
    whole = _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", text)
    return unicodedata.normalize("NFC", _UNWANTED.sub("", whole)).strip()


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = LIMIT, most: int = PARTS) -> list[str]:
    """Return a text in at most `most` parts of at most `limit` units; what does not fit ends with an ellipsis."""
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
    window = text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")
    for border in _BORDERS:
        stops = [match.end() for match in border.finditer(window) if len(window) // 2 < match.end() < len(window)]
        if stops:
            return stops[-1]
    return len(window)
