"""The Zalo Official Account: people write to it in Zalo, its webhook fills the inbox, consultation messages answer."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.channels.base import AskPort
from bot.channels.courier import PlainCourier
from bot.channels.records import Records
from bot.channels.speaking import Say, say
from bot.channels.zalo.store import Store
from bot.channels.zalo_oa.api import Api
from bot.channels.zalo_oa.composing import Composer
from bot.channels.zalo_oa.leaving import Leaving
from bot.channels.zalo_oa.line import Line
from bot.channels.zalo_oa.people import People
from bot.channels.zalo_oa.sending import SETTLE, Sender
from bot.channels.zalo_oa.settings import NAME, PATH, ZaloOaSettings
from bot.channels.zalo_oa.tokens import Tokens
from bot.channels.zalo_oa.upkeep import Upkeep
from bot.channels.zalo_oa.webhook import Webhook
from bot.inbox.base import Intake
from knowledge.gazetteer import load_places

__all__ = ["NAME", "PATH", "Surroundings", "ZaloOa", "ZaloOaSettings", "build_zalo_oa"]


@dataclass(frozen=True, slots=True)
class ZaloOa:
    """The channel, put together: run `sources`, serve `routes`, and at the end `close`."""

    courier: PlainCourier
    sources: tuple[Callable[[], Awaitable[None]], ...]
    routes: list[web.RouteDef]
    close: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tests put in place of the real ones."""

    say: Say = say
    clock: Callable[[], float] = time.time
    settle_seconds: float = SETTLE


def build_zalo_oa(
    settings: ZaloOaSettings, inbox: Intake, ask: AskPort, records: Records, around: Surroundings = Surroundings()
) -> ZaloOa:
    """Open the channel's tables and return the channel; no call to Zalo is made yet."""
    store, line = Store(settings.database_url), Line(settings.call_seconds)
    tokens, people = Tokens(store, line, settings, around.clock), People(store)
    composer = Composer(ask, people, records, load_places, around.say, settings.language, around.clock)
    sender = Sender(Api(line, tokens, settings.api_url), people, around.clock, around.settle_seconds)

    async def close() -> None:
        await line.close()
        store.close()

    return ZaloOa(
        PlainCourier(NAME, composer, sender),
        (Upkeep(tokens, people, around.clock).run,),
        Webhook(settings, inbox, Leaving(people, records)).routes(),
        close,
    )
