"""The contract of a writer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.passages import Passage

_MARK_OF_THEIRS = re.compile(r"\[(\d{1,3})\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """A text whose statements end in marks: `[1]` is the first passage that the writer was given.

    `model` is "quote", or "provider:name".
    """

    text: str
    model: str


class Writer(Protocol):
    """Words an answer from passages.

    A plug must never state what no passage states, never let a vendor's exception out, and never see or
    write a link: a mark is turned into a citation afterwards.
    """

    async def write(self, question: str, language: str, passages: Sequence[Passage]) -> Draft:
        """Return a draft that answers `question` in `language` from `passages`, best first."""
        ...


def unmark(text: str) -> str:
    """Return a passage's text with its own "[2]" as "(2)": only what a writer puts there is a mark of a draft."""
    return _MARK_OF_THEIRS.sub(r"(\1)", text)
