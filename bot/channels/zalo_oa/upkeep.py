"""What runs beside the messages: the token is renewed in time, a dead chain is told, old people are forgotten."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.zalo_oa.people import People
from bot.channels.zalo_oa.tokens import Tokens
from bot.inbox.base import ChannelDown, Unreachable

KEPT = 30 * 24 * 3_600.0
"""Seconds for which a person is known after he was last here."""

_PAUSE = 45.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Upkeep:
    """Looks after tokens and people every 45 seconds."""

    tokens: Tokens
    people: People
    clock: Callable[[], float] = time.time
    told: str | None = None

    async def run(self) -> None:
        """Run until cancelled."""
        while True:
            await self.look_once()
            await asyncio.sleep(_PAUSE)

    async def look_once(self) -> None:
        """Look after everything; tell the operator of a trouble once."""
        trouble: str | None = None
        try:
            await self.tokens.current()
            await self.people.forget(self.clock() - KEPT, self.clock())
        except (ChannelDown, Unreachable) as error:
            trouble = str(error)
        if trouble and trouble != self.told:
            _log.critical("Zalo Official Account: %s", trouble)
        self.told = trouble
