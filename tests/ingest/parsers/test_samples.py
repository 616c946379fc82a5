"""A real plan of the province comes out alike from text, Word and PDF."""

import difflib
from pathlib import Path

import pytest

from ingest.documents import Document
from ingest.errors import Unreadable
from ingest.parsers.child import ParserChild

KINDS = ["txt", "docx", "pdf"]
OFFICES = [
    "1. Sở Văn hóa, Thể thao và Du lịch",
    "2. Sở Tài chính",
    "3. Văn phòng Ủy ban nhân dân tỉnh",
    "4. Sở Công Thương",
    "5. Sở Nông nghiệp và Môi trường",
    "6. Sở Giáo dục và Đào tạo",
    "7. Sở Khoa học và Công nghệ",
    "8. Các sở, ban, ngành; UBND các xã, phường",
    "9. Báo và phát thanh, truyền hình Thái Nguyên",
    "10. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Thái Nguyên",
]


def read(samples: Path, kind: str) -> Document:
    """Parse the sample of one kind as the ingest does."""
    with ParserChild() as child:
        return child.parse(samples / f"ke-hoach-173.{kind}")


def words(document: Document) -> list[str]:
    """Return all words of a document, each heading once."""
    found: list[str] = []
    before: tuple[str, ...] = ()
    for section in document.sections:
        for depth, heading in enumerate(section.headings, start=1):
            found += heading.split() if before[:depth] != section.headings[:depth] else []
        before = section.headings
        found += section.text.split() + [word for row in section.rows for cell in row for word in cell.split()]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_appendix_is_one_table(samples: Path, kind: str) -> None:
    """Seven tasks of six columns, although a page break cuts three of them."""
    (table,) = [section for section in read(samples, kind).sections if section.rows]
    assert table.headings == ("PHỤ LỤC",)
    assert [row[0] for row in table.rows] == ["STT", "1", "2", "3", "4", "5", "6", "7"]
    assert {len(row) for row in table.rows} == {6}
    assert table.rows == next(section.rows for section in read(samples, "txt").sections if section.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_numbered_headings_become_paths(samples: Path, kind: str) -> None:
    """Each office has its own path under part IV."""
    paths = dict.fromkeys(section.headings for section in read(samples, kind).sections)
    fourth = [path for path in paths if path[0:1] == ("IV. TỔ CHỨC THỰC HIỆN",)]
    assert fourth == [("IV. TỔ CHỨC THỰC HIỆN", office) for office in OFFICES]


@pytest.mark.parametrize("kind", KINDS)
def test_the_wording_agrees_with_the_text(samples: Path, kind: str) -> None:
    """No word is lost or changed; only the letterhead is shorter in the text file."""
    truth = (samples / "ke-hoach-173.txt").read_text(encoding="utf-8").split()
    matcher = difflib.SequenceMatcher(None, truth, words(read(samples, kind)), autojunk=False)
    assert matcher.ratio() > 0.995
    assert {operation for operation, *_ in matcher.get_opcodes()} <= {"equal", "insert"}


def test_the_scan_is_refused(samples: Path) -> None:
    """A PDF without a text layer is named as a scan, with advice."""
    with pytest.raises(Unreadable, match="scan") as refusal:
        read(samples, "scan.pdf")
    assert "OCR" in refusal.value.advice
