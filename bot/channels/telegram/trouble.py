"""Turns what goes wrong with Telegram into the exceptions of the inbox, so that no text of an error gets out.

Errors of python-telegram-bot may hold the address, and so the token, or words that people wrote: none of them is
passed on, not even as a cause. https://core.telegram.org/bots/api#making-requests
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait

_REJECTED = "Telegram rejects the token: ask @BotFather for a new one and set it as TELEGRAM__TOKEN."
_SECOND = (
    "Another process fetches this Telegram bot's updates, or a webhook is set: stop the other one, or give this one a "
    "bot of its own."
)
_NOBODY = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "bot was kicked",
    "bot is not a member",
    "topic_closed",
    "message thread not found",
)


class Contested(ChannelDown):
    """Somebody else takes this bot's updates."""


class Refused(Exception):
    """Telegram answered 400; `reason` is the beginning of its sentence, which holds nobody's words."""

    def __init__(self, reason: str) -> None:
        """`reason` in lower case."""
        super().__init__(reason)
        self.reason = reason

    @property
    def unchanged(self) -> bool:
        """The message reads already as it should."""
        return "message is not modified" in self.reason

    @property
    def gone(self) -> bool:
        """The message that was to be changed does not exist any more."""
        return any(sign in self.reason for sign in ("to edit not found", "can't be edited", "message_id_invalid"))

    @property
    def unreadable(self) -> bool:
        """Telegram does not understand the markup."""
        return "can't parse entities" in self.reason


class Moved(Exception):
    """The group has become a supergroup with another id."""

    def __init__(self, chat: int) -> None:
        """`chat` is the new id."""
        super().__init__("the group has a new id")
        self.chat = chat


@asynccontextmanager
async def translated(seconds: float) -> AsyncIterator[None]:
    """Give one call `seconds` and translate its trouble.

    Raises Wait, Unreachable, Undeliverable, ChannelDown, Contested among them, Refused or Moved.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except (TelegramError, TimeoutError) as error:
        raise translate(error) from None


def translate(error: TelegramError | TimeoutError) -> Exception:
    """Return the exception that says the same to the worker."""
    match error:
        case RetryAfter():
            return Wait(_seconds(error.retry_after))
        case Forbidden():
            return Undeliverable("Telegram forbids to write to this chat")
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case BadRequest():
            return _refusal(error.message)
        case InvalidToken():
            return ChannelDown(_REJECTED)
        case Conflict():
            return Contested(_SECOND)
    return Unreachable(f"Telegram does not answer as it should ({type(error).__name__})")


def _refusal(message: str) -> Exception:
    reason = message.removeprefix("Bad Request: ").partition(":")[0].partition('"')[0].lower()
    if any(sign in reason for sign in _NOBODY):
        return Undeliverable("Telegram knows nobody to write to in this chat")
    return Refused(reason)


def _seconds(span: int | timedelta) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else float(span)
