"""Other places than ours are out of scope."""

import pytest

from bot.answering.elsewhere import decline_elsewhere
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from prompts import load_replies
from tests.bot.fakes_bot import inquire


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what to do in hoi an", "en"),
        ("thời tiết Đà Lạt hôm nay", "vi"),
        ("山西太原有什么好玩的？", "zh"),
        ("다낭 맛집 추천", "ko"),
        ("サパのトレッキング", "ja"),
        ("отели в Нячанге", "ru"),
    ],
)
async def test_a_place_elsewhere_is_declined(text: str, language: str) -> None:
    """The person is told what the bot does know."""
    answer = await decline_elsewhere(inquire(text, language))
    assert isinstance(answer, Answer)
    assert (answer.outcome, answer.text) == (Outcome.OUT_OF_SCOPE, load_replies(language).say("out_of_scope"))


@pytest.mark.parametrize(
    "text",
    [
        "how far is ba be lake from ha giang and sa pa",
        "太原是山西太原吗？",
        "are the long coc tea hills here?",
        "is there a train from ha noi?",
        "how much is the visa?",
    ],
)
async def test_what_concerns_us_goes_on(text: str) -> None:
    """A question that names a place of ours too, one that the materials speak of, or none."""
    assert isinstance(await decline_elsewhere(inquire(text, "en")), Inquiry)
