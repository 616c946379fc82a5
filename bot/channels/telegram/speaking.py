"""The channels' sentences in the person's language."""

from collections.abc import Mapping

from prompts import load_replies

TABLE = "channels"


def say(language: str, key: str, values: Mapping[str, str] = {}) -> str:
    """Return a sentence of the channels' table, filled in."""
    return load_replies(language).say(f"{TABLE}.{key}", values)
