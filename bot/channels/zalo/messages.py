"""The messages that are composed for Zalo: a text, buttons that ask something, and the same with numbers instead."""

import re
import unicodedata
from collections.abc import Sequence

from bot.inbox.base import Message

MOST = 5
"""Buttons under one message."""

LIMIT = 2_000
"""Characters of a message; UTF-16 units are counted, the safer way."""

_NUMBER = re.compile(r"[(#]?\s*([1-9])\s*[.)]?")

Choice = tuple[str, str]
"""A label, and what the person asks by choosing it."""


def make_message(text: str, choices: Sequence[Choice] = (), hint: str = "", **marks: object) -> Message:
    """Return a message; `marks` are what is known of the person once it is out (see `bot.channels.zalo_oa.people`)."""
    kept = list(choices)
    return {
        "text": text,
        "plain": text + number(kept, hint),
        "buttons": [list(choice) for choice in kept[:MOST]],
        "marks": {**marks, "options": [asked for _, asked in kept]},
    }


def number(choices: Sequence[Choice], hint: str) -> str:
    """Return the numbered lines under a text, empty without choices."""
    lines = [f"{position}. {label}" for position, (label, _) in enumerate(choices, 1)]
    return "\n".join(("\n", hint, *lines)) if lines else ""


def chosen(text: str, options: Sequence[str]) -> str | None:
    """Return what a number asks that somebody typed, if it was offered."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    position = int(match[1]) - 1 if match else len(options)
    return options[position] if position < len(options) else None
