"""The baseline works, so that a comparison with it means something."""

import os

import pytest

from tests.bench.tutorial import Tutorial, missing

PASSAGES = [
    ("tea", "Tan Cuong tea is grown on the hills west of the city and picked in spring. " * 30),
    ("train", "The train from Hanoi leaves once a day and needs two hours."),
    ("visa", "Foreign students apply for a visa at an embassy of Vietnam."),
]


def test_the_tutorial_finds_the_passage_once() -> None:
    """The best passage comes first, and a passage of several pieces is named once."""
    if reason := missing():
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    tutorial = Tutorial(PASSAGES)
    assert tutorial.search("Where is tea grown?", 3)[0] == "tea"
    assert sorted(tutorial.search("How do I get a visa?", 10)) == ["tea", "train", "visa"]
    assert tutorial.search("When does the train leave?", 1) == ["train"]
