"""What the parsers have in common: pieces in reading order become sections under heading paths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.documents import Section
from ingest.sentences import is_list_item

Rows = tuple[tuple[str, ...], ...]

_ENDS = (".", "!", "?", ":", "…", "。", "！", "？", "./.", "”", '"')


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` from 1, smaller is higher), a paragraph or list (`level` 0), or a table."""

    text: str = ""
    level: int = 0
    page: int | None = None
    rows: Rows = ()


def assemble(blocks: Iterable[Block], title: str | None = None) -> tuple[Section, ...]:
    """Return the sections of a document; paragraphs of one page under one path share a section.

    The first heading is left out of the paths where it only repeats the title. A heading with nothing
    under it becomes a paragraph, so that no words are lost.
    """
    sections: list[Section] = []
    path: list[Block] = []
    unused: list[Block] = []
    first = True
    for block in blocks:
        if block.level:
            path, unused = _climb(sections, path, unused, block.level)
            if not (first and block.text == title):
                path, unused = [*path, block], [*unused, block]
            first = False
        elif block.text or block.rows:
            unused = []
            _append(sections, Section(_texts(path), block.text, block.page, block.rows))
    _climb(sections, path, unused, 0)
    return tuple(sections)


def _climb(
    sections: list[Section], path: list[Block], unused: list[Block], level: int
) -> tuple[list[Block], list[Block]]:
    """Leave the headings of `level` and below; those that nothing stood under become paragraphs."""
    kept = [block for block in path if block.level < level]
    for block in unused:
        if block.level >= level:
            _append(sections, Section(_texts(kept), block.text, block.page))
            unused = []
    return kept, [block for block in unused if block.level < level]


def _texts(path: Sequence[Block]) -> tuple[str, ...]:
    return tuple(block.text for block in path)


def _append(sections: list[Section], new: Section) -> None:
    last = sections[-1] if sections else None
    if last and not last.rows and not new.rows and (last.headings, last.page) == (new.headings, new.page):
        in_list = is_list_item(new.text) and is_list_item(last.text.rpartition("\n")[2])
        gap = "\n" if in_list else "\n\n"
        sections[-1] = replace(last, text=last.text + gap + new.text)
    else:
        sections.append(new)


def rejoin(blocks: Iterable[Block], shortest: int = 60) -> list[Block]:
    """Join paragraphs that a page break cut in two.

    The second half starts with a small letter, and the first has at least `shortest` characters and
    no full stop at its end.
    """
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and _goes_on(last, block, shortest):
            joined[-1] = replace(last, text=f"{last.text} {block.text}")
        else:
            joined.append(block)
    return joined


def _goes_on(last: Block, block: Block, shortest: int) -> bool:
    if last.level or block.level or last.rows or block.rows:
        return False
    return block.text[:1].islower() and len(last.text) >= shortest and not last.text.endswith(_ENDS)
