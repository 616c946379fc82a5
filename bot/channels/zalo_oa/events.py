"""Zalo's webhook events: which of them concern us, and how one becomes an arrival."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.texts import clean
from bot.channels.zalo_oa.settings import NAME
from bot.inbox.base import Arrival

TEXT = "user_send_text"
LOCATION = "user_send_location"
FOLLOW = frozenset({"follow", "user_click_chatnow"})
LEAVE = "unfollow"
WITHDRAW = "user_withdraw"
LEAVING = frozenset({LEAVE, WITHDRAW})
SUBMIT = "user_submit_info"
OTHER = frozenset(
    """
    user_send_image user_send_gif user_send_sticker user_send_audio user_send_voice user_send_video user_send_file
    user_send_link user_send_business_card
    """.split()
)
"""What people send that nobody here can read."""
KNOWN = frozenset({TEXT, LOCATION, LEAVE, WITHDRAW, SUBMIT}) | FOLLOW | OTHER

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PRIVATE = ("info", "sender_info", "user_id_by_app")


@dataclass(frozen=True, slots=True)
class Event:
    """What a person did."""

    name: str
    text: str = ""
    point: tuple[float, float] | None = None


def read_arrival(event: Mapping[str, object], oa_id: str | None) -> Arrival | None:
    """Return the arrival, or None for what needs no reply: echoes, receipts, groups, other accounts, the unknown.

    What a form sent (`info`) is left out, because nobody here would do anything with it.
    """
    name = event.get("event_name")
    if not isinstance(name, str) or name not in KNOWN or _is_for_another(event, oa_id):
        return None
    person, at = _person(event), _time(event)
    if person is None or at is None:
        return None
    message = event.get("message")
    id_ = message.get("msg_id") if isinstance(message, dict) else None
    key = str(id_)[:200] if id_ else f"{name}:{person}:{event['timestamp']}"
    body = {part: value for part, value in event.items() if part not in _PRIVATE}
    return Arrival(NAME, key, person, json.dumps(body), at)


def read_event(arrival: Arrival) -> Event:
    """Return what an arrival says; anything strange in it is left out."""
    body = json.loads(arrival.body)
    message = body.get("message")
    message = message if isinstance(message, dict) else {}
    text = message.get("text")
    return Event(str(body.get("event_name")), clean(text) if isinstance(text, str) else "", _point(message))


def _is_for_another(event: Mapping[str, object], oa_id: str | None) -> bool:
    account = event.get("oa_id") or _id_of(event.get("recipient"))
    return bool(oa_id and account and account != oa_id)


def _person(event: Mapping[str, object]) -> str | None:
    found = _id_of(event.get("sender")) or _id_of(event.get("follower")) or event.get("user_id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def _id_of(party: object) -> str | None:
    found = party.get("id") if isinstance(party, dict) else None
    return found if isinstance(found, str) else None


def _time(event: Mapping[str, object]) -> float | None:
    written = str(event.get("timestamp"))
    return int(written) / 1_000 if re.fullmatch(r"[0-9]{10,15}", written) else None


def _point(message: Mapping[str, object]) -> tuple[float, float] | None:
    try:
        place = message["attachments"][0]["payload"]["coordinates"]  # type: ignore[index]
        latitude, longitude = float(place["latitude"]), float(place["longitude"])
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
