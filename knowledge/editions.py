"""Editions: the knowledge is never changed in place, it is built beside, verified, and switched to.

    editions/
      CURRENT                 the id of the published edition, swapped by one rename
      history.jsonl           who published or rolled back what, when
      20261124-153000-1a2b/   a finished edition; its manifest is written last, and nothing after that
      .building-…/            a build under way, or what a killed one left; the next build removes it

A killed build or publish leaves the old edition or the new one, never half of one.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.errors import KnowledgeError, NoEdition

_MANIFEST = "manifest.json"
_VERIFIED = "verified.json"
_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition holds. `files` maps each file to its SHA-256."""

    edition: str
    built: str
    embedder: str
    dimensions: int
    documents: int
    chunks: dict[str, int]
    files: dict[str, str]

    @property
    def passages(self) -> int:
        """How many chunks there are in all languages."""
        return sum(self.chunks.values())


@dataclass(frozen=True, slots=True)
class Publication:
    """One line of the history: `action` is "publish" or "rollback"."""

    edition: str
    action: str
    by: str
    at: str


class Editions:
    """The editions under one data directory."""

    def __init__(self, folder: Path) -> None:
        """Keep the editions under `folder`, which is made when something is first written."""
        self._folder = folder

    def folder(self, edition: str) -> Path:
        """Return the folder of a finished edition; raises NoEdition."""
        path = self._folder / edition
        if edition.startswith(".") or "/" in edition or not (path / _MANIFEST).is_file():
            raise NoEdition(f"There is no edition {edition!r}: `python -m ingest list` shows those there are.")
        return path

    def current(self) -> str | None:
        """Return the id of the published edition, None before the first."""
        try:
            return (self._folder / "CURRENT").read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def manifest(self, edition: str) -> Manifest:
        """Return an edition's manifest; raises NoEdition, or KnowledgeError where it cannot be read."""
        text = (self.folder(edition) / _MANIFEST).read_bytes()
        try:
            return Manifest(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise KnowledgeError(f"The manifest of edition {edition} is damaged: build a new edition.") from error

    def all(self) -> list[Manifest]:
        """Return the finished editions, oldest first; one whose manifest is damaged is left out."""
        manifests: list[Manifest] = []
        for path in sorted(self._folder.glob(f"[!.]*/{_MANIFEST}")):
            with suppress(KnowledgeError):
                manifests.append(self.manifest(path.parent.name))
        return manifests

    def history(self) -> list[Publication]:
        """Return all publications, oldest first; a line that a crash cut short is left out."""
        try:
            lines = (self._folder / "history.jsonl").read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        publications: list[Publication] = []
        for line in lines:
            with suppress(ValueError):
                publications.append(Publication(**json.loads(line)))
        return publications

    def is_verified(self, edition: str) -> bool:
        """Tell whether the edition has passed its verification."""
        return (self.folder(edition) / _VERIFIED).is_file()

    @contextmanager
    def begin(self) -> Iterator[Path]:
        """Give an empty folder for a new edition; its name after the prefix is the edition's id.

        Only one build at a time: raises KnowledgeError while another is under way. What is left in the
        folder, if `finish` was not called, is removed.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._lock("build"):
            for left in self._folder.glob(f"{_BUILDING}*"):
                shutil.rmtree(left)
            stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
            folder = self._folder / f"{_BUILDING}{stamp}-{secrets.token_hex(2)}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def finish(self, folder: Path, embedder: tuple[str, int], documents: int, chunks: dict[str, int]) -> Manifest:
        """Seal what was built in `folder`: manifest, everything on the disk, then one rename."""
        edition = edition_of(folder)
        files = {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}
        built = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(edition, built, *embedder, documents, chunks, files)
        _write(folder / _MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        for path in [*_files(folder), *(path for path in folder.rglob("*") if path.is_dir()), folder]:
            _flush(path)
        folder.rename(self._folder / edition)
        _flush(self._folder)
        return manifest

    def damage(self, edition: str) -> list[str]:
        """Return the files of an edition that are missing or not what was built."""
        folder = self.folder(edition)
        expected = self.manifest(edition).files
        return [name for name, digest in expected.items() if _digest(folder / name) != digest]

    def mark_verified(self, edition: str) -> None:
        """Note that the edition has passed its verification."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        _replace(self.folder(edition) / _VERIFIED, json.dumps({"at": at}))

    def publish(self, edition: str, by: str, action: str = "publish") -> None:
        """Switch the pointer; raises KnowledgeError for an edition that was not verified."""
        if not self.is_verified(edition):
            raise KnowledgeError(f"Edition {edition} was not verified: build it again with `python -m ingest build`.")
        with self._lock("publish"):
            _replace(self._folder / "CURRENT", edition)
            line = Publication(edition, action, by, datetime.now(UTC).isoformat(timespec="seconds"))
            with (self._folder / "history.jsonl").open("a", encoding="utf-8", errors="replace") as file:
                file.write("\n" * _ends_open(file.name) + json.dumps(asdict(line), ensure_ascii=False) + "\n")

    def before_current(self) -> str:
        """Return the edition to which a rollback goes: the one published before; raises NoEdition."""
        current = self.current()
        kept = {manifest.edition for manifest in self.all()}
        for line in reversed(self.history()):
            if line.edition != current and line.edition in kept:
                return line.edition
        raise NoEdition("No edition was published before this one, so there is nothing to roll back to.")

    def prune(self, keep: int) -> list[str]:
        """Remove all but the newest `keep` editions; the published one and its predecessor always stay."""
        with self._lock("build"):
            names = [manifest.edition for manifest in self.all()]
            spared = {self.current(), *names[max(0, len(names) - keep) :]}
            with suppress(NoEdition):
                spared.add(self.before_current())
            removed = [name for name in names if name not in spared]
            for name in removed:
                (self._folder / name).rename(self._folder / f"{_BUILDING}{name}")
                shutil.rmtree(self._folder / f"{_BUILDING}{name}")
            return removed

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f".{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise KnowledgeError(f"Another {name} is under way in {self._folder}: wait for its end.") from None
            yield


def edition_of(folder: Path) -> str:
    """Return the id of the edition that lies, or is being built, in `folder`."""
    return folder.name.removeprefix(_BUILDING)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    _write(part, text)
    part.rename(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _ends_open(name: str) -> bool:
    """Tell whether a crash cut off the last line of a file."""
    content = Path(name).read_bytes()
    return bool(content) and not content.endswith(b"\n")
