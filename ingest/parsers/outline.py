"""Finds the headings of texts that carry no styles, first of all Vietnamese administrative ones."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.parsers.blocks import Block
from ingest.sentences import is_list_item

APPENDIX, PART, CHAPTER, DIVISION, ROMAN, CAPITALS, ARTICLE, NUMBER = 1, 1, 2, 3, 4, 4, 5, 6
WEAK = 12
"""The level of a line that is a heading only because it is set in bold."""

_LONGEST = 220
_LONGEST_CAPITALS = 150
_LONGEST_FIRST_LINE = 80
_PATTERNS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"(?:PHỤ LỤC|APPENDIX|ANNEX)(?:\s+(?:[IVX]+|\d+|[A-Z]))?(?:[.:]?\s.*)?"), APPENDIX),
    (re.compile(r"(?:Phụ lục|Appendix|Annex)\s+(?:[IVX]+|\d+)\b.*"), APPENDIX),
    (re.compile(r"Nơi nhận:?"), APPENDIX),
    (re.compile(r"(?:PHẦN|Phần|PART|Part)\s+(?:[IVXLC]+|\d+|thứ \w+|THỨ \w+)\b.*"), PART),
    (re.compile(r"(?:CHƯƠNG|Chương|CHAPTER|Chapter)\s+(?:[IVXLC]+|\d+)\b.*"), CHAPTER),
    (re.compile(r"(?:MỤC|Mục|SECTION|Section)\s+(?:[IVXLC]+|\d+)\b.*"), DIVISION),
    (re.compile(r"[IVXLC]{1,6}[.)]\s+\S.*"), ROMAN),
    (re.compile(r"(?:ĐIỀU|Điều|ARTICLE|Article)\s+\d+[a-z]?[.:]?(?:\s.*)?"), ARTICLE),
)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+\S.*")
_ARTICLE_HEAD = re.compile(r"((?:ĐIỀU|Điều|ARTICLE|Article)\s+\d+[a-z]?)[.:]\s+(.*)", re.DOTALL)
_NOT_A_HEADING = re.compile(
    r"(?:CỘNG HÒA|CỘNG HOÀ|ĐỘC LẬP|Độc lập|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|TỈNH "
    r"|TM\.|KT\.|TL\.|TUQ\.|Q\.|(?:PHÓ )?CHỦ TỊCH|(?:PHÓ )?GIÁM ĐỐC|CHÁNH |S[Ốố] ?:)"
)
_DOCUMENT_KIND = re.compile(
    r"(?:KẾ HOẠCH|QUYẾT ĐỊNH|THÔNG BÁO|BÁO CÁO|TỜ TRÌNH|HƯỚNG DẪN|NGHỊ QUYẾT|CHỈ THỊ|CHƯƠNG TRÌNH|ĐỀ ÁN"
    r"|QUY CHẾ|QUY ĐỊNH|NGHỊ ĐỊNH|THÔNG TƯ|PHƯƠNG ÁN|DỰ ÁN|CÔNG ĐIỆN|ĐIỀU LỆ|THỂ LỆ|QUY HOẠCH|KẾT LUẬN|LUẬT)"
)


def mark_headings(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with a level on those paragraphs that read like headings.

    Numbers that follow one another with nothing in between are a list, not headings. An article
    whose text stands on the same line is cut into heading and text.
    """
    levels = [_level(block) for block in blocks]
    marked: list[Block] = []
    for position, (block, level) in enumerate(zip(blocks, levels, strict=True)):
        guessed = block.level in (0, WEAK)
        if guessed and level >= NUMBER and _is_list(levels, position):
            level = 0
        article = _ARTICLE_HEAD.fullmatch(block.text) if guessed and not block.rows else None
        if article and (level == 0 or len(block.text) > _LONGEST_CAPITALS):
            marked.append(Block(article[1], ARTICLE, block.page))
            marked.append(Block(article[2], 0, block.page))
        else:
            marked.append(replace(block, level=level))
    return marked


def _level(block: Block) -> int:
    if block.rows or block.level not in (0, WEAK):
        return block.level
    return heading_level(block.text) or block.level


def may_be_heading(text: str) -> bool:
    """Tell whether a bold line can be a heading: short, without end mark, no part of a signature."""
    if len(text) > _LONGEST_CAPITALS or text.endswith((".", ";", ",", "…")) or is_list_item(text):
        return False
    return not _NOT_A_HEADING.match(text) and any(letter.isalpha() for letter in text)


def heading_level(text: str) -> int:
    """Return the level of a paragraph that reads like a heading (1 is highest), 0 for other text."""
    if not text or "\n" in text or len(text) > _LONGEST or text.endswith((".", ";", ",", "…")):
        return 0
    for pattern, level in _PATTERNS:
        if pattern.fullmatch(text):
            return level
    if numbered := _NUMBERED.fullmatch(text):
        letters = next((letter for letter in text if letter.isalpha()), "")
        return NUMBER + numbered[1].count(".") if letters.isupper() or not letters.islower() else 0
    return CAPITALS if is_capitals(text) else 0


def is_capitals(text: str) -> bool:
    """Tell whether a line is set in capitals and is not part of a letterhead or signature."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 6 or len(text) > _LONGEST_CAPITALS or _NOT_A_HEADING.match(text):
        return False
    return all(letter.isupper() for letter in letters)


def find_title(blocks: Sequence[Block]) -> str | None:
    """Return the title: kind and subject of a dispatch, else a first heading that has no equal."""
    at = _find_kind(blocks)
    if at is not None:
        kind, following = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else Block()
        has_subject = following.level in (0, WEAK) and not following.rows and len(following.text) <= 400
        return f"{kind.text} {following.text}".strip() if has_subject else kind.text
    first = blocks[0] if blocks else Block()
    alone = sum(block.level == first.level for block in blocks) == 1
    return first.text if first.level and alone and not _is_numbered(first.text) else None


def mark_first_line(blocks: Sequence[Block]) -> list[Block]:
    """Make the first line a heading where it stands alone, short and unpunctuated over longer text."""
    if len(blocks) < 2 or blocks[0].level or blocks[0].rows or _find_kind(blocks) is not None:
        return list(blocks)
    first, second = blocks[0].text, blocks[1].text
    alone = "\n" not in first and len(first) <= _LONGEST_FIRST_LINE and first[-1:].isalnum()
    if second[:1].islower() or second[:1].isdigit():
        return list(blocks)
    if alone and len(second) > len(first) and not _NOT_A_HEADING.match(first) and not is_list_item(first):
        return [replace(blocks[0], level=1), *blocks[1:]]
    return list(blocks)


def _find_kind(blocks: Sequence[Block]) -> int | None:
    """Return where the kind of a dispatch ("KẾ HOẠCH") stands among the first blocks."""
    for at, block in enumerate(blocks[:20]):
        if _DOCUMENT_KIND.match(block.text) and is_capitals(block.text):
            return at
    return None


def _is_numbered(text: str) -> bool:
    return _NUMBERED.fullmatch(text) is not None or any(pattern.fullmatch(text) for pattern, _ in _PATTERNS)


def _is_list(levels: Sequence[int], position: int) -> bool:
    """Tell whether a numbered line stands beside another of its level, or has nothing under it."""
    before, after = levels[max(0, position - 1) : position], levels[position + 1 : position + 2]
    return not after or levels[position] in (*before, *after)
