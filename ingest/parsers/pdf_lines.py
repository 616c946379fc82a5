"""Puts the words of a PDF page into lines and the lines into reading order, column by column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

NARROWEST_GUTTER = 12.0
"""Points: word gaps of justified text stay below, column gaps are wider."""
_MIDDLE = (0.15, 0.85)
_FEWEST_WORDS = 3
_FEWEST_LINES = 2

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in points from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side; `left` and `right` are the edges of the column that the line stands in."""

    words: tuple[Word, ...]
    left: float
    right: float

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """The left end, in points."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """The right end, in points."""
        return self.words[-1].x1

    @property
    def top(self) -> float:
        """The upper edge, in points from the top."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower edge, in points from the top."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """The type size of most words, in points."""
        return median(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether all words are set in bold."""
        return all(word.bold for word in self.words)


def read_lines(words: Sequence[Word], edges: Span | None = None) -> list[Line]:
    """Return the lines of a page or of a part of it in reading order.

    A band of lines that leave the same gutter free is read column by column where both sides hold
    prose; short words on one side (prices, page numbers of a list) stay in their line. `edges` are
    the margins of lines outside of columns, if they are known better than from these words.
    """
    edges = edges or (
        min((word.x0 for word in words), default=0),
        max((word.x1 for word in words), default=0),
    )
    lines: list[Line] = []
    for band, gutter in _bands(_rows(words)):
        if gutter is None:
            lines.extend(Line(tuple(row), *edges) for row in band)
            continue
        middle = (gutter[0] + gutter[1]) / 2
        lines.extend(read_lines([word for row in band for word in row if word.x1 <= middle]))
        lines.extend(read_lines([word for row in band for word in row if word.x1 > middle]))
    return lines


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Return words that overlap in height by half as rows, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.x0)):
        anchor = rows[-1][0] if rows else None
        if anchor and (word.top + word.bottom) / 2 < anchor.bottom - (anchor.bottom - anchor.top) * 0.2:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _bands(rows: Sequence[list[Word]]) -> list[tuple[list[list[Word]], Span | None]]:
    """Cut rows into bands; a band of columns comes with its gutter."""
    if not rows:
        return []
    left = min(row[0].x0 for row in rows)
    right = max(max(word.x1 for word in row) for row in rows)
    bands: list[tuple[list[list[Word]], Span | None]] = []
    at = 0
    while at < len(rows):
        end, gutters = _reach(rows, at, (left, right))
        gutter = next((span for span in gutters if _parts_prose(rows[at:end], span)), None)
        end = end if gutter else at + 1
        bands.append((list(rows[at:end]), gutter))
        at = end
    return bands


def _reach(rows: Sequence[list[Word]], start: int, edges: Span) -> tuple[int, list[Span]]:
    """Return the end of the longest run of rows that keeps a gutter free, and its gutters, widest first."""
    common = _free_spans(rows[start], edges)
    end = start + 1
    while end < len(rows):
        narrowed = _overlaps(common, _free_spans(rows[end], edges))
        if not narrowed:
            break
        common, end = narrowed, end + 1
    return end, sorted(common, key=lambda span: span[0] - span[1])


def _free_spans(row: Sequence[Word], edges: Span) -> list[Span]:
    """Return the spans without words that reach into the middle of the page."""
    low, high = (edges[0] + (edges[1] - edges[0]) * share for share in _MIDDLE)
    ends = [edges[0], *(word.x1 for word in row)]
    starts = [*(word.x0 for word in row), edges[1]]
    spans = [(max(end, low), min(start, high)) for end, start in zip(ends, starts, strict=True)]
    return [span for span in spans if span[1] - span[0] >= NARROWEST_GUTTER]


def _overlaps(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    both = [(max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second]
    return [span for span in both if span[1] - span[0] >= NARROWEST_GUTTER]


def _parts_prose(rows: Sequence[list[Word]], gutter: Span) -> bool:
    """Tell whether both sides of a gutter hold lines of several words, side by side."""
    middle = (gutter[0] + gutter[1]) / 2
    left = [[word for word in row if word.x1 <= middle] for row in rows]
    right = [[word for word in row if word.x1 > middle] for row in rows]
    for side in (left, right):
        lengths = [len(words) for words in side if words]
        if len(lengths) < _FEWEST_LINES or median(lengths) < _FEWEST_WORDS:
            return False
    return _height(left)[0] < _height(right)[1] and _height(right)[0] < _height(left)[1]


def _height(side: Sequence[list[Word]]) -> Span:
    words = [word for row in side for word in row]
    return min(word.top for word in words), max(word.bottom for word in words)
