"""Writes the vectors that are shipped beside the starter materials, so that nobody waits for an embedding."""

import shutil
from collections.abc import Callable

from ingest.errors import IngestError
from ingest.run import list_files, read_files
from knowledge.building import SHIPPED, STARTER
from knowledge.known import ShippedVectors, ship
from knowledge.opening import open_embedder
from knowledge.settings import KnowledgeSettings
from knowledge.units import text_digest, unit_texts


def ship_starter(settings: KnowledgeSettings, progress: Callable[[int], object]) -> int:
    """Write a file of vectors a starter material; texts that are shipped already are not embedded again.

    Returns the number of materials; raises IngestError where one of them cannot be read.
    """
    embedder = open_embedder(settings)
    reads = list(read_files(list_files([STARTER])))
    for read in reads:
        if read.refusal:
            raise IngestError(f"{read.file}: {read.refusal.reason} {read.refusal.advice}")
    shipped = ShippedVectors(SHIPPED, embedder.fingerprint)
    shutil.rmtree(SHIPPED, ignore_errors=True)
    for read in reads:
        texts = {text_digest(text): text for chunk in read.chunks for text in unit_texts(chunk)}
        vectors = dict(shipped.find(texts))
        missing = [digest for digest in texts if digest not in vectors]
        vectors.update(zip(missing, embedder.embed_passages([texts[digest] for digest in missing]), strict=True))
        assert read.material is not None
        ship(SHIPPED / f"{read.material.id}.npz", embedder.fingerprint, read.chunks, vectors)
        progress(len(missing))
    return len(reads)
