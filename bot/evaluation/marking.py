"""Marks one answer against its golden question."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.conversation import Answer, Outcome
from bot.evaluation.suites import Case

_ANSWERS = (Outcome.ANSWERED, Outcome.PARTIAL)
_GROUPS = re.compile(r"(?<=\d)[.,\u2009\u202f\u00a0 ](?=\d{3}(?!\d))")
_DASHES = re.compile(r"[‐-―−〜～~]")


class Verdict(StrEnum):
    """What became of a question; only `RIGHT` is fully right."""

    RIGHT = "right"
    INCOMPLETE = "incomplete"  # answered, but a fact is missing
    FALSE_ANSWER = "false answer"  # answered what nobody could, or said what must not be said
    FALSE_REFUSAL = "false refusal"  # the materials have it, the bot did not say it
    WRONG_OUTCOME = "wrong outcome"  # silent, but for another reason than the right one
    WRONG_LANGUAGE = "wrong language"


@dataclass(frozen=True, slots=True)
class Marked:
    """A case, its answer, and what was wrong with it."""

    case: Case
    answer: Answer
    verdict: Verdict
    missing: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()


def mark(case: Case, answer: Answer) -> Marked:
    """Return the answer's mark: outcome first, then what it says, then its language."""
    if answer.outcome not in case.outcomes:
        return Marked(case, answer, _wrong(case, answer))
    answered = answer.outcome in _ANSWERS
    forbidden = tuple(_found(case.must_not, answer.text)) if answered else ()
    missing = tuple(ways for ways in case.must if answered and not any(_found(ways, answer.text)))
    if forbidden or (missing and not case.answerable):
        verdict = Verdict.FALSE_ANSWER
    elif missing:
        verdict = Verdict.INCOMPLETE
    else:
        verdict = Verdict.RIGHT if answer.language == case.language else Verdict.WRONG_LANGUAGE
    return Marked(case, answer, verdict, missing, forbidden)


def _wrong(case: Case, answer: Answer) -> Verdict:
    if answer.outcome in _ANSWERS:
        return Verdict.FALSE_ANSWER
    return Verdict.FALSE_REFUSAL if case.answerable and set(_ANSWERS) & set(case.outcomes) else Verdict.WRONG_OUTCOME


def _found(ways: Iterable[str], text: str) -> Iterable[str]:
    """Yield the ways that stand in a text; a figure is not found inside a longer one."""
    plain = _plain(text)
    return (way for way in ways if _pattern(way).search(plain))


@cache
def _pattern(way: str) -> re.Pattern[str]:
    plain = _plain(way)
    before = r"(?<!\d)(?<!\d[.,])" if plain[:1].isdigit() else ""
    after = r"(?!\d|[.,]\d)" if plain[-1:].isdigit() else ""
    return re.compile(before + re.escape(plain) + after)


def _plain(text: str) -> str:
    """Return a text in which spellings do not differ: case, width, groups of thousands, dashes, spaces."""
    folded = unicodedata.normalize("NFKC", text.replace("，", ", ")).casefold()
    return " ".join(_DASHES.sub("-", _GROUPS.sub("", folded)).split())
