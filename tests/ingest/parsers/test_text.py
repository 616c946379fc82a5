"""What `ingest.parsers.text` and `ingest.parsers.outline` promise."""

import codecs
from pathlib import Path

import pytest

from ingest.documents import Section
from ingest.errors import Unreadable
from ingest.parsers.text import decode, parse, read_text

REGULATION = """Chương I. QUY ĐỊNH CHUNG

Điều 1. Phạm vi

Áp dụng cho du khách.

Điều 2. Quyết định này có hiệu lực từ ngày ký.

Chương II. TỔ CHỨC

I. NHIỆM VỤ

1. Mục đích

Quảng bá.

1.1. Chi tiết

Tờ rơi.

PHỤ LỤC 1

Danh sách."""


def headings(text: str) -> list[tuple[str, ...]]:
    """Return the heading paths of a text."""
    return [section.headings for section in read_text(text).sections]


@pytest.mark.parametrize(
    "raw",
    [
        "Hồ Núi Cốc.".encode(),
        codecs.BOM_UTF8 + "Hồ Núi Cốc.".encode(),
        "Hồ Núi Cốc.".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Hồ Núi Cốc.".encode("utf-16-be"),
        "Hồ Núi Cốc.".encode("utf-16-le"),
    ],
)
def test_unicode_files_are_read(raw: bytes) -> None:
    """UTF-8 and UTF-16 with and without a byte-order mark."""
    assert decode(raw) == "Hồ Núi Cốc."


def test_other_bytes_are_refused() -> None:
    """A file in another encoding comes back with advice."""
    with pytest.raises(Unreadable, match="UTF-8") as refusal:
        decode(b"\xff" * 100)
    assert "UTF-8" in refusal.value.advice


def test_a_plain_paragraph_is_one_section(tmp_path: Path) -> None:
    """No heading and no title is invented."""
    path = tmp_path / "a.txt"
    path.write_text("Hồ Núi Cốc ở phía tây. Hồ rộng 25 km².", encoding="utf-8")
    document = parse(path)
    assert document.title is None
    assert document.sections == (Section((), "Hồ Núi Cốc ở phía tây. Hồ rộng 25 km²."),)


def test_a_first_line_that_is_a_heading_is_the_title() -> None:
    """A short line without full stop over a longer paragraph."""
    document = read_text("Hồ Núi Cốc\n\nHồ nằm ở phía tây thành phố, cách trung tâm 15 km.")
    assert document.title == "Hồ Núi Cốc"
    assert document.sections == (Section((), "Hồ nằm ở phía tây thành phố, cách trung tâm 15 km."),)


def test_administrative_headings_nest() -> None:
    """Chapters, articles, roman and arabic numbers, capitals and appendices know their rank."""
    assert headings(REGULATION) == [
        ("Chương I. QUY ĐỊNH CHUNG", "Điều 1. Phạm vi"),
        ("Chương I. QUY ĐỊNH CHUNG", "Điều 2"),
        ("Chương II. TỔ CHỨC", "I. NHIỆM VỤ", "1. Mục đích"),
        ("Chương II. TỔ CHỨC", "I. NHIỆM VỤ", "1. Mục đích", "1.1. Chi tiết"),
        ("PHỤ LỤC 1",),
    ]


def test_a_numbered_list_is_no_run_of_headings() -> None:
    """Numbers that follow one another stay text."""
    (section,) = read_text("Cần mang theo những thứ sau đây:\n1. Hộ chiếu\n2. Vé\n3. Tiền mặt").sections
    assert section == Section((), "Cần mang theo những thứ sau đây:\n\n1. Hộ chiếu\n2. Vé\n3. Tiền mặt")


def test_no_heading_is_lost() -> None:
    """A heading with nothing under it stays as text."""
    sections = read_text("I. MỘT\n\nVăn bản ở đây.\n\nII. HAI").sections
    assert sections[-1] == Section((), "II. HAI")


def test_tabs_make_tables_also_over_a_blank_line() -> None:
    """Lines of equal column count are rows, the text around them is not."""
    text = "Giá vé năm nay:\nĐối tượng\tGiá\nNgười lớn\t20.000\n\nTrẻ em\t10.000\nGhi chú sau bảng."
    assert read_text(text).sections == (
        Section((), "Giá vé năm nay:"),
        Section((), rows=(("Đối tượng", "Giá"), ("Người lớn", "20.000"), ("Trẻ em", "10.000"))),
        Section((), "Ghi chú sau bảng."),
    )


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    """Where the next word would not have fitted the line break means nothing."""
    line = "Hồ Núi Cốc nằm ở phía tây thành phố Thái Nguyên cách"
    text = "\n".join([line, line, line, "xa."])
    assert read_text(text).sections == (Section((), f"{line} {line} {line} xa."),)


def test_a_paragraph_that_a_page_break_cut_is_joined() -> None:
    """A small letter goes on after a long line without full stop."""
    first = "Phát huy sức mạnh tổng hợp của cả hệ thống chính trị và của toàn dân trong tỉnh;"
    assert read_text(f"{first}\n\nsự phối hợp đồng bộ.").sections[0].text == f"{first} sự phối hợp đồng bộ."
