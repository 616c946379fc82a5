"""Walks through a Word document in reading order and says what each paragraph is."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from ingest.parsers.blocks import Block
from ingest.parsers.docx_numbers import Numbers
from ingest.parsers.docx_tables import is_layout, layout_cells, read_table
from ingest.parsers.docx_text import PARAGRAPH, all_bold, is_on, paragraph_text, text_boxes, unwrap
from ingest.parsers.outline import WEAK, may_be_heading
from ingest.parsers.tables import table_blocks

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement

_HEADING_STYLE = re.compile(r"(?:heading|tiêu đề|đề mục) ?([1-9])", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"title|tiêu đề|tên văn bản", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"toc( heading| ?\d)|mục lục ?\d?", re.IGNORECASE)
_LONGEST_CHAIN = 10


class Walk:
    """One walk through one document; `title` is known at its end, if a paragraph is styled as one."""

    def __init__(self, word: "WordDocument") -> None:
        """Prepare styles and automatic numbers."""
        self._styles = {str(style.style_id): style.element for style in word.styles}
        self._default = next((i for i, s in self._styles.items() if is_default(s)), "")
        self._numbers = Numbers(word)
        self.title: str | None = None

    def blocks(self, container: "BaseOxmlElement") -> Iterator[Block]:
        """Yield the blocks of the body, of a cell of a layout table, or of a text box."""
        for element in unwrap(container):
            if element.tag == PARAGRAPH:
                yield from self._paragraph(element)
                for box in text_boxes(element):
                    yield from self.blocks(box)
            elif is_layout(element):
                for cell in layout_cells(element):
                    yield from self.blocks(cell)
            else:
                yield from table_blocks(read_table(element))

    def _paragraph(self, paragraph: "BaseOxmlElement") -> Iterator[Block]:
        chain = self._style_chain(paragraph)
        names = [_style_name(style) for style in chain]
        label = self._label(paragraph, chain)
        text = paragraph_text(paragraph)
        if not text or any(map(_CONTENTS_STYLE.fullmatch, names)):
            return
        text = f"{label} {text}" if label else text
        level = next((int(match[1]) for name in names if (match := _HEADING_STYLE.fullmatch(name))), 0)
        if any(map(_TITLE_STYLE.fullmatch, names)):
            self.title, level = self.title or " ".join(text.split()), 1
        if level:
            yield Block(" ".join(text.split()), level)
            return
        bold = all_bold(paragraph) or any(is_on(style.find(f"{qn('w:rPr')}/{qn('w:b')}")) for style in chain)
        for line in filter(None, (line.strip() for line in text.split("\n"))):
            yield Block(line, WEAK if bold and may_be_heading(line) else 0)

    def _style_chain(self, paragraph: "BaseOxmlElement") -> "list[BaseOxmlElement]":
        """Return the style of a paragraph and the styles that it is based on."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = self._default if own is None else str(own.get(qn("w:val")))
        chain: list[BaseOxmlElement] = []
        while name in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[name])
            based = chain[-1].find(qn("w:basedOn"))
            name = "" if based is None else str(based.get(qn("w:val")))
        return chain

    def _label(self, paragraph: "BaseOxmlElement", chain: "list[BaseOxmlElement]") -> str:
        """Return the automatic number of a paragraph; the nearest definition of list and depth counts."""
        number, depth = None, None
        for holder in (paragraph, *chain):
            properties = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if properties is None:
                continue
            found, level = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
            number = found.get(qn("w:val")) if number is None and found is not None else number
            depth = level.get(qn("w:val")) if depth is None and level is not None else depth
        return self._numbers.next(str(number), int(depth or 0)) if number else ""


def is_default(style: "BaseOxmlElement") -> bool:
    """Tell whether a style is what paragraphs without style use."""
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on")


def _style_name(style: "BaseOxmlElement") -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val")))
