"""The database under the inbox: commits in groups, and what happens when it cannot be written."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.inbox.errors import InboxUnavailable
from bot.inbox.inbox import Inbox
from bot.inbox.store import Job, Store
from tests.bot.inbox.inbox_fakes import FakeCourier, arrival, contents, drained, url, working

resource = pytest.importorskip("resource")


class CountingStore(Store):
    """Counts its transactions."""

    groups: list[int]

    def run(self, jobs: Sequence[Job]) -> list[object]:
        """Note how many share a transaction."""
        self.groups = [*getattr(self, "groups", []), len(jobs)]
        return super().run(jobs)


async def test_puts_at_once_share_commits(tmp_path: Path) -> None:
    """2,000 puts at once need few commits, and every one is told after its own."""
    store = CountingStore(url(tmp_path))
    inbox = Inbox(store)
    start = time.perf_counter()
    await asyncio.gather(*(inbox.put([arrival(number, chat=number)]) for number in range(2_000)))
    seconds = time.perf_counter() - start
    groups = [size for size in store.groups if size]
    print(f"{2_000 / seconds:.0f} puts/s in {len(groups)} commits")
    assert len(groups) <= 100
    assert await inbox.waiting() == 2_000
    inbox.close()


async def test_a_locked_database_is_told_within_two_seconds(inbox: Inbox, tmp_path: Path) -> None:
    """While another process holds the lock every put fails in time; afterwards the same arrivals are new."""
    other = sqlite3.connect(tmp_path / "inbox.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    async def refused(number: int) -> float:
        await asyncio.sleep(number / 20)
        start = time.monotonic()
        with pytest.raises(InboxUnavailable):
            await inbox.put([arrival(number)])
        return time.monotonic() - start

    assert max(await asyncio.gather(*(refused(number) for number in range(20)))) < 2
    other.execute("ROLLBACK")
    other.close()
    assert await inbox.put([arrival(number) for number in range(20)]) == [True] * 20


async def test_a_full_disk_is_told_and_recovers_alone(inbox: Inbox, tmp_path: Path) -> None:
    """Where files cannot grow a put fails and keeps nothing; what was stored is answered when there is room again."""
    await inbox.put([arrival("before")])
    size = max(len(content) for content in contents(tmp_path).values())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        with pytest.raises(InboxUnavailable):
            await inbox.put([arrival(number, chat="x" * 10_000) for number in range(100)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert await inbox.put([arrival("before"), arrival(5)]) == [False, True]
    async with working(inbox, FakeCourier()):
        assert await drained(inbox) == {"sent": 2}


async def test_a_worker_outlives_a_locked_database(inbox: Inbox, tmp_path: Path) -> None:
    """A lock that comes while answers are under way delays them, and doubles none."""
    courier = FakeCourier(seconds=0.05, parts=2)
    await inbox.put([arrival(number, chat=number % 4) for number in range(12)])
    other = sqlite3.connect(tmp_path / "inbox.sqlite", isolation_level=None, timeout=5, check_same_thread=False)
    async with working(inbox, courier):
        for _ in range(2):
            await asyncio.sleep(0.1)
            await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
            await asyncio.sleep(1.2)
            other.execute("ROLLBACK")
        assert await drained(inbox) == {"sent": 12}
    other.close()
    assert len(courier.sent) == 24


def test_damage_is_found_at_the_start(tmp_path: Path) -> None:
    """A file that is no database, a damaged one, and an address that is no file are refused in words."""
    (tmp_path / "inbox.sqlite").write_bytes(b"no database at all" * 1_000)
    with pytest.raises(InboxUnavailable, match="not a database"):
        Inbox.open(url(tmp_path))
    for address in ("sqlite://", "postgresql://somewhere/inbox"):
        with pytest.raises(InboxUnavailable, match="needs a file"):
            Inbox.open(address)


async def test_a_closed_inbox_says_so(tmp_path: Path) -> None:
    """After `close` nothing is taken, and no file of the process stays beside the database."""
    inbox = Inbox.open(url(tmp_path))
    await inbox.put([arrival(1)])
    inbox.close()
    with pytest.raises(InboxUnavailable):
        await inbox.put([arrival(2)])
    assert list(contents(tmp_path)) == ["inbox.sqlite"]
