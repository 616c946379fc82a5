"""The starter materials: every topic in every language says the same, and every fact is used or accounted for."""

import os
import re
from pathlib import Path

import pytest

from tests.knowledge.materials.agreement import MATERIALS, differences
from tests.knowledge.materials.pages import EVERYWHERE, LANGUAGES, front_matter, pages

ROOT = MATERIALS.parents[1]
FACTS = ROOT.parent / "shared" / "facts"
LEFT_OUT = ROOT / "docs" / "facts-left-out.md"
TOPICS = pages()
OTHERS = [(topic, language) for topic, found in TOPICS.items() for language in found if language != "en"]
_FACT = re.compile(r"^- (?:\*\*)?([A-Z]+\d+)(?:\*\*)? ")


def test_there_are_enough_topics_in_enough_languages() -> None:
    """At least 110 topics, each in the four main languages; at least 30 in all eight, 12 stories among the topics."""
    assert len(TOPICS) >= 110
    assert not [topic for topic, found in TOPICS.items() if not set(EVERYWHERE) <= set(found)]
    assert sum(set(LANGUAGES) <= set(found) for found in TOPICS.values()) >= 30
    assert sum("/story-" in topic for topic in TOPICS) >= 12


@pytest.mark.parametrize(("topic", "language"), OTHERS)
def test_a_page_says_what_the_english_page_says(topic: str, language: str) -> None:
    """Sections, footnote marks, figures, dates and names are the same, and no Vietnamese word is misspelt."""
    found = TOPICS[topic]
    assert list(differences(found["en"], found[language])) == []


@pytest.mark.parametrize(("topic", "language"), OTHERS)
def test_the_pages_of_a_topic_have_one_register_entry(topic: str, language: str) -> None:
    """All but title, agency, language and other names is the same in every language."""
    there, here = (front_matter(TOPICS[topic][code]) for code in ("en", language))
    assert here["language"] == language
    own = {"title", "agency", "language", "aliases"}
    assert {k: v for k, v in here.items() if k not in own} == {k: v for k, v in there.items() if k not in own}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_mark_has_its_source(topic: str) -> None:
    """Footnote numbers count the sources, and every source is cited."""
    path = TOPICS[topic]["en"]
    sources = front_matter(path)["sources"]
    assert isinstance(sources, list)
    marks = {int(number) for number in re.findall(r"\[\^(\d+)\]", path.read_text(encoding="utf-8"))}
    assert marks == set(range(1, len(sources) + 1))


@pytest.mark.parametrize(("topic", "language"), [(t, code) for t, found in TOPICS.items() for code in found])
def test_no_page_writes_what_misleads(topic: str, language: str) -> None:
    """Chinese pages call the province Vietnam's at first mention, and never write Tân Cương as 新疆 alone."""
    text = TOPICS[topic][language].read_text(encoding="utf-8")
    assert "𣴓" not in text, "phones do not show this character"
    if language != "zh":
        return
    body = text.split("\n---\n", 1)[1]
    first = re.search(r".{0,6}太原", body)
    assert topic == "practical/names-that-mislead" or first is None or "越南" in first[0]
    for found in re.finditer("新疆", body):
        assert re.search("中国|维吾尔|译作|媒体|自治区", body[max(0, found.start() - 30) : found.end() + 30]), found


def test_every_fact_is_used_or_accounted_for() -> None:
    """Facts of the sheets stand on a page, or in docs/facts-left-out.md with the reason."""
    if not FACTS.is_dir():
        if os.environ.get("CI"):
            pytest.fail("../shared/facts is missing")
        pytest.skip("../shared/facts is not beside the project")
    sheets = [line for path in sorted(FACTS.glob("*.md")) for line in path.read_text(encoding="utf-8").splitlines()]
    facts = {match[1] for line in sheets if (match := _FACT.match(line))}
    used = {fact for found in TOPICS.values() for fact in _facts(found["en"])}
    left_out = {match[1] for line in LEFT_OUT.read_text(encoding="utf-8").splitlines() if (match := _FACT.match(line))}
    assert facts - used - left_out == set(), "neither used nor accounted for"
    assert used - facts == set(), "not in the sheets"
    assert used & left_out == set(), "left out and used"


def _facts(path: Path) -> list[str]:
    found = front_matter(path).get("facts", [])
    assert isinstance(found, list)
    return found
