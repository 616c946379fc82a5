"""Reading golden suites, and what the project's own must be."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.evaluation.suites import load_suites

LINE = {"id": "1", "text": "a?", "language": "en", "kind": "fact", "domain": "tea", "outcomes": ["answered"]}


def test_a_line_that_is_wrong_is_named(tmp_path: Path) -> None:
    """The error names file, line and field."""
    file = tmp_path / "mine.jsonl"
    file.write_text(json.dumps(LINE) + "\n" + json.dumps({**LINE, "outcomes": ["maybe"]}), encoding="utf-8")
    with pytest.raises(BotError, match=r"mine\.jsonl, line 2: outcomes\.0"):
        load_suites([str(file)])


def test_a_suite_that_is_not_there_is_named() -> None:
    """A name is looked up among the project's suites."""
    with pytest.raises(BotError, match=r"nowhere\.jsonl cannot be read"):
        load_suites(["nowhere"])


def test_the_projects_suites_are_whole() -> None:
    """At least 400 questions with ids of their own, in eight languages, a third of them sealed."""
    cases = load_suites()
    assert len(cases) >= 400
    assert not [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    assert {case.language for case in cases} == {"vi", "en", "zh", "ko", "ja", "fr", "ru", "lo"}
    assert sum(case.sealed for case in cases) * 3 >= len(cases)
    kinds = {"fact", "bare", "typo", "two", "premise", "stale", "unknown", "followup", "elsewhere", "greeting"}
    assert kinds <= {case.kind for case in cases}
