"""What `ingest.parsers.markdown` promises."""

import pytest

from ingest.documents import Section
from ingest.errors import Unreadable
from ingest.parsers.markdown import read_markdown


def test_headings_lists_and_tables() -> None:
    """The title is left out of the paths; tables are rows; source marks stay."""
    document = read_markdown(
        "---\ntitle: Hồ\n---\n# Hồ\n\n## Vé\n\nMột.[^1]\nHai.\n\n- a\n- b\n\n| Ai | Giá |\n|---|---:|\n"
        "| Người lớn | 20.000 [^2] |\n| Trẻ em |\n\nSau.\n\n### Sâu\nBa.\n"
    )
    assert document.title == "Hồ"
    assert document.entry == {"title": "Hồ"}
    assert document.sections == (
        Section(("Vé",), "Một.[^1]\nHai.\n\n- a\n- b"),
        Section(("Vé",), rows=(("Ai", "Giá"), ("Người lớn", "20.000 [^2]"), ("Trẻ em", ""))),
        Section(("Vé",), "Sau."),
        Section(("Vé", "Sâu"), "Ba."),
    )


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("**Đậm** và *nghiêng* và `mã`", "Đậm và nghiêng và mã"),
        ("[trang này](https://a.example) ![ảnh](b.png)", "trang này"),
        ("<https://a.example/x_y_z>", "https://a.example/x_y_z"),
        ("2 * 3 * 4 và a_b_c", "2 * 3 * 4 và a_b_c"),
        (r"20\.000 \* 2", "20.000 * 2"),
        ("a<!-- b\nc -->d", "ad"),
        ("> lời trích", "lời trích"),
    ],
)
def test_marks_are_taken_out(line: str, plain: str) -> None:
    """What is quoted to people is plain text."""
    assert read_markdown(line).sections == (Section((), plain),)


def test_a_file_without_front_matter_or_heading_is_one_section() -> None:
    """A rule at the top is not mistaken for front matter."""
    document = read_markdown("---\nMột đoạn văn.")
    assert (document.title, document.sections) == (None, (Section((), "Một đoạn văn."),))


def test_broken_front_matter_is_refused_with_its_line() -> None:
    """The officer learns where to look."""
    with pytest.raises(Unreadable, match=r"line 2"):
        read_markdown("---\ntitle: Hồ\nagency: Sở: Du lịch\n---\nx")


def test_dates_in_front_matter_stay_text() -> None:
    """Partial and impossible dates are for the entry to judge, not for YAML."""
    assert read_markdown("---\na: 2025-10\nb: 2025-13-01\n---\nx").entry == {
        "a": "2025-10",
        "b": "2025-13-01",
    }
