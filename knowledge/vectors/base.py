"""The contract of a vector store.

A **unit** is what has a vector: a whole chunk ("12") or one sentence of it ("12:3"), numbered as in the
edition's passages. Units live in one collection a language, because a metadata filter made queries 60 times slower.
"""

from collections.abc import Sequence
from typing import Protocol

from knowledge.embedders.base import Vectors


class VectorReader(Protocol):
    """Finds units. A plug must never write, and must answer an unknown language with nothing."""

    def nearest(self, language: str, question: Vectors, limit: int) -> list[str]:
        """Return at most `limit` units of the language, nearest first by cosine. `question` has shape (1, d)."""
        ...

    def vectors(self, language: str, units: Sequence[str]) -> Vectors:
        """Return the units' vectors, a row a unit in the order given; raises KeyError for an unknown unit."""
        ...


class VectorWriter(Protocol):
    """Fills a new edition's collections. Nothing is ever changed once it has been written."""

    def add(self, language: str, units: Sequence[str], vectors: Vectors) -> None:
        """Add units to the language's collection, which is made where it is missing."""
        ...

    def close(self) -> None:
        """Flush; nothing may be added afterwards."""
        ...
