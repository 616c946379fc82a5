"""Cuts a document into chunks that the embedder can take whole. Pure: no files, no model."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.documents import Document, Section
from ingest.lengths import CAP, TARGET, cost, cut_to
from ingest.sentences import split_lines, split_sentences
from knowledge.passages import Chunk, Material, Sentence

_MOST_FOR_HEADINGS = 140.0
_MARK = re.compile(r"\s*\[\^(\d+)\]")
_BULLET = re.compile(r"[-*+•–▪◦●][ \t]+")
_UNSPACED_ENDS = tuple("。！？；，、」』")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence as it will stand in a chunk, with what goes before it."""

    sentence: Sentence
    before: str
    page: int | None


def split(document: Document, material: Material) -> list[Chunk]:
    """Return the chunks of a document in reading order, numbered from 0.

    A chunk never mixes heading paths. A paragraph up to the cap stays whole; a longer section is cut
    at paragraphs, then at sentences. A table's chunk repeats the header, and each of its rows is one
    sentence "Header: cell; Header: cell". A title of the document that the register does not use goes
    before the headings, so that its words can be found.
    """
    lead = (document.title,) if document.title and not document.title.startswith(material.title) else ()
    chunks: list[Chunk] = []
    for headings, sections in groupby(document.sections, key=lambda section: section.headings):
        path = tuple(_MARK.sub("", heading) for heading in (*lead, *headings))
        room = CAP - min(_MOST_FOR_HEADINGS, cost(" ".join((material.title, *path))) + 4)
        for text, pieces in _bodies(sections, material, room):
            position = len(chunks)
            chunks.append(
                Chunk(
                    id=f"{material.id}#{position}",
                    material=material,
                    headings=path,
                    text=text,
                    sentences=tuple(piece.sentence for piece in pieces),
                    page=pieces[0].page,
                    position=position,
                )
            )
    marked = any(sentence.sources for chunk in chunks for sentence in chunk.sentences)
    return [replace(chunk, marked=marked) for chunk in chunks]


def _bodies(sections: Iterable[Section], material: Material, room: float) -> Iterator[tuple[str, list[_Piece]]]:
    """Yield text and pieces of each chunk under one heading path."""
    for is_table, run in groupby(sections, key=lambda section: bool(section.rows)):
        if is_table:
            for table in run:
                yield from _table_bodies(table, material, room)
            continue
        paragraphs = [
            _pieces(paragraph, section.page, material, room)
            for section in run
            for paragraph in re.split(r"\n\s*\n", section.text)
        ]
        for group in _pack([paragraph for paragraph in paragraphs if paragraph], room):
            yield _text(group), group


def _pieces(paragraph: str, page: int | None, material: Material, room: float) -> list[_Piece]:
    """Cut one paragraph or list into its sentences; bullets stand before a sentence, not in it."""
    pieces: list[_Piece] = []
    for line in split_lines(paragraph):
        bullet = match.group() if (match := _BULLET.match(line)) else ""
        before = ("\n" if pieces else "\n\n") + bullet
        for raw in split_sentences(line[len(bullet) :], material.language):
            for sentence in _sentences(raw, material, room):
                pieces.append(_Piece(sentence, before, page))
                before = "" if sentence.text.endswith(_UNSPACED_ENDS) else " "
    return pieces


def _table_bodies(table: Section, material: Material, room: float) -> Iterator[tuple[str, list[_Piece]]]:
    """Yield the chunks of one table: the header, then as many rows as fit."""
    header = [_MARK.sub("", name).strip() for name in table.rows[0]]
    lead = " | ".join(name for name in header if name)
    if cost(lead) > room / 3:
        lead = ""
    rest = room - cost(lead)
    rows = table.rows[1:] or table.rows
    labels = header if len(table.rows) > 1 else [""] * len(header)
    pieces = [
        _Piece(sentence, "\n", table.page)
        for row in rows
        for sentence in _sentences(_row_text(labels, row), material, rest)
    ]
    for group in _fill([[piece] for piece in pieces], rest):
        yield (lead if len(table.rows) > 1 else "") + "\n" * bool(lead) + _text(group), group


def _row_text(labels: list[str], row: tuple[str, ...]) -> str:
    """Return a row as "Header: cell; Header: cell", without empty cells.

    A cell that spans the whole row is a caption inside the table and gets no label.
    """
    if len(row) > 1 and len(set(row)) == 1:
        return row[0]
    padded = [*labels, *[""] * (len(row) - len(labels))]
    cells = [(label, " ".join(cell.split())) for label, cell in zip(padded, row, strict=False)]
    return "; ".join(f"{label}: {cell}" if label else cell for label, cell in cells if cell)


def _sentences(raw: str, material: Material, room: float) -> list[Sentence]:
    """Take the source marks out of a sentence, and cut it where no chunk could hold it.

    Numbers without a source are dropped; every part keeps the sources of the whole.
    """
    numbers = dict.fromkeys(int(number) - 1 for number in _MARK.findall(raw))
    known = tuple(number for number in numbers if 0 <= number < len(material.sources))
    text = _MARK.sub("", raw).strip()
    parts = [text] if cost(text) <= room else cut_to(text, min(TARGET, room))
    return [Sentence(part, known) for part in parts if part]


def _pack(paragraphs: list[list[_Piece]], room: float) -> list[list[_Piece]]:
    """Group paragraphs up to the target; only what is over the room is cut, at list items or sentences."""
    parts: list[list[_Piece]] = []
    for paragraph in paragraphs:
        lines = [paragraph] if _size(paragraph) <= room else _lines(paragraph)
        for line in lines:
            parts.extend([line] if _size(line) <= room else _fill([[piece] for piece in line], room))
    return _fill(parts, room)


def _lines(paragraph: list[_Piece]) -> list[list[_Piece]]:
    """Cut a list into its items."""
    starts = [at for at, piece in enumerate(paragraph) if piece.before.startswith("\n")]
    return [paragraph[start:end] for start, end in pairwise([*starts, len(paragraph)])]


def _fill(parts: list[list[_Piece]], room: float) -> list[list[_Piece]]:
    """Join neighbours while they stay under the target; a short tail goes to its neighbour."""
    groups: list[list[_Piece]] = []
    sizes: list[float] = []
    for part in parts:
        size = _size(part)
        if groups and sizes[-1] + size <= min(TARGET, room):
            groups[-1] = groups[-1] + part
            sizes[-1] += size
        else:
            groups.append(part)
            sizes.append(size)
    if len(groups) > 1 and sizes[-1] < TARGET / 4 and sum(sizes[-2:]) <= room:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _size(pieces: list[_Piece]) -> float:
    return sum(cost(piece.before) + cost(piece.sentence.text) for piece in pieces)


def _text(pieces: list[_Piece]) -> str:
    return "".join(piece.before + piece.sentence.text for piece in pieces).strip()
