"""Reads plain text, and gives structure to it: headings, lists and tables set with tabs."""

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.cleaning.unicode import tidy
from ingest.documents import Document
from ingest.errors import Unreadable
from ingest.parsers.blocks import Block, Rows, assemble, rejoin
from ingest.parsers.outline import find_title, mark_first_line, mark_headings
from ingest.sentences import is_list_item, split_lines

_WIDEST_WRAP = 120
_SHORTEST_CUT = 60
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def parse(path: Path) -> Document:
    """Read a text file; see `parsers.base`."""
    return read_text(decode(path.read_bytes()))


def decode(raw: bytes) -> str:
    """Return the tidied text of a file in UTF-8 or UTF-16; raises `Unreadable` for other bytes."""
    encoding = next((name for bom, name in _BOMS if raw.startswith(bom)), None)
    if encoding is None:
        encoding = _guess(raw[:2000])
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file is not text in UTF-8 or UTF-16 (byte {error.start + 1} does not fit).",
            'Open it in the program that made it and save it as text with the encoding "UTF-8".',
        ) from None
    return tidy(text)


def _guess(head: bytes) -> str:
    """Tell UTF-16 without a byte-order mark by the zero bytes beside its ASCII letters."""
    if head[1::2].count(0) > len(head) / 8:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > len(head) / 8 else "utf-8"


def read_text(text: str) -> Document:
    """Return the document that a tidied text holds."""
    blocks = mark_headings(rejoin(_blocks(text.splitlines()), _SHORTEST_CUT))
    blocks = mark_first_line(blocks)
    title = find_title(blocks)
    return Document("text", title, assemble(blocks, title))


def _blocks(lines: Sequence[str]) -> list[Block]:
    wrapped = _is_wrapped(lines)
    blocks: list[Block] = []
    for is_table, run in _runs(lines):
        if is_table:
            blocks.append(Block(rows=_rows(run)))
        else:
            blocks.extend(Block(text) for text in _paragraphs(run, wrapped))
    return blocks


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Yield (is table, lines) for tables of at least two rows and for everything between them.

    Rows have the same number of cells; blank lines between two rows do not end a table.
    """
    run: list[str] = []
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end > at:
            yield False, run
            yield True, list(lines[at:end])
            run, at = [], end
        else:
            run.append(lines[at])
            at += 1
    yield False, run


def _table_end(lines: Sequence[str], start: int) -> int:
    """Return the line after the last row of the table that starts here, or `start` if none does."""
    tabs = lines[start].count("\t")
    if not tabs or not lines[start].strip():
        return start
    end, rows = start, 0
    for at in range(start, len(lines)):
        if lines[at].count("\t") == tabs and lines[at].strip():
            end, rows = at + 1, rows + 1
        elif lines[at].strip():
            break
    return end if rows > 1 else start


def _rows(lines: Sequence[str]) -> Rows:
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines if line.strip())


def _paragraphs(lines: Sequence[str], wrapped: bool) -> Iterator[str]:
    """Yield paragraphs and list items; wrapped lines are joined."""
    for block in re.split(r"\n\s*\n", "\n".join(line.strip() for line in lines)):
        rows = block.replace("\t", " ")
        yield from split_lines(rows) if wrapped else (row for row in rows.split("\n") if row)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Tell whether line breaks are only wrapping: the next word would not have fitted on the line."""
    width = max((len(line) for line in lines), default=0)
    pairs = [
        (line, following)
        for line, following in itertools.pairwise(lines)
        if line.strip() and following.strip() and not is_list_item(following)
    ]
    if width > _WIDEST_WRAP or len(pairs) < 2:
        return False
    full = sum(len(line) + 1 + len(following.split()[0]) > width for line, following in pairs)
    return full / len(pairs) >= 0.7
