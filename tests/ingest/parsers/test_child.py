"""What `ingest.parsers.child` promises."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from ingest.errors import Unreadable
from ingest.parsers.child import ParserChild

Make = Callable[..., Path]
MANY = ([(72.0, 20.0 + 0.5 * at, "words and words and words " * 10) for at in range(1_400)], [])


def word_file(folder: Path, text: str = "Xin chào.") -> Path:
    """Write a small Word file."""
    path = folder / "a.docx"
    word = docx.Document()
    word.add_paragraph(text)
    word.save(str(path))
    return path


def test_one_child_serves_many_files(tmp_path: Path, make_pdf: Make) -> None:
    """Word, PDF and web pages come back from the child as they were read in it."""
    page = tmp_path / "a.html"
    page.write_text("<html><body><article><p>Hello, dear readers of this page.</p></article></body></html>")
    with ParserChild() as child:
        assert child.parse(word_file(tmp_path)).sections[0].text == "Xin chào."
        first = child.pid
        assert child.parse(make_pdf([([(72.0, 100.0, "Hello there")], [])])).sections[0].text == "Hello there"
        assert child.parse(page).kind == "html"
        assert child.pid == first is not None
    assert child.pid is None


def test_text_needs_no_child(tmp_path: Path) -> None:
    """Plain text and Markdown are read in the program itself."""
    path = tmp_path / "a.md"
    path.write_text("# Hồ\n\nMột.", encoding="utf-8")
    with ParserChild() as child:
        assert child.parse(path).title == "Hồ"
        assert child.pid is None


def test_a_bad_file_does_not_stop_the_next(tmp_path: Path, make_pdf: Make) -> None:
    """Refusals of the parser arrive whole, and the child goes on."""
    with ParserChild() as child:
        with pytest.raises(Unreadable, match="password") as refusal:
            child.parse(make_pdf([([(72.0, 100.0, "x")], [])], password="x"))
        assert refusal.value.advice.startswith("Remove the password")
        assert child.parse(word_file(tmp_path)).kind == "docx"


@pytest.mark.parametrize(
    ("limited", "reason"),
    [
        (ParserChild(wall=0.5), "longer than 0.5 seconds"),
        (ParserChild(cpu=1), "allowed"),
        (ParserChild(memory=80_000_000), "memory"),
    ],
    ids=["wall", "cpu", "memory"],
)
def test_a_file_over_a_limit_is_refused_and_the_child_replaced(
    tmp_path: Path, make_pdf: Make, limited: ParserChild, reason: str
) -> None:
    """Time and memory end the child, not the ingest."""
    with limited as child:
        with pytest.raises(Unreadable, match=reason):
            child.parse(make_pdf([MANY]))
        assert child.parse(word_file(tmp_path)).kind == "docx"
