"""The methods of the fake Bot API and what they do to its chats."""

import time
from collections import deque
from collections.abc import Mapping

from tests.fake_platforms.telegram_checks import (
    bad,
    check_commands,
    check_language,
    check_markup,
    check_text,
    check_webhook,
)
from tests.fake_platforms.telegram_updates import Updates
from tests.fake_platforms.telegram_words import FLOOD, Refusal, Room, Shown

ME = {"id": 7000001, "is_bot": True, "first_name": "Ask Thái Nguyên", "username": "ask_thai_nguyen_bot"}
OVERALL, GROUP = 30, 20  # messages a second, messages a minute in one group

Params = Mapping[str, object]


class Methods:
    """The state behind the methods."""

    def __init__(self, updates: Updates, limits: bool) -> None:
        """With `limits`, more than 30 messages a second or 20 a minute in a group get 429."""
        self.updates = updates
        self.rooms: dict[int, Room] = {}
        self.queries: dict[str, str | None] = {}
        self.menus: dict[str, list[dict[str, str]]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self._limits = limits
        self._sent: deque[tuple[float, int]] = deque()
        self._last_message = 0

    async def call(self, method: str, params: Params) -> object:
        """Return the result of a method; raises Refusal."""
        if method == "getUpdates":
            return await self._get_updates(params)
        if method in ("setWebhook", "deleteWebhook"):
            await self.updates.push_to(check_webhook(dict(params)))
            return True
        if method.startswith("send"):
            return self._send(method, params)
        if method.startswith("edit"):
            return self._edit(method, params)
        if "My" in method:
            return self._describe(method, dict(params))
        if method == "answerCallbackQuery":
            return self._answer_query(params)
        return ME if method == "getMe" else {"url": "", "pending_update_count": 0, **self._webhook()}

    def next_message(self) -> int:
        """The id of a new message."""
        self._last_message += 1
        return self._last_message

    async def _get_updates(self, params: Params) -> list[dict[str, object]]:
        offset, limit = int(str(params.get("offset", 0))), int(str(params.get("limit", 100)))
        if offset < 0 or not 1 <= limit <= 100:
            raise bad("offset and limit out of range")
        allowed = params.get("allowed_updates")
        wanted = allowed if isinstance(allowed, list) else None
        return await self.updates.take(offset, limit, float(str(params.get("timeout", 0))), wanted)

    def _webhook(self) -> dict[str, object]:
        return {"url": self.updates.webhook.get("url", ""), "has_custom_certificate": False}

    def _send(self, method: str, params: Params) -> object:
        room = self._room(params)
        if method == "sendChatAction":
            if params.get("action") != "typing":
                raise bad("wrong parameter action in request")
            return True
        self._count(room)
        markup = check_markup(params.get("reply_markup"), room)
        shown = Shown(self.next_message(), room.id, method.removeprefix("send").lower(), markup=markup)
        shown.params = dict(params)
        if method == "sendMessage":
            shown.text, shown.entities = check_text(dict(params))
        elif not (params.get("title") and params.get("address")):
            raise bad("venue title and address must be non-empty")
        room.shown[shown.id] = shown
        return self._described(room, shown)

    def _edit(self, method: str, params: Params) -> object:
        room = self._room(params)
        shown = room.shown.get(int(str(params.get("message_id"))))
        if shown is None:
            raise bad("message to edit not found")
        if shown.kind != "message" or (shown.markup and "inline_keyboard" not in shown.markup):
            raise bad("message can't be edited")
        markup = check_markup(params.get("reply_markup"), room, inline_only=True)
        text, entities = (shown.text, shown.entities) if "Text" not in method else check_text(dict(params))
        rows = (markup or {}).get("inline_keyboard") or None
        if (text, entities, rows) == (shown.text, shown.entities, (shown.markup or {}).get("inline_keyboard") or None):
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        shown.before.append(shown.text)
        shown.text, shown.entities, shown.markup = text, entities, markup if rows else None
        shown.params = {**shown.params, **params}
        return self._described(room, shown)

    def _room(self, params: Params) -> Room:
        room = self.rooms.get(int(str(params.get("chat_id", 0))))
        if room is None:
            raise bad("chat not found")
        if not room.writable:
            kicked = "bot was blocked by the user" if room.type == "private" else "bot was kicked from the group chat"
            raise Refusal(403, f"Forbidden: {kicked}")
        return room

    def _count(self, room: Room) -> None:
        now = time.monotonic()
        while self._sent and self._sent[0][0] < now - 60:
            self._sent.popleft()
        last_second = sum(at > now - 1 for at, _ in self._sent)
        here = sum(chat == room.id for _, chat in self._sent)
        if self._limits and (last_second >= OVERALL or (room.type != "private" and here >= GROUP)):
            raise Refusal(429, FLOOD, {"retry_after": 1 if last_second >= OVERALL else 30})
        self._sent.append((now, room.id))

    def _answer_query(self, params: Params) -> bool:
        known = str(params.get("callback_query_id", ""))
        if self.queries.get(known, "answered") is not None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        text = str(params.get("text", ""))
        if len(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self.queries[known] = text
        return True

    def _describe(self, method: str, params: dict[str, object]) -> object:
        code, what = check_language(params), method[5:]
        field = {"Description": "description", "ShortDescription": "short_description"}.get(what, "")
        if method == "setMyCommands":
            self.menus[code] = check_commands(params.get("commands"))
        elif method == "getMyCommands":
            return self.menus.get(code, [])
        elif method.startswith("get"):
            return {field: self.descriptions.get((field, code), "")}
        else:
            text = str(params.get(field, ""))
            if len(text) > (512 if field == "description" else 120):
                raise bad("description is too long")
            self.descriptions[field, code] = text
        return True

    def _described(self, room: Room, shown: Shown) -> dict[str, object]:
        message: dict[str, object] = {
            "message_id": shown.id,
            "date": int(time.time()),
            "chat": room.described(),
            "from": ME,
        }
        if shown.kind == "message":
            message["text"] = shown.text
        if shown.markup and "inline_keyboard" in shown.markup:
            message["reply_markup"] = shown.markup
        return message
