"""Reads the text of Word paragraphs: with inserted changes and text boxes, without what is hidden."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from ingest.cleaning.unicode import tidy

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

PARAGRAPH, TABLE = qn("w:p"), qn("w:tbl")
_WRAPPERS = frozenset({qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")})
_SKIPPED = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:txbxContent"), qn("w:instrText")})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTENTS = "Table of Contents"
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_OFF = ("0", "false", "off")


def unwrap(container: "BaseOxmlElement") -> "Iterator[BaseOxmlElement]":
    """Yield the paragraphs and tables of a body, cell or text box; a table of contents is left out."""
    for child in container:
        if child.tag in (PARAGRAPH, TABLE):
            yield child
        elif child.tag in _WRAPPERS and not _is_contents(child):
            yield from unwrap(child)


def paragraph_text(paragraph: "BaseOxmlElement") -> str:
    """Return what a reader sees of a paragraph; a line break in it is `\\n`."""
    return tidy("".join(_visible(paragraph))).replace("\t", " ").strip()


def text_boxes(paragraph: "BaseOxmlElement") -> "Iterator[BaseOxmlElement]":
    """Yield the text boxes that are anchored in a paragraph."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            yield box


def is_on(element: "BaseOxmlElement | None") -> bool:
    """Tell whether a switch such as `<w:b/>` is set."""
    return element is not None and element.get(qn("w:val")) not in _OFF


def all_bold(paragraph: "BaseOxmlElement") -> bool:
    """Tell whether every run with text is set in bold by itself."""
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(_visible(run)).strip()]
    return bool(runs) and all(is_on(run.find(f"{qn('w:rPr')}/{qn('w:b')}")) for run in runs)


def _visible(element: "BaseOxmlElement") -> Iterator[str]:
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag in _SKIPPED or child.tag == _FALLBACK or _is_hidden(child):
            continue
        else:
            yield from _visible(child)


def _is_hidden(element: "BaseOxmlElement") -> bool:
    return element.tag == qn("w:r") and is_on(element.find(f"{qn('w:rPr')}/{qn('w:vanish')}"))


def _is_contents(element: "BaseOxmlElement") -> bool:
    gallery = element.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and gallery.get(qn("w:val")) == _CONTENTS
