"""The sentences themselves: complete, in the right script, and fit to be read by a stranger."""

import re
import unicodedata
from collections.abc import Iterator

import pytest

from bot.conversation import Outcome
from prompts import REPLY_LANGUAGES, load_replies
from prompts.loader import placeholders

SCRIPTS = {
    "zh": r"[\u4e00-\u9fff]",
    "ko": r"[\uac00-\ud7a3]",
    "ja": r"[\u3040-\u30ff\u4e00-\u9fff]",
    "ru": r"[\u0400-\u04ff]",
    "lo": r"[\u0e80-\u0eff]",
}
FOREIGN_SCRIPTS = {
    "vi": r"[\u0400-\u04ff\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]",
    "en": r"[\u0400-\u04ff\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]",
    "fr": r"[\u0400-\u04ff\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]",
    "zh": r"[\u0400-\u04ff\u0e00-\u0eff\u3040-\u30fa\uac00-\ud7a3]",
    "ko": r"[\u0400-\u04ff\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff]",
    "ja": r"[\u0400-\u04ff\u0e00-\u0eff\uac00-\ud7a3]",
    "ru": r"[\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]",
    "lo": r"[\u0400-\u04ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]",
}
LATIN_NAMES = (
    r"Thái Nguyên|Núi Cốc|Ba Bể|Định Hóa|Tân Cương|Nội Bài|ATK|/help|/language(?: [a-z]{2})?|/quit|/person"
    r"|/near|/human|/feedback|/mydata|/delete|/privacy"
)
ENGLISH_WORDS = r"\b(the|and|you|your|please|what|of|to|is|are|with|this|answer|materials?)\b"
SAMPLES = {
    "contact": "X (https://x.vn)",
    "date": "2025",
    "day": "8",
    "month": "10",
    "year": "2025",
    "language": "L",
    "limit": "500",
    "page": "7",
    "titles": "A",
    "codes": "vi, en",
    "command": "/x",
    "office": "O",
    "name": "N",
    "details": "D",
    "phone": "0208",
    "place": "P",
    "distance": "12 km",
    "count": "7",
}
NEUTRAL = {"separator", "dated", "dates.year", "dates.first_day", "contact_details", "channels.near_item"}

languages = pytest.mark.parametrize("language", REPLY_LANGUAGES)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language with its key, the lines of lists too."""
    replies = load_replies(language)
    yield from replies.sentences.items()
    for key, lines in replies.lists.items():
        yield from ((f"{key}[{number}]", line) for number, line in enumerate(lines))


def bare(text: str) -> str:
    """The text without its placeholders and without names that stay Latin everywhere."""
    return re.sub(LATIN_NAMES, "", re.sub(r"\{\w+\}", "", text))


@languages
def test_every_language_holds_every_key_with_the_same_placeholders(language: str) -> None:
    """A translation has exactly the keys and placeholders of the English one."""
    english, other = load_replies("en"), load_replies(language)
    assert {key: placeholders(text) for key, text in other.sentences.items()} == {
        key: placeholders(text) for key, text in english.sentences.items()
    }
    assert {key: len(lines) for key, lines in other.lists.items()} == {
        key: len(lines) for key, lines in english.lists.items()
    }


@languages
def test_every_outcome_has_a_sentence(language: str) -> None:
    """However a question ends, there is a sentence of the same name."""
    assert {outcome.value for outcome in Outcome} <= set(load_replies(language).sentences)


@languages
def test_texts_are_clean(language: str) -> None:
    """Texts are NFC, without double spaces, invisible signs or spaces at the ends."""
    for key, text in texts(language):
        assert unicodedata.is_normalized("NFC", text), key
        assert not re.search(r"[ \u00a0]{2}|\t|[\u200b-\u200f\ufeff\ufffd]", text), key
        assert key == "separator" or text == text.strip(), key
        assert "..." not in text, key


@languages
def test_filled_sentences_read_well(language: str) -> None:
    """With values put in, no brace is left, no full stop doubled, no space stands before a comma or stop."""
    replies = load_replies(language)
    for key, text in replies.sentences.items():
        said = replies.say(key, {name: SAMPLES[name] for name in placeholders(text)})
        assert not re.search(r"[{}]|\.\.|。。| [,.](?!\w)", said), key


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_texts_are_in_their_own_script(language: str) -> None:
    """Every text holds letters of its language, and Latin letters only in names and commands."""
    for key, text in texts(language):
        if key in NEUTRAL or (key.startswith("dates.months") and text.isdigit()):
            continue
        assert re.search(SCRIPTS[language], text), key
        assert not re.search(r"[A-Za-z]", bare(text)), key


@languages
def test_no_text_borrows_a_foreign_script(language: str) -> None:
    """No letter of another language's script slipped into a translation."""
    for key, text in texts(language):
        assert not re.search(FOREIGN_SCRIPTS[language], text), key


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_latin_translations_hold_no_english(language: str) -> None:
    """Vietnamese and French sentences hold no English words and are not the English text."""
    english = dict(texts("en"))
    for key, text in texts(language):
        assert not re.search(ENGLISH_WORDS, bare(text), re.IGNORECASE), key
        assert len(bare(text)) < 15 or text != english[key], key


def test_vietnamese_sentences_have_diacritics() -> None:
    """Every Vietnamese sentence of some length has its diacritics."""
    for key, text in texts("vi"):
        decomposed = unicodedata.normalize("NFD", bare(text))
        assert key in NEUTRAL or len(text) < 12 or re.search(r"[\u0300-\u036f]|đ", decomposed), key


def test_chinese_never_leaves_taiyuan_in_doubt() -> None:
    """Wherever 太原 comes first in a Chinese text, 越南 stands before it, so nobody thinks of Shanxi."""
    for key, text in texts("zh"):
        assert "太原" not in text or text[: text.index("太原")].endswith("越南"), key


def test_each_language_keeps_its_form_of_address() -> None:
    """Vietnamese says bạn, Chinese 您, French vous, Lao ທ່ານ; Korean keeps one level of politeness."""
    assert not [key for key, text in texts("vi") if "Quý khách" in text or "quý khách" in text]
    assert not [key for key, text in texts("zh") if "你" in text]
    assert not [key for key, text in texts("fr") if re.search(r"\b(tu|ton|tes|toi)\b", text, re.IGNORECASE)]
    assert not [key for key, text in texts("lo") if "ເຈົ້າ" in text]
    asked = ("suggestions.", "channels.door_")
    spoken = ((key, text) for key, text in texts("ko") if not key.startswith(asked))
    assert not [key for key, text in spoken if re.search(r"요[.?!]", text)]


def test_french_double_punctuation_never_starts_a_line() -> None:
    """French puts a no-break space, never a plain one, before : ; ! and ?."""
    assert not [key for key, text in texts("fr") if re.search(r"(?<!\u00a0)[:;!?]", text)]


@languages
def test_emergency_gives_the_four_national_numbers(language: str) -> None:
    """113, 114, 115 and 112 stand in every emergency card, and no other number does."""
    assert sorted(re.findall(r"\d+", load_replies(language).say("emergency"))) == ["112", "113", "114", "115"]


@languages
def test_help_names_the_terminal_commands(language: str) -> None:
    """The terminal's help explains /help, /language and /quit; the messengers' does not name /quit."""
    replies = load_replies(language)
    assert all(command in replies.say("help") for command in ("/help", "/language", "/quit"))
    assert all(command in replies.say("help_chat") for command in ("/language", "/person"))
    assert "/quit" not in replies.say("help_chat")


@languages
def test_suggestions_are_sixteen_different_questions(language: str) -> None:
    """Each of the four doors has four questions, none twice, each ending as a question."""
    replies = load_replies(language)
    questions = [line for door in ("visit", "tea", "study", "invest") for line in replies.lines(f"suggestions.{door}")]
    assert len(set(questions)) == 16
    assert all(question.endswith(("?", "？")) for question in questions)


@languages
def test_every_language_names_itself_and_the_others(language: str) -> None:
    """The names of the nine languages differ, and the menu shows the language's own name."""
    replies = load_replies(language)
    names = [replies.language_name(code) for code in (*REPLY_LANGUAGES, "th")]
    assert len(set(names)) == 9
    assert replies.say("own_name").lower() == replies.language_name(language).lower()
