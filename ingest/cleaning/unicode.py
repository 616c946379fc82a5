"""Makes text from any file one kind of Unicode: composed letters, plain spaces, nothing invisible."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_MANY_SPACES = re.compile(r"(?<=\S) {2,}")
_MANY_BREAKS = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """Return `text` in NFC with plain single spaces and `\\n` line ends, at most one blank line in a row.

    Control characters, soft hyphens, zero-width, direction and tag characters are removed: they
    break search, and they can hide instructions from the eyes of an officer. Tabs stay, because they
    part the columns of tables, and so does the space at the start of a line, which YAML counts.
    """
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", _ODD_SPACE.sub(" ", text))
    lines = _MANY_SPACES.sub(" ", text).split("\n")
    return _MANY_BREAKS.sub("\n\n", "\n".join(line.rstrip(" ") for line in lines))
