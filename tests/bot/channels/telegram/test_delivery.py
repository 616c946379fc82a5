"""The channel with the real inbox and the real worker: every question answered once and in order, whatever happens."""

import asyncio
from pathlib import Path

import pytest

from bot.channels.telegram import build_telegram
from bot.inbox.inbox import Inbox
from bot.inbox.worker import Worker
from tests.bot.channels.telegram.echo import Echo
from tests.bot.channels.telegram.post import Kept, Post
from tests.bot.channels.telegram.test_sources import until
from tests.fake_platforms.telegram import FakeTelegram
from tests.fake_platforms.telegram_words import ANSWER_LOST, BAD_GATEWAY, BLOCKED, NEVER_ARRIVED, flood

pytestmark = pytest.mark.asyncio


async def test_every_question_is_answered_once_and_in_order(telegram: FakeTelegram, tmp_path: Path) -> None:
    """With lost replies, lost calls, 502s, floods and duplicated updates among them; who blocked the bot is let be."""
    inbox = Inbox.open(f"sqlite:///{tmp_path / 'inbox.sqlite'}")
    async with Post(telegram) as post:
        channel = build_telegram(post.settings, inbox, Echo(), Kept(), Kept())
        worker = Worker(inbox, [channel.courier])
        people = [telegram.person(2_000 + number) for number in range(6)]
        for fault in (ANSWER_LOST, NEVER_ARRIVED, BAD_GATEWAY, flood(1)):
            telegram.fail("sendMessage", fault, chat=2_001)
            telegram.fail("editMessageText", fault, chat=2_002)
        telegram.fail("sendMessage", BLOCKED, times=100, chat=2_005)
        running = [asyncio.create_task(job) for job in (worker.run(), *(source() for source in channel.sources))]
        for number in range(4):
            updates = [await person.say(f"Question {number}?") for person in people]
            await telegram.again(updates)
        wanted = [f"You asked: Question {number}?" for number in range(4)]
        await until(lambda: all(answers(telegram, 2_000 + n) == wanted for n in range(5)), 60)
        await until(lambda: telegram.updates.waiting == [])
        await worker.stop()
        assert await inbox.waiting() == 0
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await channel.close()
    inbox.close()
    assert [answers(telegram, 2_000 + n) for n in range(6)] == [wanted] * 5 + [[]]
    assert all("message is not modified" in description for _, description in telegram.refused)


def answers(telegram: FakeTelegram, chat: int) -> list[str]:
    """The first lines of what a chat shows, without placeholders."""
    return [text.partition("\n")[0] for text in telegram.texts(chat) if text != "…"]
