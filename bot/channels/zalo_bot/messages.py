"""The messages that this channel composes: a plain text, and what is known of the chat once it is out.

There are no buttons here, so questions stand below the text with numbers, as the Official Account writes them where
Zalo refuses its buttons.
"""

from collections.abc import Mapping, Sequence

from bot.channels.texts import units
from bot.channels.zalo.messages import LIMIT, Choice, make_message
from bot.inbox.base import Message


def write(text: str, choices: Sequence[Choice] = (), hint: str = "", **marks: object) -> Message:
    """Return a message; `marks` are facts for `Notes.change`."""
    return plain(make_message(text, choices, hint, **marks))


def plain(message: Message) -> Message:
    """Return a message of the Official Account without its buttons."""
    return {"text": message["plain"], "marks": message["marks"]}


def mark(message: Message, **marks: object) -> Message:
    """Return a message with more marks."""
    return {**message, "marks": {**marks_of(message), **marks}}


def marks_of(message: Message) -> Mapping[str, object]:
    """Return the facts for `Notes.change`."""
    marks = message["marks"]
    assert isinstance(marks, Mapping)
    return marks


def apologise(messages: Sequence[Message], apology: str) -> list[Message]:
    """Return messages that begin with an apology: a line above the first, or one before it where that is full."""
    text = f"{apology}\n\n{messages[0]['text']}"
    if units(text) > LIMIT:
        return [write(apology), *messages]
    return [{**messages[0], "text": text}, *messages[1:]]
