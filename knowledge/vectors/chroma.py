"""Vectors in Chroma: embedded (a folder) or on a Chroma server (a URL).

Embedded Chroma changes its SQLite file even when it is only opened, rewrites the vector files of a collection with
fewer units than `_SYNC` at every reading, and is not safe between processes. So a reader works on a private view:
copies of those files, and links to the large ones, which Chroma only reads. The folder of a published edition is
never touched again, and any number of processes may read it.
"""

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from knowledge.embedders.base import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 2_000
_SYNC = 100  # what is not in the vector files yet is replayed at every opening: leave little
_DATABASE = "chroma.sqlite3"
_LINKED = 4_000_000  # bytes, from which a vector file surely holds more than _SYNC units, and is not copied


class ChromaWriter:
    """Fills the collections of one edition."""

    def __init__(self, client: "ClientAPI", edition: str) -> None:
        """Write through `client`; the edition's id is part of each collection's name."""
        self._client = client
        self._edition = edition

    def add(self, language: str, units: Sequence[str], vectors: Vectors) -> None:
        """Add units to the language's collection."""
        collection = self._client.get_or_create_collection(
            _name(self._edition, language),
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": 200, "batch_size": _SYNC, "sync_threshold": _SYNC}},
        )
        for start in range(0, len(units), _BATCH):
            batch = slice(start, start + _BATCH)
            collection.add(ids=list(units[batch]), embeddings=vectors[batch])

    def close(self) -> None:
        """Let go of the database file."""
        self._client.close()


class ChromaReader:
    """Reads the collections of one edition."""

    def __init__(self, client: "ClientAPI", edition: str, view: Path | None = None) -> None:
        """Read through `client`; `view`, where there is one, is removed with the reader."""
        self._client = client
        self._edition = edition
        self._let_go = weakref.finalize(self, _let_go, client, view)
        self._names = {collection.name for collection in client.list_collections()}
        self._collections: dict[str, Collection] = {}

    def nearest(self, language: str, question: Vectors, limit: int) -> list[str]:
        """Return the nearest units of the language."""
        collection = self._collection(language)
        if collection is None:
            return []
        limit = min(limit, collection.count())
        found: list[str] = collection.query(query_embeddings=question, n_results=limit, include=[])["ids"][0]
        return found

    def vectors(self, language: str, units: Sequence[str]) -> Vectors:
        """Return the units' vectors in the order given."""
        collection = self._collection(language)
        if collection is None or not units:
            raise KeyError(language)
        rows: dict[str, Vectors] = {}
        for start in range(0, len(units), _BATCH):  # SQLite refuses tens of thousands of names at once
            found = collection.get(ids=list(units[start : start + _BATCH]), include=["embeddings"])
            rows.update(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))
        return np.stack([rows[unit] for unit in units])

    def close(self) -> None:
        """Let go of the database and remove the private view, which otherwise happens with the last reference."""
        self._let_go()

    def _collection(self, language: str) -> "Collection | None":
        name = _name(self._edition, language)
        if language not in self._collections and name in self._names:
            self._collections[language] = self._client.get_collection(name, embedding_function=None)
        return self._collections.get(language)


def write_folder(folder: Path, edition: str) -> ChromaWriter:
    """Begin the embedded store of a new edition."""
    return ChromaWriter(_embedded(folder), edition)


def read_folder(folder: Path, edition: str) -> ChromaReader:
    """Open an edition's embedded store through a private view of it."""
    view = Path(tempfile.mkdtemp(prefix="chroma-"))
    try:
        shutil.copyfile(folder / _DATABASE, view / _DATABASE)
        for vectors in folder.glob("*/*"):
            _show(vectors, view / vectors.relative_to(folder))
        return ChromaReader(_embedded(view), edition, view)
    except BaseException:
        shutil.rmtree(view, ignore_errors=True)
        raise


def write_server(url: str, edition: str) -> ChromaWriter:
    """Begin a new edition's collections on a server."""
    return ChromaWriter(_server(url), edition)


def read_server(url: str, edition: str) -> ChromaReader:
    """Open an edition's collections on a server."""
    return ChromaReader(_server(url), edition)


def forget_server(url: str, edition: str) -> None:
    """Remove an edition's collections from a server."""
    client = _server(url)
    for collection in client.list_collections():
        if collection.name.startswith(_name(edition, "")):
            client.delete_collection(collection.name)
    client.close()


def _show(file: Path, shown: Path) -> None:
    """Make a vector file visible under another path."""
    shown.parent.mkdir(exist_ok=True)
    if file.stat().st_size < _LINKED:
        shutil.copyfile(file, shown)
    else:
        shown.symlink_to(file.resolve())


def _let_go(client: "ClientAPI", view: Path | None) -> None:
    client.close()
    if view:
        shutil.rmtree(view, ignore_errors=True)


def _name(edition: str, language: str) -> str:
    return f"edition-{edition}-{language}"


def _embedded(folder: Path) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))


def _server(url: str) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if secure else 8000),
        ssl=secure,
        settings=Settings(anonymized_telemetry=False),
    )
