"""What every messenger keeps to, with the real inbox and worker, against the fake platform of each."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels import telegram, zalo_bot, zalo_oa
from bot.conversation import Answer, Question
from bot.inbox.inbox import Inbox
from bot.serving import Channel, run_channels
from tests.bot.channels.zalo_bot.stage import FakeKept, until
from tests.bot.channels.zalo_oa.world import ANSWER, FakeRecords, settings_for
from tests.fake_platforms.telegram import TOKEN as TELEGRAM_TOKEN
from tests.fake_platforms.telegram import FakeTelegram
from tests.fake_platforms.zalo_bot import TOKEN as ZALO_BOT_TOKEN
from tests.fake_platforms.zalo_bot import FakeZaloBot
from tests.fake_platforms.zalo_oa import FakeZaloOa

ME, OTHER = 1001, 1002
BLOCKED = -213
Update = dict[str, object]


@dataclass
class Echo:
    """Answers in Vietnamese with the question and a source; slowly where the question says so."""

    async def ask(self, question: Question) -> Answer:
        """The question's own words."""
        await asyncio.sleep(0.5 if "slow" in question.text else 0)
        return replace(ANSWER, text=f"re {question.text} [1]")

    def ready(self) -> str | None:
        """Always."""
        return None


@dataclass(frozen=True)
class Platform:
    """What people, given by number, do on a platform, and what they read; `again` lets an update come once more."""

    arrive: Callable[[int], Awaitable[Update]]
    say: Callable[[int, str], Awaitable[Update]]
    send: Callable[[int, str], Awaitable[Update]]
    again: Callable[[Update], Awaitable[object]]
    block: Callable[[int], None]
    read: Callable[[int], list[str]]

    def answers(self, person: int) -> list[str]:
        """The questions that were answered, in the order of the answers."""
        return [text.split(" [1]")[0].removeprefix("re ") for text in self.read(person) if text.startswith("re ")]

    async def ask(self, person: int, text: str) -> Update:
        """Ask, and wait for the answer."""
        update = await self.say(person, text)
        await until(lambda: text in self.answers(person))
        return update


@asynccontextmanager
async def on_telegram(folder: Path) -> AsyncIterator[Platform]:
    """Telegram, polled."""
    async with FakeTelegram() as fake:
        people = {number: fake.person(number, "vi") for number in (ME, OTHER)}
        settings = telegram.TelegramSettings(TELEGRAM_TOKEN, base_url=fake.base_url, poll_seconds=1)
        inbox, kept = Inbox.open(f"sqlite:///{folder / 'inbox.sqlite'}"), FakeKept()

        def block(number: int) -> None:
            people[number].home.writable = False

        async with run_channels(inbox, [telegram.build_telegram(settings, inbox, Echo(), kept, kept)]):
            yield Platform(
                arrive=lambda number: people[number].say("/start"),
                say=lambda number, text: people[number].say(text),
                send=lambda number, kind: people[number].send(kind),
                again=lambda update: fake.again([update]),
                block=block,
                read=fake.texts,
            )
        assert fake.refused == []


@asynccontextmanager
async def on_zalo_oa(folder: Path) -> AsyncIterator[Platform]:
    """The Official Account, which is pushed to."""
    async with FakeZaloOa() as fake:
        settings = settings_for(fake, folder)
        inbox = Inbox.open(settings.database_url)
        around = zalo_oa.Surroundings(clock=fake.oauth.now, settle_seconds=0.0)
        channel = zalo_oa.build_zalo_oa(settings, inbox, Echo(), FakeRecords(), around)
        async with _served(inbox, channel) as url:
            people = fake.pusher(f"{url}{zalo_oa.PATH}")

            async def push(event: Update) -> Update:
                assert await people.push(event) == 200
                return event

            def block(number: int) -> None:
                fake.talks.of(str(number)).blocked = BLOCKED

            yield Platform(
                arrive=lambda number: push(people.follow(str(number))),
                say=lambda number, text: push(people.message("user_send_text", str(number), {"text": text})),
                send=lambda number, kind: push(
                    people.attachment("image" if kind == "photo" else kind, str(number), {"url": "http://a.example/1"})
                ),
                again=push,
                block=block,
                read=lambda number: [entry.text for entry in fake.received(str(number))],
            )
        assert [code for _, code in fake.refused if code != BLOCKED] == []


@asynccontextmanager
async def on_zalo_bot(folder: Path) -> AsyncIterator[Platform]:
    """The Zalo bot, polled."""
    async with FakeZaloBot() as fake:
        people = {number: fake.person(str(number)) for number in (ME, OTHER)}
        url = f"sqlite:///{folder / 'inbox.sqlite'}"
        settings = zalo_bot.ZaloBotSettings(ZALO_BOT_TOKEN, url, base_url=fake.base_url, poll_seconds=1)
        inbox, kept = Inbox.open(url), FakeKept()
        around = zalo_bot.Surroundings(floor=0.02)

        def block(number: int) -> None:
            fake.rooms[str(number)].writable = False

        channel = zalo_bot.build_zalo_bot(settings, inbox, Echo(), zalo_bot.Kept(kept, kept), around)
        async with run_channels(inbox, [channel]):
            yield Platform(
                arrive=lambda number: people[number].say("/start"),
                say=lambda number, text: people[number].say(text),
                send=lambda number, kind: people[number].send("image" if kind == "photo" else kind),
                again=fake.updates.add,
                block=block,
                read=lambda number: fake.texts(str(number)),
            )
        assert fake.refused == []


@asynccontextmanager
async def _served(inbox: Inbox, channel: Channel) -> AsyncIterator[str]:
    """The channel at work and its routes on loopback; yields their address."""
    app = web.Application()
    app.add_routes(channel.routes)
    async with TestServer(app) as server, run_channels(inbox, [channel]):
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(params=[on_telegram, on_zalo_oa, on_zalo_bot], ids=["telegram", "zalo_oa", "zalo_bot"])
async def platform(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Platform]:
    """One platform after the other."""
    open_platform: Callable[[Path], AbstractAsyncContextManager[Platform]] = request.param
    async with open_platform(tmp_path) as opened:
        yield opened


async def test_whoever_comes_learns_that_no_person_speaks(platform: Platform) -> None:
    """The first message on first contact says that an automated assistant answers."""
    await platform.arrive(ME)
    await until(lambda: any("trợ lý tự động" in text for text in platform.read(ME)))
    assert len(platform.read(ME)) == 1


async def test_a_question_gets_its_answer_with_the_source(platform: Platform) -> None:
    """The answer and the line of its source stand in one message, and there is no other answer."""
    await platform.arrive(ME)
    await platform.ask(ME, "hồ ở đâu?")
    (answer,) = [text for text in platform.read(ME) if text.startswith("re ")]
    title, source = answer.partition("Nguồn")[1:]
    assert title
    assert "[1] Hồ Núi Cốc · Sở Du lịch" in source


async def test_what_is_no_text_gets_one_polite_sentence_once(platform: Platform) -> None:
    """Two stickers and a photo bring one sentence, and the question after them its answer."""
    await platform.arrive(ME)
    for kind in ("sticker", "sticker", "photo"):
        await platform.send(ME, kind)
    await platform.ask(ME, "còn mở cửa không?")
    assert sum("Tôi chỉ đọc được chữ" in text for text in platform.read(ME)) == 1


async def test_an_update_that_comes_twice_is_answered_once(platform: Platform) -> None:
    """The same update at once and once more after its answer brings one answer."""
    await platform.arrive(ME)
    update = await platform.say(ME, "một lần")
    await platform.again(update)
    await until(lambda: "một lần" in platform.answers(ME))
    await platform.again(update)
    await platform.ask(ME, "câu cuối")
    assert platform.answers(ME) == ["một lần", "câu cuối"]


async def test_answers_come_in_the_order_of_the_questions(platform: Platform) -> None:
    """A slow first question is answered before the quick second one of the same person."""
    await platform.arrive(ME)
    await platform.say(ME, "slow one")
    await platform.ask(ME, "quick one")
    assert platform.answers(ME) == ["slow one", "quick one"]


async def test_who_has_blocked_the_bot_stops_nothing_for_others(platform: Platform) -> None:
    """Of three questions of one who cannot be written to none is answered, and the next person's is."""
    await platform.arrive(ME)
    await platform.arrive(OTHER)
    await until(lambda: bool(platform.read(ME) and platform.read(OTHER)))
    platform.block(ME)
    for number in range(3):
        await platform.say(ME, f"question {number}")
    await platform.ask(OTHER, "còn tôi?")
    assert platform.answers(OTHER) == ["còn tôi?"]
    assert platform.answers(ME) == []
