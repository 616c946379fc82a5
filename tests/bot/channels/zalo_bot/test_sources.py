"""How updates get into the inbox: polled or pushed, stored before anything else happens."""

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from bot.channels.zalo_bot import PATH, ZaloBotSettings
from bot.channels.zalo_bot.polling import FLOOR
from bot.channels.zalo_bot.webhook import BODY_LIMIT, HEADER
from bot.inbox.base import ChannelDown
from tests.bot.channels.zalo_bot.stage import SECRET, Stage, until
from tests.fake_platforms.zalo_bot import TOKEN, FakeZaloBot, Fault

pytestmark = pytest.mark.asyncio


async def test_consumed_updates_that_come_again_get_no_second_answer(tmp_path: Path) -> None:
    """A11: two old updates before each new one, and a hundred when nobody writes: one answer to each question."""
    async with FakeZaloBot(replays=2) as zalo, Stage(zalo, tmp_path) as stage:
        people = [zalo.person(f"u{number}") for number in range(10)]
        async with stage.running():
            for person in people:
                await person.say("How far?")
            await until(lambda: zalo.updates.given >= 130 and all(len(zalo.texts(p.id)) == 2 for p in people))
        assert all(len(zalo.texts(person.id)) == 2 for person in people)
        assert len(stage.gate.arrivals) == 10
        assert zalo.refused == []


async def test_there_is_never_more_than_one_poll_a_second(tmp_path: Path) -> None:
    """Even when every poll is answered at once, with something old; the fake refuses the rest."""
    async with FakeZaloBot(least_pause=1.0, replays=9) as zalo, Stage(zalo, tmp_path, floor=FLOOR) as stage:
        await zalo.person().say("How far?")
        async with stage.running(worker=False):
            await until(lambda: zalo.count("getUpdates") >= 4)
        polls = [call.at for call in zalo.calls if call.method == "getUpdates"]
        assert all(later - earlier >= 1.0 for earlier, later in pairwise(polls))
        assert zalo.refused == []


async def test_an_idle_poll_is_no_trouble(stage: Stage, zalo: FakeZaloBot, caplog: pytest.LogCaptureFixture) -> None:
    """408 means that nobody wrote."""
    async with stage.running(worker=False):
        await until(lambda: zalo.count("getUpdates") >= 4)
    assert not [record for record in caplog.records if record.name.startswith("bot")]


async def test_an_update_is_stored_before_the_next_poll(
    stage: Stage, zalo: FakeZaloBot, caplog: pytest.LogCaptureFixture
) -> None:
    """A4: Zalo need not give it again, so while the database is away nothing else is fetched."""
    stage.gate.broken = True
    lan = zalo.person()
    async with stage.running():
        for number in range(3):
            await lan.say(f"Question {number}")
        await asyncio.sleep(1.2)
        assert len(zalo.updates.waiting) == 2
        stage.gate.broken = False
        await until(lambda: len(zalo.texts()) == 4)
    assert [question.text for question in stage.ask.asked] == ["Question 0", "Question 1", "Question 2"]
    assert caplog.text.count("could not be stored") == 1


async def test_strange_updates_do_not_stop_the_polling(stage: Stage, zalo: FakeZaloBot) -> None:
    """Unknown events, bots, broken objects and lists are passed over; a new kind of message gets the notice."""
    message = {"chat": {"id": "u1"}, "from": {"id": "u1"}, "message_id": "m1", "date": int(time.time())}
    strange = [
        {},
        {"event_name": "bot.joined"},
        {"event_name": 5, "message": message},
        {"event_name": "message.text.received", "message": []},
        {"event_name": "message.text.received", "message": {**message, "chat": {"id": []}, "from": "x"}},
        {
            "event_name": "message.text.received",
            "message": {**message, "message_id": "m0", "from": {"id": "b", "is_bot": True}},
        },
        [1],
        "x",
    ]
    await zalo.updates.add(*strange, {"event_name": "message.location.received", "message": message})  # type: ignore[arg-type]
    zalo.person()
    async with stage.running():
        await until(lambda: len(zalo.texts()) == 2)
    assert [arrival.key for arrival in stage.gate.arrivals] == ["m1"]


@pytest.mark.parametrize(
    "fault", [Fault(502), Fault(403), Fault(cut=True), Fault(page=True), Fault(400), Fault(200, code=408), Fault(408)]
)
async def test_polling_goes_on_after_trouble(stage: Stage, zalo: FakeZaloBot, fault: Fault) -> None:
    """Whatever comes instead of an update, the next poll is made."""
    zalo.fail("getUpdates", fault)
    async with stage.running(worker=False):
        await zalo.person().say("How far?")
        await until(lambda: len(stage.gate.arrivals) == 1)


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
async def test_a_rejected_token_ends_the_source_without_telling_it(
    stage: Stage, zalo: FakeZaloBot, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator is told what to do; the token is not told."""
    caplog.set_level(logging.DEBUG)
    zalo.fail(method, Fault(401, description="Unauthorized"))
    async with stage.running(worker=False) as source:
        with pytest.raises(ChannelDown, match="ZALO_BOT__TOKEN") as caught:
            await source
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + caplog.text


async def test_a_webhook_left_behind_is_removed(stage: Stage, zalo: FakeZaloBot) -> None:
    """Polling begins where pushing was set up; without a webhook nothing is deleted."""
    await zalo.updates.push_to(f"http://127.0.0.1:{unused_port()}/gone", "s" * 8)
    await zalo.person().say("How far?")
    async with stage.running(worker=False):
        await until(lambda: len(stage.gate.arrivals) == 1)
    assert zalo.count("deleteWebhook") == 1
    assert zalo.refused == []


@asynccontextmanager
async def pushed(
    zalo: FakeZaloBot, folder: Path
) -> AsyncIterator[tuple[Stage, TestClient[web.Request, web.Application]]]:
    """The channel with a webhook, at an address that Zalo can reach."""
    port = unused_port()
    async with Stage(zalo, folder, public_url=f"http://127.0.0.1:{port}") as stage:
        app = web.Application()
        app.router.add_routes(stage.channel.routes)
        async with TestClient(TestServer(app, port=port)) as client:
            yield stage, client


@pytest.mark.parametrize("wrapped", [True, False])
async def test_pushed_updates_are_stored_before_they_are_taken(tmp_path: Path, wrapped: bool) -> None:
    """503 while the database is away; wrapped in {"ok", "result"} or not; what comes twice is stored once."""
    async with FakeZaloBot(wrapped=wrapped) as zalo, pushed(zalo, tmp_path) as (stage, _):
        await stage.channel.sources[0]()
        stage.gate.broken = True
        update = await zalo.person().say("How far?")
        await until(lambda: len(zalo.updates.pushes) >= 2)
        assert set(zalo.updates.pushes) == {503}
        stage.gate.broken = False
        await zalo.updates.add(update, update)
        await until(lambda: not zalo.updates.waiting)
        assert len(stage.gate.arrivals) == 1
        assert stage.gate.arrivals[0].sent_at == pytest.approx(update["message"]["date"] / 1_000)  # type: ignore[index]
        assert "An Nguyễn" not in stage.gate.arrivals[0].body
        assert zalo.refused == []


async def test_an_address_that_zalo_cannot_reach_is_set_again(
    zalo: FakeZaloBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator is told, since Zalo keeps the address all the same."""
    zalo.verifies = False
    async with pushed(zalo, tmp_path) as (stage, _), stage.running(worker=False) as source:
        await until(lambda: "could not reach" in caplog.text)
        assert not source.done()


@pytest.mark.parametrize("secret", [None, "", "x", SECRET, TOKEN, "ü" * 10, "a" * 5_000])
async def test_a_wrong_secret_gets_403_and_leaves_no_trace(
    zalo: FakeZaloBot, tmp_path: Path, secret: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """A5: nothing is stored, nothing is logged."""
    async with pushed(zalo, tmp_path) as (stage, client):
        caplog.set_level(logging.INFO, "bot")
        caplog.clear()
        headers = {} if secret is None else {HEADER: secret}
        response = await client.post(PATH, json=await zalo.person().say("How far?"), headers=headers)
        assert response.status == 403
        assert stage.gate.arrivals == []
        assert not [record for record in caplog.records if record.name.startswith("bot")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"result": {"message": {"text": "\xff"}}}', 400),
        (b'{"result": ' + b"[" * 40 + b"]" * 40 + b"}", 400),
        (b'{"result": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", 400),
        (b" " * (BODY_LIMIT + 1), 413),
        (b"{}", 200),
        (b'{"ok": true, "result": {"event_name": "webhook.test"}}', 200),
        (b'{"event_name": "message.text.received", "message": {"chat": {"id": "u5"}, "text": "\\ud800"}}', 200),
    ],
)
async def test_bodies_that_are_no_updates_are_refused(
    zalo: FakeZaloBot, tmp_path: Path, body: bytes, status: int
) -> None:
    """A6: broken, deep and large bodies get 400 or 413 and no traceback; what needs no reply gets 200."""
    async with pushed(zalo, tmp_path) as (stage, client):
        response = await client.post(PATH, data=BytesIO(body), headers={HEADER: stage.settings.webhook_secret})
        assert response.status == status
        assert "Traceback" not in await response.text()
        assert len(stage.gate.arrivals) == (b"ud800" in body)


@pytest.mark.parametrize(("token", "url"), [("", None), ("x", None), (TOKEN, "http://a.example"), (TOKEN, "x")])
async def test_settings_that_cannot_work_are_refused(token: str, url: str | None) -> None:
    """A token or address of the wrong form is an error that does not show the token."""
    with pytest.raises(ValueError, match="Zalo") as caught:
        ZaloBotSettings(token, "sqlite://", url)
    assert SECRET not in str(caught.value)
