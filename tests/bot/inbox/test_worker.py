"""The worker with a courier that obeys: order, side by side, retries, pauses, lateness, crowds and the end."""

import asyncio
import logging
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait
from bot.inbox.inbox import Inbox
from tests.bot.inbox.inbox_fakes import QUICK, FakeCourier, arrival, drained, until, url, working


async def test_a_chat_is_answered_in_order_and_chats_side_by_side(inbox: Inbox) -> None:
    """Ten chats of five: never two of a chat at once, all chats together, each in the order sent."""
    courier = FakeCourier(seconds=0.01)
    arrivals = [
        arrival(f"{chat}-{turn}", chat, sent_at=time.time() + turn / 100) for turn in range(5) for chat in range(10)
    ]
    async with working(inbox, courier):
        await inbox.put(arrivals[::-1])
        assert await drained(inbox) == {"sent": 50}
    assert courier.most_of_a_chat == 1
    assert courier.most_chats == 10
    for chat in range(10):
        assert [key for key in courier.keys if key.startswith(f"{chat}-")] == [f"{chat}-{turn}" for turn in range(5)]


async def test_no_more_at_once_than_told(inbox: Inbox) -> None:
    """Of twenty chats three are worked on at a time."""
    courier = FakeCourier(seconds=0.01)
    await inbox.put([arrival(number, number) for number in range(20)])
    async with working(inbox, courier, at_once=3):
        await drained(inbox)
    assert courier.most_chats == 3


async def test_a_new_arrival_wakes_the_worker(inbox: Inbox) -> None:
    """Nothing waits for the next look at the clock."""
    courier = FakeCourier()
    async with working(inbox, courier, limits=replace(QUICK, poll=30)):
        await asyncio.sleep(0.3)
        await inbox.put([arrival(1), arrival(2)])
        await drained(inbox, seconds=10)
    assert courier.keys == ["1", "2"]


async def test_a_slow_channel_holds_up_no_other(inbox: Inbox) -> None:
    """While one channel's slots are full of slow answers, another channel answers."""
    slow, quick = FakeCourier("slow", seconds=60), FakeCourier("quick")
    await inbox.put([arrival(number, number, "slow") for number in range(5)])
    async with working(inbox, slow, quick, at_once=2):
        await until(lambda: slow.composed.total() == 2)
        await inbox.put([arrival(1, channel="quick"), arrival(1, channel="none")])
        await until(lambda: quick.keys == ["1"])
        await asyncio.sleep(0.3)
    assert quick.keys == ["1"]
    assert (await inbox.counts()) == {"waiting": 6, "sent": 1}


async def test_a_restart_drains(inbox: Inbox, tmp_path: Path) -> None:
    """What a cancelled worker left is answered by the next at once, and nothing planned is composed again."""
    await inbox.put([arrival(number, number) for number in range(8)])
    first = FakeCourier()
    first.always = lambda task: Wait(0.05)
    async with working(inbox, first):
        await until(lambda: len({key for key, *_ in first.tries}) == 8)
    inbox.close()
    again, second = Inbox.open(url(tmp_path)), FakeCourier()
    start = time.monotonic()
    async with working(again, second):
        assert await drained(again) == {"sent": 8}
    assert time.monotonic() - start < 5
    assert sorted(second.keys) == [str(number) for number in range(8)]
    assert second.composed.total() == 0
    again.close()


async def test_stop_finishes_what_is_quick_and_gives_back_the_rest(inbox: Inbox, tmp_path: Path) -> None:
    """Nothing new is begun; the slow one is another worker's at once, though this one still lives."""
    quick, slow = FakeCourier("quick", seconds=0.2), FakeCourier("slow", seconds=60)
    await inbox.put([arrival(1, channel="quick"), arrival(2, channel="quick"), arrival(1, channel="slow")])
    async with working(inbox, quick, slow) as worker:
        await until(lambda: quick.composed.total() == slow.composed.total() == 1)
        start = time.monotonic()
        await worker.stop()
        assert time.monotonic() - start < 3
    assert quick.keys == ["1"]
    other = Inbox.open(url(tmp_path))
    assert sorted(task.arrival.channel for task in await other.claim(5)) == ["quick", "slow"]
    other.close()


async def test_waiting_stops_a_chat_or_the_channel_and_costs_no_attempt(inbox: Inbox) -> None:
    """After "wait" the same message is sent again with its receipt, however often; another chat goes on."""
    courier = FakeCourier()
    courier.faults = {"a": [Wait(0.05) for _ in range(12)]}
    await inbox.put([arrival("a", "a"), arrival("b", "b")])
    async with working(inbox, courier):
        assert await drained(inbox) == {"sent": 2}
    assert courier.keys == ["b", "a"]
    assert courier.tries.count(("a", 0, {"placeholder": "a-0"})) == 12

    courier.faults = {"c": [Wait(1, whole_channel=True)]}
    async with working(inbox, courier):
        await inbox.put([arrival("c", "c")])
        await until(lambda: not courier.faults["c"])
        await inbox.put([arrival("d", "d")])
        await asyncio.sleep(0.5)
        assert courier.keys == ["b", "a"]
        await drained(inbox)
    assert sorted(courier.keys[2:]) == ["c", "d"]


async def test_undeliverable_is_tried_once(inbox: Inbox) -> None:
    """Whoever blocked us gets no second attempt, and his next message is a new one."""
    courier = FakeCourier(parts=3)
    courier.faults = {"1": [Undeliverable()]}
    await inbox.put([arrival(1), arrival(2)])
    async with working(inbox, courier):
        assert await drained(inbox) == {"undeliverable": 1, "sent": 1}
    assert [key for key, *_ in courier.tries] == ["1", "2", "2", "2"]


async def test_unreachable_is_retried_eight_times(inbox: Inbox) -> None:
    """The ninth failure is the last where other chats get through; each retry knows the receipt."""
    courier = FakeCourier()
    courier.always = lambda task: Unreachable() if task.arrival.key == "bad" else None
    await inbox.put([arrival("bad", "bad"), *(arrival(number, number) for number in range(20))])
    async with working(inbox, courier):
        counts = await drained(inbox)
    assert counts == {"sent": 20, "failed": 1, "failed.unreachable": 1}
    assert [receipt for key, _, receipt in courier.tries if key == "bad"] == [None] + 8 * [{"placeholder": "bad-0"}]
    assert courier.composed["bad"] == 1


def test_retries_come_later_and_later() -> None:
    """1, 2, 4 … 60 s."""
    from bot.inbox.limits import DEFAULT_LIMITS

    assert [DEFAULT_LIMITS.backoff(attempts) for attempts in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_an_outage_of_the_platform_costs_nobody_his_answer(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Where several chats cannot be reached, nobody's attempts are counted: all are answered when it is over."""
    courier = FakeCourier()
    away = True
    courier.always = lambda task: Unreachable() if away else None
    await inbox.put([arrival(number, number) for number in range(10)])
    async with working(inbox, courier):
        await until(lambda: len(courier.tries) > 90)
        away = False
        assert await drained(inbox) == {"sent": 10}
    assert len([line for line in caplog.messages if "cannot be reached" in line]) == 1


async def test_a_channel_that_is_down_is_paused_and_said_once(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    """The operator's sentence is logged once; nothing is tried in the pause; all is answered when it is over."""
    courier = FakeCourier()
    down = True
    courier.always = lambda task: ChannelDown("Give the bot a new token.") if down else None
    await inbox.put([arrival(number, number) for number in range(3)])
    async with working(inbox, courier):
        start = time.monotonic()
        await until(lambda: len(courier.tries) == 9)
        assert time.monotonic() - start > 2 * QUICK.down - 0.05
        down = False
        assert await drained(inbox) == {"sent": 3}
    assert [line for line in caplog.messages if "token" in line] == ["channel=fake: Give the bot a new token."]


async def test_a_fault_is_tried_three_times_and_then_apologised_for(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody is left without a word, and the log tells where it was, not what somebody wrote."""
    courier = FakeCourier()
    courier.compose_fault = lambda arrival: ValueError("canary") if arrival.key == "bad" else None
    await inbox.put([arrival("bad"), arrival("good")])
    async with working(inbox, courier):
        assert await drained(inbox) == {"failed": 1, "failed.fault": 1, "sent": 1}
    assert courier.composed["bad"] == 3
    assert courier.sent == [("chat", "bad", "unavailable"), ("chat", "good", "answer 0")]
    assert len([line for line in caplog.messages if "ValueError in compose" in line]) == 3
    assert "canary" not in caplog.text


async def test_no_apology_after_a_part_of_the_answer(inbox: Inbox) -> None:
    """Where the second message cannot be sent for a fault of ours, the first stands and the task has failed."""
    courier = FakeCourier(parts=2)
    courier.faults = {"1": []}
    courier.always = lambda task: KeyError() if inbox.sent(task) == 1 else None
    await inbox.put([arrival(1)])
    async with working(inbox, courier):
        assert await drained(inbox) == {"failed": 1, "failed.fault": 1}
    assert courier.sent == [("chat", "1", "answer 0")]


async def test_an_apology_that_cannot_be_sent_ends_the_task(inbox: Inbox) -> None:
    """A courier that is broken altogether blocks its chat for three attempts and the apology, no longer."""
    courier = FakeCourier()
    courier.always = lambda task: RuntimeError() if task.arrival.key == "1" else None
    await inbox.put([arrival(1), arrival(2)])
    async with working(inbox, courier):
        assert await drained(inbox) == {"failed": 1, "failed.fault": 1, "sent": 1}
    assert [key for key, *_ in courier.tries] == ["1"] * 4 + ["2"]


async def test_composing_has_an_end(inbox: Inbox) -> None:
    """An answer that never comes is a fault."""
    courier = FakeCourier(seconds=60)
    await inbox.put([arrival(1)])
    async with working(inbox, courier, limits=replace(QUICK, compose=0.05)):
        assert await drained(inbox) == {"failed": 1, "failed.fault": 1}
    assert courier.sent == [("chat", "1", "unavailable")]


async def test_late_ones_are_said_to_be_late_and_old_ones_dropped(inbox: Inbox) -> None:
    """Past fifteen minutes the courier is told; past a day nothing is sent, and it is counted."""
    courier, now = FakeCourier(), time.time()
    ages = {"fresh": -5, "just": 14 * 60, "late": 16 * 60, "day": 23.9 * 3_600, "old": 24.1 * 3_600}
    await inbox.put([arrival(name, name, sent_at=now - age) for name, age in ages.items()])
    async with working(inbox, courier):
        counts = await drained(inbox)
    assert counts == {"sent": 4, "sent.late": 2, "dropped": 1, "dropped.old": 1}
    assert courier.late == {"fresh": False, "just": False, "late": True, "day": True}


async def test_a_crowd_is_told_once_a_chat(inbox: Inbox) -> None:
    """Above the bound a chat gets one notice, the shedding is counted, and answers go on at the bound."""
    courier = FakeCourier()
    await inbox.put([arrival(number, number % 20) for number in range(300)])
    async with working(inbox, courier, limits=replace(QUICK, crowd=100)):
        counts = await drained(inbox)
    assert counts["dropped"] == counts["dropped.busy"] + counts["dropped.shed"]
    assert counts["dropped"] + counts["sent"] == 300
    assert 100 <= counts["sent"] <= 116
    busy = [chat for chat, _, text in courier.sent if text == "busy"]
    assert sorted(busy) == sorted(map(str, range(20)))


async def test_nothing_to_say_is_a_state_of_its_own(inbox: Inbox) -> None:
    """An arrival that needs no reply ends without a message."""
    courier = FakeCourier(parts=0)
    await inbox.put([arrival(1)])
    async with working(inbox, courier):
        assert await drained(inbox) == {"nothing": 1}
    assert courier.tries == []


async def test_two_workers_share_one_file(inbox: Inbox, tmp_path: Path) -> None:
    """Two inboxes on one database answer all between them, and nothing twice."""
    other, couriers = Inbox.open(url(tmp_path)), (FakeCourier(seconds=0.005), FakeCourier(seconds=0.005))
    await inbox.put([arrival(number, number % 30) for number in range(120)])
    async with working(inbox, couriers[0], at_once=4), working(other, couriers[1], at_once=4):
        assert await drained(inbox) == {"sent": 120}
    other.close()
    assert sorted(couriers[0].keys + couriers[1].keys) == sorted(map(str, range(120)))
    assert min(len(courier.keys) for courier in couriers) > 10


async def test_the_log_is_silent_when_all_is_well(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    """No line a message, and none with a message's text."""
    caplog.set_level(logging.DEBUG, logger="bot")
    await inbox.put([arrival(number, number) for number in range(10)])
    async with working(inbox, FakeCourier()):
        await drained(inbox)
    assert [line for line in caplog.records if line.name.startswith("bot")] == []


async def test_a_task_that_kills_its_worker_again_and_again_is_given_up(inbox: Inbox, tmp_path: Path) -> None:
    """After fifty processes that went down with it, a task gets the apology without being composed."""
    await inbox.put([arrival("poison"), arrival("next")])
    inbox.close()
    database = sqlite3.connect(tmp_path / "inbox.sqlite")
    database.execute("UPDATE inbox SET holder = 'dead', lease_until = 9e9, crashes = 49 WHERE key = 'poison'")
    database.commit()
    database.close()
    again, courier = Inbox.open(url(tmp_path)), FakeCourier()
    async with working(again, courier):
        assert await drained(again) == {"failed": 1, "failed.fault": 1, "sent": 1}
    assert list(courier.composed) == ["next"]
    assert courier.sent[0] == ("chat", "poison", "unavailable")
    again.close()
