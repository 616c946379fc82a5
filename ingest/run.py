"""One build: files → documents → chunks → a new edition. One bad file never stops the rest."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.entry import read_entry
from ingest.errors import IngestError, Unreadable
from ingest.parsers.child import ParserChild
from ingest.report import IngestReport, Refusal
from ingest.sources.folder import Found, find_materials
from ingest.split import split
from knowledge.building import STARTER, Progress, write_edition
from knowledge.embedders.base import Embedder
from knowledge.languages import detect_language
from knowledge.passages import Chunk, Material
from knowledge.settings import KnowledgeSettings

_DUPLICATE = "Give one of the two files another id, or remove one."


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file: chunks, or a refusal."""

    file: str
    material: Material | None = None
    chunks: tuple[Chunk, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: Refusal | None = None

    def event(self) -> dict[str, object]:
        """Return the JSON line of this file."""
        event: dict[str, object] = {"event": "material", "file": self.file}
        if self.refusal:
            refusal = self.refusal
            page = {"page": refusal.page} if refusal.page else {}
            return {**event, "refused": refusal.reason, "advice": refusal.advice, **page}
        assert self.material is not None
        entry = {"id": self.material.id, "language": self.material.language}
        return {**event, **entry, "chunks": len(self.chunks), "warnings": list(self.warnings)}


def default_folders(settings: KnowledgeSettings) -> list[Path]:
    """Return the starter materials, and the data directory's own where there are any."""
    own = settings.data_dir / "materials"
    return [STARTER, own] if own.is_dir() else [STARTER]


def list_files(folders: Iterable[Path]) -> list[Found]:
    """Return the files of all folders in order; raises IngestError where a folder is missing."""
    return [found for folder in folders for found in find_materials(folder)]


def read_files(files: Iterable[Found]) -> Iterator[Read]:
    """Yield what came of each file, as it is read."""
    seen: dict[str, str] = {}
    with ParserChild() as child:
        for found in files:
            try:
                read = _read(found, child)
            except Unreadable as error:
                refusal = Refusal(found.relative, error.reason, error.advice, error.page)
                yield Read(found.relative, refusal=refusal)
                continue
            assert read.material is not None
            other = seen.setdefault(read.material.id, found.relative)
            if other != found.relative or not read.chunks:
                yield Read(found.relative, refusal=_refuse(found.relative, read.material.id, other))
            else:
                yield read


def build(
    settings: KnowledgeSettings,
    embedder: Embedder,
    files: list[Found],
    on_read: Callable[[Read], None],
    on_embedded: Progress,
) -> IngestReport:
    """Build an edition of the files and report; raises IngestError where not one could be read."""
    start = time.monotonic()
    reads: list[Read] = []
    for read in read_files(files):
        reads.append(read)
        on_read(read)
    chunks = [chunk for read in reads for chunk in read.chunks]
    refused = tuple(read.refusal for read in reads if read.refusal)
    if not chunks:
        raise IngestError(f"None of the {len(reads)} files could be read, so no edition was built.")
    manifest, changes = write_edition(settings, embedder, chunks, on_embedded)
    return IngestReport(
        edition=manifest.edition,
        documents=manifest.documents,
        chunks=changes,
        refused=refused,
        warnings=sum(len(read.warnings) for read in reads),
        seconds=round(time.monotonic() - start, 2),
    )


def _read(found: Found, child: ParserChild) -> Read:
    document = child.parse(found.path)
    material, warnings = read_entry(found.path, found.relative, document, detect_language)
    chunks = tuple(split(document, material))
    return Read(found.relative, material, chunks, (*document.warnings, *warnings))


def _refuse(file: str, identity: str, other: str) -> Refusal:
    if other != file:
        return Refusal(file, f'The id "{identity}" is already that of {other}.', _DUPLICATE)
    return Refusal(file, "The file holds no text.", "Hand in a file with text, or remove it.")
