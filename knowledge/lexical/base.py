"""The contract of a lexical index."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


class LexicalIndex(Protocol):
    """Scores the chunks of one language by the question's words.

    A plug must never fail on a question, and must score on an absolute scale: 0 where no term is shared, and
    1 only where a chunk would be a perfect match for every term, so that a weak best hit stays weak.
    """

    def scores(self, question: str) -> Scores:
        """Return a score 0 to 1 for every chunk, in the order in which they were indexed."""
        ...

    def coverage(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return, for each text, which share of the question's terms it holds, rare terms counting more."""
        ...


class LexicalStore(Protocol):
    """Writes and opens the lexical indexes of an edition, one a language."""

    def write(self, language: str, texts: Sequence[str]) -> None:
        """Index the texts of one language."""
        ...

    def open(self, language: str) -> LexicalIndex:
        """Open what `write` wrote."""
        ...
