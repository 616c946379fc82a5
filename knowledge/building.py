"""Writes a new edition from chunks: beside the current one, whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.diacritics import Restorer
from knowledge.editions import Editions, Manifest, edition_of
from knowledge.embedders.base import Embedder, Vectors
from knowledge.errors import KnowledgeError
from knowledge.known import EditionVectors, KnownVectors, ShippedVectors, collect
from knowledge.opening import CENTROIDS, RESTORER, SHELF, open_vectors, write_vectors, write_words
from knowledge.passages import Chunk
from knowledge.settings import KnowledgeSettings
from knowledge.shelf import Shelf, write_shelf
from knowledge.units import context, text_digest, unit_names, unit_texts, vector_space

STARTER = Path(__file__).parent / "materials"
"""The starter materials."""
SHIPPED = STARTER / ".vectors"
"""Their vectors, see `knowledge.known.ShippedVectors`."""

_BATCH = 256
_USUAL = 200  # chunks: an edition of one dispatch is judged as the starter edition is

Progress = Callable[[int, int], None]
"""Told how many texts are embedded, out of how many."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Chunks compared with the published edition, by id and digest."""

    created: int
    updated: int
    unchanged: int
    removed: int

    def __str__(self) -> str:
        """Return the counts as a phrase."""
        return f"{self.created} new, {self.updated} changed, {self.unchanged} as before, {self.removed} removed"


def write_edition(
    settings: KnowledgeSettings, embedder: Embedder, chunks: Sequence[Chunk], progress: Progress
) -> tuple[Manifest, Changes]:
    """Write, seal and return an edition of the chunks, and how it differs from the published one.

    Only texts that neither the published edition nor the shipped vectors know are embedded. The edition
    still has to be verified before it can be published.
    """
    editions = Editions(settings.editions)
    with editions.begin() as folder:
        changes = compare(settings, chunks)
        space = vector_space(embedder.fingerprint)
        shipped = ShippedVectors(SHIPPED, embedder.fingerprint)
        vectors = _embed(embedder, chunks, [*known_vectors(settings, embedder), shipped], progress)
        write_shelf(folder / SHELF, chunks)
        counts = _write_indexes(settings, folder, chunks, vectors, shipped.centroids())
        documents = len({chunk.material.id for chunk in chunks})
        manifest = editions.finish(folder, (space, embedder.dimensions), documents, counts)
    return manifest, changes


def compare(settings: KnowledgeSettings, chunks: Sequence[Chunk]) -> Changes:
    """Compare chunks with the published edition."""
    folder = _published(settings)
    before = Shelf(folder / SHELF).digests() if folder else {}
    return compare_digests(before, {chunk.id: chunk.digest for chunk in chunks})


def compare_digests(before: dict[str, str], after: dict[str, str]) -> Changes:
    """Compare chunk id → digest of two editions."""
    kept = before.keys() & after.keys()
    unchanged = sum(before[identity] == after[identity] for identity in kept)
    return Changes(len(after) - len(kept), len(kept) - unchanged, unchanged, len(before) - len(kept))


def known_vectors(settings: KnowledgeSettings, embedder: Embedder) -> list[KnownVectors]:
    """Return what the published edition knows, if it is this embedder's."""
    folder = _published(settings)
    if folder and Editions(settings.editions).manifest(folder.name).embedder == vector_space(embedder.fingerprint):
        return [EditionVectors(Shelf(folder / SHELF), open_vectors(settings, folder, folder.name))]
    return []


def _published(settings: KnowledgeSettings) -> Path | None:
    """Return the published edition's folder; None without one, or where it is damaged: a build must repair that."""
    editions = Editions(settings.editions)
    current = editions.current()
    with suppress(KnowledgeError):
        if current and not editions.damage(current):
            return editions.folder(current)
    return None


def _embed(
    embedder: Embedder, chunks: Sequence[Chunk], known: Sequence[KnownVectors], progress: Progress
) -> dict[bytes, NDArray[np.float32]]:
    """Return a vector for every text of the chunks."""
    texts = {text_digest(text): text for chunk in chunks for text in unit_texts(chunk)}
    vectors = collect(known, texts)
    missing = [digest for digest in texts if digest not in vectors]
    progress(0, len(missing))
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors.update(zip(batch, embedder.embed_passages([texts[digest] for digest in batch]), strict=True))
        progress(start + len(batch), len(missing))
    return vectors


def _write_indexes(
    settings: KnowledgeSettings,
    folder: Path,
    chunks: Sequence[Chunk],
    vectors: dict[bytes, NDArray[np.float32]],
    usual: Mapping[str, Vectors],
) -> dict[str, int]:
    """Write vectors, words, centroids and the restorer; return the number of chunks by language.

    `usual` are the starter materials' mean vectors, for a language of which there is little.
    """
    languages: dict[str, list[tuple[int, Chunk]]] = {}
    for row, chunk in enumerate(chunks):
        languages.setdefault(chunk.material.language, []).append((row, chunk))
    writer = write_vectors(settings, folder, edition_of(folder))
    centroids: dict[str, Vectors] = {}
    for language, numbered in languages.items():
        units, rows = _units(numbered, vectors)
        writer.add(language, units, rows)
        whole = [vectors[text_digest(unit_texts(chunk)[0])] for _, chunk in numbered]
        centroids[language] = _mean(whole, usual.get(language))
        write_words(folder, language, ["\n".join([*context(chunk), chunk.text]) for _, chunk in numbered])
    writer.close()
    np.savez(folder / CENTROIDS, allow_pickle=False, **centroids)
    Restorer.train("\n".join([*context(chunk), chunk.text]) for _, chunk in languages.get("vi", [])).save(
        folder / RESTORER
    )
    return {language: len(numbered) for language, numbered in languages.items()}


def _mean(rows: Sequence[NDArray[np.float32]], usual: Vectors | None) -> Vectors:
    """Return the mean row, shape (1, d); few rows say little of what is usual, so `usual` counts as many more."""
    total, count = np.sum(rows, axis=0, keepdims=True), len(rows)
    if usual is not None:
        total, count = total + _USUAL * usual, count + _USUAL
    return np.asarray(total / count, dtype=np.float32)


def _units(
    numbered: Sequence[tuple[int, Chunk]], vectors: dict[bytes, NDArray[np.float32]]
) -> tuple[list[str], Vectors]:
    names: list[str] = []
    rows: list[NDArray[np.float32]] = []
    for row, chunk in numbered:
        texts = unit_texts(chunk)
        names += unit_names(row, len(texts))
        rows += [vectors[text_digest(text)] for text in texts]
    return names, np.stack(rows)
