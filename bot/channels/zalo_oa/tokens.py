"""The access token that works now. Any number of processes share one chain, and none uses a refresh token twice.

A refresh runs under a lock in the database that outlives the HTTP call; the new pair is committed before anybody
gets it. One thing cannot be helped: a process that dies after Zalo gave the new pair and before the commit breaks
the chain. The next refresh then finds out, and `ChannelDown` says who must do what.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Callable
from functools import partial

from bot.channels.zalo.store import Store
from bot.channels.zalo_oa import chain
from bot.channels.zalo_oa.chain import Link, digest
from bot.channels.zalo_oa.line import Line
from bot.channels.zalo_oa.oauth import Grant, TokenRefused, exchange
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.inbox.base import ChannelDown, Unreachable

DEAD = (
    "Zalo no longer takes the refresh token. An administrator of the Official Account must allow the app again in the "
    "API Explorer of developers.zalo.me; then the operator puts the new refresh token into the settings and restarts."
)
_RENEW = 0.8  # of the token's life: 20 of 25 hours
_POLL = 0.2  # seconds between two looks at what another process does
_PATIENCE = 60.0  # seconds between two early tries
_KEEPING = (0.0, 0.1, 0.3, 1.0, 3.0, 5.0, 5.0)  # seconds before each try to store a pair
_log = logging.getLogger(__name__)


class Tokens:
    """Gives the token, renewed in time."""

    def __init__(
        self, store: Store, line: Line, settings: ZaloOaSettings, clock: Callable[[], float] = time.time
    ) -> None:
        """Start the chain in `store` where the settings bring a token that it has not seen."""
        self._store = store
        self._line = line
        self._settings = settings
        self._clock = clock
        self._known: Link | None = None
        self._tried_at = 0.0
        self._turn = asyncio.Lock()
        self._running: set[asyncio.Task[Link]] = set()
        store.run_now(lambda connection: chain.seed(connection, settings.app_id, settings.refresh_token))

    async def current(self) -> Link:
        """Return the pair to use; raises ChannelDown or Unreachable."""
        now = self._clock()
        known = self._known or await self._read()
        if now >= _due(known):
            known = await self._read()
        if now < _due(known):
            return known
        if now >= known.expires_at:
            return await self.renew(known.generation)
        return await self._renew_early(known)

    async def renew(self, generation: int) -> Link:
        """Return a pair newer than `generation`, which was refused or ran out; raises ChannelDown or Unreachable."""
        async with self._turn:
            deadline = time.monotonic() + self._settings.lock_seconds + self._settings.call_seconds
            while time.monotonic() < deadline:
                link = await self._read()
                if link.generation != generation and link.access:
                    return link
                if link.dead == self._mark(link):
                    raise ChannelDown(DEAD)
                holder, began = uuid.uuid4().hex, time.monotonic()
                if await self._lock(holder, link.generation):
                    return await self._carry_on(holder, link, began)
                await asyncio.sleep(_POLL)
        raise Unreachable("another process has been renewing the token for too long")

    async def _renew_early(self, known: Link) -> Link:
        if self._clock() < self._tried_at + _PATIENCE:
            return known
        self._tried_at = self._clock()
        try:
            return await self.renew(known.generation)
        except Unreachable:
            return known

    async def _carry_on(self, holder: str, link: Link, began: float) -> Link:
        """Renew to the end, even when the one who asked has gone."""
        task = asyncio.create_task(self._advance(holder, link, began))
        self._running.add(task)
        task.add_done_callback(self._forget)
        return await asyncio.shield(task)

    def _forget(self, task: asyncio.Task[Link]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked may have gone

    async def _advance(self, holder: str, link: Link, began: float) -> Link:
        if time.monotonic() - began > self._settings.lock_seconds - 1.5 * self._settings.call_seconds:
            await self._unlock(holder, None)
            raise Unreachable("the lock on the token came too late to be safe")
        try:
            grant = await exchange(self._line, self._settings, link.refresh)
        except TokenRefused as error:
            _log.critical("%s", error)
            await self._unlock(holder, self._mark(link))
            raise ChannelDown(DEAD) from error
        except Unreachable:
            await self._unlock(holder, None)
            raise
        return await self._keep(holder, link, grant)

    async def _keep(self, holder: str, link: Link, grant: Grant) -> Link:
        now = self._clock()
        new = Link(link.generation + 1, grant.access, grant.refresh, now, now + grant.seconds)
        job = partial(chain.keep, app=self._settings.app_id, holder=holder, link=new)
        for pause in _KEEPING:
            await asyncio.sleep(pause)
            try:
                kept = await self._store.run(job)
            except Unreachable:
                _log.critical("the new pair of Zalo's tokens cannot be stored yet")
                continue
            if kept:
                self._known = new
                return new
            return await self._read()
        raise ChannelDown("The database cannot be written, so Zalo's new tokens are lost: make room. " + DEAD)

    async def _read(self) -> Link:
        self._known = await self._store.run(partial(chain.read, app=self._settings.app_id))
        return self._known

    async def _lock(self, holder: str, generation: int) -> bool:
        now = self._clock()
        times = (now, now + self._settings.lock_seconds)
        job = partial(chain.lock, app=self._settings.app_id, holder=holder, generation=generation, times=times)
        return await self._store.run(job)

    async def _unlock(self, holder: str, dead: str | None) -> None:
        await self._store.run(partial(chain.unlock, app=self._settings.app_id, holder=holder, dead=dead))

    def _mark(self, link: Link) -> str:
        """Name what was refused: with another app secret the same token may work."""
        return digest(link.refresh, self._settings.app_secret)


def _due(link: Link) -> float:
    return link.issued_at + _RENEW * (link.expires_at - link.issued_at)
