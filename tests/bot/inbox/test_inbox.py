"""The queue by itself: keys, turns, leases, and what is kept."""

import asyncio
import random
import stat
import time
from pathlib import Path

import pytest

from bot.inbox.errors import LeaseLost
from bot.inbox.inbox import Inbox
from tests.bot.inbox.inbox_fakes import arrival, contents, url


class Clock:
    """A wall clock that the test moves."""

    def __init__(self) -> None:
        """Start now."""
        self.now = time.time()

    def __call__(self) -> float:
        """Seconds since 1970."""
        return self.now


async def test_five_copies_of_a_thousand_ids_are_a_thousand_rows(inbox: Inbox, tmp_path: Path) -> None:
    """Delivered in parallel by 64 senders, and again after a restart, each id is new once."""
    copies = [arrival(number % 1_000, chat=number % 100) for number in range(5_000)]
    random.Random(4).shuffle(copies)
    senders = asyncio.Semaphore(64)

    async def deliver(number: int, into: Inbox) -> bool:
        async with senders:
            return (await into.put([copies[number]]))[0]

    first = await asyncio.gather(*(deliver(number, inbox) for number in range(2_500)))
    inbox.close()
    again = Inbox.open(url(tmp_path))
    second = await asyncio.gather(*(deliver(number, again) for number in range(2_500, 5_000)))
    assert sum(first) + sum(second) == await again.waiting() == 1_000
    again.close()


async def test_a_key_is_of_its_channel(inbox: Inbox) -> None:
    """Two channels may use one id; within one delivery the second copy is known."""
    assert await inbox.put([arrival(1), arrival(1, channel="other"), arrival(1)]) == [True, True, False]


async def test_a_finished_key_is_still_known_and_its_text_is_gone(inbox: Inbox, tmp_path: Path) -> None:
    """An arrival that comes again after its answer is not new; no file holds its text after `forget`."""
    secret = "0912-passport"
    await inbox.put([arrival(secret.encode().hex() + secret)])
    (task,) = await inbox.claim(1)
    await inbox.plan(task, [{"text": "about the canary"}])
    await inbox.finish(task, "sent")
    assert await inbox.put([task.arrival]) == [False]
    assert await inbox.forget(time.time()) == 0
    files = b"".join(contents(tmp_path).values())
    assert b"about the canary" not in files
    assert files.count(secret.encode()) <= 2  # the key itself, in the row and in its index


async def test_a_chat_has_one_turn_at_a_time(inbox: Inbox) -> None:
    """Of two chats only the eldest of each is claimed; the next follows when it is finished."""
    await inbox.put([arrival("a1", "a"), arrival("a2", "a"), arrival("b1", "b"), arrival("a3", "a")])
    first = await inbox.claim(10)
    assert [task.arrival.key for task in first] == ["a1", "b1"]
    assert await inbox.claim(10) == []
    await inbox.finish(first[0], "sent")
    assert [task.arrival.key for task in await inbox.claim(10)] == ["a2"]


async def test_who_was_sent_earlier_has_the_turn(inbox: Inbox) -> None:
    """Deliveries that overtook each other are put in order while they wait, but nothing overtakes what was begun."""
    await inbox.put([arrival("second", sent_at=200)])
    await inbox.put([arrival("first", sent_at=100)])
    (task,) = await inbox.claim(5)
    assert task.arrival.key == "first"
    await inbox.put([arrival("zeroth", sent_at=50)])
    await inbox.postpone(task, 0)
    assert [task.arrival.key for task in await inbox.claim(5)] == ["first"]


async def test_a_postponed_task_keeps_its_chat_waiting(tmp_path: Path) -> None:
    """Until its time neither it nor a later one of its chat is claimed; other chats are."""
    clock = Clock()
    inbox = Inbox.open(url(tmp_path), clock)
    await inbox.put([arrival("a1", "a"), arrival("a2", "a"), arrival("b1", "b")])
    task = (await inbox.claim(1))[0]
    await inbox.postpone(task, 30)
    assert [task.arrival.key for task in await inbox.claim(5)] == ["b1"]
    clock.now += 30.1
    (again,) = await inbox.claim(5)
    assert (again.arrival.key, again.attempts) == ("a1", 1)
    inbox.close()


async def test_a_lease_runs_out_after_a_minute(tmp_path: Path) -> None:
    """Another live worker gets a task after 60 s without renewal, not before; the first can change it no more."""
    clock = Clock()
    slow, other = Inbox.open(url(tmp_path), clock), Inbox.open(url(tmp_path), clock)
    await slow.put([arrival(1)])
    (task,) = await slow.claim(1)
    clock.now += 50
    await slow.renew([task])
    clock.now += 59
    assert await other.claim(1) == []
    clock.now += 2
    (taken,) = await other.claim(1)
    assert taken.id == task.id
    for change in (slow.plan(task, [{}]), slow.record(task, 0, {}), slow.finish(task, "sent"), slow.postpone(task, 1)):
        with pytest.raises(LeaseLost):
            await change
    await other.finish(taken, "sent")
    slow.close()
    other.close()


async def test_a_clock_put_back_holds_nobody_up(tmp_path: Path) -> None:
    """A lease that ends in an hour cannot be true and counts as run out."""
    clock = Clock()
    first, other = Inbox.open(url(tmp_path), clock), Inbox.open(url(tmp_path), clock)
    await first.put([arrival(1)])
    await first.claim(1)
    clock.now -= 3_600
    assert len(await other.claim(1)) == 1
    first.close()
    other.close()


async def test_a_clock_put_forward_gives_no_task_twice(tmp_path: Path) -> None:
    """What this inbox holds it does not claim again, whatever the clock says."""
    clock = Clock()
    inbox = Inbox.open(url(tmp_path), clock)
    await inbox.put([arrival(1)])
    await inbox.claim(1)
    clock.now += 86_400
    assert await inbox.claim(1) == []
    inbox.close()


async def test_what_was_planned_and_recorded_is_there_after_a_restart(inbox: Inbox, tmp_path: Path) -> None:
    """Messages, receipts and how many are out come back; a new plan keeps the receipts."""
    await inbox.put([arrival(1)])
    (task,) = await inbox.claim(1)
    await inbox.plan(task, [{"text": "chè"}, {"text": "trà"}])
    await inbox.record(task, 0, {"id": 7}, sent=True)
    await inbox.record(task, 1, {"id": 8})
    inbox.close()
    again = Inbox.open(url(tmp_path))
    (same,) = await again.claim(1)
    assert same.messages == ({"text": "chè"}, {"text": "trà"})
    assert same.receipts == ({"id": 7}, {"id": 8})
    assert again.sent(same) == 1
    assert (await again.plan(same, [{"text": "sorry"}])).receipts == ({"id": 7},)
    again.close()


async def test_old_rows_are_forgotten_after_two_days(tmp_path: Path) -> None:
    """A key is known for 48 hours whatever is asked, and new after that; what waits is never forgotten."""
    clock = Clock()
    inbox = Inbox.open(url(tmp_path), clock)
    await inbox.put([arrival("done", "a"), arrival("waiting", "b")])
    await inbox.finish((await inbox.claim(1))[0], "nothing")
    clock.now += 47 * 3_600
    assert await inbox.forget(clock.now) == 0
    clock.now += 2 * 3_600
    assert await inbox.forget(clock.now) == 1
    assert await inbox.counts() == {"waiting": 1}
    inbox.close()


async def test_text_that_no_database_takes_is_mended(inbox: Inbox) -> None:
    """A half of a surrogate pair becomes a replacement character; zeros and quotes stay."""
    await inbox.put([arrival("\ud800"), arrival("a\0b'\"", chat="x")])
    assert await inbox.waiting() == 2


async def test_a_fault_of_one_is_not_the_others(inbox: Inbox) -> None:
    """Of puts that share a transaction only the impossible one fails."""
    puts = [inbox.put([arrival(number, sent_at=float("nan") if number == 3 else 1)]) for number in range(6)]
    outcomes = await asyncio.gather(*puts, return_exceptions=True)
    assert [outcome == [True] for outcome in outcomes] == [True, True, True, False, True, True]
    assert await inbox.waiting() == 5


def test_only_its_owner_reads_the_file(inbox: Inbox, tmp_path: Path) -> None:
    """Neither the database nor what lies beside it is open to others."""
    assert [path.name for path in tmp_path.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
