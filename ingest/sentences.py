"""Cuts text into sentences that can be quoted alone, in the languages of the materials."""

import re
from collections.abc import Iterator

_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•–▪◦●]|\d{1,3}[.)]|[a-zđA-ZĐ][.)]|[IVXLC]{1,6}\.)[ \t]+\S")
_STOP = re.compile(
    r"(?P<stop>[。！？]+|[.!?…]+)[\"'”’»)\]」』）】》]*(?P<marks>(?:\s*\[\^\d+\])*)(?P<gap>\s*)",
)
_CLOSED = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s*\[\^\d+\])*\Z")
_CJK_STOPS = frozenset("。！？")
_QUOTE_GOES_ON = re.compile(r"[とっのがはをにでもへや、，]")
_LABEL = re.compile(
    r"(?:(?:Điều|Mục|Chương|Phần|Khoản|Article|Section|Chapter|Part|Статья)\s+\w{1,5}"
    r"|(?:[-*+•]\s+)?(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]{1,6}|[a-zđA-ZĐ]))",
    re.IGNORECASE,
)
_KOREAN_DATE = re.compile(r"\d{4}\.\s*\d{1,2}\.\s*\d{1,2}\Z")
_LAST_WORD = re.compile(r"[^\s(\"'“‘«\[/-]+\Z")

_TITLES = "tp ts th.s ths pgs gs bs ks cn đ/c tt tx st tm kt tl tuq nxb"
_WESTERN = "mr mrs ms dr prof rev gen col st vs approx e.g i.e mme mlle mm mgr env ул д им просп обл пл см т.е т.д"
_BEFORE_NUMBERS = "no nos nr tr pp fig vol art tel đt số n° стр ст тел r.d"
ABBREVIATIONS = frozenset((_TITLES + " " + _WESTERN).split())
BEFORE_NUMBERS = frozenset(_BEFORE_NUMBERS.split())

_LOOK_BACK = 40
_LONG = 200
_PIECE = 90
_SPACED = frozenset({"lo", "th"})
_NO_SPACES = r"\u3000-\u30ff\u3400-\u9fff\uff01-\uff60"
_SOFT_BREAK = re.compile(rf"(?<=[{_NO_SPACES}])\n(?=[{_NO_SPACES}])")


def split_sentences(text: str, language: str) -> list[str]:
    """Return the sentences of `text` in order; nothing but white space is lost.

    A blank line and the start of a list item end a sentence. Source marks (`[^1]`) stay with the
    sentence that they follow. `language` is a code of the replies; it matters only for Korean dates
    and for Lao and Thai, whose long runs are cut at spaces because they have no full stop.
    """
    found: list[str] = []
    for line in split_lines(text):
        for sentence in _sentences(line, language):
            found.extend(_at_spaces(sentence) if language in _SPACED else [sentence])
    return found


def split_lines(text: str) -> list[str]:
    """Return paragraphs and list items, each on one line; other line breaks were only wrapping."""
    lines: list[list[str]] = []
    fresh = True
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            fresh = True
        elif fresh or is_list_item(line):
            lines.append([line])
            fresh = False
        else:
            lines[-1].append(line)
    return [_SOFT_BREAK.sub("", "\n".join(parts)).replace("\n", " ") for parts in lines]


def is_list_item(line: str) -> bool:
    """Tell whether a line starts with a bullet, a number or a letter of a list."""
    return _LIST_ITEM.match(line) is not None


def _sentences(line: str, language: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(line):
        if _ends(line, start, stop, language):
            yield line[start : stop.end()].strip()
            start = stop.end()
    if line[start:].strip():
        yield line[start:].strip()


def _ends(line: str, start: int, stop: re.Match[str], language: str) -> bool:
    """Tell whether a run of stops ends the sentence that began at `start`."""
    following = line[stop.end() : stop.end() + 1]
    if not following:
        return True
    if stop["stop"][0] in _CJK_STOPS:
        closed_quote = stop.end() > stop.end("stop") and not stop["marks"]
        return not (closed_quote and _QUOTE_GOES_ON.match(following))
    if not (stop["gap"] or stop["marks"]) or following.islower() or following in ",;:)":
        return False
    if stop["stop"] != ".":
        return True
    before = line[max(start, stop.start() - _LOOK_BACK) : stop.start()]
    whole = stop.start() - start <= _LOOK_BACK
    return not (whole and _LABEL.fullmatch(before.strip())) and not _is_short(before, following, language)


def _is_short(before: str, following: str, language: str) -> bool:
    """Tell whether the full stop after `before` belongs to a short form, a number or an initial."""
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last.group().lower()
    if word in ABBREVIATIONS or word.rpartition(".")[2] in ABBREVIATIONS:
        return True
    if len(word) == 1 and last.group().isupper():
        return True
    if word == "г":
        return not re.search(r"\d\s*г\Z", before)
    if language == "ko" and _KOREAN_DATE.search(before):
        return True
    if not following.isdigit():
        return False
    return word in BEFORE_NUMBERS or (language == "ko" and word.isdigit())


def _at_spaces(sentence: str) -> list[str]:
    """Cut a long run at spaces into pieces of about `_PIECE` characters; figures stay together.

    Who writes full stops has said himself where a sentence ends.
    """
    if len(sentence) <= _LONG or _CLOSED.search(sentence):
        return [sentence]
    pieces: list[str] = []
    start = 0
    for space in re.finditer(r"(?<![.\d])\s+(?![\d\[])", sentence):
        if space.start() - start >= _PIECE and len(sentence) - space.end() >= _PIECE // 2:
            pieces.append(sentence[start : space.start()])
            start = space.end()
    return [*pieces, sentence[start:]]
