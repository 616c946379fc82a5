"""Reads Word tables as rows, and tells data from tables that only place text on the page."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from ingest.parsers.blocks import Rows
from ingest.parsers.docx_text import PARAGRAPH, paragraph_text
from ingest.parsers.tables import join_header, pad

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_LAYOUT = re.compile(
    r"cộng h[òo][àa]? ?xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do|nơi nhận\s*:|^(?:tm|kt|tl|tuq)\.",
    re.IGNORECASE | re.MULTILINE,
)
_WIDEST_SPAN = 100


def is_layout(table: "BaseOxmlElement") -> bool:
    """Tell whether a table only places text: one row or column, a letterhead, a signature block."""
    rows = [list(_cells(row)) for row in _rows(table)]
    width = max(map(len, rows), default=0)
    if len(rows) < 2 or width < 2:
        return True
    text = "\n".join(_cell_text(cell, "\n") for row in rows for cell in row)
    return width <= 3 and len(rows) <= 4 and _LAYOUT.search(text) is not None


def layout_cells(table: "BaseOxmlElement") -> "list[BaseOxmlElement]":
    """Return the cells of a layout table in reading order."""
    return [cell for row in _rows(table) for cell in _cells(row)]


def read_table(table: "BaseOxmlElement") -> Rows:
    """Return the rows of a table, all of one width; merged cells repeat their text."""
    rows: list[tuple[str, ...]] = []
    header_rows = 1
    for row in _rows(table):
        above = rows[-1] if rows else ()
        columns = list(_columns(row))
        goes_on = [text is None for text in columns]
        filled = [above[at] if at < len(above) else "" for at in range(len(columns))]
        rows.append(tuple(old if text is None else text for text, old in zip(columns, filled, strict=True)))
        if any(goes_on) and header_rows == len(rows) - 1:
            header_rows += 1
    return join_header(pad(rows), header_rows)


def _columns(row: "BaseOxmlElement") -> Iterator[str | None]:
    """Yield the text of each grid column, None where it goes on from the row above."""
    yield from [""] * _number(row, "w:trPr", "w:gridBefore")
    for cell in _cells(row):
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
        yield from [None if on else _cell_text(cell, " ")] * max(1, _number(cell, "w:tcPr", "w:gridSpan"))


def _rows(table: "BaseOxmlElement") -> "Iterator[BaseOxmlElement]":
    return (row for row in table.iter(qn("w:tr")) if _nearest(row, "w:tbl") is table)


def _cells(row: "BaseOxmlElement") -> "Iterator[BaseOxmlElement]":
    return (cell for cell in row.iter(qn("w:tc")) if _nearest(cell, "w:tr") is row)


def _nearest(element: "BaseOxmlElement", name: str) -> "BaseOxmlElement | None":
    return next(element.iterancestors(qn(name)), None)


def _cell_text(cell: "BaseOxmlElement", between: str) -> str:
    texts = (paragraph_text(paragraph) for paragraph in cell.iter(PARAGRAPH))
    joined = between.join(text for text in texts if text)
    return " ".join(joined.split()) if between == " " else joined


def _number(element: "BaseOxmlElement", *path: str) -> int:
    found = element.find("/".join(map(qn, path)))
    value = found.get(qn("w:val"), "0") if found is not None else "0"
    return min(int(value), _WIDEST_SPAN) if value.isdigit() else 0
