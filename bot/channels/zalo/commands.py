"""The words that are no questions: there is no menu of commands in Zalo, so people type them."""

from collections.abc import Mapping
from functools import cache

from prompts import REPLY_LANGUAGES, load_replies

_COMMANDS: Mapping[str, str] = {
    "/start": "start",
    "/help": "help",
    "help": "help",
    "/near": "near",
    "/human": "human",
    "/person": "human",
    "/feedback": "human",
    "/privacy": "privacy",
    "/mydata": "mydata",
    "/delete": "delete",
    "/language": "language",
}


def find_command(text: str) -> str | None:
    """Return start, help, near, human, privacy, mydata, delete or language, if this is one of them and nothing else."""
    word = text.casefold().strip(" .!")
    return "language" if word in _language_words() else _COMMANDS.get(word)


def find_language(text: str) -> str | None:
    """Return the code of the language that somebody names: "English", "中文", "language fr"."""
    word = text.casefold().strip(" .!")
    first, _, rest = word.partition(" ")
    if first in ("language", "/language") and rest in REPLY_LANGUAGES:
        return rest
    return _names().get(rest if first in ("language", "/language") else word)


def own_names() -> list[str]:
    """Return what each language calls itself, in the order of the replies."""
    return [load_replies(code).say("own_name") for code in REPLY_LANGUAGES]


@cache
def _names() -> Mapping[str, str]:
    english = {load_replies("en").language_name(code).casefold(): code for code in REPLY_LANGUAGES}
    own = {name.casefold(): code for name, code in zip(own_names(), REPLY_LANGUAGES, strict=True)}
    return english | own


@cache
def _language_words() -> frozenset[str]:
    return frozenset(load_replies(code).say("web.language").casefold() for code in REPLY_LANGUAGES)
