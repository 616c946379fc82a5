"""The line to Telegram: the few calls that the channel makes, through python-telegram-bot's `Bot`.

The libraries below would write addresses, and with them the token, into the log; here they lose their voice.
"""

import asyncio
import logging
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.channels.telegram.messages import LocationPrompt, Pin, Rows, Target, Words
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.trouble import Moved, Refused, translated
from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait

PLACEHOLDER = "…"
TYPING_SECONDS = 4.0  # a typing sign lasts five
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Line:
    """Calls of one bot; each raises Wait, Unreachable, Undeliverable, ChannelDown or Refused."""

    def __init__(self, settings: TelegramSettings) -> None:
        """Connect to nothing yet."""
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        logging.getLogger("telegram").setLevel(logging.CRITICAL)  # it writes what it cannot read
        warnings.filterwarnings(
            "ignore", r"(?s).*retry_after", PTBDeprecationWarning
        )  # both of its types are understood
        self._seconds = settings.call_seconds
        timeout = settings.call_seconds
        self.fetcher = HTTPXRequest(connection_pool_size=2, read_timeout=settings.poll_seconds + timeout)
        caller = HTTPXRequest(read_timeout=timeout, connect_timeout=timeout, pool_timeout=timeout)
        self.bot = Bot(settings.token, settings.base_url, request=caller, get_updates_request=self.fetcher)
        self.me = settings.bot_id
        self._pace = Pace()
        self._opening = asyncio.Lock()
        self._name = ""
        self._moved: dict[int, int] = {}

    async def open(self) -> str:
        """Return the bot's user name; asks Telegram for it once."""
        async with self._opening:
            if not self._name:
                async with translated(self._seconds):
                    await self.bot.initialize()
                self._name = self.bot.username
        return self._name

    async def close(self) -> None:
        """Let the connections go."""
        await self.bot.shutdown()

    async def place(self, to: Target) -> int:
        """Post a placeholder and return its id."""
        await self._pace.wait(to.chat)

        async def post(chat: int) -> int:
            message = await self.bot.send_message(
                chat,
                PLACEHOLDER,
                message_thread_id=to.topic,
                reply_parameters=_reply(to),
                link_preview_options=_NO_PREVIEW,
            )
            return message.message_id

        return await self._call(to.chat, post)

    async def rewrite(self, message: int, words: Words) -> None:
        """Let a message of ours read so; done when it does already. Falls back to plain text."""
        try:
            await self._edit(message, words, words.html, ParseMode.HTML)
        except Refused as refused:
            if not refused.unreadable:
                raise
            _log.warning("Telegram could not read our markup; the text was sent plainly")
            await self._edit(message, words, words.plain, None)

    async def change_rows(self, to: Target, message: int, rows: Rows) -> None:
        """Put other buttons under a message of ours; done when they are there, or when there is no such message."""

        async def edit(chat: int) -> None:
            await self.bot.edit_message_reply_markup(chat, message, reply_markup=_keyboard(rows))

        with _allowing(lambda refused: refused.unchanged or refused.gone):
            await self._call(to.chat, edit)

    async def pin(self, pin: Pin) -> None:
        """Send a point on the map."""
        await self._pace.wait(pin.to.chat)

        async def post(chat: int) -> None:
            await self.bot.send_venue(
                chat,
                pin.latitude,
                pin.longitude,
                title=pin.name,
                address=pin.address,
                message_thread_id=pin.to.topic,
            )

        await self._call(pin.to.chat, post)

    async def prompt_location(self, prompt: LocationPrompt) -> None:
        """Send a text with the button that shares a location."""
        await self._pace.wait(prompt.to.chat)
        button = KeyboardButton(prompt.button, request_location=True)
        keyboard = ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)

        async def post(chat: int) -> None:
            await self.bot.send_message(chat, prompt.text, message_thread_id=prompt.to.topic, reply_markup=keyboard)

        await self._call(prompt.to.chat, post)

    async def acknowledge(self, query: str, text: str | None = None) -> None:
        """Stop the button's clock and perhaps show a short notice; nobody waits for it, so trouble is left aside."""
        with suppress(Wait, Unreachable, Undeliverable, ChannelDown, Refused):
            async with translated(self._seconds):
                await self.bot.answer_callback_query(query, text=text and text[:200])

    @asynccontextmanager
    async def typing(self, to: Target) -> AsyncIterator[None]:
        """Show that somebody writes, until the end of the block; a sign that does not get through is left aside."""
        signing = asyncio.create_task(self._sign(to))
        try:
            yield
        finally:
            signing.cancel()
            await asyncio.gather(signing, return_exceptions=True)

    async def _sign(self, to: Target) -> None:
        with suppress(Wait, Undeliverable, ChannelDown, Refused, Moved):
            while True:
                with suppress(Unreachable):
                    async with translated(self._seconds):
                        await self.bot.send_chat_action(to.chat, ChatAction.TYPING, message_thread_id=to.topic)
                await asyncio.sleep(TYPING_SECONDS)

    async def _edit(self, message: int, words: Words, text: str, mode: ParseMode | None) -> None:
        async def edit(chat: int) -> None:
            await self.bot.edit_message_text(
                text,
                chat,
                message,
                parse_mode=mode,
                reply_markup=_keyboard(words.rows),
                link_preview_options=_NO_PREVIEW,
            )

        with _allowing(lambda refused: refused.unchanged):
            await self._call(words.to.chat, edit)

    async def _call(self, chat: int, act: Callable[[int], Awaitable[T]]) -> T:
        """Act on a chat, under its new id where the group has moved."""
        try:
            async with translated(self._seconds):
                return await act(self._moved.get(chat, chat))
        except Wait as wait:
            raise self._pace.judge(chat, wait) from None
        except Moved as moved:
            self._moved[chat] = moved.chat
        async with translated(self._seconds):
            return await act(self._moved[chat])


class _allowing:  # noqa: N801 - reads as a function
    """Takes a refusal for success where `meant` says so."""

    def __init__(self, meant: Callable[[Refused], bool]) -> None:
        self._meant = meant

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        return isinstance(error, Refused) and self._meant(error)


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.text, callback_data=button.data) for button in row] for row in rows]
    )


def _reply(to: Target) -> ReplyParameters | None:
    return ReplyParameters(to.reply_to, allow_sending_without_reply=True) if to.reply_to else None
