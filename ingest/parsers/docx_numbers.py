"""Counts Word's automatic numbers, which stand nowhere in the text of a document."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"))
_SMALL_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


class Numbers:
    """Gives every numbered paragraph its number ("IV.", "2.1.") or bullet ("-"), in reading order."""

    def __init__(self, word: "WordDocument") -> None:
        """Read the numbering definitions of a document; one without them has no numbers."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _DEEPEST)
        part = next((rel.target_part for rel in word.part.rels.values() if rel.reltype.endswith("/numbering")), None)
        if part is not None and hasattr(part, "element"):
            self._read(part.element)

    def _read(self, root: "BaseOxmlElement") -> None:
        for definition in root.iter(qn("w:abstractNum")):
            levels = {int(level.get(qn("w:ilvl"))): _level(level) for level in definition.iter(qn("w:lvl"))}
            self._levels[definition.get(qn("w:abstractNumId"))] = levels
        for number in root.iter(qn("w:num")):
            used = number.find(qn("w:abstractNumId"))
            if used is not None:
                self._lists[number.get(qn("w:numId"))] = used.get(qn("w:val"))

    def next(self, number_id: str, depth: int) -> str:
        """Return the label of the next paragraph of a list at a depth from 0; "" for no number."""
        definition = self._lists.get(number_id, "")
        level = self._levels.get(definition, {}).get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "-"
        counts = self._counts[definition]
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_DEEPEST - depth - 1)
        return re.sub(r"%([1-9])", lambda match: self._figure(definition, int(match[1]) - 1), level.pattern)

    def _figure(self, definition: str, depth: int) -> str:
        level = self._levels[definition].get(depth)
        if level is None:
            return ""
        return _FORMS.get(level.form, str)(self._counts[definition][depth] or level.start)


def _level(element: "BaseOxmlElement") -> _Level:
    def value(name: str, default: str) -> str:
        child = element.find(qn(name))
        return default if child is None else str(child.get(qn("w:val"), default))

    return _Level(value("w:numFmt", "decimal"), value("w:lvlText", ""), int(value("w:start", "1")))


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_SMALL_ROMAN):
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMS: dict[str, Callable[[int], str]] = {
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "decimalZero": lambda number: f"{number:02d}",
}
