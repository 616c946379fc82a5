"""One channel's way through the inbox: its own tasks, pauses and retries, so that no channel waits for another."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Sequence

from bot.inbox.base import ChannelDown, Courier, Task, Undeliverable, Unreachable, Wait
from bot.inbox.errand import Errand
from bot.inbox.errors import InboxUnavailable, LeaseLost
from bot.inbox.inbox import Inbox
from bot.inbox.limits import Limits

_log = logging.getLogger(__name__)


class Lane:
    """Claims the tasks of one channel and runs up to `at_once` of them."""

    def __init__(
        self, inbox: Inbox, courier: Courier, at_once: int, clock: Callable[[], float], limits: Limits
    ) -> None:
        """`clock` gives seconds since 1970; pauses are measured by the loop's clock, which nobody puts back."""
        self._inbox = inbox
        self._name = courier.name
        self._at_once = at_once
        self._limits = limits
        self._errand = Errand(inbox, courier, limits, clock)
        self._running: dict[asyncio.Task[None], Task] = {}
        self._bell = inbox.bell(courier.name)
        self._paused_until = 0.0
        self._unreached: set[int] = set()
        self._outages = 0
        self._troubles: set[str] = set()
        self._stopping = False

    @property
    def tasks(self) -> Sequence[Task]:
        """What is being worked on."""
        return [*self._running.values()]

    async def run(self) -> None:
        """Work until stopped or cancelled; nothing that goes wrong ends it."""
        while not self._stopping:
            self._bell.clear()
            try:
                await self._start_tasks()
                self._troubles.discard("inbox")
            except InboxUnavailable as error:
                self._complain("inbox", str(error))
            except Exception as error:
                _log.error("channel=%s cannot claim: %s", self._name, _place(error))
            await self._rest()

    async def stop(self, seconds: float) -> None:
        """Claim nothing more; finish what runs within `seconds`, and cancel the rest."""
        self._stopping = True
        self._bell.set()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for job in late:
                job.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _start_tasks(self) -> None:
        free = self._at_once - len(self._running)
        if free <= 0 or self._pause_left() > 0:
            return
        too_many = await self._inbox.waiting() - len(self._running) - self._limits.crowd
        for number, task in enumerate(await self._inbox.claim(free, self._name)):
            job = asyncio.create_task(self._run(task, number < too_many))
            self._running[job] = task
            job.add_done_callback(self._end)

    def _end(self, job: asyncio.Task[None]) -> None:
        self._running.pop(job)
        self._bell.set()

    async def _rest(self) -> None:
        """Wait for the bell, but no longer than until the next look."""
        try:
            async with asyncio.timeout(self._limits.poll):
                await self._bell.wait()
        except TimeoutError:
            return

    async def _run(self, task: Task, crowded: bool) -> None:
        try:
            try:
                if await self._errand.run(task, crowded):
                    self._recover()
            except Exception as error:
                await self._settle(task, error)
        except LeaseLost:
            _log.warning("channel=%s task=%s is another worker's now", self._name, task.id)
        except Exception as error:
            _log.error("channel=%s task=%s was let fall: %s", self._name, task.id, _place(error))
            self._inbox.let_fall(task)

    async def _settle(self, task: Task, error: Exception) -> None:
        """Decide what becomes of a task that could not be brought to its end."""
        match error:
            case LeaseLost():
                raise error
            case Wait():
                if error.whole_channel:
                    self._pause(error.seconds)
                await self._errand.postpone(task, error.seconds, counted=False)
            case Undeliverable():
                self._recover()
                await self._errand.end(task, "undeliverable")
            case ChannelDown():
                self._complain("down", str(error))
                self._pause(self._limits.down)
                await self._errand.postpone(task, 0, counted=False)
            case Unreachable():
                await self._retry(task)
            case _:
                await self._bear(task, error)

    async def _retry(self, task: Task) -> None:
        """Try again later. Where several cannot be reached, the platform is away: then nobody's attempts count."""
        self._unreached.add(task.id)
        if len(self._unreached) > self._limits.alone:
            self._complain("unreachable", "the platform cannot be reached")
            if self._pause_left() <= 0:
                self._pause(self._limits.backoff(self._outages))
                self._outages += 1
            await self._errand.postpone(task, 0, counted=False)
        elif task.attempts < self._limits.retries:
            await self._errand.postpone(task, self._limits.backoff(task.attempts), counted=True)
        else:
            await self._errand.end(task, "failed", "unreachable")

    async def _bear(self, task: Task, error: Exception) -> None:
        """Try twice more after a fault of ours, then apologise."""
        _log.error("channel=%s task=%s attempt=%s: %s", self._name, task.id, task.attempts + 1, _place(error))
        if task.attempts < self._limits.retries_after_fault:
            await self._errand.postpone(task, self._limits.backoff(task.attempts), counted=True)
            return
        try:
            await self._errand.apologise(task)
        except (LeaseLost, Wait, Undeliverable, ChannelDown, Unreachable) as second:
            await self._settle(task, second)
        except Exception as second:
            _log.error("channel=%s task=%s has no apology: %s", self._name, task.id, _place(second))
            await self._errand.end(task, "failed", "fault")

    def _pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, asyncio.get_running_loop().time() + seconds)

    def _pause_left(self) -> float:
        return self._paused_until - asyncio.get_running_loop().time()

    def _recover(self) -> None:
        self._unreached.clear()
        self._outages = 0
        self._troubles.clear()

    def _complain(self, trouble: str, sentence: str) -> None:
        """Log a trouble once, until it is over."""
        if trouble not in self._troubles:
            self._troubles.add(trouble)
            _log.error("channel=%s: %s", self._name, sentence)


def _place(error: Exception) -> str:
    """Return what was raised where, without its words: they may hold somebody's text."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {frames[-1].name}, line {frames[-1].lineno}" if frames else type(error).__name__
