"""Conversations of the fake Zalo: what may be sent to whom, the windows, the quota and the history."""

import unicodedata
from dataclasses import dataclass, field

LONGEST = 2_000
_DAY = 24 * 3_600.0
_BUTTONS = {"oa.query.show", "oa.query.hide", "oa.open.url", "oa.open.phone", "oa.open.sms"}


@dataclass
class Entry:
    """One message of a conversation; `at` in seconds."""

    id: str
    src: int
    text: str
    at: float
    buttons: list[dict[str, object]] = field(default_factory=list)


@dataclass
class Talk:
    """One person's conversation, oldest first."""

    entries: list[Entry] = field(default_factory=list)
    last_interaction: float | None = None
    blocked: int = 0


@dataclass
class Talks:
    """All conversations. `buttons` tells whether this account may send any; `lag` hides the newest from the history."""

    buttons: bool = True
    lag: int = 0
    talks: dict[str, Talk] = field(default_factory=dict)
    sent: int = 0

    def of(self, person: str) -> Talk:
        """A person's conversation."""
        return self.talks.setdefault(person, Talk())

    def hear(self, person: str, id_: str, text: str, at: float) -> None:
        """A person writes."""
        talk = self.of(person)
        talk.last_interaction = at
        if text:
            talk.entries.append(Entry(id_, 1, text, at))

    def send(self, body: object, now: float) -> dict[str, object]:
        """Take a consultation message, or answer with Zalo's error."""
        if not isinstance(body, dict) or set(body) != {"recipient", "message"}:
            return _error(-201, "body is invalid")
        person = (body["recipient"] or {}).get("user_id")
        if not isinstance(person, str) or set(body["recipient"]) != {"user_id"}:
            return _error(-201, "user_id is invalid")
        if code := check_message(body["message"], self.buttons):
            return _error(code, "message is invalid")
        talk = self.talks.get(person)
        if talk is None or talk.last_interaction is None:
            return _error(-232, "user has never interacted")
        if talk.blocked:
            return _error(talk.blocked, "user cannot be written to")
        if now - talk.last_interaction > 7 * _DAY:
            return _error(-230, "no interaction in 7 days")
        return self._accept(person, body["message"], now)

    def history(self, asked: object) -> dict[str, object]:
        """At most ten messages of a conversation, newest first."""
        if not isinstance(asked, dict) or not isinstance(asked.get("user_id"), str):
            return _error(-201, "user_id is invalid")
        offset, count = asked.get("offset"), asked.get("count")
        if not isinstance(offset, int) or not isinstance(count, int) or not 1 <= count <= 10:
            return _error(-201, "count is invalid")
        entries = self.of(asked["user_id"]).entries
        seen = entries[: len(entries) - self.lag][::-1][offset : offset + count]
        data = [
            {
                "src": entry.src,
                "time": int(entry.at * 1_000),
                "type": "text",
                "message": entry.text,
                "message_id": entry.id,
            }
            for entry in seen
        ]
        return {"data": data, "error": 0, "message": "Success"}

    def quota(self, asked: object) -> dict[str, object]:
        """What is left to be sent to a person."""
        person = asked.get("user_id") if isinstance(asked, dict) else None
        talk = self.talks.get(str(person))
        if talk is None or talk.last_interaction is None:
            return _error(-232, "user has never interacted")
        return {"data": {"last_interaction": str(int(talk.last_interaction * 1_000))}, "error": 0, "message": "Success"}

    def _accept(self, person: str, message: dict[str, object], now: float) -> dict[str, object]:
        self.sent += 1
        id_ = f"out{self.sent:06d}"
        attachment = message.get("attachment")
        buttons = attachment["payload"]["buttons"] if isinstance(attachment, dict) else []
        self.of(person).entries.append(Entry(id_, 0, str(message["text"]), now, buttons))
        data = {"message_id": id_, "user_id": person, "sent_time": str(int(now * 1_000))}
        return {"data": data, "error": 0, "message": "Success"}


def check_message(message: object, buttons: bool) -> int:
    """0, or the error for a `message` object."""
    if not isinstance(message, dict) or set(message) - {"text", "attachment"}:
        return -201
    text = message.get("text")
    if not isinstance(text, str) or not text.strip() or text != unicodedata.normalize("NFC", text):
        return -201
    if len(text) > LONGEST:
        return -210
    if "attachment" not in message:
        return 0
    return check_buttons(message["attachment"]) if buttons else -233


def check_buttons(attachment: object) -> int:
    """0, or the error for buttons under a text."""
    if not isinstance(attachment, dict) or attachment.get("type") != "template":
        return -201
    listed = attachment.get("payload", {}).get("buttons")
    if not isinstance(listed, list) or not 1 <= len(listed) <= 5:
        return -201
    for button in listed:
        if set(button) != {"title", "type", "payload"} or button["type"] not in _BUTTONS:
            return -201
        if not 1 <= len(button["title"]) <= 100 or len(button["payload"]) > 1_000:
            return -210
    return 0


def _error(code: int, words: str) -> dict[str, object]:
    return {"error": code, "message": words}
