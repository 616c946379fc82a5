"""Reads PDF files by the position of their letters: columns, tables, pages, headings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.cleaning.fonts import LEGACY_ADVICE, LEGACY_REASON, is_legacy
from ingest.cleaning.quality import score_text
from ingest.cleaning.unicode import tidy
from ingest.documents import Document
from ingest.errors import Unreadable
from ingest.parsers.blocks import Block, assemble, rejoin
from ingest.parsers.outline import find_title, mark_first_line, mark_headings
from ingest.parsers.pdf_lines import Span, Word, read_lines
from ingest.parsers.pdf_paragraphs import PageLines, read_paragraphs, strip_margins
from ingest.parsers.pdf_tables import Grid, goes_on, grid_blocks, read_grid

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

_MOST_PAGES = 2_000
_MOST_LEGACY = 0.2
_LOWEST_QUALITY = 0.5
_FEWEST_WORDS = 40
_BOLD = ("bold", "black", "heavy", "demi")


@dataclass(frozen=True, slots=True)
class PageWords:
    """What stands on one page: the words outside of tables, and the ruled tables."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    grids: tuple[Grid, ...]


def parse(path: Path) -> Document:
    """Read a PDF with a text layer; see `parsers.base`."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        pdf = pdfplumber.open(path)
    except PdfminerException as error:
        if any(isinstance(part, PDFPasswordIncorrect) for part in (error.__context__, *error.args)):
            raise Unreadable(
                "The PDF is protected with a password.", "Remove the password and hand in the file again."
            ) from None
        raise _damaged() from None
    except Exception:
        raise _damaged() from None
    with pdf:
        return _read(pdf)


def _damaged() -> Unreadable:
    return Unreadable("The PDF is damaged and cannot be opened.", "Make the PDF again from the original document.")


def _read(pdf: "PDF") -> Document:
    pages = [_read_page(page, number) for number, page in enumerate(_pages(pdf), start=1)]
    empty = [page.number for page in pages if not page.words and not page.grids]
    if len(empty) == len(pages):
        raise Unreadable(
            "The PDF is a scan: it has pictures of pages but no text layer.",
            "Hand in the original document, or a PDF made with text recognition (OCR); scans cannot be read yet.",
            page=1,
        )
    blocks = mark_first_line(mark_headings(rejoin(_blocks(pages))))
    title = find_title(blocks)
    warnings = tuple(f"Page {number} has no text and was left out." for number in empty)
    return Document("pdf", title, assemble(blocks, title), len(pages), warnings)


def _pages(pdf: "PDF") -> "list[Page]":
    try:
        pages = pdf.pages
    except Exception:
        raise _damaged() from None
    if not pages:
        raise _damaged()
    if len(pages) > _MOST_PAGES:
        raise Unreadable(f"The PDF has more than {_MOST_PAGES:,} pages.", "Hand it in in several parts.")
    return list(pages)


def _read_page(page: "Page", number: int) -> PageWords:
    try:
        words, fonts = _words(page)
        tables = [table for table in page.find_tables() if len({cell[0] for cell in table.cells}) > 1]
        grids = tuple(read_grid(table, words) for table in sorted(tables, key=lambda table: table.bbox[1]))
        page.close()
    except Exception as error:
        if _ran_out_of_memory(error):
            raise MemoryError from None
        raise Unreadable(
            f"Page {number} of the PDF is damaged.", "Make the PDF again from the original document.", number
        ) from None
    _refuse_garbage(words, fonts, number)
    outside = tuple(word for word in words if not any(_holds(grid, word) for grid in grids))
    return PageWords(number, float(page.width), float(page.height), outside, grids)


def _ran_out_of_memory(error: BaseException | None) -> bool:
    """Tell whether an exception hides a MemoryError: pdfplumber wraps all alike."""
    while error is not None and not isinstance(error, MemoryError):
        error = error.__cause__ or error.__context__
    return error is not None


def _words(page: "Page") -> tuple[list[Word], list[str]]:
    """Return the words of a page, and the font of each."""
    words: list[Word] = []
    fonts: list[str] = []
    for found in page.extract_words(x_tolerance_ratio=0.15, return_chars=True):
        text = tidy(found["text"]).strip()
        font = str(found["chars"][0]["fontname"])
        if text:
            bold = any(mark in font.lower() for mark in _BOLD)
            size = float(found["chars"][0]["size"])
            words.append(Word(text, found["x0"], found["x1"], found["top"], found["bottom"], size, bold))
            fonts.append(font)
    return words, fonts


def _refuse_garbage(words: Sequence[Word], fonts: Sequence[str], number: int) -> None:
    legacy = [font for font in fonts if is_legacy(font)]
    if legacy and len(legacy) > len(fonts) * _MOST_LEGACY:
        raise Unreadable(LEGACY_REASON.format(font=legacy[0]), LEGACY_ADVICE, number)
    text = " ".join(word.text for word in words)
    if len(words) >= _FEWEST_WORDS and ("(cid:" in text or score_text(text) < _LOWEST_QUALITY):
        raise Unreadable(
            f"The letters on page {number} of the PDF cannot be read as words.",
            "Hand in the original document, or a PDF made from it with embedded Unicode fonts.",
            number,
        )


def _holds(grid: Grid, word: Word) -> bool:
    x0, top, x1, bottom = grid.box
    return x0 <= (word.x0 + word.x1) / 2 <= x1 and top <= (word.top + word.bottom) / 2 <= bottom


def _blocks(pages: Sequence[PageWords]) -> Iterator[Block]:
    """Yield paragraphs and tables in reading order; a table goes on over pages with nothing between."""
    lines: list[PageLines] = []
    grids: list[Grid] = []
    start = 0
    for part in _parts(pages):
        if isinstance(part, PageLines):
            lines.append(part)
            continue
        grid, page = part
        cut = not grids or any(run.lines for run in lines) or not goes_on(grids[-1], grid)
        if cut:
            yield from grid_blocks(grids, start)
            yield from read_paragraphs(lines)
            grids, start = [], page
        grids, lines = [*grids, grid], []
    yield from grid_blocks(grids, start)
    yield from read_paragraphs(lines)


def _parts(pages: Sequence[PageWords]) -> list[PageLines | tuple[Grid, int]]:
    """Return the runs of lines and the tables (with their page) of all pages, from top to bottom."""
    edges = _edges(pages)
    parts: list[PageLines | tuple[Grid, int]] = []
    for page in pages:
        rest = list(page.words)
        for grid in page.grids:
            above = [word for word in rest if word.bottom <= grid.box[3]]
            rest = [word for word in rest if word.bottom > grid.box[3]]
            parts.append(PageLines(page.number, page.height, tuple(read_lines(above, edges[page.width]))))
            parts.append((grid, page.number))
        parts.append(PageLines(page.number, page.height, tuple(read_lines(rest, edges[page.width]))))
    stripped = iter(strip_margins([part for part in parts if isinstance(part, PageLines)]))
    return [next(stripped) if isinstance(part, PageLines) else part for part in parts]


def _edges(pages: Sequence[PageWords]) -> dict[float, Span]:
    """Return the left and right margin of the text for each page width."""
    edges: dict[float, Span] = {}
    for page in pages:
        left, right = edges.get(page.width, (page.width, 0.0))
        words = page.words
        left = min([left, *(word.x0 for word in words)])
        edges[page.width] = left, max([right, *(word.x1 for word in words)])
    return edges
