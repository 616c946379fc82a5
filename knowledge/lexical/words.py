"""Cuts text into the terms of the lexical index.

Words are lower-case NFKC; runs of CJK, Hangul, Lao and Thai, which have no spaces or whose words take
endings, become overlapping pairs of letters. `fold` drops the marks of Latin letters (đ → d), for people who
type without them.
"""

import re
import unicodedata

from knowledge.bare_vietnamese import strip_marks

_SPACELESS = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUNS = re.compile(rf"([{_SPACELESS}]+)|([^\W_{_SPACELESS}]+)")
_MAX_CHARACTERS = 20_000


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, marks kept."""
    text = unicodedata.normalize("NFKC", text[:_MAX_CHARACTERS]).lower()
    found: list[str] = []
    for run, word in _RUNS.findall(text):
        if word:
            found.append(word)
        elif len(run) == 1:
            found.append(run)
        else:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return found


def fold(term: str) -> str:
    """Return a Latin, Greek or Cyrillic term without its marks: "đường" → "duong"."""
    if term.isascii() or re.match(rf"[{_SPACELESS}]", term):
        return term
    return unicodedata.normalize("NFC", strip_marks(term))
