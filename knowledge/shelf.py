"""The chunks of one edition in an SQLite file: written once, then only read."""

import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from knowledge.passages import Chunk, Material, Place, Sentence, Source
from knowledge.units import unit_texts

_SCHEMA = """
CREATE TABLE materials (id TEXT PRIMARY KEY, entry TEXT NOT NULL);
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, material TEXT NOT NULL REFERENCES materials (id),
    language TEXT NOT NULL, units INTEGER NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL
);
"""


def write_shelf(path: Path, chunks: Iterable[Chunk]) -> None:
    """Write the chunks; their rows are numbered from 0 in the order given."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        for row, chunk in enumerate(chunks):
            material = chunk.material
            database.execute(
                "INSERT OR IGNORE INTO materials VALUES (?, ?)", (material.id, json.dumps(asdict(material)))
            )
            database.execute(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    row,
                    chunk.id,
                    material.id,
                    material.language,
                    len(unit_texts(chunk)),
                    chunk.digest,
                    _body(chunk),
                ),
            )


class Shelf:
    """Reads the chunks of a finished edition; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file for reading only; here or later raises sqlite3.DatabaseError where it is not whole."""
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._let_go = weakref.finalize(self, self._database.close)
        self._material = lru_cache(maxsize=4_096)(self._read_material)

    def rows(self) -> dict[str, list[tuple[int, int]]]:
        """Return, by language, (row, number of units) of each chunk in order of rows."""
        found: dict[str, list[tuple[int, int]]] = {}
        for language, row, units in self._database.execute("SELECT language, row, units FROM chunks ORDER BY row"):
            found.setdefault(language, []).append((row, units))
        return found

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        """Return the chunks of these rows in the order given."""
        marks = ",".join("?" * len(rows))
        query = f"SELECT row, id, material, body FROM chunks WHERE row IN ({marks})"  # noqa: S608 - only marks
        found = {row: self._chunk(*fields) for row, *fields in self._database.execute(query, rows)}
        return [found[row] for row in rows]

    def all(self) -> Iterator[tuple[int, Chunk]]:
        """Yield every row and its chunk."""
        for row, *fields in self._database.execute("SELECT row, id, material, body FROM chunks ORDER BY row"):
            yield row, self._chunk(*fields)

    def topics(self) -> dict[int, str]:
        """Return the topic of each row."""
        by_material = {material.id: material.topic for material in self.materials()}
        return {row: by_material[name] for row, name in self._database.execute("SELECT row, material FROM chunks")}

    def digests(self) -> dict[str, str]:
        """Return chunk id → digest."""
        return dict(self._database.execute("SELECT id, digest FROM chunks"))

    def materials(self) -> list[Material]:
        """Return every material, by id."""
        query = "SELECT entry FROM materials ORDER BY id"
        return [_material(json.loads(entry)) for (entry,) in self._database.execute(query)]

    def check(self) -> str:
        """Return "ok", or what SQLite finds wrong with the file."""
        return str(self._database.execute("PRAGMA integrity_check").fetchone()[0])

    def close(self) -> None:
        """Let go of the file, which otherwise happens with the last reference to the shelf."""
        self._let_go()

    def _chunk(self, identity: str, material: str, body: str) -> Chunk:
        fields = json.loads(body)
        return Chunk(
            id=identity,
            material=self._material(material),
            headings=tuple(fields["headings"]),
            text=fields["text"],
            sentences=tuple(Sentence(text, tuple(sources)) for text, sources in fields["sentences"]),
            page=fields["page"],
            position=fields["position"],
            marked=fields.get("marked", False),
        )

    def _read_material(self, identity: str) -> Material:
        (entry,) = self._database.execute("SELECT entry FROM materials WHERE id = ?", (identity,)).fetchone()
        return _material(json.loads(entry))


def _body(chunk: Chunk) -> str:
    body = {
        "headings": chunk.headings,
        "text": chunk.text,
        "sentences": [(sentence.text, sentence.sources) for sentence in chunk.sentences],
        "page": chunk.page,
        "position": chunk.position,
        "marked": chunk.marked,
    }
    return json.dumps(body, ensure_ascii=False)


def _material(fields: dict[str, object]) -> Material:
    """Build a material from its JSON: lists become tuples, and objects their types."""
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    plain["sources"] = tuple(Source(**source) for source in fields["sources"])  # type: ignore[attr-defined]
    plain["places"] = tuple(Place(**place) for place in fields["places"])  # type: ignore[attr-defined]
    return Material(**plain)  # type: ignore[arg-type]
