"""What `ingest.parsers.kinds` promises."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest.errors import Unreadable
from ingest.parsers.kinds import LARGEST_FILE, tell_kind


def packed(*names: str, content: bytes = b"<w/>") -> bytes:
    """Return a ZIP archive with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


def kind(folder: Path, name: str, raw: bytes) -> str:
    """Write a file and tell its kind."""
    path = folder / name
    path.write_bytes(raw)
    return tell_kind(path)


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("a.txt", b"%PDF-1.7\n", "pdf"),
        ("a.pdf", packed("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.txt", b"<!-- x --><!DOCTYPE html><html><body>x</body></html>", "html"),
        ("a.html", b"<div><p>x</p></div>", "html"),
        ("a.md", b"plain words", "markdown"),
        ("a.txt", b"# words\n", "text"),
        ("a", b"# Heading\n\nwords", "markdown"),
        ("a", b"words", "text"),
        ("a.docx", "Hồ Núi Cốc".encode("utf-16"), "text"),
        ("a.txt", b"MZ and BM are letters too", "text"),
    ],
)
def test_the_content_decides(tmp_path: Path, name: str, raw: bytes, expected: str) -> None:
    """A wrong name changes nothing, except between the kinds of text."""
    assert kind(tmp_path, name, raw) == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "no text"),
        (b"\xff" * 5_000, "UTF-8"),
        (b"\x00" * 5_000, "zeros"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office format"),
        (b"{\\rtf1 x}", "Rich Text"),
        (packed("xl/workbook.xml"), "Excel"),
        (packed("a.txt"), "ZIP"),
        (packed("word/document.xml")[:-30], "damaged"),
        (packed("word/document.xml", content=b"x" * 5_000_000), "unpacks"),
    ],
)
def test_anything_else_is_refused_with_advice(tmp_path: Path, raw: bytes, reason: str) -> None:
    """Reason and advice are whole sentences."""
    with pytest.raises(Unreadable, match=reason) as refusal:
        kind(tmp_path, "a.docx", raw)
    assert refusal.value.reason.endswith(".")
    assert refusal.value.advice.endswith(".")


def test_large_files_are_refused(tmp_path: Path) -> None:
    """Nothing over 20 MB is read at all."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(Unreadable, match="20 MB"):
        tell_kind(path)
