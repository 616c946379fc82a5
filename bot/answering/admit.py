"""Step: what needs no search: nothing to read, too much to read, and small talk."""

import re
import tomllib
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.answering.replying import reply
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from knowledge.lexical.words import fold

_WORDS = re.compile(r"[^\W_]+")
_PHRASES = Path(__file__).with_name("small_talk.toml")


class Admit:
    """Answers what is empty, too long or small talk, and tidies the text of the rest."""

    def __init__(self, longest: int) -> None:
        """`longest` counts characters."""
        self._longest = longest

    async def __call__(self, inquiry: Inquiry) -> Inquiry | Answer:
        """Return the inquiry with a clean text, or an answer."""
        if len(inquiry.text) > self._longest:
            return reply(inquiry, Outcome.TOO_LONG, "too_long", {"limit": str(self._longest)})
        text = clean(inquiry.text)
        if not any(character.isalnum() for character in text):
            return reply(inquiry, Outcome.CLARIFY, "empty")
        kind = small_talk(text)
        if kind:
            return reply(inquiry, Outcome.SMALL_TALK, kind)
        return replace(inquiry, text=text)


def clean(text: str) -> str:
    """Return the text as NFC on one line, without control characters, lone surrogates and invisible signs."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    visible = (" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in visible if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")).split())


def small_talk(text: str) -> str | None:
    """Return the reply's key where the whole text is small talk, such as "thanks"."""
    return _phrases().get(_key(text))


@cache
def _phrases() -> dict[str, str]:
    table = tomllib.loads(_PHRASES.read_text(encoding="utf-8"))
    return {_key(phrase): kind for kind, phrases in table.items() for phrase in phrases}


def _key(text: str) -> str:
    return " ".join(fold(word) for word in _WORDS.findall(text.lower()))
