"""Keeps what people think of the bot, without who said it."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypedDict

_DAYS = 90


class _Entry(TypedDict):
    key: str
    at: int
    kind: str
    language: str
    text: str


class FeedbackBox(Protocol):
    """Where feedback goes."""

    async def keep(self, key: str, kind: str, language: str, text: str) -> None:
        """Keep one piece: `kind` is "words", "useful" or "useless"; `key` names its update, so that it counts once."""
        ...


class FeedbackFile:
    """A file with one JSON object a line; what is older than 90 days goes when the file is opened."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Open or begin the file."""
        self._path = path
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys = self._tidy()

    async def keep(self, key: str, kind: str, language: str, text: str) -> None:
        """Keep one piece, once; it is on the disk when this returns."""
        async with self._lock:
            if key in self._keys:
                return
            entry = _Entry(key=key, at=int(self._clock()), kind=kind, language=language, text=text)
            await asyncio.to_thread(self._append, json.dumps(entry) + "\n")
            self._keys.add(key)

    def _append(self, line: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def _tidy(self) -> set[str]:
        if not self._path.exists():
            return set()
        entries = [_read(line) for line in self._path.read_text(encoding="utf-8").splitlines()]
        kept = [entry for entry in entries if entry and entry["at"] > self._clock() - _DAYS * 86_400]
        beside = self._path.with_suffix(".new")
        beside.write_text("".join(json.dumps(entry) + "\n" for entry in kept), encoding="utf-8")
        beside.replace(self._path)
        return {entry["key"] for entry in kept}


def _read(line: str) -> _Entry | None:
    """Return one line; None for the torn end that a crash leaves."""
    try:
        entry: _Entry = json.loads(line)
    except ValueError:
        return None
    return entry
