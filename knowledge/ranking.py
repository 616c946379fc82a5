"""Puts what was found in one order. Pure.

A hit's score is half the likeness of the whole chunk and half that of its best sentence, above what the question
has in common with everything in that language, plus a little for words met. The numbers are absolute, never
ranks: rank fusion cost 20 to 50 points of R@1 between languages. Weights were read off `tests/bench/retrieval.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.passages import NO_VECTOR, Evidence

_BM25 = 0.10
_COVERAGE = 0.075
_ZERO, _ONE = -0.02, 0.28  # scores seen for the farthest and the nearest passages, shown as 0 and 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk of one language that came up, by its row."""

    row: int
    language: str
    evidence: Evidence

    @property
    def score(self) -> float:
        """See `weigh`."""
        return weigh(self.evidence)


def weigh(evidence: Evidence) -> float:
    """Return how much nearer a passage is than its language's mean: about -0.02 to 0.3, in every language."""
    best = max((cosine for cosine in evidence.sentences if cosine > NO_VECTOR), default=evidence.dense)
    dense = 0.5 * evidence.dense + 0.5 * best
    return dense - evidence.likeness + _BM25 * evidence.lexical + _COVERAGE * evidence.coverage


def relevance(score: float) -> float:
    """Return a hit's score on the outward scale, 0 to 1."""
    return min(1.0, max(0.0, (score - _ZERO) / (_ONE - _ZERO)))


def rank(hits: Iterable[Hit], language: str, limit: int) -> list[Hit]:
    """Return the `limit` best hits, best first, with a quota for the question's own language and one for the others.

    Each side is sure of half the places, as far as it has hits: in one common list, passages about other things
    in the question's language bury the only right one in another language (R@5 89 → 15).
    """
    ordered = sorted(hits, key=lambda hit: hit.score, reverse=True)
    own = [hit for hit in ordered if hit.language == language]
    others = [hit for hit in ordered if hit.language != language]
    half = limit - limit // 2
    own_places = max(half, limit - len(others))
    chosen = {*own[: min(own_places, len(own))]}
    chosen.update(others[: limit - len(chosen)])
    return [hit for hit in ordered if hit in chosen]
