"""Passages come from the published edition."""

import pytest

from bot.answering.retrieve import Retrieve
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from knowledge.errors import KnowledgeError, NoEdition
from knowledge.live import LiveLibrary
from prompts import load_replies
from tests.bot.fakes_bot import FakeLive, inquire


async def test_passages_are_noted_best_first_with_their_edition(tiny_live: LiveLibrary) -> None:
    """The inquiry knows which passages were found, and where."""
    inquiry = await Retrieve(tiny_live)(inquire("Chè Tân Cương được trồng ở đâu?", "vi"))
    assert isinstance(inquiry, Inquiry)
    assert inquiry.passages[0].chunk.id == "tea.vi#0"
    scores = [passage.score for passage in inquiry.passages]
    assert scores == sorted(scores, reverse=True)
    assert inquiry.edition == tiny_live.current().edition


async def test_a_language_without_materials_finds_other_languages(tiny_live: LiveLibrary) -> None:
    """A Chinese question finds the Vietnamese and the English passages about it."""
    inquiry = await Retrieve(tiny_live)(inquire("茶叶", "zh"))
    assert isinstance(inquiry, Inquiry)
    assert {passage.chunk.material.language for passage in inquiry.passages} == {"en", "vi"}


@pytest.mark.parametrize("language", ["vi", "en", "lo"])
async def test_before_the_first_edition_people_are_told_so(language: str) -> None:
    """Nothing to search in is a failure with a sentence of its own."""
    answer = await Retrieve(FakeLive(failure=NoEdition("build one")))(inquire("Chè", language))
    assert isinstance(answer, Answer)
    assert (answer.outcome, answer.text) == (Outcome.FAILED, load_replies(language).say("no_edition"))


async def test_other_trouble_is_not_hidden() -> None:
    """What the operator must mend is left to the one place that logs it."""
    with pytest.raises(KnowledgeError, match="damaged"):
        await Retrieve(FakeLive(failure=KnowledgeError("damaged")))(inquire("Chè", "vi"))
