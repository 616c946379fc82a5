"""What every messenger does to a text: takes away what no reader sees, measures it, and cuts it where one would pause.

Telegram and Zalo count UTF-16 units, of which an emoji has two.
"""

import re
import unicodedata

PARTS = 3
"""So many messages an answer may take."""

_MORE = " …"
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_BORDERS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"(?:[.!?…][\"”»)\]]*(?:\s*\[\d+\])*\s+|[。！？][」』”）]*(?:\s*\[\d+\])*\s*|\n)"),
    re.compile(r"\s+"),
    re.compile(r"(?=\[\d+\])"),
)
"""From the best place to cut to the worst."""


def visible(text: str) -> str:
    """Return a text without control signs and switches of direction; halves of letters become U+FFFD."""
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", _UNSEEN.sub("", text))


def clean(text: str) -> str:
    """Return what is visible of a text in NFC, without blanks around it."""
    return unicodedata.normalize("NFC", visible(text)).strip()


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int, most: int = PARTS) -> list[str]:
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
