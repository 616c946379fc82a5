"""What arrived, kept until it is answered: the inbox as channels and the worker see it."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, Self, TypeVar, cast

from bot.inbox import store as rows
from bot.inbox.base import Arrival, Message, Receipt, Task
from bot.inbox.errors import LeaseLost
from bot.inbox.holders import Holder
from bot.inbox.store import Store, Transaction
from bot.inbox.writer import Writer

State = Literal["sent", "nothing", "dropped", "undeliverable", "failed"]

_KEPT = 48 * 3_600.0
"""Seconds for which a finished key is remembered at least."""

_Outcome = TypeVar("_Outcome")


class Inbox:
    """A durable queue; one per process. Every method raises InboxUnavailable where the database cannot be used."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        """Take over what dead processes held; `clock` gives seconds since 1970."""
        self._store = store
        self._clock = clock
        self._holder = Holder(store.path)
        self._held: dict[int, int] = {}
        self._claiming = asyncio.Lock()
        self._bells: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._take_over()
        self._writer = Writer(store.run)

    @classmethod
    def open(cls, url: str, clock: Callable[[], float] = time.time) -> Self:
        """Open the inbox at an SQLAlchemy URL of an SQLite file, which is made where there is none."""
        return cls(Store(url), clock)

    async def put(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """Store arrivals; True for each that is new. When it returns they survive a crash."""
        if not arrivals:
            return []
        new = await self._do(lambda connection: rows.insert(connection, arrivals), sociable=True)
        for channel in {arrival.channel for arrival, is_new in zip(arrivals, new, strict=True) if is_new}:
            self._bells[channel].set()
        return new

    def bell(self, channel: str) -> asyncio.Event:
        """Return the event that every new arrival of a channel sets; whoever waits for it clears it."""
        return self._bells[channel]

    async def claim(self, limit: int, channel: str | None = None) -> list[Task]:
        """Take up to `limit` tasks for a minute, oldest first, of each chat only the one whose turn it is."""
        async with self._claiming:
            now, me, held = self._clock(), self._holder.name, [*self._held]
            found = await self._do(lambda connection: rows.claim(connection, me, held, channel, (now, limit)))
            self._held.update((task.id, sent) for task, sent in found)
        return [task for task, _ in found]

    async def renew(self, tasks: Sequence[Task]) -> None:
        """Hold tasks for another minute. One that another worker took meanwhile is found out at its next change."""
        ids, now, me = [task.id for task in tasks], self._clock(), self._holder.name
        await self._do(lambda connection: rows.renew(connection, me, ids, now))

    async def plan(self, task: Task, messages: Sequence[Message], ends: State = "sent", note: str = "") -> Task:
        """Commit what is to be sent. Once all of it is, `finish(task, "sent")` ends it as `ends`.

        Raises LeaseLost, as do `record`, `finish` and `postpone`: another worker has the task.
        """
        me = self._holder.name
        return await self._change(task, lambda connection: rows.plan(connection, me, task, messages, (ends, note)))

    async def record(self, task: Task, number: int, receipt: Receipt | None, sent: bool = False) -> None:
        """Commit how far message `number` got; None keeps the receipt, `sent` says that it is out."""
        me = self._holder.name
        await self._change(task, lambda connection: rows.record(connection, me, task, (number, receipt), sent))
        if sent:
            self._held[task.id] = number + 1

    def sent(self, task: Task) -> int:
        """Return how many messages of a held task are out."""
        return self._held.get(task.id, 0)

    async def finish(self, task: Task, state: State, note: str | None = None) -> None:
        """End a task; its text is deleted, its key stays. `note` says why, for `counts`."""
        me, rest = self._holder.name, (note, self._clock())
        await self._change(task, lambda connection: rows.finish(connection, me, task.id, state, rest))
        self._held.pop(task.id, None)

    async def postpone(self, task: Task, seconds: float, counted: bool = True) -> None:
        """Give a task back, to be claimed again after `seconds`; its chat waits with it. `counted` as an attempt."""
        me, due = self._holder.name, self._clock() + seconds
        await self._change(task, lambda connection: rows.postpone(connection, me, task.id, due, counted))
        self._held.pop(task.id, None)

    def let_fall(self, task: Task) -> None:
        """Give a task back without a word to the database: it can be claimed again at once, by this inbox only."""
        self._held.pop(task.id, None)

    async def release(self) -> None:
        """Give all tasks back, for the end of the program."""
        me = self._holder.name
        await self._do(lambda connection: rows.release(connection, me, crashed=False))
        self._held.clear()

    async def waiting(self) -> int:
        """Count what is not finished."""
        return await self._do(rows.count_waiting)

    async def counts(self) -> dict[str, int]:
        """Count the rows by state ("waiting", "sent", …) and, of these, by note ("dropped.old", "sent.late", …)."""
        return await self._do(rows.count)

    async def was_refused(self, arrival: Arrival, since: float) -> bool:
        """Whether the chat of an arrival got the busy notice after a time."""
        return await self._do(lambda connection: rows.was_refused(connection, arrival, since))

    async def forget(self, before: float) -> int:
        """Delete the rows finished before a time, but none of the last 48 hours; return how many."""
        earliest = min(before, self._clock() - _KEPT)
        deleted = await self._do(lambda connection: rows.forget(connection, earliest))
        await asyncio.to_thread(self._store.trim)
        return deleted

    def close(self) -> None:
        """Commit what was asked, give all tasks back and close the database."""
        self._writer.close()
        self._store.run([lambda connection: rows.release(connection, self._holder.name, crashed=False)])
        self._store.close()
        self._holder.close()

    async def _do(self, job: Callable[[Transaction], _Outcome], sociable: bool = False) -> _Outcome:
        return cast(_Outcome, await self._writer.do(job, sociable))

    async def _change(self, task: Task, job: Callable[[Transaction], _Outcome]) -> _Outcome:
        try:
            return await self._do(job)
        except LeaseLost:
            self._held.pop(task.id, None)
            raise

    def _take_over(self) -> None:
        """Free the tasks of processes that died."""
        (names,) = self._store.run([rows.holders])
        if isinstance(names, Exception):
            self._holder.close()
            raise names
        assert isinstance(names, list)
        for name in filter(self._holder.is_dead, names):
            self._store.run([partial(rows.release, holder=name, crashed=True)])
        self._holder.sweep()
