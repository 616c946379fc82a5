"""The database of the tokens and the people: short transactions in one thread, next to the inbox's own tables."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sql
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.inbox.base import Unreachable

_T = TypeVar("_T")
_BUSY = 5_000  # milliseconds to wait for another process
_OPENING = 20  # tries; many processes may open a new file at once

TABLES = sql.MetaData()


class Store:
    """Runs jobs, each in a transaction that is on the disk when the call returns."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy URL; only the owner may read a new file."""
        self._engine = sql.create_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="zalo-store")
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
                Path(parsed.database).touch(mode=0o600)
            sql.event.listen(self._engine, "connect", _prepare)
            sql.event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        self._open()

    async def run(self, job: Callable[[Connection], _T]) -> _T:
        """Return what a job returned, committed; raises Unreachable when the database cannot be used now."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self.run_now, job)
        except DatabaseError as error:
            raise Unreachable(f"the database cannot be used now ({type(error.orig).__name__})") from None

    def run_now(self, job: Callable[[Connection], _T]) -> _T:
        """Do the same for a caller outside an event loop."""
        with self._engine.begin() as connection:
            return job(connection)

    def close(self) -> None:
        """Finish what is running and close the database."""
        self._thread.shutdown()
        self._engine.dispose()

    def _open(self) -> None:
        for left in reversed(range(_OPENING)):
            try:
                return self.run_now(TABLES.create_all)
            except OperationalError:  # switching to WAL does not wait for others
                if not left:
                    raise
                time.sleep(0.1)
        return None


def _prepare(connection: object, record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    for pragma in (f"busy_timeout={_BUSY}", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
