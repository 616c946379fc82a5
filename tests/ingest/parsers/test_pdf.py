"""What `ingest.parsers.pdf` promises."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.documents import Section
from ingest.errors import Unreadable
from ingest.parsers.pdf import parse

Make = Callable[..., Path]
FULL = "The lake lies west of the old city centre and buses go there from the station every"


def grid(lefts: list[float], tops: list[float]) -> list[tuple[float, float, float, float]]:
    """Return the rules of a table."""
    across = [(lefts[0], top, lefts[-1], top) for top in tops]
    return across + [(left, tops[0], left, tops[-1]) for left in lefts]


def test_lines_become_paragraphs_over_pages(make_pdf: Make) -> None:
    """A paragraph goes on over lines and pages; heads, feet and page numbers are not text."""
    pages = []
    for number in range(1, 5):
        texts = [(72.0, 40.0, f"Plan of the province, issue {number}"), (300.0, 770.0, f"- {number} -")]
        texts += [(72.0, 120.0 + 14 * at, FULL) for at in range(3)]
        pages.append((texts, []))
    pages[-1][0].append((72.0, 162.0, "hour."))
    document = parse(make_pdf(pages))
    assert document.pages == 4
    assert document.sections == (Section((), " ".join([FULL] * 12 + ["hour."]), 1),)


def test_columns_are_read_one_after_the_other(make_pdf: Make) -> None:
    """A heading over both columns comes first, then the left column, then the right."""
    left, right = "the left column holds this line here", "the right column holds that line there"
    texts = [(72.0, 100.0, "A long line of introduction runs over both of the columns of this page without a gap")]
    texts += [(72.0, 130.0 + 14 * at, f"{left} {at}") for at in range(6)]
    texts += [(320.0, 137.0 + 14 * at, f"{right} {at}") for at in range(6)]
    text = " ".join(section.text for section in parse(make_pdf([(texts, [])])).sections)
    assert text.index("introduction") < text.index(f"{left} 5") < text.index(f"{right} 0")


def test_prices_beside_names_stay_in_their_line(make_pdf: Make) -> None:
    """A list set with tabs is no page of two columns."""
    texts = [(72.0, 100.0 + 14 * at, f"Ticket for a person of group {at}") for at in range(5)]
    texts += [(420.0, 100.0 + 14 * at, f"{at}0.000") for at in range(5)]
    text = " ".join(section.text for section in parse(make_pdf([(texts, [])])).sections)
    assert "Ticket for a person of group 3 30.000" in text


@pytest.mark.parametrize("repeats", [True, False])
def test_a_table_goes_on_over_the_page(make_pdf: Make, repeats: bool) -> None:
    """With or without a repeated header it is one table; a row cut by the break is put together."""
    lefts = [72.0, 200.0, 400.0]
    first = [(80.0, 115.0, "Name"), (210.0, 115.0, "Price"), (80.0, 135.0, "Lake"), (210.0, 135.0, "20 for")]
    second = [(210.0, 115.0, "adults"), (80.0, 135.0, "Park"), (210.0, 135.0, "10")]
    tops = [100.0, 120.0, 140.0]
    if repeats:
        second = [(x, y + 20, text) for x, y, text in second] + [
            (80.0, 115.0, "Name"),
            (210.0, 115.0, "Price"),
        ]
    pages = [(first, grid(lefts, tops)), (second, grid(lefts, [*tops, 160.0][: 4 if repeats else 3]))]
    (section,) = parse(make_pdf(pages)).sections
    assert section.page == 1
    assert section.rows == (("Name", "Price"), ("Lake", "20 for adults"), ("Park", "10"))


def test_a_merged_cell_repeats_its_text(make_pdf: Make) -> None:
    """Each place that a cell covers holds its text."""
    rules = [(72.0, top, 400.0, top) for top in (100.0, 120.0, 160.0)]
    rules += [(200.0, 140.0, 400.0, 140.0)]
    rules += [(left, 100.0, left, 160.0) for left in (72.0, 200.0, 400.0)]
    texts = [(80.0, 115.0, "Name"), (210.0, 115.0, "Price"), (80.0, 145.0, "Lake")]
    texts += [(210.0, 135.0, "20"), (210.0, 155.0, "10")]
    (section,) = parse(make_pdf([(texts, rules)])).sections
    assert section.rows == (("Name", "Price"), ("Lake", "20"), ("Lake", "10"))


def test_headings_are_found(make_pdf: Make) -> None:
    """As in plain text: numbers that have text under them."""
    texts = [
        (72.0, 100.0, "I. GENERAL"),
        (72.0, 120.0, "1. Purpose"),
        (72.0, 140.0, FULL),
        (72.0, 154.0, "day."),
    ]
    assert parse(make_pdf([(texts, [])])).sections == (Section(("I. GENERAL", "1. Purpose"), f"{FULL} day.", 1),)


def test_a_password_is_named(make_pdf: Make) -> None:
    """A locked file comes back with the advice to unlock it."""
    with pytest.raises(Unreadable, match="password"):
        parse(make_pdf([([(72.0, 100.0, "secret")], [])], password="secret"))


def test_an_empty_password_opens_by_itself(make_pdf: Make) -> None:
    """The handler itself is no obstacle: the test file above is refused for its password alone."""
    with pytest.raises(Unreadable, match="scan"):
        parse(make_pdf([([], [])]))


def test_letters_that_are_no_words_are_refused_with_their_page(make_pdf: Make) -> None:
    """Garbage never reaches the index."""
    good = ([(72.0, 100.0, FULL)], [])
    bad = ([(72.0, 100.0 + 14 * at, "%$ x#$%x @@# c t h &&") for at in range(12)], [])
    with pytest.raises(Unreadable) as refusal:
        parse(make_pdf([good, bad]))
    assert refusal.value.page == 2


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """The parser's own exceptions stay inside."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\n" + b"\x00\xff" * 500)
    with pytest.raises(Unreadable):
        parse(path)
