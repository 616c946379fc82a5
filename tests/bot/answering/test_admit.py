"""What needs no search is answered at once; the rest goes on with a tidy text."""

import unicodedata

import pytest

from bot.answering.admit import Admit, clean, small_talk
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from prompts import REPLY_LANGUAGES, load_replies
from tests.bot.fakes_bot import inquire

ADMIT = Admit(longest=60)
NOTHING = ["", " \n\t\u3000", "\0\0", "\ud800", "😀🍵", "?!…", "\u200b\u2060\ufeff", "\ue000", "́́́", "\u202e"]


@pytest.mark.parametrize("text", NOTHING)
async def test_a_message_without_letters_or_digits_is_asked_for_again(text: str) -> None:
    """Blanks, emoji, signs, control characters and lone surrogates hold no question."""
    answer = await ADMIT(inquire(text, "vi"))
    assert isinstance(answer, Answer)
    assert (answer.outcome, answer.text) == (Outcome.CLARIFY, load_replies("vi").say("empty"))


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
async def test_too_long_a_message_is_told_the_limit(language: str) -> None:
    """One character more than allowed is refused with the number, in every language; the limit itself passes."""
    answer = await ADMIT(inquire("a" * 61, language))
    assert isinstance(answer, Answer)
    assert answer.outcome == Outcome.TOO_LONG
    assert "60" in answer.text
    assert answer.language == language
    assert isinstance(await ADMIT(inquire("a" * 60, language)), Inquiry)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("xin chào", "hello"),
        ("  XIN CHÀO!!! ", "hello"),
        ("xin chao", "hello"),
        (unicodedata.normalize("NFD", "cảm ơn"), "thanks"),
        ("你好！", "hello"),
        ("감사합니다.", "thanks"),
        ("ສະບາຍດີ", "hello"),
        ("До свидания!", "goodbye"),
        ("ça va ?", "how_are_you"),
        ("Are you a robot?", "who_are_you"),
        ("/help", "help"),
        ("good bot 😀", "compliment"),
    ],
)
async def test_small_talk_is_answered_in_its_own_words(text: str, kind: str) -> None:
    """A whole message of small talk has its sentence, whatever its case, marks and signs."""
    answer = await ADMIT(inquire(text, "en"))
    assert isinstance(answer, Answer)
    assert (answer.outcome, answer.text) == (Outcome.SMALL_TALK, load_replies("en").say(kind))
    assert answer.citations == ()
    assert answer.suggestions


def test_small_talk_is_the_whole_message() -> None:
    """A question that begins with a greeting is a question."""
    assert small_talk("Xin chào, hồ Núi Cốc ở đâu?") is None
    assert small_talk("hi") == "hello"


async def test_a_question_goes_on_tidied() -> None:
    """The text goes on as NFC on one line; nothing else of the inquiry changes."""
    inquiry = inquire(unicodedata.normalize("NFD", " Hồ\r\nNúi\u200b Cốc\0 \ud800ở\tđâu? "), "vi")
    admitted = await ADMIT(inquiry)
    assert isinstance(admitted, Inquiry)
    assert admitted.text == "Hồ Núi Cốc ?ở đâu?"
    assert admitted.question == inquiry.question
    assert admitted.language == "vi"


def test_cleaning_twice_changes_nothing() -> None:
    """A clean text stays as it is."""
    for text in ["Hồ Núi Cốc", "a\u202eb\u0000c", "e\u0301" * 5, "\ufdfa", "你 好", "👩\u200d🌾 chè"]:
        assert clean(clean(text)) == clean(text)
        assert clean(text).isprintable()


def test_controls_cannot_reach_a_terminal() -> None:
    """Escape sequences and direction overrides are gone."""
    assert clean("\x1b[31mchè\u202e") == "[31mchè"
