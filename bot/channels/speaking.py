"""The messengers' own sentences, from the replies of a language."""

from collections.abc import Mapping
from typing import Protocol

from prompts import describe_office, load_replies, office_for, reply_language

_TABLE = "channels"


class Say(Protocol):
    """Gives a sentence by its key, filled in."""

    def __call__(self, language: str | None, key: str, values: Mapping[str, str] = {}) -> str:
        """Return it in this language."""
        ...


def say(language: str | None, key: str, values: Mapping[str, str] = {}) -> str:
    """Return a sentence of the messengers, in English where the language has none; raises UnknownReply."""
    return load_replies(reply_language(language)).say(f"{_TABLE}.{key}", values)


def contact(language: str | None) -> dict[str, str]:
    """Return the value for `{contact}`: the province's own office."""
    spoken = reply_language(language)
    return {"contact": describe_office(office_for(None), spoken)}
