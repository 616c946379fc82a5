"""Reads Markdown as the starter materials use it, and forgives what is not quite Markdown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from ingest.cleaning.unicode import tidy
from ingest.documents import Document
from ingest.errors import Unreadable
from ingest.parsers.blocks import Block, Rows, assemble
from ingest.parsers.text import decode
from ingest.sentences import is_list_item

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST_ENTRY = 65_536
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_UNDERLINE = re.compile(r"(=+|-{3,})[ \t]*")
_TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_CELL_END = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"(?:```|~~~).*")
_RULE = re.compile(r"(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}")
_NOTE = re.compile(r"\[\^\d+\]:.*")
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^>\s]{1,2000})>"), r"\1"),
    (re.compile(r"<br\s?/?>"), " "),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]{0,300}?\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{0,300}[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w\\])_(?=[^\s_])([^_\n]{0,300}[^\s_])_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]{1,300})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])"), r"\1"),
)


def parse(path: Path) -> Document:
    """Read a Markdown file with or without front matter; see `parsers.base`."""
    return read_markdown(decode(path.read_bytes()))


def read_markdown(text: str, title: str | None = None) -> Document:
    """Return the document that a tidied text holds; the front matter becomes its unchecked entry.

    The title is the given one, else that of the front matter, else the first heading.
    """
    entry: Mapping[str, object] = {}
    if matter := _FRONT_MATTER.match(text):
        entry = read_entry_fields(matter[1], "The front matter")
        text = text[matter.end() :]
    blocks = list(_blocks(without_comments(text).split("\n")))
    declared = entry.get("title")
    title = title or (tidy(declared).strip() if isinstance(declared, str) else None)
    title = title or next((block.text for block in blocks if block.level), None)
    return Document("markdown", title, assemble(blocks, title), entry=entry)


def without_comments(text: str) -> str:
    """Return `text` without `<!-- … -->`; one that never ends is left as it is."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join([*parts, text[at:]])


def read_entry_fields(text: str, place: str) -> Mapping[str, object]:
    """Return the fields of a register entry in YAML; `place` names it in the error.

    All values are text, lists and maps of text: dates and figures are checked by `ingest.entry`.
    """
    if len(text) > _LONGEST_ENTRY:
        raise Unreadable(f"{place} is longer than 64 KB.", "Keep only the fields of the register entry in it.")
    try:
        fields = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it builds only text, lists and tables
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        line = f" (line {mark.line + 1})" if mark else ""
        raise Unreadable(
            f"{place} is not valid YAML{line}.",
            'Write one "field: value" a line, and put a value that contains ": " or "#" in quotes.',
        ) from None
    if not fields:
        return {}
    if not isinstance(fields, dict):
        raise Unreadable(f"{place} is not a list of fields.", 'Write one "field: value" a line.')
    return {str(name): value for name, value in fields.items()}


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        block, at = _next_block(lines, at)
        if block.text or block.rows:
            yield block


def _next_block(lines: Sequence[str], at: int) -> tuple[Block, int]:
    """Return the block that starts at a line, and the line after it."""
    line = _unquoted(lines[at])
    if heading := _HEADING.match(line):
        return Block(_plain(line[heading.end() :].rstrip("#")), len(heading[1])), at + 1
    following = _unquoted(lines[at + 1]) if at + 1 < len(lines) else ""
    if "|" in line and "|" in following and _TABLE_RULE.fullmatch(following):
        return _table(lines, at)
    if line and not is_list_item(line) and (underline := _UNDERLINE.fullmatch(following)):
        return Block(_plain(line), 1 if underline[0][0] == "=" else 2), at + 2
    if not line or _RULE.fullmatch(line) or _NOTE.fullmatch(line):
        return Block(), at + 1
    if _FENCE.fullmatch(line):
        return _fenced(lines, at + 1)
    return _paragraph(lines, at)


def _table(lines: Sequence[str], at: int) -> tuple[Block, int]:
    rows = [_cells(lines[at])]
    end = at + 2
    while end < len(lines) and "|" in lines[end]:
        rows.append(_cells(lines[end]))
        end += 1
    width = len(rows[0])
    padded: Rows = tuple((*row[:width], *[""] * (width - len(row))) for row in rows)
    return Block(rows=padded), end


def _cells(line: str) -> tuple[str, ...]:
    inner = _unquoted(line).strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(_plain(cell.strip()) for cell in _CELL_END.split(inner))


def _fenced(lines: Sequence[str], at: int) -> tuple[Block, int]:
    end = at
    while end < len(lines) and not _FENCE.fullmatch(lines[end].strip()):
        end += 1
    return Block("\n".join(line.strip() for line in lines[at:end]).strip()), end + 1


def _paragraph(lines: Sequence[str], at: int) -> tuple[Block, int]:
    """Return a paragraph or list: everything up to a blank line, a heading, a fence or a table."""
    end = at + 1
    while end < len(lines) and (line := _unquoted(lines[end])):
        following = lines[end + 1] if end + 1 < len(lines) else ""
        starts_table = "|" in line and "|" in following and _TABLE_RULE.fullmatch(following.strip())
        if _HEADING.match(line) or _FENCE.fullmatch(line) or starts_table:
            break
        end += 1
    return Block("\n".join(_plain(_unquoted(line)) for line in lines[at:end])), end


def _unquoted(line: str) -> str:
    return re.sub(r"\A(?:>[ \t]?)+", "", line.strip()).strip()


def _plain(text: str) -> str:
    """Return a line without emphasis, links and other marks of Markdown; `[^n]` stays."""
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text.strip()
