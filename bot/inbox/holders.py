"""Tells a dead worker from one that only takes long, so that a restart need not wait for leases to run out.

Every open inbox holds a lock on a file of its own beside the database. The system gives the lock back when the process
ends, however it ends. Where there are no such locks (Windows), leases run out by themselves.
"""

import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # pragma: no cover
    fcntl = None  # type: ignore[assignment]

_FRESH = 60.0
"""Seconds."""


class Holder:
    """One open inbox: its name stands in the rows that it holds."""

    def __init__(self, database: Path) -> None:
        """Take a name that no other has, and the lock that goes with it."""
        self.name = secrets.token_hex(8)
        self._database = database
        self._path = self._lock_of(self.name)
        self._file = self._path.open("xb")
        self._path.chmod(0o600)
        _lock(self._file)

    def is_dead(self, name: str) -> bool:
        """Whether the inbox of this name is certainly closed; its lock file is taken away then."""
        if fcntl is None or name == self.name:
            return False
        path = self._lock_of(name)
        try:
            with path.open("rb") as file:
                _lock(file)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        path.unlink(missing_ok=True)
        return True

    def sweep(self) -> None:
        """Take away the lock files that dead processes left; fresh ones may be about to be locked."""
        for path in self._database.parent.glob(f"{self._database.name}.*.lock"):
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - _FRESH:
                    self.is_dead(path.name.split(".")[-2])

    def close(self) -> None:
        """Give the lock back."""
        self._path.unlink(missing_ok=True)
        self._file.close()

    def _lock_of(self, name: str) -> Path:
        return self._database.with_name(f"{self._database.name}.{name}.lock")


def _lock(file: IO[bytes]) -> None:
    """Lock a file; raises OSError where another process has it."""
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
