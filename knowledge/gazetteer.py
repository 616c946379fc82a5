"""One table of names: what a place, school or dish is called in each language, and without diacritics.

A question finds more when its names are written as the passages write them: "ho nui coc how get there" means nothing
to the embedder, "Núi Cốc Lake how get there" does; a Korean transliteration becomes the Vietnamese name for the
Vietnamese passages and the English one for the English. The table serves matching only and states nothing.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.bare_vietnamese import strip_marks

_TABLE = Path(__file__).parent / "data" / "gazetteer.toml"
_KEY = 2  # first letters by which forms are looked up
_FALLBACK = "vi"

Name = Mapping[str, tuple[str, ...]]
"""Language → forms; the first is the one to write."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Finds names in a text, longest first, whatever their case and diacritics."""

    forms: Mapping[str, tuple[tuple[str, Name], ...]]

    @classmethod
    def of(cls, names: Iterable[Name]) -> "Gazetteer":
        """Index the forms of all names."""
        buckets: dict[str, dict[str, Name]] = {}
        for name in names:
            for form in (form for forms in name.values() for form in forms):
                key = _plain(form)
                buckets.setdefault(key[:_KEY], {}).setdefault(key, name)
        longest_first = {
            start: tuple(sorted(bucket.items(), key=lambda item: len(item[0]), reverse=True))
            for start, bucket in buckets.items()
        }
        return cls(longest_first)

    def rewrite(self, text: str, language: str) -> str:
        """Return the text with its names as passages in `language` write them.

        A form of that language stays as it is, unless it was typed without marks.
        """
        text = unicodedata.normalize("NFC", text)
        pieces, end = [], 0
        for start, stop, name in self._find(text, _plain(text)):
            forms = name.get(language) or name[_FALLBACK]
            found = text[start:stop]
            kept = not found.isascii() and found.lower() in (form.lower() for form in forms)
            pieces += [text[end:start], found if kept else forms[0]]
            end = stop
        return "".join(pieces) + text[end:]

    def _find(self, text: str, plain: str) -> Iterator[tuple[int, int, Name]]:
        """Yield where names stand in a text and its folded copy, from left to right."""
        at = 0
        while at < len(plain):
            match = self._match(text, plain, at)
            if match:
                yield at, at + len(match[0]), match[1]
                at += len(match[0])
            else:
                at += 1

    def _match(self, text: str, plain: str, at: int) -> tuple[str, Name] | None:
        for form, name in self.forms.get(plain[at : at + _KEY], ()):
            stop = at + len(form)
            if plain.startswith(form, at) and _stands_alone(plain, at, stop) and _is_meant(text[at:stop], name):
                return form, name
        return None


@cache
def load_gazetteer() -> Gazetteer:
    """Return the shipped table, read once."""
    entries = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["name"]
    return Gazetteer.of({language: tuple(forms) for language, forms in entry.items()} for entry in entries)


def _plain(text: str) -> str:
    """Return an NFC text in lower case without marks, letter for letter, so that places stay the same."""
    return "".join(_fold(character) for character in text)


@cache
def _fold(character: str) -> str:
    plain = (strip_marks(character) or character).lower()
    return plain if len(plain) == 1 else character


def _is_meant(found: str, name: Name) -> bool:
    """Tell whether a folded match is the name: "phía tây" (the west) is not the Tày, and "mong" not the Mông."""
    lower = found.lower()
    if any(lower == form.lower() for forms in name.values() for form in forms):
        return True
    return lower == _plain(found) and (" " in lower or not lower.isascii())


def _stands_alone(plain: str, start: int, stop: int) -> bool:
    """Tell whether a match is not part of a longer word; scripts without spaces have no such borders."""
    before, after = plain[start - 1 : start], plain[stop : stop + 1]
    return not (_joins(before, plain[start]) or _joins(plain[stop - 1], after))


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and left < "\u0e00" and right < "\u0e00"
