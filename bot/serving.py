"""Runs the channels beside the web application: each source by itself, one worker for all, and an orderly end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from bot.inbox.base import ChannelDown, Courier
from bot.inbox.inbox import Inbox
from bot.inbox.worker import Worker

if TYPE_CHECKING:
    from aiohttp import web

_log = logging.getLogger(__name__)

Run = Callable[[], Awaitable[None]]


class Channel(Protocol):
    """What a channel's package builds."""

    @property
    def courier(self) -> Courier:
        """What the worker calls."""
        ...

    @property
    def sources(self) -> Sequence[Run]:
        """What fills the inbox, or keeps the channel in order; each runs by itself and may end."""
        ...

    @property
    def routes(self) -> Sequence["web.RouteDef"]:
        """What the platform calls."""
        ...

    @property
    def close(self) -> Run:
        """What ends its connections."""
        ...


@asynccontextmanager
async def run_channels(inbox: Inbox, channels: Sequence[Channel]) -> AsyncIterator[None]:
    """Run the channels until the context ends: then nothing more is taken in, and what is begun is finished first."""
    worker = Worker(inbox, [channel.courier for channel in channels])
    working = asyncio.create_task(worker.run())
    sources = [
        asyncio.create_task(_run(channel.courier.name, source)) for channel in channels for source in channel.sources
    ]
    try:
        yield
    finally:
        await _end(sources)
        await worker.stop()
        await _end([working])
        for channel in channels:
            await channel.close()
        inbox.close()


async def _run(name: str, source: Run) -> None:
    """Run one source; when its channel is out of use, the others go on."""
    try:
        await source()
    except ChannelDown as error:
        _log.error("%s is off: %s", name, error)
    except Exception:
        _log.exception("a source of %s ended", name)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            _log.error("ended with %r", ended)
