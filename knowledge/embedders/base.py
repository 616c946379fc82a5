"""The contract of an embedder."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (texts, dimensions), rows of unit length."""


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their likeness.

    Once opened, a plug must never fetch anything from a network, never change a text's vector by what else is in the
    batch (beyond rounding), and never fail on a text: whatever a person can type has a vector.
    """

    @property
    def fingerprint(self) -> str:
        """Names weights and arithmetic: vectors of different fingerprints must never meet in one index."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return the vector of one question, shape (1, dimensions)."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text, in the order given."""
        ...
