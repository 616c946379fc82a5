"""The one thread that uses the database: what is asked while it commits shares the next commit."""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.inbox.errors import InboxUnavailable
from bot.inbox.store import Job

_WINDOW = 0.003
"""Seconds for which a group stays open when its first job wants company."""

_LARGEST = 256
"""Jobs in one commit."""

_PATIENCE = 1.9
"""Seconds after which a job that is not done is given up."""

Run = Callable[[Sequence[Job]], Sequence[object]]


@dataclass(frozen=True, slots=True)
class _Order:
    job: Job
    future: "asyncio.Future[object]"
    sociable: bool


class Writer:
    """Runs jobs in the order in which they come, many in one transaction."""

    def __init__(self, run: Run) -> None:
        """Start the thread; `run` commits a group and returns an outcome for each, exceptions too."""
        self._run = run
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="inbox", daemon=True)
        self._thread.start()

    async def do(self, job: Job, sociable: bool = False) -> object:
        """Return what the job returned, after its commit; raises what it raised, or InboxUnavailable within 2 s.

        A job that was given up may still be committed later. A `sociable` one lets others join its transaction.
        """
        if self._closed:
            raise InboxUnavailable("The inbox is closed.")
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._orders.put(_Order(job, future, sociable))
        try:
            async with asyncio.timeout(_PATIENCE):
                return await future
        except TimeoutError:
            raise InboxUnavailable("The inbox takes too long to be written.") from None

    def close(self) -> None:
        """Finish what was asked and end the thread."""
        if not self._closed:
            self._closed = True
            self._orders.put(None)
            self._thread.join()

    def _work(self) -> None:
        last = False
        while not last:
            group, last = self._gather()
            wanted = [order for order in group if not order.future.cancelled()]
            if wanted:
                _settle(wanted, self._run([order.job for order in wanted]))

    def _gather(self) -> tuple[list[_Order], bool]:
        """Wait for a job and take along what waits too; True when it was the last."""
        group: list[_Order] = []
        order = self._orders.get()
        end = time.monotonic() + (_WINDOW if order and order.sociable else 0)
        while order is not None:
            group.append(order)
            if len(group) == _LARGEST:
                return group, False
            try:
                left = end - time.monotonic()
                order = self._orders.get(timeout=left) if left > 0 else self._orders.get_nowait()
            except queue.Empty:
                return group, False
        return group, True


def _settle(orders: Sequence[_Order], outcomes: Sequence[object]) -> None:
    """Tell those who wait, each loop once."""
    pairs = [(order.future, outcome) for order, outcome in zip(orders, outcomes, strict=True)]
    for loop in {future.get_loop() for future, _ in pairs}:
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell, [pair for pair in pairs if pair[0].get_loop() is loop])


def _tell(pairs: Sequence[tuple["asyncio.Future[object]", object]]) -> None:
    for future, outcome in pairs:
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
