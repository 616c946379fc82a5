"""Answers without a model: quotes the few sentences that answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.llm.base import Draft, unmark
from knowledge.lexical.words import fold, terms
from knowledge.passages import NO_VECTOR, Passage, Sentence

_MOST = 4
_PASSAGES = 4  # sentences are taken from the best passages only
_NEAR, _CLOSE = 0.05, 0.02  # how far behind the best a further sentence may lie: of its passage, of another
_WORDS = 0.05  # what sharing all of the question's words adds
_PASSAGE = 0.1  # what the passage's own relevance adds
_SCRAP = 0.05  # what a sentence without a vector of its own lacks against its passage
_LONGEST_HEADING = 80  # characters
_SAME = 0.6  # share of words from which two sentences say the same


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int  # the passage's mark
    place: int  # in the passage
    text: str
    words: frozenset[str]
    score: float


class Quote:
    """The writer that is always there."""

    async def write(self, question: str, language: str, passages: Sequence[Passage]) -> Draft:
        """Return the sentences nearest to the question's meaning, the nearest first, each with its mark."""
        asked = frozenset(map(fold, terms(question)))
        candidates = [
            candidate
            for number, passage in enumerate(passages[:_PASSAGES], start=1)
            for candidate in _weigh(number, passage, asked)
        ]
        chosen = _choose(sorted(candidates, key=lambda candidate: candidate.score, reverse=True))
        return Draft("\n".join(f"{candidate.text} [{candidate.number}]" for candidate in chosen), "quote")


def _weigh(number: int, passage: Passage, asked: frozenset[str]) -> list[_Candidate]:
    """Score a passage's sentences; one without a vector of its own has the whole passage's."""
    evidence = passage.evidence
    candidates = []
    for place, sentence in enumerate(passage.chunk.sentences):
        words = frozenset(map(fold, terms(sentence.text)))
        cosine = 0.0
        if evidence:
            own = evidence.sentences[place] if place < len(evidence.sentences) else NO_VECTOR
            cosine = (own if own > NO_VECTOR else evidence.dense - _SCRAP) - evidence.likeness
        shared = len(words & asked) / len(asked) if asked else 0.0
        score = cosine + _WORDS * shared + _PASSAGE * passage.score
        candidates.append(_Candidate(number, place, unmark(_complete(sentence, passage)), words, score))
    return candidates


def _complete(sentence: Sentence, passage: Passage) -> str:
    """Return a sentence so that it stands alone.

    Where sentences name their sources, they name their subject, too; in an agency's own document, the subject of
    "Chủ trì …" may be the heading, "4. Sở Công Thương".
    """
    heading = passage.chunk.headings[-1] if passage.chunk.headings else ""
    if sentence.sources or passage.chunk.marked or not 0 < len(heading) <= _LONGEST_HEADING:
        return sentence.text
    return f"{heading}: {sentence.text}"


def _choose(ranked: list[_Candidate]) -> list[_Candidate]:
    """Take the best, and after it, in the order of the text, what comes close to it without saying the same."""
    chosen: list[_Candidate] = []
    for candidate in ranked:
        behind = chosen[0].score - candidate.score if chosen else 0.0
        near = _NEAR if not chosen or candidate.number == chosen[0].number else _CLOSE
        if behind <= near and not any(_is_same(candidate, other) for other in chosen):
            chosen.append(candidate)
        if len(chosen) == _MOST:
            break
    passages = list(dict.fromkeys(candidate.number for candidate in chosen))
    return chosen[:1] + sorted(chosen[1:], key=lambda later: (passages.index(later.number), later.place))


def _is_same(one: _Candidate, other: _Candidate) -> bool:
    smaller = min(len(one.words), len(other.words))
    return smaller > 0 and len(one.words & other.words) / smaller > _SAME
