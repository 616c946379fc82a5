"""Reads Word documents: headings with or without styles, automatic numbers, tables, letterheads."""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from ingest.cleaning.fonts import LEGACY_ADVICE, LEGACY_REASON, is_legacy
from ingest.documents import Document
from ingest.errors import Unreadable
from ingest.parsers.blocks import Block, assemble, rejoin
from ingest.parsers.outline import WEAK, find_title, heading_level, mark_headings

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_MOST_LEGACY = 0.2
_BAD_CONTENT = (LookupError, ValueError, AttributeError, TypeError, RuntimeError)


def parse(path: Path) -> Document:
    """Read a Word file (.docx); see `parsers.base`."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return _read(docx.Document(str(path)))
    except (OpcError, BadZipFile, zlib.error, OSError, SyntaxError, *_BAD_CONTENT):
        raise Unreadable(
            "The Word file is damaged and cannot be opened.",
            "Open it in Word, save it again as .docx, and hand in the new file.",
        ) from None


def _read(word: "WordDocument") -> Document:
    from ingest.parsers.docx_walk import Walk

    _refuse_legacy(word)
    walk = Walk(word)
    found = rejoin(walk.blocks(word.element.body))
    blocks = mark_headings(_align_levels(found))
    title = walk.title or find_title(blocks)
    return Document("docx", title, assemble(blocks, title))


def _align_levels(blocks: Sequence[Block]) -> list[Block]:
    """Give a heading without style ("III. …") the level of its like that have one ("II. …")."""
    styled: dict[int, int] = {}
    for block in blocks:
        if 0 < block.level < WEAK and (outline := heading_level(block.text)):
            styled[outline] = min(block.level, styled.get(outline, WEAK))
    return [
        block if 0 < block.level < WEAK else replace(block, level=styled.get(outline, block.level))
        for block in blocks
        for outline in [0 if block.rows else heading_level(block.text)]
    ]


def _refuse_legacy(word: "WordDocument") -> None:
    """Refuse a document of which a fifth is set in fonts that disguise their letters."""
    from docx.oxml.ns import qn

    total = legacy = 0
    name = ""
    for run in word.element.body.iter(qn("w:r")):
        length = sum(len(text.text or "") for text in run.iter(qn("w:t")))
        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        font = fonts.get(qn("w:ascii")) if fonts is not None else None
        total += length
        if is_legacy(font):
            legacy, name = legacy + length, str(font)
    default = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    if default is not None and is_legacy(default.get(qn("w:ascii"))) and not legacy:
        legacy, name = total, str(default.get(qn("w:ascii")))
    if legacy > total * _MOST_LEGACY:
        raise Unreadable(LEGACY_REASON.format(font=name), LEGACY_ADVICE)
