"""What readers hold of the knowledge: one published edition, opened for searching."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from knowledge.diacritics import Restorer
from knowledge.embedders.base import Embedder
from knowledge.gazetteer import Gazetteer
from knowledge.partition import Partition
from knowledge.passages import NO_VECTOR, Passage
from knowledge.ranking import Hit, rank, relevance
from knowledge.shelf import Shelf
from knowledge.units import findable

_REMEMBERED = 64  # vectors of the latest questions: a question is often worded alike for two languages


class Library:
    """Searches one edition. Safe to use from several threads; reads only."""

    def __init__(
        self,
        edition: str,
        embedder: Embedder,
        shelf: Shelf,
        partitions: Mapping[str, Partition],
        restorer: Path,
        gazetteer: Gazetteer,
    ) -> None:
        """Take the opened parts of an edition; see `knowledge.opening`."""
        self.edition = edition
        self._shelf = shelf
        self._partitions = partitions
        self._restorer_path = restorer
        self._topics = shelf.topics()
        self._topics_by_language = {
            name: {self._topics[row] for row in partition.rows} for name, partition in partitions.items()
        }
        self._gazetteer = gazetteer
        self._vector = lru_cache(maxsize=_REMEMBERED)(embedder.embed_question)

    @property
    def languages(self) -> list[str]:
        """The languages in which there are passages."""
        return sorted(self._partitions)

    def search(
        self,
        question: str,
        language: str,
        *,
        bare: bool = False,
        limit: int = 10,
        same_language_only: bool = False,
    ) -> list[Passage]:
        """Return at most `limit` passages, best first.

        `language` is the question's; `bare` tells that it is Vietnamese typed without diacritics. Half of
        the places are kept for other languages, unless `same_language_only`; a translation of what the
        question's language has too takes none of them.
        """
        typed = unicodedata.normalize("NFC", question)
        meant = self._restorer.restore(typed) if bare else typed
        chosen = [language] if same_language_only else self._partitions
        translated = self._topics_by_language.get(language, set())
        hits = [
            hit
            for name in chosen
            if name in self._partitions
            for hit in self._find(name, self._gazetteer.rewrite(meant, name))
            if name == language or self._topics[hit.row] not in translated
        ]
        return self._passages(rank(hits, language, limit))

    def _find(self, language: str, question: str) -> list[Hit]:
        """Return candidates in one language for a question as worded for it."""
        return self._partitions[language].find(self._shelf, self._vector(question), question)

    def _passages(self, hits: list[Hit]) -> list[Passage]:
        chunks = self._shelf.chunks([hit.row for hit in hits])
        passages = []
        for hit, chunk in zip(hits, chunks, strict=True):
            cosines = [NO_VECTOR] * len(chunk.sentences)
            for number, cosine in zip(findable(chunk), hit.evidence.sentences, strict=True):
                cosines[number] = cosine
            evidence = replace(hit.evidence, sentences=tuple(cosines))
            passages.append(Passage(chunk, relevance(hit.score), evidence))
        return passages

    @cached_property
    def _restorer(self) -> Restorer:
        return Restorer.load(self._restorer_path)
