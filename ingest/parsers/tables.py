"""What tables of all kinds of files have in common."""

from collections.abc import Sequence

from ingest.parsers.blocks import Block, Rows


def pad(rows: Sequence[tuple[str, ...]]) -> Rows:
    """Return the rows filled up to the width of the widest with empty cells."""
    width = max(map(len, rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def join_header(rows: Rows, count: int) -> Rows:
    """Return the rows with the first `count` joined into one header row ("Kinh phí – Ngân sách")."""
    if not 1 < count < len(rows):
        return rows
    names = [dict.fromkeys(name for name in column if name) for column in zip(*rows[:count], strict=True)]
    return (tuple(" – ".join(column) for column in names), *rows[count:])


def table_blocks(rows: Rows, page: int | None = None) -> list[Block]:
    """Return a table as blocks: a row above the header that spans the whole width is its caption.

    What has one row or one column, or no text, is no table but paragraphs.
    """
    rows = tuple(row for row in rows if any(row))
    if len(rows) > 2 and len(rows[0]) > 1 and len(set(rows[0])) == 1:
        return [Block(rows[0][0], page=page), *table_blocks(rows[1:], page)]
    if len(rows) < 2 or len(rows[0]) < 2:
        return [Block(cell, page=page) for row in rows for cell in dict.fromkeys(row) if cell]
    return [Block(page=page, rows=rows)]
