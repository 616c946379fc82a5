"""Vectors that were computed before, by the digest of their text, so that a build embeds only what is new."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.embedders.base import Vectors
from knowledge.passages import Chunk
from knowledge.shelf import Shelf
from knowledge.units import text_digest, unit_names, unit_texts
from knowledge.vectors.base import VectorReader

Known = Mapping[bytes, NDArray[np.float32]]

_STEP = 127.0


class KnownVectors(Protocol):
    """Finds earlier vectors, all of one embedder."""

    def find(self, digests: Iterable[bytes]) -> Known:
        """Return the vectors of those texts that are known."""
        ...


class EditionVectors:
    """What an earlier edition holds."""

    def __init__(self, shelf: Shelf, vectors: VectorReader) -> None:
        """Note where each text of the edition has its vector."""
        self._vectors = vectors
        self._places: dict[bytes, tuple[str, str]] = {}
        for row, chunk in shelf.all():
            texts = unit_texts(chunk)
            for text, unit in zip(texts, unit_names(row, len(texts)), strict=True):
                self._places[text_digest(text)] = (chunk.material.language, unit)

    def find(self, digests: Iterable[bytes]) -> Known:
        """Return the vectors of those texts that the edition holds."""
        wanted: dict[str, dict[str, bytes]] = {}
        for digest in digests:
            if digest in self._places:
                language, unit = self._places[digest]
                wanted.setdefault(language, {})[unit] = digest
        found: dict[bytes, NDArray[np.float32]] = {}
        for language, units in wanted.items():
            rows = self._vectors.vectors(language, list(units))
            found.update(zip(units.values(), rows, strict=True))
        return found


class ShippedVectors:
    """What is shipped beside the starter materials: a file a material, int8, so that a change touches little.

    A row is scaled by its largest number; the loss was measured as a cosine of at least 0.9999 to the original.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        """Read every file under `folder` that was made by this embedder."""
        self._rows: dict[bytes, NDArray[np.int8]] = {}
        self._chunks: dict[str, list[NDArray[np.int8]]] = {}
        for path in sorted(folder.rglob("*.npz")):
            with np.load(path) as shard:
                if str(shard["fingerprint"]) == fingerprint:
                    rows = shard["rows"]
                    self._rows.update(zip(map(bytes, shard["digests"]), rows, strict=True))
                    self._chunks.setdefault(str(shard["language"]), []).append(rows[: int(shard["chunks"])])

    def find(self, digests: Iterable[bytes]) -> Known:
        """Return the vectors of those texts that are shipped, unit length."""
        return {digest: _restore(self._rows[digest]) for digest in digests if digest in self._rows}

    def centroids(self) -> Mapping[str, Vectors]:
        """Return the mean vector of the shipped chunks by language, shape (1, d): what is usual in our matters."""
        return {
            language: np.mean([_restore(row) for rows in shards for row in rows], axis=0, keepdims=True)
            for language, shards in self._chunks.items()
        }


def ship(path: Path, fingerprint: str, chunks: Sequence[Chunk], known: Known) -> None:
    """Write the vectors of one material's chunks to `path`: those of whole chunks first, then the sentences'."""
    texts = [unit_texts(chunk) for chunk in chunks]
    whole = dict.fromkeys(text_digest(text) for text, *_ in texts)
    digests = list(whole | dict.fromkeys(text_digest(text) for _, *rest in texts for text in rest))
    rows = np.stack([known[digest] for digest in digests])
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        fingerprint=np.array(fingerprint),
        language=np.array(chunks[0].material.language),
        chunks=np.array(len(whole)),
        digests=np.array([np.frombuffer(digest, dtype=np.uint8) for digest in digests]),
        rows=np.rint(rows * (_STEP / np.abs(rows).max(axis=1, keepdims=True))).astype(np.int8),
    )


def _restore(row: NDArray[np.int8]) -> NDArray[np.float32]:
    vector = row.astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def collect(known: Sequence[KnownVectors], digests: Iterable[bytes]) -> dict[bytes, NDArray[np.float32]]:
    """Return what any of the sources knows; the first that knows a text gives its vector."""
    missing = set(digests)
    found: dict[bytes, NDArray[np.float32]] = {}
    for source in known:
        more = source.find(missing)
        found.update(more)
        missing -= more.keys()
    return found
