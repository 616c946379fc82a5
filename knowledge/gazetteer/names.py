"""Finds names in a question, and writes them as passages write them.

A question finds more when its names are written as in the passages: "ho nui coc how get there" means nothing to the
embedder, "Núi Cốc Lake how get there" does; a Korean transliteration becomes the Vietnamese name for the Vietnamese
passages and the English one for the English. Places elsewhere that are called alike have rows of their own, so that
山西太原 (Taiyuan in Shanxi) is not read as 太原 (Thái Nguyên).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from knowledge.gazetteer.communes import Communes, load_communes
from knowledge.gazetteer.matching import Match, Matcher
from knowledge.gazetteer.table import Entry, load_entries

Mention = Match[Entry]
"""A name that stands at text[start:stop]."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names, those of present and former communes and wards among them."""

    names: Matcher[Entry]
    communes: Communes

    @classmethod
    def of(cls, entries: Iterable[Entry], communes: Communes) -> "Gazetteer":
        """Index the forms of all names."""
        present = (commune.entry() for commune in communes.all)
        former = (renamed.entry() for renamed in communes.renamed)
        everything = [*entries, *present, *former]
        return cls(Matcher.of((form, entry) for entry in everything for form in entry.recognised()), communes)

    def find(self, text: str) -> list[Mention]:
        """Return the names in a text, from left to right; positions are those of its NFC form."""
        return list(self.names.find(unicodedata.normalize("NFC", text)))

    def rewrite(self, text: str, language: str) -> str:
        """Return the text with its names as passages in `language` write them.

        A form of that language stays as it is, unless it was typed without marks.
        """
        text = unicodedata.normalize("NFC", text)
        pieces, end = [], 0
        for mention in self.names.find(text):
            pieces += [text[end : mention.start], _word(text[mention.start : mention.stop], mention.meant, language)]
            end = mention.stop
        return "".join(pieces) + text[end:]

    def expand(self, text: str, language: str) -> str:
        """Return the text rewritten, and after it the present names of old communes and wards that it names."""
        old = self.communes.find(self.rewrite(text, "vi"))
        now = dict.fromkeys(commune.entry().written(language) for renamed in old for commune in renamed.now)
        return f"{self.rewrite(text, language)} ({', '.join(now)})" if now else self.rewrite(text, language)


@cache
def load_gazetteer() -> Gazetteer:
    """Return the shipped table, read once."""
    return Gazetteer.of(load_entries(), load_communes())


def _word(found: str, entry: Entry, language: str) -> str:
    own = found.lower() in (form.lower() for form in entry.forms.get(language, ()))
    return found if own and not found.isascii() else entry.written(language)
