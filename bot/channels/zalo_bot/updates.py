"""What Zalo delivers: which of it concerns us, how it becomes an arrival, and what an arrival says."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.zalo_bot.settings import NAME
from bot.conversation import ConversationId
from bot.inbox.base import Arrival

TEXT = "message.text.received"
_KINDS = re.compile(r"message\.[a-z_]{1,40}\.received")
_ID = re.compile(r"[\w.:@-]{1,128}", re.ASCII)
_LONGEST = 4_000  # characters that are kept of a text; nobody may ask so much
_MILLISECONDS = 10**11


@dataclass(frozen=True, slots=True)
class Heard:
    """What a person did; `text` is None for a sticker, picture, voice or whatever else holds no text."""

    conversation: ConversationId
    text: str | None


def arrival_of(update: object, now: float) -> Arrival | None:
    """Return an update as an arrival, or None for what needs no reply: bots, other events.

    Some builds of Zalo wrap the update in {"ok", "result"}, others do not. What is not needed is left out: names and
    addresses of pictures. Raises ValueError for what is no object. `now` is in seconds since 1970.
    """
    if not isinstance(update, Mapping):
        raise ValueError("not an update of Zalo")  # noqa: TRY004 - as for JSON that is broken
    inner = update["result"] if isinstance(update.get("result"), Mapping) else update
    event, message = inner.get("event_name"), inner.get("message")
    if not isinstance(event, str) or not _KINDS.fullmatch(event) or not isinstance(message, Mapping):
        return None
    chat, person = _part(message, "chat"), _part(message, "from")
    room = _id(chat.get("id")) or _id(person.get("id"))
    if room is None or person.get("is_bot") is True:
        return None
    date, text = message.get("date"), message.get("text")
    body = {
        "event": event,
        "group": chat.get("chat_type") == "GROUP",
        "person": _id(person.get("id")),
        "text": text[:_LONGEST] if event == TEXT and isinstance(text, str) else None,
    }
    key = _id(message.get("message_id")) or hashlib.sha256(json.dumps(inner).encode()).hexdigest()
    return Arrival(NAME, key, room, json.dumps(body), _seconds(date, now))


def read_arrival(arrival: Arrival, name: str) -> Heard:
    """Return what an arrival says, in groups without the bot's `name`, by which it was called."""
    body = json.loads(arrival.body)
    text = body["text"]
    if not body["group"]:
        return Heard(ConversationId(NAME, arrival.chat), text)
    if text is not None and name:
        text = re.sub(rf"@{re.escape(name)}(?!\w)[,:]?", " ", text, count=1, flags=re.IGNORECASE).strip()
    return Heard(ConversationId(NAME, arrival.chat, body["person"]), text)


def _part(message: Mapping[str, object], key: str) -> Mapping[str, object]:
    part = message.get(key)
    return part if isinstance(part, Mapping) else {}


def _id(value: object) -> str | None:
    written = str(value) if type(value) in (str, int) else ""
    return written if _ID.fullmatch(written) else None


def _seconds(date: object, now: float) -> float:
    if type(date) is not int or date <= 0:
        return now
    return date / 1_000 if date >= _MILLISECONDS else float(date)
