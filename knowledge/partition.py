"""The chunks of one language in one edition, and how they are found."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from knowledge.embedders.base import Vectors
from knowledge.lexical.base import LexicalIndex, Scores
from knowledge.passages import Evidence
from knowledge.ranking import Hit
from knowledge.shelf import Shelf
from knowledge.units import in_context, row_of, unit_names
from knowledge.vectors.base import VectorReader

_UNITS = 100  # nearest units asked for: about 40 chunks
_BY_WORDS = 15  # chunks that the words alone bring in
_REREAD = 12  # best chunks whose sentences are read for the question's words


class Partition:
    """One language of one edition."""

    def __init__(
        self,
        language: str,
        rows: Sequence[tuple[int, int]],
        centroid: Vectors,
        vectors: VectorReader,
        words: LexicalIndex,
    ) -> None:
        """Take (row, number of units) of each chunk in index order, and the chunks' mean vector, shape (1, d)."""
        self.language = language
        self._rows = np.array([row for row, _ in rows])
        self._units = dict(rows)
        self._index = {row: number for number, (row, _) in enumerate(rows)}
        self._centroid = centroid
        self._vectors = vectors
        self._words = words

    @property
    def rows(self) -> list[int]:
        """The rows of the language's chunks."""
        return list(self._units)

    def find(self, shelf: Shelf, vector: Vectors, question: str) -> list[Hit]:
        """Return candidate hits, the best of them first; `vector` is that of `question`, shape (1, d)."""
        lexical = self._words.scores(question)
        near = {row_of(unit) for unit in self._vectors.nearest(self.language, vector, _UNITS)}
        best = np.argsort(-lexical)[:_BY_WORDS]
        rows = sorted(near | {int(row) for row in self._rows[best[lexical[best] > 0]]})
        hits = self._weigh(rows, vector, lexical) if rows else []
        hits.sort(key=lambda hit: hit.score, reverse=True)
        return [*self._reread(shelf, hits[:_REREAD], question), *hits[_REREAD:]]

    def _weigh(self, rows: list[int], vector: Vectors, lexical: Scores) -> list[Hit]:
        units = [unit for row in rows for unit in unit_names(row, self._units[row])]
        cosines = (self._vectors.vectors(self.language, units) @ vector[0]).tolist()
        likeness = float((self._centroid @ vector[0])[0])
        hits = []
        for row in rows:
            whole, *sentences = cosines[: self._units[row]]
            del cosines[: self._units[row]]
            words = float(lexical[self._index[row]])
            hits.append(Hit(row, self.language, Evidence(whole, tuple(sentences), words, likeness)))
        return hits

    def _reread(self, shelf: Shelf, hits: list[Hit], question: str) -> list[Hit]:
        """Add what share of the question's words the best sentence of each chunk holds."""
        reread = []
        for hit, chunk in zip(hits, shelf.chunks([hit.row for hit in hits]), strict=True):
            texts = [in_context(chunk, sentence) for sentence in chunk.sentences]
            coverage = max(self._words.coverage(question, texts), default=0.0)
            reread.append(replace(hit, evidence=replace(hit.evidence, coverage=coverage)))
        return reread
