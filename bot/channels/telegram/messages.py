"""What the bot sends to Telegram, as it lies in the inbox until it is sent."""

import html
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Target(BaseModel):
    """Where a message goes: a chat, perhaps a topic of it, perhaps as a reply to a message."""

    model_config = _FROZEN

    chat: int
    topic: int | None = None
    reply_to: int | None = None


class Button(BaseModel):
    """A button under a message; `data` (at most 64 bytes) comes back when it is pressed."""

    model_config = _FROZEN

    text: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


class Words(BaseModel):
    """A text, as Telegram's HTML and as it reads where that is not understood."""

    model_config = _FROZEN

    kind: Literal["words"] = "words"
    to: Target
    html: str
    plain: str
    rows: Rows = ()


class Pin(BaseModel):
    """A point on the map with a name."""

    model_config = _FROZEN

    kind: Literal["pin"] = "pin"
    to: Target
    name: str
    address: str
    latitude: float
    longitude: float


class LocationPrompt(BaseModel):
    """A text with the button that shares the person's location; private chats only."""

    model_config = _FROZEN

    kind: Literal["location_prompt"] = "location_prompt"
    to: Target
    text: str
    button: str


class NewRows(BaseModel):
    """Other buttons under a message that stands already."""

    model_config = _FROZEN

    kind: Literal["new_rows"] = "new_rows"
    to: Target
    message: int
    rows: Rows = ()


Sendable = Words | Pin | LocationPrompt | NewRows

_READER: TypeAdapter[Sendable] = TypeAdapter(Annotated[Sendable, Field(discriminator="kind")])


def read_message(stored: object) -> Sendable:
    """Return a message as it was composed; raises pydantic's ValidationError for anything else."""
    return _READER.validate_python(stored)


def say_plainly(to: Target, text: str, rows: Rows = ()) -> Words:
    """Return a text of the house without any markup."""
    return Words(to=to, html=html.escape(text, quote=False), plain=text, rows=rows)
