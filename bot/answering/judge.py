"""Step: are these passages enough for this question? A first, simple gate.

A passage's support is its score (what sets it apart from its language's mean passage) and half the question's
likeness to that mean: a question about another matter is far from everything. The least support was read off
questions that the starter materials answer, and off-topic ones, for each language of questions (`tests/bench/gate.py`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.answering.replying import contact_of, suggest
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from knowledge.passages import Passage
from knowledge.ranking import weigh
from prompts import describe_office, load_replies, office_for

THRESHOLDS = Path(__file__).with_name("gate.toml")
_LIKENESS = 0.5


async def judge(inquiry: Inquiry) -> Inquiry | Answer:
    """Return the inquiry with the passages that may be quoted, or say that the materials are silent."""
    enough = tuple(passage for passage in inquiry.passages if is_enough(inquiry, passage))
    return replace(inquiry, passages=enough) if enough else decline(inquiry)


def is_enough(inquiry: Inquiry, passage: Passage) -> bool:
    """Tell whether a passage's support reaches the least for its language and that of the question."""
    group = f"{inquiry.asked_in}-bare" if inquiry.bare else inquiry.asked_in
    return support(passage) >= least_support(group, passage.chunk.material.language == inquiry.asked_in)


def support(passage: Passage) -> float:
    """Return how well a found passage is borne out by its evidence, about 0.3 to 0.7."""
    evidence = passage.evidence
    return weigh(evidence) + _LIKENESS * evidence.likeness if evidence else 0.0


def least_support(group: str, own: bool) -> float:
    """Return the least support for a group of questions ("en", "vi-bare") and passages in their own language or not.

    A threshold does not travel from one pair of languages to another; a pair that was never measured has the
    highest of its kind.
    """
    thresholds = _thresholds()["own" if own else "foreign"]
    return thresholds.get(group, max(thresholds.values()))


def decline(inquiry: Inquiry) -> Answer:
    """Return the honest answer of silent materials: that they are silent, and whom to ask."""
    passages = inquiry.passages
    domain = passages[0].chunk.material.domain if passages else None
    office = office_for(domain)
    contact = {"contact": describe_office(office, inquiry.language)}
    return Answer(
        id="",
        outcome=Outcome.NO_INFORMATION,
        language=inquiry.language,
        text=load_replies(inquiry.language).say("no_information", contact),
        suggestions=suggest(inquiry, domain),
        contact=contact_of(office, inquiry.language),
        edition=inquiry.edition,
    )


@cache
def _thresholds() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(THRESHOLDS.read_text(encoding="utf-8"))
