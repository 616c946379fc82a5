"""What must be known of a person between two messages: when he last wrote, his language, what he was shown.

Zalo lets an account write for seven days after a person's last interaction, the first 48 hours free of charge.
Nothing that he wrote is kept here; what is not needed any more is deleted after thirty days, all of it on request.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from bot.channels.zalo.store import TABLES, Store

FREE = 48 * 3_600.0
CLOSED = 7 * 24 * 3_600.0
_WAITING = 25 * 3_600.0  # seconds that a message may wait in the inbox, and a little

people = sql.Table(
    "zalo_oa_people",
    TABLES,
    sql.Column("person", sql.Text, primary_key=True),
    sql.Column("interacted_at", sql.Float, nullable=False),
    sql.Column("left_at", sql.Float, nullable=False, comment="when he left or became out of reach"),
    sql.Column("chosen", sql.Text, comment="the language he asked for"),
    sql.Column("spoken", sql.Text, comment="the language of the last answer"),
    sql.Column("greeted_at", sql.Float, nullable=False),
    sql.Column("noticed_at", sql.Float, nullable=False),
    sql.Column("options", sql.Text, nullable=False, comment="what the numbers under the last message ask"),
    sql.Column("last_id", sql.Text, comment="Zalo's id of the last message that went out"),
    sql.Column("last_sending", sql.Text, comment="which message of which task that was"),
)


class Window(StrEnum):
    """Whether Zalo lets the account write to a person."""

    FREE = "free"
    BILLED = "billed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Person:
    """One row; times in seconds since 1970, 0 for never."""

    id: str
    interacted_at: float
    left_at: float = 0.0
    chosen: str | None = None
    spoken: str | None = None
    greeted_at: float = 0.0
    noticed_at: float = 0.0
    options: tuple[str, ...] = ()
    last_id: str | None = None
    last_sending: str | None = None

    def window(self, now: float) -> Window:
        """Tell whether he may be written to."""
        silent = now - self.interacted_at
        if silent > CLOSED or self.left_at >= self.interacted_at:
            return Window.CLOSED
        return Window.FREE if silent <= FREE else Window.BILLED


class People:
    """The table, a short transaction a call; raises Unreachable when the database cannot be used."""

    def __init__(self, store: Store) -> None:
        """Keep people in `store`."""
        self._store = store

    async def find(self, person: str) -> Person | None:
        """Return who this is, unless he is unknown or has withdrawn."""
        return await self._store.run(partial(_find, person=person))

    async def meet(self, person: str, at: float) -> Person:
        """Note an interaction, which opens the window again, and return who it was."""
        return await self._store.run(partial(_meet, person=person, at=at))

    async def change(self, person: str, **values: object) -> None:
        """Change columns of a person who is known."""
        await self._store.run(partial(_change, person=person, values=values))

    async def leave(self, person: str, at: float) -> None:
        """Note that he left; what he wrote before is not answered any more, what he writes later is."""
        await self._store.run(partial(_leave, person=person, at=at))

    async def bury(self, person: str, at: float) -> None:
        """Delete everything but that he left, which is kept for a day so that nothing that waits is sent."""

        def job(connection: Connection) -> None:
            connection.execute(people.delete().where(people.c.person == person))
            _insert(connection, person, 0.0)
            _leave(connection, person, at)

        await self._store.run(job)

    async def erase(self, person: str) -> None:
        """Delete everything about a person."""
        mine = people.delete().where(people.c.person == person)
        await self._store.run(lambda connection: connection.execute(mine).rowcount)

    async def forget(self, before: float, now: float) -> int:
        """Delete those who were last here before a time; return how many."""
        left = people.c.left_at < max(before, now - _WAITING)
        old = people.delete().where(people.c.interacted_at < before, left)
        return await self._store.run(lambda connection: connection.execute(old).rowcount)


def _find(connection: Connection, person: str) -> Person | None:
    row = connection.execute(sql.select(people).where(people.c.person == person)).mappings().first()
    if row is None:
        return None
    known = {key: row[key] for key in row if key not in ("person", "options")}
    return Person(row["person"], options=tuple(json.loads(row["options"])), **known)


def _meet(connection: Connection, person: str, at: float) -> Person:
    known = _find(connection, person)
    if known is None:
        _insert(connection, person, at)
    else:
        _change(connection, person, {"interacted_at": max(at, known.interacted_at)})
    found = _find(connection, person)
    assert found
    return found


def _insert(connection: Connection, person: str, at: float) -> None:
    fresh = {"interacted_at": at, "left_at": 0.0, "greeted_at": 0.0, "noticed_at": 0.0, "options": "[]"}
    connection.execute(people.insert().values(person=person, **fresh))


def _leave(connection: Connection, person: str, at: float) -> None:
    mine = sql.and_(people.c.person == person, people.c.left_at < at)
    connection.execute(people.update().where(mine).values(left_at=at))


def _change(connection: Connection, person: str, values: Mapping[str, object]) -> None:
    written = {key: json.dumps(value) if key == "options" else value for key, value in values.items()}
    connection.execute(people.update().where(people.c.person == person).values(written))
