"""How updates get into the inbox: fetched or pushed, stored before they are confirmed."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from bot.channels.telegram.line import Line
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.settings import PATH, TelegramSettings
from bot.channels.telegram.webhook import HEADER
from bot.inbox.base import ChannelDown
from tests.bot.channels.telegram.post import SECRET, Post
from tests.fake_platforms.telegram import TOKEN, FakeTelegram
from tests.fake_platforms.telegram_words import BAD_GATEWAY, Fault, flood

pytestmark = pytest.mark.asyncio


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the fake tells nobody what it is asked
            await asyncio.sleep(0.02)


@asynccontextmanager
async def polling(post: Post) -> AsyncIterator[asyncio.Task[None]]:
    """The channel's first source at work."""
    task = asyncio.create_task(post.channel.sources[0]())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_updates_are_confirmed_after_they_are_stored(post: Post, telegram: FakeTelegram) -> None:
    """While the inbox is broken Telegram keeps them; once it works they come, in order, once each."""
    lan = telegram.person()
    post.inbox.broken = True
    async with polling(post):
        updates = [await lan.say(f"Question {number}") for number in range(5)]
        await until(lambda: telegram.count("getUpdates") >= 2)
        assert len(telegram.updates.waiting) == 5
        post.inbox.broken = False
        await until(lambda: len(post.inbox.arrivals) == 5)
        await telegram.again(updates)
        await until(lambda: telegram.updates.waiting == [])
    assert [arrival.key for arrival in post.inbox.arrivals] == [str(update["update_id"]) for update in updates]
    assert {arrival.chat for arrival in post.inbox.arrivals} == {str(lan.id)}
    assert not any(call.params.get("drop_pending_updates") for call in telegram.calls)


async def test_a_new_process_gets_what_the_old_one_did_not_confirm(post: Post, telegram: FakeTelegram) -> None:
    """Stored but unconfirmed updates come again, and the inbox knows them."""
    await telegram.person().say("How far?")
    async with polling(post):
        await until(lambda: len(post.inbox.arrivals) == 1)
    async with Post(telegram) as restarted:
        restarted.inbox = post.inbox
        async with polling(restarted):
            await asyncio.sleep(0.2)
    assert len(post.inbox.arrivals) == 1


async def test_strange_updates_do_not_stop_the_fetching(post: Post, telegram: FakeTelegram) -> None:
    """Unknown kinds and broken ones are passed over."""
    for body in ({"brand_new": {}}, {"message": "x"}, {"message": {"chat": {"id": "x"}}}, {"callback_query": {}}):
        await telegram.happen(body)
    await telegram.person().say("How far?")
    async with polling(post):
        await until(lambda: len(post.inbox.arrivals) == 1 and not telegram.updates.waiting)


@pytest.mark.parametrize("fault", [BAD_GATEWAY, Fault(cut=True), Fault(page=True), flood(1), Fault(400, "Bad Request")])
async def test_fetching_goes_on_after_trouble(post: Post, telegram: FakeTelegram, fault: Fault) -> None:
    """Whatever comes instead of updates, the next call is made."""
    telegram.fail("getUpdates", fault)
    async with polling(post):
        await telegram.person().say("How far?")
        await until(lambda: len(post.inbox.arrivals) == 1)


async def test_a_rejected_token_ends_the_source_without_telling_it(
    post: Post, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator is told what to do; the token is not told."""
    caplog.set_level(logging.DEBUG)
    telegram.fail("getMe", Fault(401, "Unauthorized"))
    async with polling(post) as task:
        with pytest.raises(ChannelDown, match="TELEGRAM__TOKEN") as caught:
            await task
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + caplog.text


async def test_a_second_process_gives_up_and_the_first_goes_on(post: Post, telegram: FakeTelegram) -> None:
    """A newcomer that meets another poller again and again ends with a clear sentence; nothing is lost."""
    line = Line(post.settings)
    newcomer = Polling(line, post.inbox, post.settings, pauses=(0.05,))
    async with polling(post) as first:
        await until(lambda: telegram.count("getUpdates") >= 1)
        telegram.fail("getUpdates", Fault(409, "Conflict: terminated by other getUpdates request"))
        await telegram.person().say("How far?")
        await until(lambda: len(post.inbox.arrivals) == 1)
        telegram.fail("getUpdates", Fault(409, "Conflict: terminated by other getUpdates request"), times=9)
        with pytest.raises(ChannelDown, match="Another process"):
            await newcomer.run()
        telegram.heal()
        await telegram.person().say("And how deep?")
        await until(lambda: len(post.inbox.arrivals) == 2)
        assert not first.done()
    await line.close()


async def test_a_webhook_left_behind_is_removed(post: Post, telegram: FakeTelegram) -> None:
    """Fetching begins where pushing was set up, and nothing that waits is lost."""
    await telegram.updates.push_to({"url": f"http://127.0.0.1:{unused_port()}/gone"})
    await telegram.person().say("How far?")
    async with polling(post):
        await until(lambda: len(post.inbox.arrivals) == 1)
    assert telegram.count("deleteWebhook") == 1


@asynccontextmanager
async def pushed(telegram: FakeTelegram) -> AsyncIterator[tuple[Post, TestClient[web.Request, web.Application]]]:
    """The channel with a webhook, at an address that Telegram can reach."""
    port = unused_port()
    async with Post(telegram, public_url=f"http://127.0.0.1:{port}") as post:
        app = web.Application()
        app.router.add_routes(post.channel.routes)
        async with TestClient(TestServer(app, port=port)) as client:
            yield post, client


async def test_pushed_updates_are_stored_before_they_are_taken(telegram: FakeTelegram) -> None:
    """503 while the inbox is broken, so Telegram pushes again; duplicates get 200 and are stored once."""
    async with pushed(telegram) as (post, _):
        await post.channel.sources[0]()
        post.inbox.broken = True
        update = await telegram.person().say("How far?")
        await until(lambda: len(telegram.updates.pushes) >= 2)
        assert {status for _, status in telegram.updates.pushes} == {503}
        post.inbox.broken = False
        await telegram.again([update, update])
        await until(lambda: telegram.updates.waiting == [])
    assert [arrival.key for arrival in post.inbox.arrivals] == [str(update["update_id"])]


@pytest.mark.parametrize("secret", [None, "", "x", SECRET, "ü" * 10, "a" * 5_000])
async def test_a_wrong_secret_gets_403_and_leaves_no_trace(
    telegram: FakeTelegram, secret: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is stored, nothing is logged."""
    async with pushed(telegram) as (post, client):
        caplog.set_level(logging.INFO, "bot")
        caplog.clear()
        headers = {} if secret is None else {HEADER: secret}
        response = await client.post(PATH, json={"update_id": 1, "message": {"chat": {"id": 1}}}, headers=headers)
        assert response.status == 403
        assert post.inbox.arrivals == []
        assert not [record for record in caplog.records if record.name.startswith("bot")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"update_id": "1"}', 400),
        (b'{"update_id": true}', 400),
        (b'{"update_id": 1, "message": {"text": "\xff"}}', 400),
        (b'{"update_id": 1, "x": ' + b"[" * 40 + b"]" * 40 + b"}", 400),
        (b'{"update_id": 1, "x": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", 400),
        (b" " * (1024 * 1024 + 1), 413),
        (b'{"update_id": 1, "poll": {}}', 200),
        (b'{"update_id": 1, "message": null}', 200),
        (b'{"update_id": 1, "message": {"chat": {"id": 5}, "date": 1, "text": "\\ud800"}}', 200),
    ],
)
async def test_bodies_that_are_no_updates_are_refused(telegram: FakeTelegram, body: bytes, status: int) -> None:
    """Broken, deep and large bodies get 400 or 413 and no traceback; kinds without a reply get 200."""
    async with pushed(telegram) as (post, client):
        response = await client.post(PATH, data=BytesIO(body), headers={HEADER: post.settings.webhook_secret})
        assert response.status == status
        assert "Traceback" not in await response.text()
        assert len(post.inbox.arrivals) == (b"text" in body and status == 200)


async def test_menus_are_set_for_each_language_and_only_when_they_changed(telegram: FakeTelegram) -> None:
    """The first start sets nine menus and descriptions, the second asks only; a flood limit is waited out."""
    telegram.fail("setMyCommands", flood(1))
    async with Post(telegram) as post:
        await post.channel.sources[1]()
    assert set(telegram.methods.menus) == {"", "vi", "en", "zh", "ko", "ja", "fr", "ru", "lo"}
    assert len(telegram.methods.menus["ko"]) == 9
    assert len(telegram.methods.descriptions) == 18
    before = [call.method for call in telegram.calls if call.method.startswith("setMy")]
    async with Post(telegram) as post:
        await post.channel.sources[1]()
    assert [call.method for call in telegram.calls if call.method.startswith("setMy")] == before
    assert telegram.refused == []


async def test_a_menu_that_telegram_refuses_stops_nothing(telegram: FakeTelegram) -> None:
    """The source ends quietly."""
    telegram.fail("setMyCommands", Fault(400, "Bad Request: BOT_COMMAND_INVALID"))
    async with Post(telegram) as post:
        await post.channel.sources[1]()


@pytest.mark.parametrize(("token", "url"), [("", None), ("x", None), (TOKEN, "http://a.example"), (TOKEN, "x")])
async def test_settings_that_cannot_work_are_refused(token: str, url: str | None) -> None:
    """A token or address of the wrong form is an error that does not show the token."""
    with pytest.raises(ValueError, match="Telegram") as caught:
        TelegramSettings(token, url)
    assert SECRET not in str(caught.value)
