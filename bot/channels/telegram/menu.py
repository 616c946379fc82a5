"""Keeps the bot's menu and descriptions in each language as they are in `prompts/`; asks first, changes only then."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

from telegram import BotCommand

from bot.channels.speaking import say
from bot.channels.telegram.commands import MENU
from bot.channels.telegram.line import Line
from bot.channels.telegram.trouble import Refused, translated
from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait
from prompts import REPLY_LANGUAGES, reply_language

_EVERYBODY = ""  # Telegram's code for people whose language has no menu of its own
_PAUSE = 30.0
_TRIES = 10
_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class Menu:
    """The commands and the two descriptions."""

    def __init__(self, line: Line, seconds: float, pause: float = _PAUSE) -> None:
        """Give each call `seconds`, and wait `pause` seconds after trouble."""
        self._line = line
        self._seconds = seconds
        self._pause = pause

    async def run(self) -> None:
        """Bring the menus up to date, then return; nothing that goes wrong here stops the channel."""
        waiting = [_EVERYBODY, *REPLY_LANGUAGES]
        for _ in range(_TRIES):
            try:
                await self._line.open()
                while waiting:
                    await self._update(waiting[0])
                    waiting.pop(0)
                return
            except Wait as wait:
                await asyncio.sleep(wait.seconds)
            except Unreachable:
                await asyncio.sleep(self._pause)
            except (Refused, ChannelDown, Undeliverable) as error:
                _log.error("channel=telegram: the menu could not be set (%s)", error)
                return

    async def _update(self, code: str) -> None:
        bot, language = self._line.bot, reply_language(code)
        commands = [BotCommand(name, say(language, f"command_{name}")) for name in MENU]
        long, short = say(language, "bot_description"), say(language, "bot_short_description")
        known = await self._call(bot.get_my_commands(language_code=code))
        if list(known) != commands:
            await self._call(bot.set_my_commands(commands, language_code=code))
        if (await self._call(bot.get_my_description(code))).description != long:
            await self._call(bot.set_my_description(long, code))
        if (await self._call(bot.get_my_short_description(code))).short_description != short:
            await self._call(bot.set_my_short_description(short, code))

    async def _call(self, call: Awaitable[_Result]) -> _Result:
        async with translated(self._seconds):
            return await call
