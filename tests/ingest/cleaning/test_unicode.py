"""What `ingest.cleaning.unicode` promises."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning.unicode import tidy


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (unicodedata.normalize("NFD", "Thái Nguyên"), "Thái Nguyên"),
        ("Thái\u00a0Nguyên\u3000 x", "Thái Nguyên x"),
        ("qu\u00adảng \u200bbá\ufeff", "quảng bá"),
        ("a\u202eb\u2066c\U000e0041", "abc"),
        ("a\r\nb\rc\u2028d \n\n\n\ne", "a\nb\nc\nd\n\ne"),
        ("a\x00\x07\tb", "a\tb"),
        ("a:\n    b:  c", "a:\n    b: c"),
    ],
)
def test_text_is_repaired(raw: str, clean: str) -> None:
    """Composed letters, plain spaces and line ends, nothing invisible; tabs and indents stay."""
    assert tidy(raw) == clean


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    """Tidy text is tidy."""
    assert tidy(tidy(text)) == tidy(text)
