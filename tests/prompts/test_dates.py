"""Dates read as a native writes them, whole or partial."""

import pytest

from prompts import REPLY_LANGUAGES, UnreadableDate, format_date, load_replies


@pytest.mark.parametrize(
    ("language", "full", "month", "year"),
    [
        ("vi", "ngày 8/10/2025", "tháng 10/2025", "năm 2025"),
        ("en", "8 October 2025", "October 2025", "2025"),
        ("zh", "2025年10月8日", "2025年10月", "2025年"),
        ("ko", "2025년 10월 8일", "2025년 10월", "2025년"),
        ("ja", "2025年10月8日", "2025年10月", "2025年"),
        ("fr", "8 octobre 2025", "octobre 2025", "2025"),
        ("ru", "8 октября 2025 года", "октябрь 2025 года", "2025 год"),
        ("lo", "ວັນທີ 8 ຕຸລາ 2025", "ເດືອນຕຸລາ 2025", "ປີ 2025"),
    ],
)
def test_dates_in_every_language(language: str, full: str, month: str, year: str) -> None:
    """A day, a month and a year have their own form in each language."""
    assert format_date("2025-10-08", language) == full
    assert format_date("2025-10", language) == month
    assert format_date("2025", language) == year


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
def test_the_twelve_months_differ(language: str) -> None:
    """No month's name stands for two months."""
    assert len({format_date(f"2025-{month:02d}", language) for month in range(1, 13)}) == 12
    assert len({format_date(f"2025-{month:02d}-05", language) for month in range(1, 13)}) == 12


def test_french_writes_the_first_of_a_month_as_an_ordinal() -> None:
    """In French the first day is 1er; the eleventh is not."""
    assert format_date("2025-02-01", "fr") == "1er février 2025"
    assert format_date("2025-02-11", "fr") == "11 février 2025"
    assert format_date("2025-02-01", "en") == "1 February 2025"


@pytest.mark.parametrize(
    "iso", ["", "2025-13", "2025-02-30", "2025-1-2", "25", "2025-10-08T07:00", "8/10/2025", "²025", "0000"]
)
def test_what_is_no_date_is_refused(iso: str) -> None:
    """Only ISO 8601 dates of the calendar are read; nothing is guessed."""
    with pytest.raises(UnreadableDate):
        format_date(iso, "en")


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
@pytest.mark.parametrize("iso", ["2025-10-08", "2025-10", "2025"])
def test_dates_fit_the_sentences_that_carry_them(language: str, iso: str) -> None:
    """Every sentence with a date holds it word for word, whole or partial."""
    written = format_date(iso, language)
    for key in ("dated", "checked", "recheck", "outdated"):
        assert written in load_replies(language).say(key, {"date": written})
