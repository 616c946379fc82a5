"""In which language the person asked, and in which he is answered."""

import pytest

from bot.answering.understand import understand
from bot.inquiry import Inquiry
from prompts import REPLY_LANGUAGES
from tests.bot.fakes_bot import asking


async def ask(text: str, chosen: str | None = None) -> Inquiry:
    """The inquiry as it leaves the step."""
    return await understand(Inquiry(asking(text, chosen), text=text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hồ Núi Cốc cách thành phố bao xa?", "vi"),
        ("How far is the lake from the city?", "en"),
        ("新疆茶什么时候采摘？", "zh"),
        ("호수는 어디에 있습니까?", "ko"),
        ("湖はどこにありますか", "ja"),
        ("Où se trouve le lac ?", "fr"),
        ("Где находится озеро?", "ru"),
        ("ທະເລສາບຢູ່ໃສ?", "lo"),
    ],
)
async def test_an_answer_is_in_the_language_of_the_question(text: str, language: str) -> None:
    """Each of the eight languages is recognised and answered in."""
    inquiry = await ask(text)
    assert (inquiry.language, inquiry.asked_in, inquiry.bare) == (language, language, False)


async def test_vietnamese_without_diacritics_is_vietnamese() -> None:
    """It is noted, for the search."""
    inquiry = await ask("ho nui coc cach trung tam thanh pho bao nhieu km")
    assert (inquiry.language, inquiry.asked_in, inquiry.bare) == ("vi", "vi", True)


@pytest.mark.parametrize("chosen", REPLY_LANGUAGES)
async def test_the_chosen_language_is_answered_in(chosen: str) -> None:
    """Who chose a language is answered in it, whatever he types; what he types is still searched for as it is."""
    inquiry = await ask("Где находится озеро?", chosen)
    assert (inquiry.language, inquiry.asked_in) == (chosen, "ru")


@pytest.mark.parametrize("text", ["Wo liegt der See und wie komme ich dorthin?", "ทะเลสาบอยู่ที่ไหน"])
async def test_another_language_is_answered_in_english(text: str) -> None:
    """A language without replies gets English."""
    inquiry = await ask(text)
    assert inquiry.language == "en"
    assert inquiry.asked_in not in REPLY_LANGUAGES


@pytest.mark.parametrize("chosen", ["de", "xx", "", "../vi", "VI-vn\0"])
async def test_a_choice_without_replies_is_survived(chosen: str) -> None:
    """A channel may hand in any code."""
    inquiry = await ask("How far is the lake from the city?", chosen)
    assert inquiry.language in REPLY_LANGUAGES


@pytest.mark.parametrize("chosen", [None, "vi"])
async def test_a_text_that_tells_nothing_is_answered_as_chosen_else_in_english(chosen: str | None) -> None:
    """Emoji have no language."""
    inquiry = await ask("😀", chosen)
    assert inquiry.language == inquiry.asked_in == (chosen or "en")
