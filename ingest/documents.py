"""What a parser reads out of one file, before it is cut into chunks."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text, or one table, under a heading path.

    `text` keeps paragraphs apart by blank lines and lists one item a line. A table has `rows`
    (first row: the header) and no text. `page` counts from 1, None where the format has no pages.
    """

    headings: tuple[str, ...]
    text: str = ""
    page: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: its kind ("markdown", "text", "html", "docx", "pdf"), title and sections.

    `entry` is the register entry that the file itself carries (front matter), not yet checked.
    """

    kind: str
    title: str | None
    sections: tuple[Section, ...]
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    entry: Mapping[str, object] = field(default_factory=dict)
