"""Tells what kind of file something is, by what it holds and not by what it is called."""

import re
import zipfile
from pathlib import Path

from ingest.errors import Unreadable
from ingest.parsers.markdown import without_comments
from ingest.parsers.text import decode

LARGEST_FILE = 20 * 1024 * 1024
_LARGEST_UNZIPPED = 200 * 1024 * 1024
_MOST_MEMBERS = 10_000
_HIGHEST_RATIO = 200
_HEAD = 4_096

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "a Rich Text file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"BM", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"ID3", "a recording"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_ZIPS = {
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
    "word/": "a damaged Word document",
    "META-INF/": "an OpenDocument or e-book file",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READABLE = "Hand in a Markdown, text, HTML, Word (.docx) or PDF file."
_DAMAGED = "Open the file in the program that made it, save it again, and hand in the new file."

_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<(?:p|div|table|h[1-6]|br|span|ul|meta)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"\A---\n.*?^---$|^#{1,6} \S|^\|?[ :]*-{3,}[ :]*\||\[\^\d+\]", re.MULTILINE | re.DOTALL)


def tell_kind(path: Path) -> str:
    """Return "markdown", "text", "html", "docx" or "pdf".

    The name only decides between the kinds of text. Raises `Unreadable` for anything else, for empty
    and damaged files, and for files over 20 MB (200 MB unzipped).
    """
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("The file is empty.", "Check that it was saved or copied to the end.")
    if size > LARGEST_FILE:
        raise Unreadable("The file is larger than 20 MB.", "Leave out pictures, or hand it in in several parts.")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(_OLD_OFFICE):
        raise Unreadable(
            "The file is in the old Office format (.doc, .xls) or is locked with a password.",
            "Open it in Word, remove the password if there is one, and save it as .docx.",
        )
    for magic, name in _OTHERS:
        if head.startswith(magic) and not _is_plain(head):
            raise Unreadable(f"The file is {name}, which cannot be read.", _READABLE)
    return _text_kind(path)


def _is_plain(head: bytes) -> bool:
    """Tell whether a file that starts like a binary one ("BM", "MZ") is only a text that does."""
    return head.isascii() and not re.search(rb"[\x00-\x08\x0e-\x1f]|\A\{\\rtf", head)


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if "word/document.xml" in names:
                _check_size(members, path.stat().st_size)
                return "docx"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable("The file is damaged: it starts like a Word file but ends too early.", _DAMAGED) from None
    inside = (text for start, text in _ZIPS.items() if any(name.startswith(start) for name in names))
    what = next(inside, "a ZIP archive")
    raise Unreadable(f"The file is {what}, which cannot be read.", _READABLE)


def _check_size(members: list[zipfile.ZipInfo], packed: int) -> None:
    unzipped = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unzipped > _LARGEST_UNZIPPED or unzipped > packed * _HIGHEST_RATIO:
        raise Unreadable(
            "The Word file unpacks to far more than a document holds.",
            "Save the text under a new name without embedded files, and hand in the new file.",
        )


def _text_kind(path: Path) -> str:
    raw = path.read_bytes()
    suffix = path.suffix.lower()
    if _looks_like_html(raw[:_HEAD], suffix):
        return "html"
    if raw.count(b"\x00") > len(raw) * 0.9:
        raise Unreadable("The file holds nothing but zeros.", _DAMAGED)
    text = decode(raw)
    if not text.strip():
        raise Unreadable("The file holds no text.", "Check that it was saved or copied to the end.")
    if suffix in (".md", ".markdown"):
        return "markdown"
    if suffix == ".txt":
        return "text"
    return "markdown" if _MARKDOWN.search(text[:_HEAD]) else "text"


def _looks_like_html(head: bytes, suffix: str) -> bool:
    text = head.decode("utf-8-sig", "replace")
    if b"\x00" in head[:100]:
        text = head.decode("utf-16", "replace")
    return _HTML.match(without_comments(text)) is not None or (
        suffix in (".html", ".htm", ".xhtml") and bool(_TAGS.search(text))
    )
