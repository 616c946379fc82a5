"""What must be known of a chat between two messages: its language, what it was told, what its numbers ask.

Nothing that anybody wrote is kept here, and nothing at all of a chat that was silent for thirty days.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from bot.channels.zalo.store import TABLES, Store
from bot.inbox.base import Unreachable

_KEPT = 30 * 86_400.0
_DAY = 86_400.0
_log = logging.getLogger(__name__)

chats = sql.Table(
    "zalo_bot_chats",
    TABLES,
    sql.Column("chat", sql.Text, primary_key=True),
    sql.Column("seen_at", sql.Float, nullable=False, index=True),
    sql.Column("facts", sql.Text, nullable=False, comment="JSON, as in Note"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """The facts about one chat; `told` has the time of the last notice of each kind, in seconds since 1970."""

    greeted: bool = False
    chosen: str | None = None
    spoken: str | None = None
    options: tuple[str, ...] = ()
    feedback_until: float = 0.0
    told: Mapping[str, float] = field(default_factory=dict)


class Notes:
    """The table, a short transaction a call; raises Unreachable when the database cannot be used."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        """Keep notes in `store`; `clock` gives seconds since 1970."""
        self._store = store
        self._clock = clock

    async def find(self, chat: str) -> Note:
        """Return the note of a chat, an empty one for a new chat."""
        return await self._store.run(lambda connection: _read(connection, chat))

    async def change(self, chat: str, facts: Mapping[str, object]) -> None:
        """Set some facts, as in `Note`; `told` names a notice that the chat got just now."""
        now = self._clock()
        await self._store.run(lambda connection: _write(connection, chat, facts, now))

    async def forget(self, chat: str) -> None:
        """Delete everything about a chat."""
        await self._store.run(lambda connection: connection.execute(chats.delete().where(chats.c.chat == chat)))

    async def run(self) -> None:
        """Forget silent chats once a day, until cancelled."""
        while True:
            old = chats.delete().where(chats.c.seen_at < self._clock() - _KEPT)
            try:
                await self._store.run(lambda connection, old=old: connection.execute(old))  # type: ignore[misc]
            except Unreachable as error:
                _log.error("channel=zalo_bot: silent chats were not forgotten: %s", error)
            await asyncio.sleep(_DAY)


def _facts(connection: Connection, chat: str) -> dict[str, object]:
    found = connection.execute(sql.select(chats.c.facts).where(chats.c.chat == chat)).scalar()
    facts: dict[str, object] = json.loads(found) if found else {}
    return facts


def _read(connection: Connection, chat: str) -> Note:
    facts = _facts(connection, chat)
    options = facts.pop("options", [])
    assert isinstance(options, list)
    return Note(**facts, options=tuple(options))  # type: ignore[arg-type]


def _write(connection: Connection, chat: str, changed: Mapping[str, object], now: float) -> None:
    known = _facts(connection, chat)
    facts = {**known, **changed}
    if "told" in changed:
        told = known.get("told", {})
        assert isinstance(told, dict)
        facts["told"] = {**told, str(changed["told"]): now}
    values = {"seen_at": now, "facts": json.dumps(facts)}
    if connection.execute(chats.update().where(chats.c.chat == chat).values(values)).rowcount == 0:
        connection.execute(chats.insert().values(chat=chat, **values))
