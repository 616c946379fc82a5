"""One life of a bot, killed at a point: `python -m tests.faults.inbox_child FOLDER QUESTIONS POINT COUNT`.

The platform is a file to which one line at a time is appended: what it delivered, what the bot acknowledged, and what
people see. It outlives the bot. The courier is idempotent as Telegram's can be: it makes a placeholder, commits its id
and edits it; a repeated edit changes nothing.
"""

import asyncio
import json
import os
import signal
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from bot.inbox.base import Arrival, Message, Notice, Receipt, Save, Task, Wait
from bot.inbox.inbox import Inbox
from bot.inbox.limits import Limits
from bot.inbox.store import Job, Store
from bot.inbox.worker import Worker

POINTS = (
    "before put",
    "in a transaction",
    "after a commit",
    "before acknowledging",
    "after acknowledging",
    "after claim",
    "in compose",
    "before plan",
    "after plan",
    "before placeholder",
    "after placeholder",
    "after receipt",
    "after edit",
    "after record",
    "after finish",
    "after postpone",
)

_CHATS = 8


class Death:
    """Comes when a point is passed for the how-manieth time."""

    def __init__(self, point: str, count: int) -> None:
        """An unknown point never comes."""
        self._point = point
        self._left = count

    def pass_by(self, point: str) -> None:
        """Kill this process if it is time."""
        self._left -= point == self._point
        if point == self._point and self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


class Platform:
    """Appends to its file and reads it again."""

    def __init__(self, folder: Path) -> None:
        """Keep the file in a folder."""
        self._path = folder / "platform.jsonl"
        self._path.touch()

    def note(self, **line: object) -> None:
        """Append a line in one write, which a killed process has done or not done."""
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        os.write(file, (json.dumps(line) + "\n").encode())
        os.close(file)

    def lines(self) -> list[dict[str, object]]:
        """Everything so far."""
        return [json.loads(line) for line in self._path.read_text().splitlines()]


class DeadlyStore(Store):
    """Dies between a group's statements and its commit, or right after the commit."""

    death: Death

    def run(self, jobs: Sequence[Job]) -> list[object]:
        """Run jobs; the last one of a group of them is death's chance."""
        outcome = super().run([*jobs, lambda connection: self.death.pass_by("in a transaction")])
        self.death.pass_by("after a commit")
        return outcome[: len(jobs)]


class DeadlyInbox(Inbox):
    """Dies around its steps."""

    death: Death

    async def claim(self, limit: int, channel: str | None = None) -> list[Task]:
        """Claim, and perhaps die with tasks in hand."""
        tasks = await super().claim(limit, channel)
        if tasks:
            self.death.pass_by("after claim")
        return tasks

    async def plan(self, task: Task, messages: Sequence[Message], *ends: object) -> Task:
        """Plan."""
        self.death.pass_by("before plan")
        planned = await super().plan(task, messages, *ends)
        self.death.pass_by("after plan")
        return planned

    async def record(self, task: Task, number: int, receipt: Receipt | None, sent: bool = False) -> None:
        """Record."""
        await super().record(task, number, receipt, sent)
        self.death.pass_by("after record" if sent else "after receipt")

    async def finish(self, task: Task, *how: object) -> None:
        """Finish."""
        await super().finish(task, *how)
        self.death.pass_by("after finish")

    async def postpone(self, task: Task, seconds: float, counted: bool = True) -> None:
        """Postpone."""
        await super().postpone(task, seconds, counted)
        self.death.pass_by("after postpone")


class EditingCourier:
    """Two messages a question, each a placeholder that is edited."""

    name = "fake"

    def __init__(self, platform: Platform, death: Death) -> None:
        """Write to the platform until death comes."""
        self._platform = platform
        self._death = death
        self._waited: set[str] = set()

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Answer with the question's key, so that every answer can be counted."""
        await asyncio.sleep(0.002)
        self._death.pass_by("in compose")
        return [{"text": f"{arrival.key}/{part}"} for part in range(2)]

    async def refuse(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """An apology, which must not be needed here."""
        return [{"text": f"{arrival.key}/sorry"}]

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Make a placeholder unless there is one; then edit it. One question in five must wait in the middle."""
        self._death.pass_by("before placeholder")
        if receipt is None:
            receipt = {"id": uuid.uuid4().hex}
            self._platform.note(placeholder=receipt["id"], chat=task.arrival.chat)
            self._death.pass_by("after placeholder")
            await save(receipt)
        if int(task.arrival.key) % 5 == 0 and task.arrival.key not in self._waited:
            self._waited.add(task.arrival.key)
            raise Wait(0.01)
        assert task.messages is not None
        self._platform.note(edit=receipt["id"], chat=task.arrival.chat, text=task.messages[number]["text"])
        self._death.pass_by("after edit")


async def feed(inbox: Inbox, platform: Platform, questions: int, death: Death) -> None:
    """Deliver, three times each, what was never acknowledged; a few at once, as a poll or webhooks bring them."""
    known = {line["acknowledged"] for line in platform.lines() if "acknowledged" in line}
    pending = [number for number in range(questions) if number not in known]
    for start in range(0, len(pending), 4):
        some = pending[start : start + 4]
        arrivals = [Arrival("fake", str(key), str(key % _CHATS), "{}", time.time()) for key in some]
        death.pass_by("before put")
        await asyncio.gather(inbox.put(arrivals), inbox.put(arrivals[::-1]))
        death.pass_by("before acknowledging")
        for key in some:
            platform.note(acknowledged=key)
        death.pass_by("after acknowledging")
    await inbox.put([Arrival("fake", str(key), str(key % _CHATS), "{}", time.time()) for key in range(questions)])


async def live(folder: Path, questions: int, death: Death) -> None:
    """Take the questions, answer them all, and end."""
    platform = Platform(folder)
    store = DeadlyStore(f"sqlite:///{folder / 'inbox.sqlite'}")
    store.death = death
    inbox = DeadlyInbox(store)
    inbox.death = death
    worker = Worker(inbox, [EditingCourier(platform, death)], at_once=8, limits=Limits(poll=0.02))
    running = asyncio.create_task(worker.run())
    platform.note(started=os.getpid())
    await feed(inbox, platform, questions, death)
    while await inbox.waiting():  # noqa: ASYNC110 - nothing tells when the last one is done
        await asyncio.sleep(0.005)
    await worker.stop()
    await running
    inbox.close()


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), int(sys.argv[2]), Death(sys.argv[3], int(sys.argv[4]))))
