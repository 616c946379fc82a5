"""What a person did, in the channel's own words: no object of Telegram goes further than `hearing`."""

from dataclasses import dataclass

from bot.channels.telegram.messages import Rows, Target
from bot.conversation import ConversationId


@dataclass(frozen=True, slots=True)
class Where:
    """Where it happened; `hint` is the language of the person's app, `key` names the update."""

    to: Target
    conversation: ConversationId
    group: bool
    hint: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Said:
    """A text to the bot, without its name."""

    text: str


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command, without the slash and in lower case, and what stands after it."""

    name: str
    rest: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button under a message of the bot: what it carries, how it is called, and the buttons around it."""

    query: str
    data: str
    label: str
    message: int
    rows: Rows


@dataclass(frozen=True, slots=True)
class Located:
    """A shared location in WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Edited:
    """A text that was changed after it was sent."""


@dataclass(frozen=True, slots=True)
class Wordless:
    """A sticker, voice, photo, document, or anything else that holds no text."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot was put into a group."""


What = Said | Commanded | Pressed | Located | Edited | Wordless | Joined
