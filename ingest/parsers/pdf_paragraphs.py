"""Joins the lines of a PDF into paragraphs, also across columns and pages."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.parsers.blocks import Block
from ingest.parsers.outline import WEAK, heading_level, may_be_heading
from ingest.parsers.pdf_lines import Line
from ingest.sentences import is_list_item

_PAGE_NUMBER = re.compile(
    r"(?:trang|page|p\.|-|–|—)?\s*\d{1,4}\s*(?:[/|–—-]\s*\d{0,4}|(?:of|trên)\s+\d{1,4})?", re.IGNORECASE
)
_MARGIN = 0.12
_FEWEST_REPEATS = 3
_WIDE_GAP = 1.45
_INDENT = 8.0
_BIGGER, _MUCH_BIGGER = 1.15, 1.5
_TERMINAL = (".", "!", "?", ":", ";", "…", "./.")


@dataclass(frozen=True, slots=True)
class PageLines:
    """A run of lines between two tables, with the number (from 1) and height (points) of its page."""

    page: int
    height: float
    lines: tuple[Line, ...]


def strip_margins(pages: Sequence[PageLines]) -> list[PageLines]:
    """Return the pages without page numbers and without heads and feet that repeat on three or more."""
    seen = Counter(key for page in pages for key in {_shape(line) for line in page.lines if _in_margin(line, page)})
    return [
        PageLines(page.page, page.height, tuple(line for line in page.lines if not _is_margin(line, page, seen)))
        for page in pages
    ]


def _is_margin(line: Line, page: PageLines, seen: Counter[str]) -> bool:
    if not _in_margin(line, page):
        return False
    return seen[_shape(line)] >= _FEWEST_REPEATS or _PAGE_NUMBER.fullmatch(line.text) is not None


def _in_margin(line: Line, page: PageLines) -> bool:
    return line.bottom < page.height * _MARGIN or line.top > page.height * (1 - _MARGIN)


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def read_paragraphs(runs: Sequence[PageLines]) -> list[Block]:
    """Return the paragraphs of runs of lines that follow one another without a table in between.

    Lines in bold or in larger type that read like headings come with a level.
    """
    flat = [(line, run.page) for run in runs for line in run.lines]
    pitch = _pitch([line for line, _ in flat])
    size = median(line.size for line, _ in flat) if flat else 0.0
    paragraphs: list[list[Line]] = []
    pages: list[int] = []
    for line, page in flat:
        last = paragraphs[-1][-1] if paragraphs else None
        if last is None or _starts(last, line, pitch):
            paragraphs.append([line])
            pages.append(page)
        else:
            paragraphs[-1].append(line)
    return [_block(lines, page, size) for lines, page in zip(paragraphs, pages, strict=True)]


def _block(lines: Sequence[Line], page: int, size: float) -> Block:
    text = " ".join(line.text for line in lines)
    level = 0
    if may_be_heading(text) and not heading_level(text):
        ratio = min(line.size for line in lines) / size
        level = 2 if ratio > _MUCH_BIGGER else 3 if ratio > _BIGGER else 0
        level = level or (WEAK if all(line.bold for line in lines) else 0)
    return Block(text, level, page)


def _starts(last: Line, line: Line, pitch: float) -> bool:
    """Tell whether a line begins a new paragraph after the last one."""
    ended = last.text.endswith(_TERMINAL)
    goes_on = line.text[0].islower() and not ended
    if abs(last.size - line.size) > 1 or last.bold != line.bold:
        return not goes_on
    if line.top < last.top or line.left != last.left:
        return ended or is_list_item(line.text) or (_has_room(last, line) and not goes_on)
    if line.top - last.top > pitch * _WIDE_GAP or _has_room(last, line):
        return True
    indented = line.x0 - line.left > _INDENT and last.x0 - last.left <= _INDENT
    return ended and (indented or is_list_item(line.text))


def _has_room(last: Line, line: Line) -> bool:
    """Tell whether the first word of a line would have fitted on the last: then the break was meant."""
    word = line.words[0]
    return last.x1 + (word.x1 - word.x0) + last.size * 0.3 < last.right - 1


def _pitch(lines: Sequence[Line]) -> float:
    """Return the usual distance from line to line, in points."""
    steps = [b.top - a.top for a, b in itertools.pairwise(lines) if 0 < b.top - a.top < 4 * a.size]
    return median(steps) if steps else 0.0
