"""Hand-written stand-ins for plugs, and small materials to feed them. No model, no disk, no network."""

import zlib
from collections.abc import Sequence

import numpy as np

from knowledge.embedders.base import Vectors
from knowledge.lexical.words import fold, terms
from knowledge.passages import Chunk, Material, Sentence


class FakeEmbedder:
    """An embedder whose vectors are hashed bags of words, marks folded: texts that share words are alike.

    Translations share no words, so `meanings` maps a folded word to a common one ("chè" and "茶" to "tea"). Keeps
    what it was asked to embed, and raises `failure` where that is set.
    """

    dimensions = 64

    def __init__(self, fingerprint: str = "fake-bag-1", meanings: dict[str, str] | None = None) -> None:
        """Name the vectors, so that two fakes can be told apart."""
        self.fingerprint = fingerprint
        self.meanings = meanings or {}
        self.passages: list[str] = []
        self.questions: list[str] = []
        self.failure: Exception | None = None

    def embed_question(self, text: str) -> Vectors:
        """Return the vector of one question, shape (1, 64)."""
        self.questions.append(text)
        return self._rows([text])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text."""
        self.passages += texts
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> Vectors:
        if self.failure:
            raise self.failure
        return np.array([self._row(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def _row(self, text: str) -> Vectors:
        row = np.full(self.dimensions, 0.01, dtype=np.float32)  # no text is without a vector
        for word in map(fold, terms(text)):
            row[zlib.crc32(self.meanings.get(word, word).encode("utf-8", "replace")) % self.dimensions] += 1
        return row / np.linalg.norm(row)


class MemoryVectors:
    """A vector store in a dictionary, reader and writer in one."""

    def __init__(self) -> None:
        """Begin empty."""
        self._rows: dict[str, dict[str, Vectors]] = {}

    def add(self, language: str, units: Sequence[str], vectors: Vectors) -> None:
        """Add units to the language's collection."""
        self._rows.setdefault(language, {}).update(zip(units, vectors, strict=True))

    def nearest(self, language: str, question: Vectors, limit: int) -> list[str]:
        """Return the nearest units of the language."""
        rows = self._rows.get(language, {})
        return sorted(rows, key=lambda unit: -float(rows[unit] @ question[0]))[:limit]

    def vectors(self, language: str, units: Sequence[str]) -> Vectors:
        """Return the units' vectors in the order given."""
        rows = self._rows[language]
        return np.stack([rows[unit] for unit in units])

    def close(self) -> None:
        """Keep everything: what was written is read from here."""


def make_chunk(material: Material, position: int, *sentences: str, headings: tuple[str, ...] = ()) -> Chunk:
    """Return a chunk of these sentences, named as `ingest.split` names them."""
    return Chunk(
        id=f"{material.id}#{position}",
        material=material,
        headings=headings,
        text=" ".join(sentences),
        sentences=tuple(map(Sentence, sentences)),
        page=None,
        position=position,
    )
