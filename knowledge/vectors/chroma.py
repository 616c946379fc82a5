"""Vectors in Chroma: embedded (a folder) or on a Chroma server (a URL).

Embedded Chroma changes its SQLite file even when it is only opened, and is not safe between processes. So a
reader works on a private view: a copy of that file, and links to the vector files, which Chroma only reads. The
folder of a published edition is never touched again, and any number of processes may read it.
"""

import shutil
import tempfile
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

    def __init__(self, client: "ClientAPI", edition: str, view: tempfile.TemporaryDirectory[str] | None = None) -> None:
        """Read through `client`; `view`, where there is one, is removed with the reader."""
        self._client = client
        self._edition = edition
        self._view = view
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
        found = collection.get(ids=list(units), include=["embeddings"])
        order = {unit: row for row, unit in enumerate(found["ids"])}
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        return vectors[[order[unit] for unit in units]]

    def close(self) -> None:
        """Let go of the database and remove the private view."""
        self._client.close()
        if self._view:
            self._view.cleanup()

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
    view = tempfile.TemporaryDirectory(prefix="chroma-", ignore_cleanup_errors=True)
    for item in folder.iterdir():
        if item.name == _DATABASE:
            shutil.copyfile(item, Path(view.name) / item.name)
        elif item.is_dir():
            Path(view.name, item.name).symlink_to(item.resolve(), target_is_directory=True)
    return ChromaReader(_embedded(Path(view.name)), edition, view)


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
