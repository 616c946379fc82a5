"""The Zalo Bot Platform: a bot of its own in Zalo, plain text only (https://docs.zaloplatforms.com/docs/BOT).

`polling` or `webhook` → inbox → `composing` (the reply) → inbox → `sending` (see there what a crash may do).
The free plan takes 50 people and 3,000 messages a month, so it suits a trial, not a public service.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.channels.base import AskPort
from bot.channels.courier import PlainCourier
from bot.channels.feedback import FeedbackBox
from bot.channels.records import Records
from bot.channels.speaking import Say, say
from bot.channels.zalo.store import Store
from bot.channels.zalo_bot.api import Api
from bot.channels.zalo_bot.commands import Commands
from bot.channels.zalo_bot.composing import Composer
from bot.channels.zalo_bot.line import Line
from bot.channels.zalo_bot.notes import Notes
from bot.channels.zalo_bot.polling import FLOOR, Polling
from bot.channels.zalo_bot.sending import PAUSES, Sender
from bot.channels.zalo_bot.settings import NAME, PATH, ZaloBotSettings
from bot.channels.zalo_bot.webhook import Webhook
from bot.inbox.base import Intake

__all__ = ["NAME", "PATH", "Kept", "Surroundings", "ZaloBot", "ZaloBotSettings", "build_zalo_bot"]

Run = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ZaloBot:
    """The channel: its courier for the worker, what must run, its routes, and what to call at the end.

    `sources` may return when their work is done; they raise ChannelDown where an operator must act.
    """

    courier: PlainCourier
    sources: tuple[Run, ...]
    routes: tuple[web.RouteDef, ...]
    close: Run


@dataclass(frozen=True, slots=True)
class Kept:
    """Where feedback goes, and what is stored of conversations."""

    feedback: FeedbackBox
    records: Records


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tests put in place of the real ones; times in seconds."""

    say: Say = say
    clock: Callable[[], float] = time.time
    floor: float = FLOOR
    pauses: tuple[float, ...] = PAUSES


def build_zalo_bot(
    settings: ZaloBotSettings, inbox: Intake, ask: AskPort, kept: Kept, around: Surroundings = Surroundings()
) -> ZaloBot:
    """Open the channel's table and return the channel; no call to Zalo is made yet."""
    store, line = Store(settings.database_url), Line(settings)
    api, notes = Api(line, settings.poll_seconds), Notes(store, around.clock)
    commands = Commands(notes, kept.feedback, kept.records, around.say, around.clock)
    composer = Composer(ask, api, notes, commands, around.say, settings.language, around.clock)
    courier = PlainCourier(NAME, composer, Sender(api, notes, around.clock, around.pauses))

    async def close() -> None:
        await line.close()
        store.close()

    if settings.webhook_url:
        webhook = Webhook(api, inbox, settings, around.clock)
        return ZaloBot(courier, (webhook.run, notes.run), tuple(webhook.routes()), close)
    polling = Polling(api, inbox, around.floor, around.clock)
    return ZaloBot(courier, (polling.run, notes.run), (), close)
