"""Telegram: private chats and groups, by the Bot API (https://core.telegram.org/bots/api).

`polling` or `webhook` → inbox → `hearing` (what a person did) → `courier` (the reply) → inbox → `sending` (once).
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.telegram.settings import TelegramSettings

if TYPE_CHECKING:
    from aiohttp import web

    from bot.channels.base import AskPort
    from bot.channels.feedback import FeedbackBox
    from bot.channels.records import Records
    from bot.channels.telegram.courier import TelegramCourier
    from bot.inbox.base import Intake

__all__ = ["Telegram", "TelegramSettings", "build_telegram"]

Run = Callable[[], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True)
class Telegram:
    """The channel: its courier for the worker, what must run, its routes, and what to call at the end.

    `sources` may return when their work is done; they raise ChannelDown where an operator must act.
    """

    courier: "TelegramCourier"
    sources: tuple[Run, ...]
    routes: "tuple[web.RouteDef, ...]"
    close: Run


def build_telegram(
    settings: TelegramSettings, inbox: "Intake", ask: "AskPort", feedback: "FeedbackBox", records: "Records"
) -> Telegram:
    """Put the channel together; nothing is connected before `sources` run or the courier is used."""
    from bot.channels.telegram.asking import Asking
    from bot.channels.telegram.buttons import Suggestions
    from bot.channels.telegram.chats import Chats
    from bot.channels.telegram.commands import Commands
    from bot.channels.telegram.courier import TelegramCourier
    from bot.channels.telegram.line import Line
    from bot.channels.telegram.menu import Menu
    from bot.channels.telegram.polling import Polling
    from bot.channels.telegram.starting import Starting
    from bot.channels.telegram.webhook import Webhook

    line, chats, suggestions = Line(settings), Chats(), Suggestions()
    asking = Asking(ask, line, chats, suggestions)
    commands = Commands(Starting(asking, chats), chats, feedback, records)
    courier = TelegramCourier(line, chats, asking, commands, suggestions)
    menu = Menu(line, settings.call_seconds).run
    if settings.webhook_url:
        webhook = Webhook(line, inbox, settings)
        return Telegram(courier, (webhook.run, menu), tuple(webhook.routes()), line.close)
    polling = Polling(line, inbox, settings)
    return Telegram(courier, (polling.run, menu), (), line.close)
