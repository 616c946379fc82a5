"""How text is cut into terms."""

import time
import unicodedata

import pytest

from knowledge.lexical.words import fold, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hồ Núi Cốc, ở đâu?", ["hồ", "núi", "cốc", "ở", "đâu"]),
        ("QL3, km 15–20", ["ql3", "km", "15", "20"]),
        ("snake_case", ["snake", "case"]),
        ("ＨＥＬＬＯ ﬁsh ①", ["hello", "fish", "1"]),
        ("太原茶叶", ["太原", "原茶", "茶叶"]),
        ("茶", ["茶"]),
        ("타이응우옌", ["타이", "이응", "응우", "우옌"]),
        ("お茶は", ["お茶", "茶は"]),
        ("ຊາທີ່", ["ຊາ", "າທ", "ທີ", "ີ່"]),
        ("Tân Cương茶", ["tân", "cương", "茶"]),
        ("距离90公里", ["距离", "90", "公里"]),
        ("3시간", ["3", "시간"]),
        ("чай Тхайнгуен", ["чай", "тхайнгуен"]),
        ("", []),
        (" ?! 🍵 \n", []),
        ("\0\ud800", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    """Words in lower case, and overlapping pairs where there are no spaces; signs and emoji are no terms."""
    assert terms(text) == expected


def test_decomposed_letters_give_the_same_terms() -> None:
    """NFD text has the terms of NFC."""
    text = "Chè Tân Cương ngon nhất ở đâu? 타이응우옌"
    assert terms(unicodedata.normalize("NFD", text)) == terms(text)


@pytest.mark.parametrize(
    ("term", "folded"),
    [
        ("đường", "duong"),
        ("hồ", "ho"),
        ("nghỉ", "nghi"),
        ("café", "cafe"),
        ("tea", "tea"),
        ("чай", "чаи"),
        ("15", "15"),
        ("が茶", "が茶"),
        ("응우", "응우"),
        ("ທີ", "ທີ"),
        ("", ""),
    ],
)
def test_fold(term: str, folded: str) -> None:
    """Latin and Cyrillic marks are dropped; those of scripts in which they make another letter stay."""
    assert fold(term) == folded


def test_folding_twice_is_folding_once() -> None:
    """A folded term stays."""
    for term in terms("Hồ Núi Cốc đường Đội Cấn café чай 太原 が お茶 ชา"):
        assert fold(fold(term)) == fold(term)


def test_a_megabyte_has_an_end() -> None:
    """A flood of text costs little, and its beginning counts."""
    start = time.perf_counter()
    found = terms("chè " * 250_000)
    assert time.perf_counter() - start < 0.5
    assert found[0] == "chè"
    assert len(found) <= 20_000
