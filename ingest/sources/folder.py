"""Materials in a folder: every file in it and below, but for what is hidden or belongs to another file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError

_SIDECAR = ".meta.yaml"


@dataclass(frozen=True, slots=True)
class Found:
    """A file, and its path below the materials folder with `/`."""

    path: Path
    relative: str


def find_materials(folder: Path) -> list[Found]:
    """Return the folder's files, sorted by path; raises IngestError where there is no such folder."""
    if not folder.is_dir():
        raise IngestError(f"{folder} is not a folder: name a folder of materials with --materials.")
    return sorted(_walk(folder, folder), key=lambda found: found.relative)


def _walk(folder: Path, top: Path) -> Iterator[Found]:
    for item in folder.iterdir():
        if item.name.startswith((".", "~$")) or item.is_symlink():
            continue
        if item.is_dir():
            yield from _walk(item, top)
        elif not item.name.endswith(_SIDECAR):
            yield Found(item, item.relative_to(top).as_posix())
