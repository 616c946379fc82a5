"""Shares with their intervals, over groups of marked answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from bot.evaluation.marking import Marked, Verdict

_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total`, with Wilson's 95 % interval as fractions."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing is 0."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.value
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        """As "93.1 % (90.2–95.2)"."""
        low, high = self.interval
        return f"{self.value:.1%} ({low:.1%}–{high:.1%})".replace("%", " %") if self.total else "–"


@dataclass(frozen=True, slots=True)
class Measures:
    """What a group of questions came to.

    `right` is of all; `false_answers` of all; `unasked` are false answers among questions that nobody could answer;
    `false_refusals` of the answerable; `in_language` are replies in the question's language; `quoted_in_language`
    are answers whose every quote is.
    """

    right: Share
    false_answers: Share
    unasked: Share
    false_refusals: Share
    in_language: Share
    quoted_in_language: Share


def measure(marked: Sequence[Marked]) -> Measures:
    """Return the measures of a group."""
    answerable = [one for one in marked if one.case.answerable]
    silent = [one for one in marked if not one.case.answerable]
    answered = [one for one in marked if one.answer.citations]

    def is_false(one: Marked) -> bool:
        return one.verdict is Verdict.FALSE_ANSWER

    return Measures(
        right=_share(marked, lambda one: one.verdict is Verdict.RIGHT),
        false_answers=_share(marked, is_false),
        unasked=_share(silent, is_false),
        false_refusals=_share(answerable, lambda one: one.verdict is Verdict.FALSE_REFUSAL),
        in_language=_share(marked, lambda one: one.answer.language == one.case.language),
        quoted_in_language=_share(
            answered, lambda one: all(cited.language == one.case.language for cited in one.answer.citations)
        ),
    )


def group(marked: Iterable[Marked], key: Callable[[Marked], str]) -> dict[str, list[Marked]]:
    """Return the marked answers by key, in order of the keys."""
    groups: dict[str, list[Marked]] = {}
    for one in marked:
        groups.setdefault(key(one), []).append(one)
    return dict(sorted(groups.items()))


def _share(marked: Sequence[Marked], holds: Callable[[Marked], bool]) -> Share:
    return Share(sum(map(holds, marked)), len(marked))
