"""What the bot suggests, it can answer."""

import asyncio

import pytest

from bot.conversation import Outcome
from prompts import REPLY_LANGUAGES, load_replies
from tests.bot.conftest import Starter
from tests.bot.fakes_bot import asking


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
def test_every_suggested_question_is_answered(starter: Starter, language: str) -> None:
    """A tapped suggestion never ends in "the materials do not say"."""
    lines = [
        line
        for door in ("visit", "tea", "study", "invest")
        for line in load_replies(language).lines(f"suggestions.{door}")
    ]
    answers = [asyncio.run(starter.answerer.answer(asking(line))) for line in lines]
    assert [line for line, answer in zip(lines, answers, strict=True) if answer.outcome != Outcome.ANSWERED] == []
