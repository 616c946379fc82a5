"""Reads ruled tables of a PDF as rows, and joins what page breaks cut."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.parsers.blocks import Block, Rows
from ingest.parsers.pdf_lines import Word, read_lines
from ingest.parsers.tables import table_blocks

if TYPE_CHECKING:
    from pdfplumber.table import Table

Box = tuple[float, float, float, float]

_LONGEST_SYLLABLE = 7
"""Letters of the longest Vietnamese syllable ("nghiêng"); only longer words are broken over lines."""
_SAME_EDGE = 3.0


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table on one page: its box, the edges of its columns (points), and its rows."""

    box: Box
    edges: tuple[float, ...]
    rows: Rows


def read_grid(table: "Table", words: Sequence[Word]) -> Grid:
    """Return the rows of a ruled table; a merged cell repeats its text in each place it covers."""
    cells: list[Box] = [cell for cell in table.cells if cell]
    inside: dict[Box, list[Word]] = {cell: [] for cell in cells}
    for word in words:
        home = _cell_at(cells, (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2)
        if home:
            inside[home].append(word)
    texts = {cell: _cell_text(cell, inside[cell]) for cell in cells}
    columns = _distinct(edge for cell in cells for edge in (cell[0], cell[2]))
    heights = _distinct(edge for cell in cells for edge in (cell[1], cell[3]))
    rows = tuple(
        tuple(
            texts[home] if (home := _cell_at(cells, (x0 + x1) / 2, (top + bottom) / 2)) else ""
            for x0, x1 in itertools.pairwise(columns)
        )
        for top, bottom in itertools.pairwise(heights)
    )
    return Grid(table.bbox, tuple(columns), rows)


def join_grids(grids: Sequence[Grid]) -> Rows:
    """Return the rows of one table from its parts on following pages.

    A repeated header is dropped; a first row without text in its first cell is the rest of the row
    that the page break cut.
    """
    rows = list(grids[0].rows)
    for grid in grids[1:]:
        more = list(grid.rows)
        if more and more[0] == rows[0]:
            more = more[1:]
        if more and not more[0][0] and len(rows) > 1:
            rows[-1] = tuple(_join(*pair) for pair in zip(rows[-1], more.pop(0), strict=True))
        rows.extend(more)
    return tuple(rows)


def goes_on(first: Grid, second: Grid) -> bool:
    """Tell whether two tables have the same columns, as the parts of one table on two pages do."""
    if len(first.edges) != len(second.edges):
        return False
    return all(abs(a - b) <= _SAME_EDGE for a, b in zip(first.edges, second.edges, strict=True))


def grid_blocks(grids: Sequence[Grid], page: int) -> list[Block]:
    """Return a table, from its parts, as blocks; `page` is where it starts."""
    return table_blocks(join_grids(grids), page) if grids else []


def _cell_at(cells: Sequence[Box], x: float, y: float) -> Box | None:
    return next((cell for cell in cells if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]), None)


def _distinct(edges: Iterable[float]) -> list[float]:
    """Return the edges in order, without those that differ only by the width of a rule."""
    distinct: list[float] = []
    for edge in sorted(edges):
        if not distinct or edge - distinct[-1] > _SAME_EDGE:
            distinct.append(edge)
    return distinct


def _cell_text(cell: Box, words: Sequence[Word]) -> str:
    """Return the words of a cell; a long word that the cell was too narrow for is put together."""
    text = ""
    lines = read_lines(words)
    widest = max((line.x1 for line in lines), default=0.0)
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        text += line.text
        if following is None:
            break
        text += "" if _is_broken(line.words, following.words[0], widest) else " "
    return text


def _is_broken(words: Sequence[Word], following: Word, widest: float) -> bool:
    last = words[-1]
    letter = (last.x1 - last.x0) / len(last.text)
    fills = len(words) == 1 and last.x1 + letter > widest
    return fills and len(last.text) > _LONGEST_SYLLABLE and last.text.isalpha() and following.text[0].islower()


def _join(first: str, second: str) -> str:
    return f"{first} {second}".strip()
