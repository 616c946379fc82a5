"""Vectors that were computed before, by the digest of their text, so that a build embeds only what is new."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
        for path in sorted(folder.rglob("*.npz")):
            with np.load(path) as shard:
                if str(shard["fingerprint"]) == fingerprint:
                    self._rows.update(zip(map(bytes, shard["digests"]), shard["rows"], strict=True))

    def find(self, digests: Iterable[bytes]) -> Known:
        """Return the vectors of those texts that are shipped, unit length."""
        found = {digest: self._rows[digest].astype(np.float32) for digest in digests if digest in self._rows}
        return {digest: row / np.linalg.norm(row) for digest, row in found.items()}


def ship(path: Path, fingerprint: str, chunks: Sequence[Chunk], known: Known) -> None:
    """Write the vectors of one material's chunks to `path`."""
    digests = list(dict.fromkeys(text_digest(text) for chunk in chunks for text in unit_texts(chunk)))
    rows = np.stack([known[digest] for digest in digests])
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        fingerprint=np.array(fingerprint),
        digests=np.array([np.frombuffer(digest, dtype=np.uint8) for digest in digests]),
        rows=np.rint(rows * (_STEP / np.abs(rows).max(axis=1, keepdims=True))).astype(np.int8),
    )


def collect(known: Sequence[KnownVectors], digests: Iterable[bytes]) -> dict[bytes, NDArray[np.float32]]:
    """Return what any of the sources knows; the first that knows a text gives its vector."""
    missing = set(digests)
    found: dict[bytes, NDArray[np.float32]] = {}
    for source in known:
        more = source.find(missing)
        found.update(more)
        missing -= more.keys()
    return found
