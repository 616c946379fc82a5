"""Sending once: crashes, cut connections, Zalo's errors, the windows."""

import logging
from datetime import datetime

import pytest

from bot.channels.zalo_oa.trouble import ACTIONS, HANOI, Action, judge
from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait
from tests.bot.channels.zalo_oa.world import World
from tests.fake_platforms.zalo_oa import HISTORY, SEND, Fault

DAY = 24 * 3_600


async def ask(world: World, text: str = "Hồ ở đâu?") -> None:
    """A person who has been greeted asks."""
    await world.people.push(world.people.follow("u1"))
    await world.work()
    world.zalo.talks.of("u1").entries.clear()
    world.zalo.calls.clear()
    await world.people.text("u1", text)


def kinds(ended: list[BaseException]) -> list[str]:
    """The names of the exceptions."""
    return [type(error).__name__ for error in ended]


@pytest.mark.parametrize("moment", ["before the call", "before saving id"])
async def test_a_crash_neither_loses_nor_doubles(world: World, moment: str) -> None:
    """Killed before the call, or between Zalo's answer and the commit: the text arrives once."""
    await ask(world)
    world.crash_at = moment
    assert kinds(await world.work()) == ["Crash"]
    world.crash_at = ""
    assert await world.work() == []
    assert len(world.texts()) == 1


@pytest.mark.parametrize(
    "fault",
    [
        *(Fault(accept=True, cut=True), Fault(cut=True), Fault(accept=True, hang=3), Fault(status=502)),
        *(Fault(accept=True, status=502), Fault(body=b"<html>busy</html>"), Fault(accept=True, body=b"")),
        *(Fault(accept=True, body=b"[]"), Fault(accept=True, body=b"{}"), Fault(accept=True, body=b'{"error":0}')),
    ],
)
async def test_an_unknown_delivery_is_looked_up(world: World, fault: Fault) -> None:
    """Whether Zalo took the message before the trouble or not, it arrives once."""
    await ask(world)
    world.zalo.fail(SEND, fault)
    assert kinds(await world.work()) == ["Unreachable"]
    assert await world.work() == []
    assert len(world.texts()) == 1
    assert HISTORY in world.zalo.calls


async def test_equal_answers_to_two_questions_both_arrive(world: World) -> None:
    """An earlier answer with the same words does not pass for this one."""
    await ask(world)
    await world.people.text("u1", "Hồ ở đâu?")
    world.inbox.tasks, later = world.inbox.tasks[:1], world.inbox.tasks[1:]
    await world.work()
    world.inbox.tasks += later
    world.zalo.fail(SEND, Fault(cut=True))
    assert kinds(await world.work()) == ["Unreachable"]
    assert await world.work() == []
    assert len(world.texts()) == 2


async def test_the_first_attempt_costs_one_call(world: World) -> None:
    """The history is asked only where there is doubt."""
    await ask(world)
    await world.work()
    assert world.zalo.calls == [SEND]


async def test_many_messages_since_do_not_hide_it(world: World) -> None:
    """A text that went out is found on a later page of the history."""
    await ask(world)
    world.zalo.fail(SEND, Fault(accept=True, cut=True))
    await world.work()
    for position in range(25):
        world.zalo.talks.hear("u1", f"x{position}", "chào", world.zalo.oauth.now())
    assert await world.work() == []
    assert len(world.texts()) == 1


async def test_the_history_gets_time_to_settle(world: World) -> None:
    """Right after a doubtful attempt the history is not believed yet: this chat waits for a moment."""
    await ask(world)
    world.channel.courier.sender.settle_seconds = 3.0
    world.zalo.fail(SEND, Fault(accept=True, cut=True))
    world.zalo.talks.lag = 1
    assert kinds(await world.work()) == ["Unreachable"]
    (ended,) = await world.work()
    assert isinstance(ended, Wait)
    assert 0 < ended.seconds <= 3
    assert not ended.whole_channel
    world.zalo.talks.lag = 0
    world.zalo.oauth.offset += 4
    assert await world.work() == []
    assert len(world.texts()) == 1


async def test_without_a_history_nothing_is_repeated(world: World) -> None:
    """While Zalo does not show the conversation, a doubtful message is not sent again."""
    await ask(world)
    world.zalo.fail(SEND, Fault(accept=True, cut=True))
    await world.work()
    world.zalo.fail(HISTORY, Fault(code=-201, times=3))
    assert kinds(await world.work(tries=3)) == ["Unreachable"]
    assert len(world.texts()) == 1


@pytest.mark.parametrize(
    ("code", "kind", "sends"),
    [
        *((-32, "Wait", 1), (-218, "Wait", 1), (-234, "Wait", 1), (-200, "Undeliverable", 2)),
        *((-213, "Undeliverable", 1), (-230, "Undeliverable", 1), (-232, "Undeliverable", 1)),
        *((-244, "Undeliverable", 1), (-248, "Undeliverable", 1), (-201, "Undeliverable", 2)),
        *((-211, "ChannelDown", 1), (-223, "ChannelDown", 1), (-321, "ChannelDown", 1)),
        *((-999, "Undeliverable", 3), (-7, "Undeliverable", 3)),
    ],
)
async def test_each_error_has_its_end(world: World, code: int, kind: str, sends: int) -> None:
    """Wait, give up or alarm as the table says; an unknown code ends after three tries."""
    await ask(world)
    world.zalo.fail(SEND, Fault(code=code, times=50))
    tries = 1 if kind in ("Wait", "ChannelDown") else 10
    assert kinds(await world.work(tries=tries)) == [kind]
    assert world.zalo.calls.count(SEND) == sends
    assert world.texts() == []


async def test_a_rate_limit_stops_the_channel_until_the_next_minute(world: World) -> None:
    """-32 pauses everybody for at most a minute, and the message then arrives."""
    await ask(world)
    world.zalo.fail(SEND, Fault(code=-32))
    (ended,) = await world.work()
    assert isinstance(ended, Wait)
    assert ended.whole_channel
    assert 0 < ended.seconds <= 61
    assert await world.work() == []
    assert len(world.texts()) == 1


def test_every_integer_has_an_end() -> None:
    """No code from -1 to -2000 loops: at most three tries, then give up, wait or alarm."""
    for code in range(-2_000, 0):
        fault = judge(code, 3, False, lambda: 1_790_000_000.0)
        assert isinstance(fault, Wait | Undeliverable | ChannelDown)
        assert isinstance(judge(code, 1, False, lambda: 0.0), Unreachable) == (
            code not in ACTIONS or ACTIONS[code] is Action.AGAIN
        )


@pytest.mark.parametrize(("hour", "hours"), [(22, 8), (3, 3), (6, 24)])
def test_the_night_ends_at_six_in_hanoi(hour: int, hours: int) -> None:
    """-234 waits until six o'clock there, wherever the server is."""
    now = datetime(2026, 11, 24, hour, 0, 5, tzinfo=HANOI).timestamp()
    fault = judge(-234, 1, False, lambda: now)
    assert isinstance(fault, Wait)
    assert abs(fault.seconds - hours * 3_600) < 10


@pytest.mark.parametrize(("days", "sends"), [(1, 1), (6.9, 1), (7.1, 0), (30, 0)])
async def test_nothing_is_sent_after_seven_days(world: World, days: float, sends: int) -> None:
    """Within seven days of the last interaction a message goes out; later Zalo is not even asked."""
    await ask(world)
    world.zalo.oauth.offset += days * DAY
    await world.work()
    assert len(world.texts()) == sends
    assert world.zalo.calls.count(SEND) == sends


async def test_past_48_hours_an_empty_purse_is_no_alarm(world: World) -> None:
    """Out of money ends this message where it would be billed, and not the channel, which answers for free."""
    await ask(world)
    world.zalo.oauth.offset += 3 * DAY
    world.zalo.fail(SEND, Fault(code=-321))
    assert kinds(await world.work()) == ["Undeliverable"]


async def test_no_words_and_no_secrets_in_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong, neither what people write nor a secret is logged or shown by an exception."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("aiohttp").setLevel(logging.DEBUG)
    secrets = {world.zalo.oauth.refresh, world.zalo.oauth.app_secret, world.people.secret, "bimat", "u-lan"}
    ended: list[BaseException] = []
    for fault in (Fault(cut=True), Fault(code=-999, times=3), Fault(status=500), Fault(code=-211)):
        await world.people.text("u-lan", "bimat hồ ở đâu?")
        world.zalo.fail(SEND, fault)
        ended += await world.work(tries=5)
    secrets |= {world.zalo.oauth.refresh, world.zalo.oauth.access or ""}
    logged = "\n".join(
        [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"] + list(map(repr, ended))
    )
    assert not [secret for secret in secrets if secret in logged]
    assert "zalo" in logged.lower()
