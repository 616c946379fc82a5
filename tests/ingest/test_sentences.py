"""What `ingest.sentences` promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import split_sentences

CASES = {
    "vi": [
        "TS. Hoàng Văn Nam sống ở TP. Thái Nguyên.",
        "Ngày 27/01/2026, trang thainguyen.gov.vn đăng quyết định (tr. 5).",
        "Hồ Núi Cốc cách thành phố 15 km.",
        "Vé là 20.000 đồng.[^1]",
        "PGS.TS. Lan gặp Th.S. Hùng lúc 7.30.[^2][^3]",
    ],
    "en": [
        "Mr. Smith took bus No. 5 to thainguyen.gov.vn.",
        "It costs 3.5 USD.[^1]",
        "J. Smith agreed!",
        "“Really?”",
        "The lake lies 15 km. to the west",
    ],
    "zh": ["他说：“你好。”", "太原省在越南北部；也在红河平原以北。", "茶很有名！[^1]", "真的吗？"],
    "ja": ["「行こう。」と彼は言った。", "次の文です。[^1]"],
    "ko": ["2025. 10. 8. 축제가 열린다.", "입장료는 2.5달러입니다.", "어디입니까?"],
    "fr": ["Mme. Dupont visite le lac !", "Est-ce loin ?", "Oui."],
    "ru": ["Автобус идёт в г. Тхайнгуен.", "Это было в 2025 г.", "См. стр. 5."],
}


@pytest.mark.parametrize("language", CASES)
def test_sentences_end_where_a_reader_ends_them(language: str) -> None:
    """Abbreviations, decimals, dates, domains and quotes do not end a sentence."""
    joint = "" if language in ("zh", "ja") else " "
    assert split_sentences(joint.join(CASES[language]), language) == CASES[language]


def test_list_items_are_sentences() -> None:
    """Each item of a list stands alone, although none ends with a full stop."""
    assert split_sentences("Vé gồm:\n- người lớn\n- trẻ em\n1. một\na) hai", "vi") == [
        "Vé gồm:",
        "- người lớn",
        "- trẻ em",
        "1. một",
        "a) hai",
    ]


def test_wrapped_lines_are_one_sentence() -> None:
    """A line break inside a sentence is a space, and nothing between Chinese characters."""
    assert split_sentences("Một câu\ndài.", "vi") == ["Một câu dài."]
    assert split_sentences("太原\n省。", "zh") == ["太原省。"]


@pytest.mark.parametrize(("language", "word"), [("th", "ท่าอากาศยาน"), ("lo", "ພາສາລາວ")])
def test_long_lao_and_thai_runs_are_cut_at_spaces(language: str, word: str) -> None:
    """Text without full stops is cut only at spaces, and only when it is long."""
    text = " ".join([word] * 60)
    pieces = split_sentences(text, language)
    assert len(pieces) > 2
    assert " ".join(pieces) == text
    assert split_sentences(word, language) == [word]


@given(st.text(max_size=400), st.sampled_from(["vi", "en", "zh", "ko", "ja", "fr", "ru", "lo", "th"]))
def test_no_character_is_lost(text: str, language: str) -> None:
    """All characters but white space come back in order."""
    assert "".join("".join(split_sentences(text, language)).split()) == "".join(text.split())
