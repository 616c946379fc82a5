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

_WIDELY_READ = ("en", "vi")
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
        self._homes_of: dict[str, Mapping[str, set[str]]] = {}
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
        the places are kept for other languages, unless `same_language_only`. A topic is searched in
        the question's language where it is written in it, else in those that most people read.
        """
        typed = unicodedata.normalize("NFC", question)
        meant = self._restorer.restore(typed) if bare else typed
        hits = [
            hit
            for name, topics in self._homes(language).items()
            if name == language or not same_language_only
            for hit in self._find(name, self._gazetteer.expand(meant, name))
            if self._topics[hit.row] in topics
        ]
        return self._passages(rank(hits, language, limit))

    def _homes(self, language: str) -> Mapping[str, set[str]]:
        """Return the languages to search for a question, and the topics to take from each; read once."""
        if language not in self._homes_of:
            spoken = {name: {self._topics[row] for row in one.rows} for name, one in self._partitions.items()}
            own = spoken.get(language, set())
            homes = {name: spoken.get(name, set()) - own for name in _WIDELY_READ}
            homes[language] = own
            for name in self._partitions:
                homes.setdefault(name, spoken[name] - set().union(*homes.values()))
            self._homes_of[language] = {name: topics for name, topics in homes.items() if topics}
        return self._homes_of[language]

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
