"""Sends a message once. Zalo has no key against repetition, so the conversation itself is asked.

Before the first attempt a receipt is committed. Whoever finds one, after a crash, a timeout or an error that leaves
room for doubt, looks through the conversation's history for this text among what the account wrote after the last
message that is known to have gone out; only when it is not there, it is sent again.

What can still happen: a message that Zalo accepted but shows in the history later than `settle_seconds` after the
attempt is sent twice; and where the last message known to be out is missing from the history, an equal text that went
out since the question arrived passes for this one, which is then not sent. With more than a hundred messages since
then the search ends and the message is sent again.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.channels.texts import clean
from bot.channels.zalo_oa.api import PAGE, Api
from bot.channels.zalo_oa.messages import body_of
from bot.channels.zalo_oa.people import People, Person, Window
from bot.channels.zalo_oa.trouble import ACTIONS, FORM, Action, Refused, judge
from bot.inbox.base import ChannelDown, Message, Receipt, Save, Task, Undeliverable, Unreachable, Wait

SETTLE = 3.0
_PAGES = 10
_SKEW = 5.0  # seconds by which times may differ inside Zalo
_PLAIN = 3_600.0  # seconds without buttons after Zalo refused some
_GONE = frozenset({-213, -217, -227, -230, -231, -232, -244})
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sender:
    """Sends over `api`; times in seconds."""

    api: Api
    people: People
    clock: Callable[[], float]
    settle_seconds: float = SETTLE
    _plain_until: float = field(default=0.0, init=False)

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Send message `number` of a task, unless it is out; raises what `Courier.send` says."""
        assert task.messages is not None
        message, mark = task.messages[number], f"{task.arrival.key}:{number}"
        person = await self.people.find(task.arrival.chat)
        if person is None or person.window(self.clock()) is Window.CLOSED:
            raise Undeliverable("Zalo's window for writing to this person is closed")
        if person.last_sending == mark or (receipt and receipt.get("id")):
            return
        if receipt and not receipt.get("refused"):
            self._let_settle(receipt)
            if found := await self._look_up(person, message, task.arrival.sent_at):
                await self._note(person, message, mark, found)
                await save({"id": found})
                return
        attempt = _Attempt(self, person, message, save, int(str((receipt or {}).get("tries", 0))))
        found = await attempt.run(plain=bool((receipt or {}).get("plain")) or self.clock() < self._plain_until)
        await self._note(person, message, mark, found)
        await save({"id": found})

    def avoid_buttons(self) -> None:
        """Send numbers instead of buttons for a while."""
        _log.warning("Zalo refuses buttons: numbers go out instead")
        self._plain_until = self.clock() + _PLAIN

    def _let_settle(self, receipt: Receipt) -> None:
        rest = float(str(receipt.get("at", 0))) + self.settle_seconds - self.clock()
        if rest > 0:
            raise Wait(min(rest, self.settle_seconds))

    async def _look_up(self, person: Person, message: Message, since: float) -> str | None:
        texts = {_squeeze(str(message["text"])), _squeeze(str(message["plain"]))}
        try:
            for page in range(_PAGES):
                entries = await self.api.history(person.id, page * PAGE)
                for said in entries:
                    if said.id == person.last_id or said.at < since - _SKEW:
                        return None
                    if not said.by_person and _squeeze(said.text) in texts:
                        return said.id
                if len(entries) < PAGE:
                    return None
        except Refused as error:
            fault = judge(error.code, 1, False, self.clock)
            if isinstance(fault, Wait | ChannelDown):
                raise fault from error
            raise Unreachable("Zalo does not show the conversation") from error
        return None

    async def _note(self, person: Person, message: Message, mark: str, id_: str) -> None:
        """Write down that a message is out, and what its reader knows by that."""
        marks = message["marks"]
        assert isinstance(marks, Mapping)
        if "forget" in marks:
            return await self.people.erase(person.id)
        now = self.clock()
        times = {column: now for key, column in (("greeted", "greeted_at"), ("noticed", "noticed_at")) if key in marks}
        known = {key: marks[key] for key in ("options", "spoken") if key in marks}
        return await self.people.change(person.id, last_id=id_, last_sending=mark, **times, **known)


@dataclass(slots=True)
class _Attempt:
    """One try of one message, with buttons and, when Zalo refuses those, without."""

    sender: Sender
    person: Person
    message: Message
    save: Save
    tries: int

    async def run(self, plain: bool) -> str:
        """Return Zalo's id; raises what `Courier.send` says."""
        plain = plain or not self.message["buttons"]
        await self.save({"tries": self.tries, "plain": plain, "at": self.sender.clock()})
        try:
            return await self.sender.api.send(self.person.id, body_of(self.message, plain))
        except Refused as error:
            sure = error.code in ACTIONS and ACTIONS[error.code] is not Action.AGAIN
            spent = self.tries + (0 if ACTIONS.get(error.code) in _WAITS else 1)
            if not plain and error.code in FORM:
                self.sender.avoid_buttons()
                return await self.run(plain=True)
            plain = plain or error.code not in ACTIONS  # perhaps it was the buttons
            await self.save({"tries": spent, "plain": plain, "at": self.sender.clock(), "refused": sure})
            await self._note_gone(error.code)
            raise self._judge(error.code) from error

    async def _note_gone(self, code: int) -> None:
        if code in _GONE:
            await self.sender.people.leave(self.person.id, self.sender.clock())

    def _judge(self, code: int) -> Exception:
        billed = self.person.window(self.sender.clock()) is Window.BILLED
        fault = judge(code, self.tries + 1, billed, self.sender.clock)
        if code not in ACTIONS and isinstance(fault, Undeliverable):
            _log.critical("Zalo answers with an error that is in no table: %s", code)
        return fault


_WAITS = frozenset({Action.WAIT, Action.WAIT_PERSON, Action.WAIT_MORNING, Action.ALARM})


def _squeeze(text: str) -> str:
    """Return a text as it compares: Zalo may treat spaces as it likes."""
    return " ".join(clean(text).split())
