"""Proves that a built edition is whole and answers, before anybody may publish it.

Runs in a child process: a damaged vector file can end the process that opens it.
"""

import random
import subprocess
import sys

from ingest.errors import IngestError
from knowledge.editions import Editions, Manifest
from knowledge.library import Library
from knowledge.opening import SHELF, open_library
from knowledge.passages import Chunk
from knowledge.settings import KnowledgeSettings
from knowledge.shelf import Shelf

_PROBES = 4
_TIMEOUT = 300.0
_LEAST_FOUND = 0.75


def verify_in_child(settings: KnowledgeSettings, edition: str) -> None:
    """Verify an edition in a child and mark it; raises IngestError with what is wrong."""
    command = [sys.executable, "-m", "ingest", "verify", edition, "--data-dir", str(settings.data_dir)]
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise IngestError(f"Edition {edition} could not be verified within {_TIMEOUT:.0f} s.") from None
    if child.returncode != 0:
        reason = child.stderr.strip().splitlines() or [f"the verification ended with {child.returncode}"]
        raise IngestError(f"Edition {edition} is not whole and stays unpublished: {reason[-1]}")
    Editions(settings.editions).mark_verified(edition)


def verify(settings: KnowledgeSettings, edition: str) -> None:
    """Check files, counts and probe questions; raises IngestError with the first thing that is wrong."""
    editions = Editions(settings.editions)
    damaged = editions.damage(edition)
    if damaged:
        raise IngestError(f"these files are damaged: {', '.join(damaged)}")
    manifest = editions.manifest(edition)
    shelf = Shelf(editions.folder(edition) / SHELF)
    _check_counts(shelf, manifest)
    _probe(open_library(settings, edition), shelf)


def _check_counts(shelf: Shelf, manifest: Manifest) -> None:
    if (state := shelf.check()) != "ok":
        raise IngestError(f"{SHELF} is damaged: {state}")
    counts = {language: len(rows) for language, rows in shelf.rows().items()}
    if counts != manifest.chunks:
        raise IngestError(f"the passages do not match the manifest: {counts} against {manifest.chunks}")


def _probe(library: Library, shelf: Shelf) -> None:
    """Ask for some passages by their own first sentence: nearly all must come up."""
    chance = random.Random(library.edition)  # noqa: S311 - a sample, not a secret
    languages: dict[str, list[Chunk]] = {}
    for _, chunk in shelf.all():
        languages.setdefault(chunk.material.language, []).append(chunk)
    probes = [chunk for chunks in languages.values() for chunk in chance.sample(chunks, min(_PROBES, len(chunks)))]
    found = sum(_comes_up(library, chunk) for chunk in probes)
    if found < _LEAST_FOUND * len(probes):
        raise IngestError(f"only {found} of {len(probes)} probe questions found their passage")


def _comes_up(library: Library, chunk: Chunk) -> bool:
    texts = {chunk.text, chunk.sentences[0].text}
    passages = library.search(chunk.sentences[0].text, chunk.material.language, limit=10)
    return any(passage.chunk.id == chunk.id or passage.chunk.sentences[0].text in texts for passage in passages)
