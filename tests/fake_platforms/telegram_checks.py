"""What the Bot API documentation demands of a call; the fake refuses everything else.

Unknown parameters are refused, which the real API does not do: a misspelt one would be left aside there unseen.
"""

import json
import re

from tests.fake_platforms.telegram_html import parse_html
from tests.fake_platforms.telegram_words import Refusal, Room, units

ADDRESS = "chat_id message_thread_id reply_parameters disable_notification reply_markup"
PARAMETERS = {
    "getMe": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "setWebhook": "url secret_token allowed_updates max_connections drop_pending_updates",
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
    "sendMessage": f"{ADDRESS} text parse_mode link_preview_options entities",
    "sendVenue": f"{ADDRESS} latitude longitude title address",
    "sendChatAction": "chat_id message_thread_id action",
    "editMessageText": "chat_id message_id text parse_mode link_preview_options reply_markup entities",
    "editMessageReplyMarkup": "chat_id message_id reply_markup",
    "answerCallbackQuery": "callback_query_id text show_alert",
    "setMyCommands": "commands language_code scope",
    "getMyCommands": "language_code scope",
    "setMyDescription": "description language_code",
    "getMyDescription": "language_code",
    "setMyShortDescription": "short_description language_code",
    "getMyShortDescription": "language_code",
}
"""The methods that the fake knows → the parameters that they take."""


def bad(description: str) -> Refusal:
    """A 400 in the Bot API's words."""
    return Refusal(400, f"Bad Request: {description}")


def read_params(method: str, fields: dict[str, str]) -> dict[str, object]:
    """Return the typed parameters of a call; raises Refusal for a method or a parameter that does not exist."""
    if method not in PARAMETERS:
        raise Refusal(404, "Not Found: method not found")
    unknown = set(fields) - set(PARAMETERS[method].split())
    if unknown:
        raise bad(f"unknown parameters {sorted(unknown)}")
    return {name: _typed(name, value) for name, value in fields.items()}


def check_text(params: dict[str, object]) -> tuple[str, list[dict[str, object]]]:
    """Return the visible text and its entities."""
    text = str(params.get("text", ""))
    entities: list[dict[str, object]] = []
    if params.get("parse_mode") == "HTML":
        text, entities = parse_html(text)
    elif params.get("parse_mode"):
        raise bad("unsupported parse_mode")
    text = text.strip()
    if not text:
        raise bad("message text is empty")
    if units(text) > 4096:
        raise bad("message is too long")
    return text, entities


def check_markup(markup: object, room: Room, inline_only: bool = False) -> dict[str, object] | None:
    """Return the keyboard when it is one that may stand here."""
    if markup is None:
        return None
    if not isinstance(markup, dict) or len(markup.keys() & {"inline_keyboard", "keyboard", "remove_keyboard"}) != 1:
        raise bad("can't parse reply keyboard markup JSON object")
    if inline_only and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    rows = markup.get("inline_keyboard", [])
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise bad("too many buttons")
    for button in (button for row in rows for button in row):
        _check_button(button)
    asks = any("request_location" in button for row in markup.get("keyboard", []) for button in row)
    if asks and room.type != "private":
        raise bad("location can be requested in private chats only")
    return markup


def check_commands(commands: object) -> list[dict[str, str]]:
    """Return the commands of a menu."""
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("can't parse commands")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def check_language(params: dict[str, object]) -> str:
    """Return the two-letter code, or "" for everybody else."""
    code = str(params.get("language_code", ""))
    if not re.fullmatch(r"(?:[a-z]{2})?", code):
        raise bad("LANG_CODE_INVALID")
    return code


def check_webhook(params: dict[str, object]) -> dict[str, object]:
    """Return the webhook; http is allowed on loopback only, which the real API does not know."""
    url = str(params.get("url", ""))
    if url and not url.startswith(("https://", "http://127.0.0.1:")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = str(params.get("secret_token", ""))
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad("bad webhook: secret token contains unallowed characters")
    if params.get("drop_pending_updates"):
        raise AssertionError("questions must never be thrown away")
    return {"allowed_updates": [], **params, "url": url}


def _check_button(button: dict[str, object]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: text must be non-empty")
    if len(button.keys() & {"callback_data", "url"}) != 1:
        raise bad("inline keyboard button must have exactly one action")
    if not 1 <= len(str(button.get("callback_data", "x")).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if not re.match(r"https?://[^/\s]+", str(button.get("url", "https://a.example"))):
        raise bad("BUTTON_URL_INVALID")


def _typed(name: str, value: str) -> object:
    if name in ("text", "title", "address", "description", "short_description", "callback_query_id", "url"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
