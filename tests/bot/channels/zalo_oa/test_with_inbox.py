"""The channel with the real inbox and worker, on the one database that they share."""

import asyncio
import dataclasses
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.zalo_oa import PATH, Surroundings, build_zalo_oa
from bot.conversation import Answer, Question
from bot.inbox.inbox import Inbox
from bot.inbox.limits import Limits
from bot.inbox.worker import Worker
from tests.bot.channels.zalo_oa.world import ANSWER, FakeRecords, fake_say, settings_for
from tests.fake_platforms.zalo_oa import SEND, TOKEN, FakeZaloOa, Fault
from tests.fake_platforms.zalo_oa_pusher import Pusher

FAST = Limits(first_retry=0.05, longest_retry=0.5, poll=0.05, down=0.2)
PERSONS, QUESTIONS = 12, 5


class Echo:
    """Answers with the question."""

    async def ask(self, question: Question) -> Answer:
        """The question's own words."""
        return dataclasses.replace(ANSWER, text=f"re {question.text}", citations=())

    def ready(self) -> str | None:
        """Always."""
        return None


async def test_every_question_is_answered_once_and_in_order(tmp_path: Path) -> None:
    """Sixty questions with copies, cut connections, expiries and rate limits: none lost, doubled or out of order."""
    async with FakeZaloOa() as zalo:
        settings = settings_for(zalo, tmp_path)
        inbox = Inbox.open(settings.database_url)
        channel = build_zalo_oa(settings, inbox, Echo(), FakeRecords(), Surroundings(fake_say, zalo.oauth.now, 0.0))
        app = web.Application()
        app.add_routes(channel.routes)
        server = TestServer(app)
        await server.start_server()
        worker = Worker(inbox, [channel.courier], limits=FAST)
        running = asyncio.create_task(worker.run())
        people = zalo.pusher(f"http://127.0.0.1:{server.port}{PATH}")
        try:
            async with asyncio.timeout(60):
                await asyncio.gather(*(_write(people, zalo, f"u{number}") for number in range(PERSONS)))
                while await inbox.waiting():  # noqa: ASYNC110 - the inbox has no event for it
                    await asyncio.sleep(0.05)
            counts = await inbox.counts()
        finally:
            await worker.stop()
            await running
            await channel.close()
            await asyncio.to_thread(inbox.close)
            await server.close()
    for number in range(PERSONS):
        texts = [entry.text for entry in zalo.received(f"u{number}") if entry.text.startswith("re ")]
        assert [text.split("\n")[0] for text in texts] == [f"re question {turn}" for turn in range(QUESTIONS)]
    assert counts["sent"] == PERSONS * QUESTIONS
    assert zalo.oauth.reused == []


async def _write(people: Pusher, zalo: FakeZaloOa, person: str) -> None:
    for turn in range(QUESTIONS):
        event = people.message("user_send_text", person, {"text": f"question {turn}"})
        assert await people.push(event, copies=2) == 200
        if person in ("u1", "u2", "u3"):
            zalo.fail(SEND, Fault(accept=turn % 2 == 0, cut=True))
        if person == "u4":
            zalo.oauth.expire()
        if person == "u5" and turn == 2:
            zalo.fail(TOKEN, Fault(status=503))
        await asyncio.sleep(0.02)
