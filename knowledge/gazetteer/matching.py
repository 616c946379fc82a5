"""Finds any of many thousand forms in a text, longest first, whatever their case and diacritics."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from knowledge.bare_vietnamese import strip_marks

_KEY = 2  # first letters by which forms are looked up
_ALONE = "\u0e00"  # from here on scripts are written without spaces, or nearly

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What stands at text[start:stop]."""

    start: int
    stop: int
    meant: T


@dataclass(frozen=True, slots=True)
class Matcher(Generic[T]):
    """Forms by their first letters, longest first: (folded, what each written form in lower case means)."""

    buckets: Mapping[str, tuple[tuple[str, Mapping[str, T]], ...]]

    @classmethod
    def of(cls, forms: Iterable[tuple[str, T]]) -> "Matcher[T]":
        """Index forms; where two things have one, the first has it."""
        meanings: dict[str, dict[str, T]] = {}
        for form, thing in forms:
            form = unicodedata.normalize("NFC", form)
            meanings.setdefault(fold(form), {}).setdefault(form.lower(), thing)
        buckets: dict[str, list[tuple[str, Mapping[str, T]]]] = {}
        for key in sorted(meanings, key=len, reverse=True):
            buckets.setdefault(key[:_KEY], []).append((key, meanings[key]))
        return cls({start: tuple(bucket) for start, bucket in buckets.items()})

    def find(self, text: str) -> Iterator[Match[T]]:
        """Yield what is named in an NFC text, from left to right; matches do not overlap."""
        folded, at = fold(text), 0
        while at < len(folded):
            match = self._match(text, folded, at)
            if match:
                yield match
            at = match.stop if match else at + 1

    def _match(self, text: str, folded: str, at: int) -> Match[T] | None:
        for form, written in self.buckets.get(folded[at : at + _KEY], ()):
            stop = at + len(form)
            if folded.startswith(form, at) and _stands_alone(folded, at, stop):
                meant = _meant(text[at:stop], form, written)
                if meant is not None:
                    return Match(at, stop, meant)
        return None


def fold(text: str) -> str:
    """Return an NFC text in lower case without marks, letter for letter, so that places stay the same."""
    return "".join(_fold(character) for character in text)


@cache
def _fold(character: str) -> str:
    plain = (strip_marks(character) or character).lower()
    return plain if len(plain) == 1 else character


def _meant(found: str, form: str, written: Mapping[str, T]) -> T | None:
    """Return what a folded match means, if anything: "phía tây" (the west) is not the Tày, and "mong" not the Mông.

    Typed without marks, it must be more than a word, and mean one thing only: Văn Lang and Văn Lăng are two communes.
    """
    lower = found.lower()
    if lower in written:
        return written[lower]
    first, *others = written.values()
    bare = lower == form and (" " in lower or not lower.isascii())
    return first if bare and all(other is first for other in others) else None


def _stands_alone(folded: str, start: int, stop: int) -> bool:
    """Tell whether a match is not part of a longer word; scripts without spaces have no such borders."""
    before, after = folded[start - 1 : start], folded[stop : stop + 1]
    return not (_joins(before, folded[start]) or _joins(folded[stop - 1], after))


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and left < _ALONE and right < _ALONE
