"""Reads untrusted files: Word, PDF and web pages in a child process that may die, text right here.

The child has a wall clock, CPU and memory limit, no secrets in its environment, and cannot write
files. It serves many files, and is replaced after a crash.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import BaseModel, ConfigDict

from ingest.documents import Document, Section
from ingest.errors import Unreadable
from ingest.parsers import markdown, text
from ingest.parsers.base import Parse
from ingest.parsers.kinds import tell_kind

WALL_SECONDS = 60.0
CPU_SECONDS = 45
MEMORY_BYTES = 512 * 1024 * 1024
"""Limit of the child's data segment; its libraries take about 40 MB of it."""
LONGEST_TEXT = 5_000_000
"""Characters that one document may yield."""
_LARGEST_MESSAGE = 64 * 1024 * 1024
_FILES_A_CHILD = 200

_HERE: Mapping[str, Parse] = {"markdown": markdown.parse, "text": text.parse}
_START = "from ingest.parsers.serve import serve; serve({fd}, {cpu}, {memory})"
_SIMPLER = "Make the file simpler: save the text alone under a new name, or hand it in in several parts."


class _Reply(BaseModel):
    """What the child may say; it has read a stranger's file, so its words are checked too."""

    model_config = ConfigDict(extra="forbid")

    document: Document | None = None
    reason: str = ""
    advice: str = ""
    page: int | None = None
    tired: bool = False


class ParserChild:
    """Parses files of every kind, one after the other; use it in a `with` block.

    The limits are seconds and bytes.
    """

    def __init__(self, wall: float = WALL_SECONDS, cpu: int = CPU_SECONDS, memory: int = MEMORY_BYTES) -> None:
        """The child itself starts with the first file that needs it."""
        self._wall, self._cpu, self._memory = wall, cpu, memory
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def parse(self, path: Path) -> Document:
        """Return what a file holds; raises `Unreadable`, whatever the file does to its parser."""
        kind = tell_kind(path)
        document = _HERE[kind](path) if kind in _HERE else self._ask(kind, path)
        if sum(map(_length, document.sections)) > LONGEST_TEXT:
            raise Unreadable("The file holds more than 5 million characters.", "Hand it in in several parts.")
        if not document.sections:
            raise Unreadable("The file holds no text.", "Check that it was saved or copied to the end.")
        return document

    @property
    def pid(self) -> int | None:
        """The process id of the child, None while there is none."""
        return None if self._child is None else self._child.pid

    def stop(self) -> None:
        """Kill the child, if there is one."""
        if self._line is not None:
            self._line.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._child, self._line, self._served = None, None, 0

    def _ask(self, kind: str, path: Path) -> Document:
        line = self._line or self._start()
        try:
            line.send_bytes(json.dumps({"kind": kind, "path": str(path.resolve())}).encode())
            if not line.poll(self._wall):
                raise Unreadable(  # noqa: TRY301 - the child must be stopped for this too
                    f"Reading the file took longer than {self._wall:g} seconds.", _SIMPLER
                )
            answer = _Reply.model_validate_json(line.recv_bytes(_LARGEST_MESSAGE))
        except (OSError, EOFError):
            self.stop()
            raise Unreadable("Reading the file took more computing time or memory than allowed.", _SIMPLER) from None
        except BaseException:
            self.stop()
            raise
        self._served += 1
        if self._served >= _FILES_A_CHILD or answer.tired:
            self.stop()
        if answer.document is None:
            raise Unreadable(answer.reason, answer.advice, answer.page)
        return answer.document

    def _start(self) -> Connection:
        """Start a child that knows the import path and nothing else of our environment."""
        ours, its = Pipe()
        folder = tempfile.gettempdir()
        paths = os.pathsep.join(str(Path(entry or ".").resolve()) for entry in sys.path)
        start = _START.format(fd=its.fileno(), cpu=self._cpu, memory=self._memory)
        self._child = subprocess.Popen(
            [sys.executable, "-c", start],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(its.fileno(),),
            env={"PYTHONPATH": paths, "PYTHONUTF8": "1", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            cwd=folder,
        )
        its.close()
        self._line = ours
        return ours


def _length(section: Section) -> int:
    return len(section.text) + sum(len(cell) for row in section.rows for cell in row)
