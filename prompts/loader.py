"""Reads the replies of one language, strictly: a missing, unknown or badly filled sentence is an error.

`catalogue.toml` declares every key once; each `replies/<language>.toml` must hold exactly those keys.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from prompts.errors import BrokenReplies, UnknownReply, WrongValues
from prompts.languages import REPLY_LANGUAGES

ROOM = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Replies:
    """All sentences of one language; keys inside a table are written with a dot ("web.title")."""

    language: str
    sentences: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]

    def say(self, key: str, values: Mapping[str, str] = {}) -> str:
        """The sentence, filled in; raises UnknownReply, or WrongValues unless `values` fit exactly."""
        if key not in self.sentences:
            raise UnknownReply(f"no sentence {key!r} in the replies ({self.language})")
        declared = placeholders(self.sentences[key])
        if declared != set(values):
            raise WrongValues(f"{key!r} needs {sorted(declared)}, was given {sorted(values)}")
        return self.sentences[key].format_map(values)

    def lines(self, key: str) -> tuple[str, ...]:
        """A list of ready lines, such as "suggestions.tea"; raises UnknownReply."""
        if key not in self.lists:
            raise UnknownReply(f"no list {key!r} in the replies ({self.language})")
        return self.lists[key]

    def section(self, name: str) -> dict[str, str]:
        """The unfilled sentences of one table, keys without the table's name; raises UnknownReply."""
        found = {key[len(name) + 1 :]: text for key, text in self.sentences.items() if key.startswith(f"{name}.")}
        if not found:
            raise UnknownReply(f"no table {name!r} in the replies ({self.language})")
        return found

    def language_name(self, code: str) -> str:
        """What this language calls the language `code`, ready for a sentence; an unnamed one stays a code."""
        return self.sentences.get(f"languages.{code}", code)


@cache
def load_replies(language: str) -> Replies:
    """The replies of one of REPLY_LANGUAGES, read once; raises UnknownReply or BrokenReplies."""
    if language not in REPLY_LANGUAGES:
        raise UnknownReply(f"no replies in {language!r}; choose with reply_language()")
    return read_replies(language, ROOM)


def read_replies(language: str, room: Path) -> Replies:
    """Reads `replies/<language>.toml` under `room` against its catalogue; raises BrokenReplies."""
    declared = dict(flatten(read_toml(room / "catalogue.toml")))
    found = dict(flatten(read_toml(room / "replies" / f"{language}.toml")))
    complaints = [complaint for key in sorted(declared | found) if (complaint := check(key, declared, found))]
    if complaints:
        raise BrokenReplies(f"replies/{language}.toml: " + "; ".join(complaints))
    sentences = {key: text for key, text in found.items() if isinstance(text, str)}
    lists = {key: tuple(map(str, lines)) for key, lines in found.items() if isinstance(lines, list)}
    return Replies(language, sentences, lists)


def read_toml(file: Path) -> dict[str, object]:
    """The parsed file; raises BrokenReplies where it is missing or not TOML."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenReplies(f"{file.name}: {error}") from error


def flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every entry of nested tables with its dotted key."""
    for name, entry in table.items():
        if isinstance(entry, dict):
            yield from flatten(entry, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", entry


def check(key: str, declared: Mapping[str, object], found: Mapping[str, object]) -> str | None:
    """What is wrong with one entry, or None."""
    if key not in found:
        return f"{key} is missing"
    if key not in declared:
        return f"{key} is not in the catalogue"
    wanted, entry = declared[key], found[key]
    if isinstance(wanted, int):
        return check_list(key, wanted, entry)
    if not isinstance(entry, str) or not entry:
        return f"{key} must be a text"
    names = set(wanted) if isinstance(wanted, list) else set()
    return None if placeholders(entry) == names else f"{key} must hold exactly the placeholders {sorted(names)}"


def check_list(key: str, length: int, entry: object) -> str | None:
    """What is wrong with a list, or None."""
    if not isinstance(entry, list) or len(entry) != length:
        return f"{key} must be a list of {length}"
    plain = all(isinstance(line, str) and line and not placeholders(line) for line in entry)
    return None if plain else f"{key} must hold plain texts only"


def placeholders(text: str) -> set[str]:
    """The names in braces; anything but a plain `{name}` comes back so that no declaration fits."""
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return {text}
    return {name + (form or "") + (conversion or "") for _, name, form, conversion in fields if name is not None}
