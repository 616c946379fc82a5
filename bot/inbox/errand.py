"""One task from claim to end, where nothing goes wrong; what does go wrong is raised to the lane."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.inbox.base import Courier, Message, Receipt, Task, Unreachable
from bot.inbox.errors import InboxUnavailable
from bot.inbox.inbox import Inbox, State
from bot.inbox.limits import Limits
from bot.inbox.store import SPENT

_Outcome = TypeVar("_Outcome")


class Errand:
    """Composes, commits and sends for one courier."""

    def __init__(self, inbox: Inbox, courier: Courier, limits: Limits, clock: Callable[[], float]) -> None:
        """`clock` gives seconds since 1970."""
        self._inbox = inbox
        self._courier = courier
        self._limits = limits
        self._clock = clock

    async def run(self, task: Task, crowded: bool) -> bool:
        """Bring a task to its end; True when something was sent. Raises what the courier raises, or LeaseLost."""
        age = self._clock() - task.arrival.sent_at
        if age > self._limits.old:
            await self.end(task, "dropped", "old")
            return False
        if task.attempts >= SPENT:
            return await self.apologise(task)
        if task.messages is not None:
            return await self._send(task)
        if crowded:
            return await self._refuse(task)
        return await self._answer(task, age > self._limits.late)

    async def apologise(self, task: Task) -> bool:
        """Send an apology in place of what could not be composed or sent, unless a part of it is out."""
        messages = () if self._inbox.sent(task) else await self._courier.refuse(task.arrival, "unavailable")
        return await self._plan_and_send(task, messages, "failed", "fault")

    async def end(self, task: Task, state: State, note: str | None = None) -> None:
        """Finish a task, however long the database takes."""
        await self._insist(lambda: self._inbox.finish(task, state, note))

    async def postpone(self, task: Task, seconds: float, counted: bool) -> None:
        """Give a task back, however long the database takes."""
        await self._insist(lambda: self._inbox.postpone(task, seconds, counted))

    async def _answer(self, task: Task, late: bool) -> bool:
        async with asyncio.timeout(self._limits.compose):
            messages = await self._courier.compose(task.arrival, late)
        return await self._plan_and_send(task, messages, "sent" if messages else "nothing", "late" if late else "")

    async def _refuse(self, task: Task) -> bool:
        since = self._clock() - self._limits.notice_every
        told = await self._insist(lambda: self._inbox.was_refused(task.arrival, since))
        messages = () if told else await self._courier.refuse(task.arrival, "busy")
        return await self._plan_and_send(task, messages, "dropped", "busy" if messages else "shed")

    async def _plan_and_send(self, task: Task, messages: Sequence[Message], ends: State, note: str) -> bool:
        if messages:
            return await self._send(await self._insist(lambda: self._inbox.plan(task, messages, ends, note)))
        await self.end(task, ends, note)
        return False

    async def _send(self, task: Task) -> bool:
        for number in range(self._inbox.sent(task), len(task.messages or ())):
            await self._send_one(task, number)
        await self.end(task, "sent")
        return True

    async def _send_one(self, task: Task, number: int) -> None:
        async def save(receipt: Receipt) -> None:
            await self._insist(lambda: self._inbox.record(task, number, receipt))

        try:
            async with asyncio.timeout(self._limits.send):
                await self._courier.send(task, number, task.receipts[number], save)
        except TimeoutError as error:
            raise Unreachable("sending took too long") from error
        await self._insist(lambda: self._inbox.record(task, number, None, sent=True))

    async def _insist(self, call: Callable[[], Awaitable[_Outcome]]) -> _Outcome:
        """Try until the database takes it: what happened outside cannot be undone. Another worker ends it, too."""
        while True:
            try:
                return await call()
            except InboxUnavailable:
                await asyncio.sleep(self._limits.poll)
