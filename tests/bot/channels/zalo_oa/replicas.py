"""Processes that share one chain of tokens while it expires again and again.

The long run: `python -m tests.bot.channels.zalo_oa.replicas 8 20`.
"""

import asyncio
import multiprocessing
import queue
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.channels.zalo.store import Store
from bot.channels.zalo_oa.api import Api
from bot.channels.zalo_oa.line import Line
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.tokens import Tokens
from tests.bot.channels.zalo_oa.world import settings_for
from tests.fake_platforms.zalo_oa import FakeZaloOa


@dataclass(frozen=True)
class Outcome:
    """`reused` refresh tokens, `failed` and `done` calls, `issued` pairs."""

    reused: int
    failed: int
    done: int
    issued: int


def work(settings: ZaloOaSettings, stop: "object", results: "multiprocessing.Queue[tuple[int, int]]") -> None:
    """One process: ask for a conversation until `stop` is set."""
    results.put(asyncio.run(_work(settings, stop, results)))


async def _work(
    settings: ZaloOaSettings, stop: "object", results: "multiprocessing.Queue[tuple[int, int]]"
) -> tuple[int, int]:
    store, line = Store(settings.database_url), Line(settings.call_seconds)
    api = Api(line, Tokens(store, line, settings), settings.api_url)
    done = failed = 0
    results.put((-1, -1))
    while not stop.is_set():  # type: ignore[attr-defined]
        calls = await asyncio.gather(*(api.history("u1", 0) for _ in range(4)), return_exceptions=True)
        done += len(calls)
        failed += sum(isinstance(call, BaseException) for call in calls)
        await asyncio.sleep(0.002)
    await line.close()
    store.close()
    return done, failed


async def race(folder: Path, processes: int, expiries: int) -> Outcome:
    """Let `processes` run through `expiries` of the access token."""
    context = multiprocessing.get_context("spawn")
    async with FakeZaloOa() as zalo:
        settings = settings_for(zalo, folder, call_seconds=10.0, lock_seconds=60.0)
        stop, results = context.Event(), context.Queue()
        children = [context.Process(target=work, args=(settings, stop, results)) for _ in range(processes)]
        for child in children:
            child.start()
        for _ in children:
            await _get(results)
        for _ in range(expiries):
            await _pass_one(zalo)
        await asyncio.sleep(0.5)
        stop.set()
        counts = [await _get(results) for _ in children]
        for child in children:
            await asyncio.to_thread(child.join)
        done, failed = (sum(column) for column in zip(*counts, strict=True))
        return Outcome(len(zalo.oauth.reused), failed, done, zalo.oauth.issued)


async def _pass_one(zalo: FakeZaloOa) -> None:
    """Let the token expire once it exists, and wait for the next one."""
    while zalo.oauth.access is None:  # noqa: ASYNC110 - the fake has no event
        await asyncio.sleep(0.01)
    before = zalo.oauth.issued
    zalo.oauth.expire()
    while zalo.oauth.issued == before:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)


async def _get(results: "multiprocessing.Queue[tuple[int, int]]") -> tuple[int, int]:
    for _ in range(6_000):
        try:
            return results.get_nowait()
        except queue.Empty:
            await asyncio.sleep(0.02)
    raise TimeoutError("a process has not answered")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(asyncio.run(race(Path(folder), int(sys.argv[1]), int(sys.argv[2]))))
