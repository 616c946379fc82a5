"""Runs `python -m ingest …` as people and the console do, and writes what it reads."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.ingest.parsers.conftest import build_pdf

ROOT = Path(__file__).parents[2]
BAD_FILES = {
    "cut.docx": "damaged",
    "empty.pdf": "empty",
    "locked.pdf": "password",
    "no-text.md": "UTF-8",
    "scrambled.docx": "damaged",
}
"""The files of `write_bad_files`, and a word of the reason for which each must be refused."""


@dataclass(frozen=True)
class Program:
    """`python -m ingest` on one data directory; nothing of the caller's settings reaches it."""

    data: Path

    def __call__(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; keywords are settings in the environment."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        settings = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "KNOWLEDGE__DATA_DIR": str(self.data)}
        return subprocess.run(
            [sys.executable, "-m", "ingest", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            env={**inherited, **settings, **environment},
            cwd=self.data.parent,
            timeout=120,
            check=False,
        )

    @property
    def current(self) -> str:
        """The id of the published edition, empty before the first."""
        pointer = self.data / "editions" / "CURRENT"
        return pointer.read_text(encoding="ascii") if pointer.exists() else ""


def link_cache(data: Path, cache: Path) -> Path:
    """Return `data` as a data directory that uses an embedder's cache which exists already."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "cache").symlink_to(cache, target_is_directory=True)
    return data


def read_lines(run: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """Return the JSON objects on stdout, one a line; anything else there fails."""
    assert run.stdout.endswith("\n")
    events = [json.loads(line) for line in run.stdout.splitlines()]
    assert all(isinstance(event, dict) for event in events)
    return events


def write_material(folder: Path, name: str, text: str, entry: Mapping[str, str] | None = None) -> Path:
    """Write a text, under front matter where there is an entry; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    front = "".join(f"{field}: {value}\n" for field, value in (entry or {}).items())
    path = folder / name
    path.write_text(f"---\n{front}---\n{text}" if front else text, encoding="utf-8")
    return path


def write_bad_files(folder: Path) -> None:
    """Write one file of each kind that must be refused, see `BAD_FILES`."""
    import docx

    document = docx.Document()
    document.add_paragraph("Trà Tân Cương được trồng ở phía tây thành phố.")
    document.save(str(folder / "cut.docx"))
    whole = (folder / "cut.docx").read_bytes()
    (folder / "cut.docx").write_bytes(whole[: len(whole) // 2])
    middle = whole.index(b"word/document.xml") + 200
    (folder / "scrambled.docx").write_bytes(whole[:middle] + bytes(400) + whole[middle + 400 :])
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "locked.pdf").write_bytes(build_pdf([([(72, 72, "Secret")], [])], password="tea"))
    (folder / "no-text.md").write_bytes(b"\xff" * 1_000)
