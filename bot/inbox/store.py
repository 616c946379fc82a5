"""The one table of the inbox, in SQLite, and how a transaction on it runs.

WAL with `synchronous=FULL`: what is committed survives a loss of power. A row's text is overwritten when it is
finished (`secure_delete`); the row stays, so that its key is known when the platform delivers it again.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing, suppress
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.inbox.base import Arrival, Message, Receipt, Task
from bot.inbox.errors import InboxUnavailable, LeaseLost
from bot.inbox.values import clean, pad, write

Transaction = Connection
"""What a job is given."""

Job = Callable[[Transaction], object]
"""Statements of one call, run inside a transaction that it may share with others."""

LEASE = 60.0
"""Seconds for which a claimed task belongs to its worker unless it renews."""

SPENT = 1_000
"""The attempts of a task that has gone down with its worker too often."""

_CRASHES = 50

_BUSY = 700
"""Milliseconds to wait for another process; a `put` may wait through two of these and must fail within 2 s."""

_PRAGMAS = (
    f"busy_timeout={_BUSY}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "journal_size_limit=67108864",
)

inbox = sql.Table(
    "inbox",
    sql.MetaData(),
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("channel", sql.Text, nullable=False),
    sql.Column("key", sql.Text, nullable=False),
    sql.Column("chat", sql.Text, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
    sql.Column("sent_at", sql.Float, nullable=False),
    sql.Column("place", sql.Float, nullable=False, comment="in the chat: sent_at, and -1 once it was begun"),
    sql.Column("due_at", sql.Float, nullable=False, server_default="0"),
    sql.Column("holder", sql.Text),
    sql.Column("lease_until", sql.Float),
    sql.Column("attempts", sql.Integer, nullable=False, server_default="0"),
    sql.Column("crashes", sql.Integer, nullable=False, server_default="0"),
    sql.Column("messages", sql.Text, comment="a JSON list"),
    sql.Column("receipts", sql.Text, nullable=False, server_default="[]"),
    sql.Column("sent", sql.Integer, nullable=False, server_default="0", comment="how many messages are out"),
    sql.Column("ends", sql.Text, comment="the state that it gets instead of 'sent'"),
    sql.Column("state", sql.Text, nullable=False, server_default="waiting"),
    sql.Column("note", sql.Text, nullable=False, server_default=""),
    sql.Column("finished_at", sql.Float),
    sql.UniqueConstraint("channel", "key"),
    sqlite_autoincrement=True,
)
sql.Index("inbox_turn", inbox.c.channel, inbox.c.chat, inbox.c.finished_at, inbox.c.place, inbox.c.id)
sql.Index("inbox_waiting", inbox.c.channel, inbox.c.id, sqlite_where=inbox.c.finished_at.is_(None))


class Store:
    """The database, used by one thread at a time."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy URL, make the table where there is none, and look for damage."""
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
            raise InboxUnavailable("The inbox needs a file of SQLite, such as sqlite:///var/inbox.sqlite.")
        self.path = Path(parsed.database)
        self._engine = sql.create_engine(
            parsed, pool_size=1, max_overflow=0, connect_args={"timeout": _BUSY / 1_000, "check_same_thread": False}
        )
        sql.event.listen(self._engine, "connect", _prepare)
        sql.event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            with self._engine.begin() as connection:
                inbox.metadata.create_all(connection)
                damage = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        except (DatabaseError, sqlite3.Error, OSError) as error:
            raise InboxUnavailable(f"The inbox {self.path} cannot be opened: {_explain(error)}") from error
        if damage != "ok":
            raise InboxUnavailable(f"The inbox {self.path} is damaged: move it away or restore it.")

    def run(self, jobs: Sequence[Job]) -> list[object]:
        """Run jobs in one transaction and commit it; what a job returned or raised stands in its place.

        A database that cannot be written fails all; any other fault is found by running every job by itself.
        """
        try:
            with self._engine.begin() as connection:
                return [job(connection) for job in jobs]
        except (IntegrityError, DataError, ProgrammingError) as error:
            fault: Exception = error
        except (DatabaseError, sqlite3.Error) as error:
            unavailable = InboxUnavailable(f"The inbox cannot be used now: {_explain(error)}")
            return [unavailable] * len(jobs)
        except Exception as error:  # it goes to the one who asked
            fault = error
        return [fault] if len(jobs) == 1 else [outcome for job in jobs for outcome in self.run([job])]

    def trim(self) -> None:
        """Bring the log back into the database and empty it, so that deleted text is in no file.

        Where another process reads at this moment, the next time does it.
        """
        with suppress(sqlite3.Error, PoolTimeout), closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()


def _prepare(connection: object, record: object) -> None:
    """Set up a fresh connection of `sqlite3`, which shall leave transactions to us."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _explain(error: Exception) -> str:
    """Return the database's own words, without the statement and its values."""
    return str(error.orig) if isinstance(error, DatabaseError) else str(error)


def insert(connection: Connection, arrivals: Sequence[Arrival]) -> list[bool]:
    """Store arrivals; tell for each whether it is new."""
    statement = sqlite.insert(inbox).on_conflict_do_nothing(index_elements=["channel", "key"])
    return [
        connection.execute(
            statement,
            {
                "channel": arrival.channel,
                "key": clean(arrival.key),
                "chat": clean(arrival.chat),
                "body": clean(arrival.body),
                "sent_at": arrival.sent_at,
                "place": max(arrival.sent_at, 0.0),
            },
        ).rowcount
        == 1
        for arrival in arrivals
    ]


def claim(
    connection: Connection, holder: str, held: Collection[int], channel: str | None, limits: tuple[float, int]
) -> list[tuple[Task, int]]:
    """Take up to `limits[1]` tasks at the time `limits[0]`, each with how many of its messages are out.

    A chat's turn is at the one that was begun, else at the earliest sent. A lease that ends later than one can
    was given before the clock was put back. What this holder has in the table but not in `held` it has let fall.
    """
    now, most = limits
    row, other = inbox, inbox.alias()
    lapsed = sql.not_(row.c.lease_until.between(now, now + 2 * LEASE))
    before = sql.tuple_(other.c.place, other.c.id) < sql.tuple_(row.c.place, row.c.id)
    same_chat = sql.and_(other.c.channel == row.c.channel, other.c.chat == row.c.chat, other.c.finished_at.is_(None))
    query = (
        sql.select(row)
        .where(
            row.c.finished_at.is_(None),
            row.c.due_at <= now,
            sql.true() if channel is None else row.c.channel == channel,
        )
        .where(sql.or_(row.c.holder.is_(None), row.c.holder == holder, lapsed), row.c.id.not_in(held))
        .where(~sql.exists().where(same_chat, before))
        .order_by(row.c.id)
        .limit(most)
    )
    found = connection.execute(query).all()
    died = sql.and_(row.c.holder.is_not(None), row.c.holder != holder)
    taken = {"holder": holder, "lease_until": now + LEASE, "place": -1.0}
    for part in found:
        connection.execute(
            row.update()
            .where(row.c.id == part.id)
            .values(**taken, crashes=row.c.crashes + sql.case((died, 1), else_=0))
        )
    return [(_read_task(part), part.sent) for part in found]


def _read_task(row: sql.Row[tuple[object, ...]]) -> Task:
    attempts = SPENT if row.crashes >= _CRASHES else row.attempts
    arrival = Arrival(row.channel, row.key, row.chat, row.body, row.sent_at)
    if row.messages is None:
        return Task(row.id, arrival, attempts)
    messages = tuple(json.loads(row.messages))
    receipts = json.loads(row.receipts)
    return Task(row.id, arrival, attempts, messages, pad(receipts, len(messages)))


def change(connection: Connection, holder: str, id_: int, values: dict[str, object]) -> None:
    """Change a task that `holder` has; raises LeaseLost."""
    mine = sql.and_(inbox.c.id == id_, inbox.c.holder == holder, inbox.c.finished_at.is_(None))
    if connection.execute(inbox.update().where(mine).values(values)).rowcount != 1:
        raise LeaseLost(f"task {id_}")


def renew(connection: Connection, holder: str, ids: Collection[int], now: float) -> None:
    """Hold tasks for another lease; those that others hold by now stay theirs."""
    mine = sql.and_(inbox.c.id.in_(ids), inbox.c.holder == holder, inbox.c.finished_at.is_(None))
    connection.execute(inbox.update().where(mine).values(lease_until=now + LEASE))


def plan(connection: Connection, holder: str, task: Task, messages: Sequence[Message], end: tuple[str, str]) -> Task:
    """Store what is to be sent, and the state and note it ends with; receipts stay."""
    values: dict[str, object] = {"messages": write(messages), "ends": end[0], "note": end[1]}
    change(connection, holder, task.id, values)
    receipts = json.loads(connection.execute(sql.select(inbox.c.receipts).where(inbox.c.id == task.id)).scalar_one())
    return Task(task.id, task.arrival, task.attempts, tuple(messages), pad(receipts, len(messages)))


def record(connection: Connection, holder: str, task: Task, receipt: tuple[int, Receipt | None], sent: bool) -> None:
    """Store how far a message got; without a receipt the last one stays."""
    number, new = receipt
    receipts = json.loads(connection.execute(sql.select(inbox.c.receipts).where(inbox.c.id == task.id)).scalar_one())
    receipts = [*pad(receipts, max(len(receipts), number + 1))]
    receipts[number] = receipts[number] if new is None else dict(new)
    change(connection, holder, task.id, {"receipts": write(receipts), **({"sent": number + 1} if sent else {})})


def finish(connection: Connection, holder: str, id_: int, state: str, rest: tuple[str | None, float]) -> None:
    """End a task in a state, with `rest`: a note and the time. The text goes, the key stays."""
    note, now = rest
    ending = sql.func.coalesce(inbox.c.ends, state) if state == "sent" else state
    values: dict[str, object] = {"state": ending, "finished_at": now, "body": "", "messages": None, "receipts": "[]"}
    change(connection, holder, id_, values if note is None else values | {"note": note})


def postpone(connection: Connection, holder: str, id_: int, due_at: float, counted: bool) -> None:
    """Let go of a task until a time."""
    values = {"due_at": due_at, "holder": None, "lease_until": None, "crashes": 0}
    change(connection, holder, id_, values | {"attempts": inbox.c.attempts + int(counted)})


def holders(connection: Connection) -> list[str]:
    """Return who holds unfinished tasks."""
    query = sql.select(inbox.c.holder).where(inbox.c.finished_at.is_(None), inbox.c.holder.is_not(None)).distinct()
    return [str(name) for name in connection.execute(query).scalars()]


def release(connection: Connection, holder: str, crashed: bool) -> None:
    """Let go of every task of a holder, who `crashed` or not."""
    theirs = sql.and_(inbox.c.holder == holder, inbox.c.finished_at.is_(None))
    values = {"holder": None, "lease_until": None, "crashes": inbox.c.crashes + int(crashed)}
    connection.execute(inbox.update().where(theirs).values(values))


def count(connection: Connection) -> dict[str, int]:
    """Count the rows of each state, and of each state and note: "dropped", "dropped.old"."""
    query = sql.select(inbox.c.state, inbox.c.note, sql.func.count()).group_by(inbox.c.state, inbox.c.note)
    counts: dict[str, int] = {}
    for state, note, number in connection.execute(query):
        counts[state] = counts.get(state, 0) + number
        if note:
            counts[f"{state}.{note}"] = number
    return counts


def count_waiting(connection: Connection) -> int:
    """Count the unfinished rows."""
    query = sql.select(sql.func.count()).select_from(inbox).where(inbox.c.finished_at.is_(None))
    return int(connection.execute(query).scalar_one())


def was_refused(connection: Connection, arrival: Arrival, since: float) -> bool:
    """Whether this chat got the busy notice after the time `since`."""
    chat = sql.and_(inbox.c.channel == arrival.channel, inbox.c.chat == clean(arrival.chat))
    query = sql.select(inbox.c.id).where(chat, inbox.c.finished_at > since, inbox.c.note == "busy").limit(1)
    return connection.execute(query).first() is not None


def forget(connection: Connection, before: float) -> int:
    """Delete the rows that were finished before a time; return how many."""
    return connection.execute(inbox.delete().where(inbox.c.finished_at < before)).rowcount
