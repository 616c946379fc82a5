"""How messages go out: the repeat rule that `sending` states, and its limit."""

import asyncio
import logging
import traceback
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait
from tests.bot.channels.zalo_bot.stage import SECRET, Stage
from tests.fake_platforms.zalo_bot import ANSWER_LOST, NEVER_ARRIVED, FakeZaloBot, Fault

pytestmark = pytest.mark.asyncio

UNKNOWN = [ANSWER_LOST, NEVER_ARRIVED, Fault(502), Fault(500, accepted=True), Fault(page=True), Fault(403), Fault(408)]


async def prepared(stage: Stage, zalo: FakeZaloBot) -> tuple[dict[str, object], list]:
    """A question of somebody who was greeted, and its composed answer."""
    await stage.greeted(await zalo.person().say("Hello?"))
    update = await zalo.person().say("How far?")
    return update, await stage.compose(update)


async def test_what_is_known_to_be_out_is_not_sent_again(stage: Stage, zalo: FakeZaloBot) -> None:
    """However often `send` is called."""
    update, messages = await prepared(stage, zalo)
    for _ in range(3):
        await stage.send(update, messages, 0)
    assert len(zalo.texts()) == 1


@pytest.mark.parametrize("fault", UNKNOWN)
async def test_an_unknown_end_is_repeated_after_a_pause(stage: Stage, zalo: FakeZaloBot, fault: Fault) -> None:
    """At once it waits; then it asks whether Zalo is there; then it sends: twice at most where Zalo had taken it."""
    update, messages = await prepared(stage, zalo)
    zalo.fail("sendMessage", fault)
    with pytest.raises(Unreachable):
        await stage.send(update, messages, 0)
    with pytest.raises(Wait):
        await stage.send(update, messages, 0)
    stage.clock.now += 2
    checks = zalo.count("getMe")
    await stage.send(update, messages, 0)
    assert zalo.count("getMe") == checks + 1
    assert len(zalo.texts()) == 1 + fault.accepted


async def test_after_three_unknown_ends_it_is_given_up(stage: Stage, zalo: FakeZaloBot) -> None:
    """Three copies are the most that anybody can get."""
    update, messages = await prepared(stage, zalo)
    zalo.fail("sendMessage", ANSWER_LOST, times=9)
    for _ in range(3):
        with pytest.raises(Unreachable):
            await stage.send(update, messages, 0)
        stage.clock.now += 30
    with pytest.raises(Undeliverable):
        await stage.send(update, messages, 0)
    assert len(zalo.texts()) == 3


async def test_an_outage_costs_no_attempt(stage: Stage, zalo: FakeZaloBot) -> None:
    """While Zalo answers nothing at all, nothing is sent, so nothing comes twice afterwards."""
    update, messages = await prepared(stage, zalo)
    zalo.fail("sendMessage", Fault(503))
    zalo.fail("getMe", Fault(503), times=20)
    for _ in range(21):
        with pytest.raises(Unreachable):
            await stage.send(update, messages, 0)
        stage.clock.now += 60
    await stage.send(update, messages, 0)
    assert len(zalo.texts()) == 1


async def test_dying_before_the_call_loses_nothing_and_after_it_may_double(stage: Stage, zalo: FakeZaloBot) -> None:
    """The honest limit: what Zalo took before the process died comes twice."""
    update, messages = await prepared(stage, zalo)
    with pytest.raises(asyncio.CancelledError):
        await stage.send(update, messages, 0, dies="unknown")
    assert zalo.texts() == []
    with pytest.raises(asyncio.CancelledError):
        await stage.send(update, messages, 0, dies="id")
    stage.clock.now += 2
    await stage.send(update, messages, 0)
    assert len(zalo.texts()) == 2


async def test_without_a_connection_it_may_be_sent_at_once(stage: Stage, zalo: FakeZaloBot, tmp_path: Path) -> None:
    """Nothing arrived, so no attempt is counted."""
    update, messages = await prepared(stage, zalo)
    async with Stage(zalo, tmp_path, base_url=f"http://127.0.0.1:{unused_port()}/bot") as cut_off:
        for _ in range(5):
            with pytest.raises(Unreachable) as caught:
                await cut_off.send(update, messages, 0)
            assert caught.value.__cause__ is None
    stage.receipts = cut_off.receipts
    await stage.send(update, messages, 0)
    assert len(zalo.texts()) == 1


async def test_a_full_quota_pauses_the_channel(
    stage: Stage, zalo: FakeZaloBot, caplog: pytest.LogCaptureFixture
) -> None:
    """It waits, is told to the operator once, and goes out later."""
    update, messages = await prepared(stage, zalo)
    left, zalo.quota = zalo.quota, 0
    for _ in range(3):
        with pytest.raises(Wait) as caught:
            await stage.send(update, messages, 0)
        assert caught.value.whole_channel
    assert caplog.text.count("quota") == 1
    zalo.quota = left
    await stage.send(update, messages, 0)
    assert len(zalo.texts()) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(400, description="Bad Request"), Undeliverable),
        (Fault(200, code=400), Undeliverable),
        (Fault(404, description="Not Found"), Undeliverable),
        (Fault(401, description="Unauthorized"), ChannelDown),
        (Fault(200, code=401), ChannelDown),
        (Fault(429, description="quota"), Wait),
        (Fault(409), Unreachable),
        (Fault(302), Unreachable),
    ],
)
async def test_refusals_become_what_the_worker_understands(
    stage: Stage, zalo: FakeZaloBot, fault: Fault, error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    """By the code, also where Zalo hides it in a 200; neither the token nor what was written is in the log."""
    caplog.set_level(logging.DEBUG)
    update, messages = await prepared(stage, zalo)
    zalo.fail("sendMessage", fault)
    with pytest.raises(error) as caught:
        await stage.send(update, messages, 0)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert SECRET not in told
    assert "15 km" not in told


@pytest.mark.parametrize("fault", [Fault(cut=True), Fault(hang=3), Fault(page=True)])
async def test_the_token_is_in_no_trouble(
    stage: Stage, zalo: FakeZaloBot, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """It stands in the address of every call, so errors of the HTTP library would tell it."""
    caplog.set_level(logging.DEBUG)
    update, messages = await prepared(stage, zalo)
    zalo.fail("sendMessage", fault)
    with pytest.raises(Unreachable) as caught:
        await stage.send(update, messages, 0)
    assert caught.value.__cause__ is None
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + caplog.text + repr(stage.settings)


async def test_the_rows_of_silent_chats_are_forgotten(stage: Stage, zalo: FakeZaloBot) -> None:
    """After thirty days a person is greeted as a stranger."""
    await stage.greeted(await zalo.person().say("How far?"))
    stage.clock.now += 31 * 86_400
    tidy = asyncio.ensure_future(stage.channel.sources[1]())
    await asyncio.sleep(0.1)
    tidy.cancel()
    await stage.reply(await zalo.person().say("How far?"))
    assert len(zalo.texts()) == 2
