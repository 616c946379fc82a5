"""Sends a message. Zalo's Bot Platform has neither a key against repetition, nor editing, nor a history to ask.

The repeat rule: before each attempt it is committed that there is one. An attempt that certainly failed (no connection,
a refusal, a full quota) is forgotten, and the message may be sent again. An attempt whose end is unknown (killed, cut
off, timed out, an internal error of Zalo's) is repeated, at most twice, after a pause, and only when Zalo answers a
call that nobody sees; an outage therefore costs no repetition.

Its honest limit: a message that Zalo took without our hearing of it comes a second time, at worst a third; that can
happen when the process dies within the one call or before its end is committed, or when Zalo's reply is lost. The
other way round, after three attempts without a reply the message is given up, though it may never have arrived. An
answer that comes twice was thought better than one that does not come.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.channels.zalo_bot.api import Api
from bot.channels.zalo_bot.messages import marks_of
from bot.channels.zalo_bot.notes import Notes
from bot.channels.zalo_bot.trouble import NeverLeft
from bot.inbox.base import ChannelDown, Receipt, Save, Task, Undeliverable, Wait

PAUSES = (2.0, 30.0)
"""Seconds after the first and the second attempt whose end is unknown; after a third one it is given up."""


_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sender:
    """Sends over `api`; `clock` gives seconds since 1970."""

    api: Api
    notes: Notes
    clock: Callable[[], float]
    pauses: Sequence[float] = PAUSES
    _full: bool = field(default=False, init=False)

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Send message `number` of a task, unless it is known to be out; raises what `Courier.send` says."""
        assert task.messages is not None
        message, chat = task.messages[number], task.arrival.chat
        known = receipt or {}
        if "id" not in known:
            unknown = int(str(known.get("unknown", 0)))
            if unknown:
                await self._look_before(unknown, float(str(known.get("at", 0))))
            await save({"id": await self._try(chat, str(message["text"]), unknown, save)})
        await self.notes.change(chat, marks_of(message))

    async def _look_before(self, unknown: int, at: float) -> None:
        """Return when an attempt may be repeated."""
        if unknown > len(self.pauses):
            raise Undeliverable("Zalo has not confirmed the message three times: it may have arrived or not")
        pause = self.pauses[unknown - 1]
        rest = at + pause - self.clock()
        if rest > 0:
            raise Wait(min(rest, pause))
        await self.api.check()

    async def _try(self, chat: str, text: str, unknown: int, save: Save) -> str:
        await save({"unknown": unknown + 1, "at": self.clock()})
        try:
            sent = await self.api.send(chat, text)
        except (NeverLeft, Wait, ChannelDown) as error:
            await save({"unknown": unknown, "at": 0})
            self._complain(error)
            raise
        self._full = False
        return sent

    def _complain(self, error: Exception) -> None:
        if isinstance(error, Wait) and not self._full:
            self._full = True
            _log.error("channel=zalo_bot: Zalo says that the quota of the bot is used up; messages wait")
