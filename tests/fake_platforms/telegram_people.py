"""The people of the fake Telegram: each thing that they do becomes an update as the documentation describes it."""

import re
import time
import uuid
from typing import TYPE_CHECKING

from tests.fake_platforms.telegram_methods import ME
from tests.fake_platforms.telegram_words import Room, Shown, units

if TYPE_CHECKING:
    from tests.fake_platforms.telegram import FakeTelegram

Update = dict[str, object]

_COMMAND = re.compile(r"^/[A-Za-z0-9_]{1,32}(?:@\w+)?")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z]\w{4,31}")
_THINGS: dict[str, object] = {
    "sticker": {
        **{"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 512, "height": 512},
        **{"is_animated": False, "is_video": False},
    },
    "photo": [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}],
    "voice": {"file_id": "v", "file_unique_id": "v", "duration": 3},
    "document": {"file_id": "d", "file_unique_id": "d", "file_name": "a.pdf"},
    "contact": {"phone_number": "+84900000000", "first_name": "Minh"},
}


class Person:
    """Somebody with a private chat with the bot; groups are named by `room`."""

    def __init__(self, telegram: "FakeTelegram", number: int, language: str, name: str) -> None:
        """`number` is his id and that of his private chat."""
        self._telegram = telegram
        self.id = number
        self.user = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        self.home = telegram.room(number, "private", name)

    async def say(self, text: str, room: Room | None = None, reply_to: int | None = None, **fields: object) -> Update:
        """Write a text; `fields` are put into the message as they are."""
        body = {**self._message(room), "text": text, "entities": _entities(text), **fields}
        if reply_to is not None:
            body["reply_to_message"] = {**self._message(room), "message_id": reply_to, "from": ME, "text": "…"}
        return await self._telegram.happen({"message": {k: v for k, v in body.items() if v != []}})

    async def send(self, kind: str, room: Room | None = None, **fields: object) -> Update:
        """Send a sticker, photo, voice, document or contact."""
        return await self._telegram.happen({"message": {**self._message(room), kind: _THINGS[kind], **fields}})

    async def locate(self, latitude: float, longitude: float) -> Update:
        """Share a location."""
        spot = {"latitude": latitude, "longitude": longitude}
        return await self._telegram.happen({"message": {**self._message(None), "location": spot}})

    async def edit(self, text: str, **fields: object) -> Update:
        """Change an earlier message."""
        body = {**self._message(None), "edit_date": int(time.time()), "text": text, **fields}
        return await self._telegram.happen({"edited_message": body})

    async def press(self, shown: Shown, label: str, room: Room | None = None) -> Update:
        """Press the button with this label under a message of the bot; raises StopIteration where there is none."""
        button = next(button for button in shown.buttons if button["text"] == label)
        query = uuid.uuid4().hex
        self._telegram.methods.queries[query] = None
        here = room or self.home
        message = {
            **{"message_id": shown.id, "date": int(time.time()) - 60, "chat": here.described(), "from": ME},
            **{"text": shown.text, "reply_markup": shown.markup},
        }
        pressed = {"id": query, "from": self.user, "chat_instance": "1", "message": message}
        return await self._telegram.happen({"callback_query": {**pressed, "data": button["callback_data"]}})

    async def block(self) -> Update:
        """Block the bot."""
        self.home.writable = False
        return await self._changed(self.home, "member", "kicked")

    async def add_to(self, room: Room) -> Update:
        """Put the bot into a group."""
        return await self._changed(room, "left", "member")

    async def _changed(self, room: Room, before: str, after: str) -> Update:
        change = {
            **{"chat": room.described(), "from": self.user, "date": int(time.time())},
            "old_chat_member": {"user": ME, "status": before, "until_date": 0},
            "new_chat_member": {"user": ME, "status": after, "until_date": 0},
        }
        return await self._telegram.happen({"my_chat_member": change})

    def _message(self, room: Room | None) -> Update:
        here = room or self.home
        number = self._telegram.methods.next_message()
        return {"message_id": number, "date": int(time.time()), "chat": here.described(), "from": self.user}


def _entities(text: str) -> list[Update]:
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("mention", match) for match in _MENTION.finditer(text) if not text.startswith("/")]
    return [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())} for kind, match in found
    ]
