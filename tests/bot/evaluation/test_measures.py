"""Shares, intervals, gates and the report of marked answers."""

import pytest

from bot.conversation import Answer, Citation, Outcome
from bot.evaluation import failed_gates, mark, report_json, report_text
from bot.evaluation.marking import Marked
from bot.evaluation.measures import Share, measure
from bot.evaluation.suites import Case

QUOTE = Citation(1, "a.en", "A", None, None, None, "en", None, "It is.")


def marked(right: bool = True, language: str = "en", suite: str = "open", outcome: str = "answered") -> Marked:
    """Return a marked answer to a question that has one."""
    asked = Case(
        id=f"{suite}-{language}", text="what is it", language=language, kind="fact", domain="tea",
        outcomes=(Outcome.ANSWERED,), must=(("yes",),), suite=suite,
    )  # fmt: skip
    given = Answer(
        id="", outcome=Outcome(outcome), language=language, text="yes" if right else "no", citations=(QUOTE,)
    )
    return mark(asked, given)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"), [(9, 10, 0.596, 0.982), (0, 10, 0.0, 0.278), (85, 100, 0.767, 0.907)]
)
def test_the_interval_is_wilsons(count: int, total: int, low: float, high: float) -> None:
    """Worked examples of Wilson's formula at 95 %."""
    assert Share(count, total).interval == pytest.approx((low, high), abs=0.001)


def test_measures_count_apart() -> None:
    """A refusal lowers the right ones and is no false answer; quotes in another language are counted."""
    found = measure([marked(), marked(right=False), marked(outcome="no_information"), marked(language="ko")])
    assert found.right == Share(2, 4)
    assert found.false_refusals == Share(1, 4)
    assert found.false_answers == Share(0, 4)
    assert found.quoted_in_language == Share(3, 4)


def test_gates_name_what_failed() -> None:
    """Each main language has a gate, and the sealed suites must lie near the others."""
    assert failed_gates([marked() for _ in range(9)]) == []
    failed = failed_gates([*[marked() for _ in range(9)], marked(False, "ko"), *[marked(suite="sealed")] * 3])
    assert [sentence.split(":")[0] for sentence in failed[:1]] == ["ko"]
    assert "sealed" in failed[-1]


def test_the_report_lists_every_failure() -> None:
    """The text names question and missing fact; the JSON holds the answer."""
    some = [marked(), marked(False)]
    assert "'what is it': answered, without 'yes'" in report_text(some)
    failures = report_json(some)["failures"]
    assert isinstance(failures, list)
    assert failures[0]["missing"] == ["yes"]
    assert failures[0]["answer"] == "no"
