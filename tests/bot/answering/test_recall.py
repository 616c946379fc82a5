"""A follow-up means what the turn before it named."""

from dataclasses import replace

import pytest

from bot.answering.recall import recall_names
from bot.conversation import Turn
from tests.bot.fakes_bot import inquire

LAKE = Turn("How big is Ba Be Lake?", "Ba Bể Lake covers about 500 ha.")


@pytest.mark.parametrize(
    ("text", "language"),
    [("and how deep is it?", "en"), ("sâu bao nhiêu?", "vi"), ("那里多深？", "zh"), ("깊이는요?", "ko")],
)
async def test_a_short_question_borrows_the_name(text: str, language: str) -> None:
    """In any language, as the person wrote it a turn before."""
    inquiry = await recall_names(replace(inquire(text, language), turns=(LAKE,)))
    assert inquiry.text == f"{text} (Ba Be Lake)"


async def test_a_name_of_its_own_stays_alone() -> None:
    """Who names another place has left the first."""
    inquiry = replace(inquire("and Núi Cốc Lake?", "en"), turns=(LAKE,))
    assert await recall_names(inquiry) == inquiry


async def test_a_whole_question_stays_as_it_is() -> None:
    """A long question says itself what it means."""
    text = "what do foreign students have to pay for a year of study and a bed in the dormitory of the university?"
    inquiry = replace(inquire(text, "en"), turns=(LAKE,))
    assert await recall_names(inquiry) == inquiry


async def test_the_answer_names_what_the_question_did_not() -> None:
    """The question "Where is the biggest lake?" is answered with its name, which the next question means."""
    turn = Turn("where is the biggest lake", "Ba Bể Lake lies in Ba Bể commune.")
    inquiry = await recall_names(replace(inquire("how deep is it", "en"), turns=(turn,)))
    assert inquiry.text == "how deep is it (Ba Bể Lake)"


async def test_nothing_is_borrowed_from_the_province() -> None:
    """Every question is about Thái Nguyên; its name would say nothing new."""
    inquiry = replace(inquire("when does it rain?", "en"), turns=(Turn("how warm is Thái Nguyên?", "It is 23 °C."),))
    assert await recall_names(inquiry) == inquiry
