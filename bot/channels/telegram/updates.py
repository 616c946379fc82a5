"""What Telegram delivers, as arrivals for the inbox."""

import json
from collections.abc import Mapping

from bot.inbox.base import Arrival

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that the bot asks for; others need no reply and are not stored."""


def arrival_of(update: object, now: float) -> Arrival | None:
    """Return an update as an arrival, or None for a kind that needs no reply.

    A pressed button has no time of its own, so it counts as of `now`, in seconds since 1970. Raises ValueError for
    what is no update.
    """
    if not isinstance(update, Mapping) or type(number := update.get("update_id")) is not int:
        raise ValueError("not an update of Telegram")
    kind = next((kind for kind in KINDS if isinstance(update.get(kind), Mapping)), None)
    if kind is None:
        return None
    event = update[kind]
    message = event.get("message") if kind == "callback_query" else event
    chat = message.get("chat") if isinstance(message, Mapping) else None
    if not isinstance(chat, Mapping) or type(chat.get("id")) is not int:
        return None
    at = None if kind == "callback_query" else event.get("edit_date") or event.get("date")
    sent_at = float(at) if isinstance(at, int) else now
    return Arrival(CHANNEL, str(number), str(chat["id"]), json.dumps(update), sent_at)
