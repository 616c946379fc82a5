"""Vectors that were computed before are found by the text, whoever keeps them."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders.base import Vectors
from knowledge.known import EditionVectors, Known, ShippedVectors, collect, ship
from knowledge.passages import Material
from knowledge.shelf import Shelf, write_shelf
from knowledge.units import text_digest, unit_names, unit_texts
from tests.fakes import FakeEmbedder, MemoryVectors, make_chunk

TEA = Material("tea.en", "Tan Cuong tea", "en")
SENTENCES = [f"Sentence number {number} about the tea of the west hills." for number in range(200)]
CHUNKS = [make_chunk(TEA, row, *SENTENCES[at : at + 4]) for row, at in enumerate(range(0, 200, 4))]
TEXTS = [text for chunk in CHUNKS for text in unit_texts(chunk)]
DIGESTS = list(map(text_digest, TEXTS))


def random_units(count: int, dimensions: int, seed: int = 7) -> Vectors:
    """Return random unit vectors."""
    rows = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def round_trip(path: Path, rows: Vectors) -> Vectors:
    """Ship a row for every text of the chunks and read them back in order."""
    ship(path, "fake-1", CHUNKS, dict(zip(DIGESTS, rows, strict=True)))
    found = ShippedVectors(path.parent, "fake-1").find(DIGESTS)
    return np.stack([found[digest] for digest in DIGESTS])


@pytest.mark.parametrize("dimensions", [64, 384])
def test_shipped_vectors_are_nearly_the_originals(tmp_path: Path, dimensions: int) -> None:
    """Eight bits a number cost less than 0.0001 of cosine, and the rows have unit length again."""
    rows = random_units(len(TEXTS), dimensions)
    found = round_trip(tmp_path / "tea.npz", rows)
    assert found.dtype == np.float32
    assert (found * rows).sum(axis=1).min() >= 0.9999
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)


def test_sparse_vectors_survive_too(tmp_path: Path) -> None:
    """A vector with one large number and many small ones keeps its direction."""
    rows = FakeEmbedder().embed_passages(TEXTS)
    assert (round_trip(tmp_path / "tea.npz", rows) * rows).sum(axis=1).min() >= 0.999


def test_shipped_files_are_small(tmp_path: Path) -> None:
    """About a byte a number, and 16 for the text."""
    round_trip(tmp_path / "tea.npz", random_units(len(TEXTS), 384))
    assert (tmp_path / "tea.npz").stat().st_size < len(TEXTS) * (384 + 16) + 2_000


def test_vectors_of_another_embedder_are_not_taken(tmp_path: Path) -> None:
    """A wrong fingerprint hides the whole file."""
    round_trip(tmp_path / "tea.npz", random_units(len(TEXTS), 64))
    assert ShippedVectors(tmp_path, "fake-2").find(DIGESTS) == {}
    assert ShippedVectors(tmp_path, "fake-").find(DIGESTS) == {}


def test_every_folder_under_the_shipped_one_is_read(tmp_path: Path) -> None:
    """A material's file lies where the material lies; what is not a vector file is passed over."""
    rows = random_units(len(TEXTS), 64)
    known = dict(zip(DIGESTS, rows, strict=True))
    ship(tmp_path / "tea" / "a.npz", "fake-1", CHUNKS[:1], known)
    ship(tmp_path / "tour" / "deep" / "b.npz", "fake-1", CHUNKS[1:2], known)
    (tmp_path / "README.md").write_text("not a vector", encoding="utf-8")
    expected = set(map(text_digest, [*unit_texts(CHUNKS[0]), *unit_texts(CHUNKS[1])]))
    assert ShippedVectors(tmp_path, "fake-1").find(DIGESTS).keys() == expected


def test_no_shipped_folder_is_no_vectors(tmp_path: Path) -> None:
    """Nothing shipped is nothing known."""
    assert ShippedVectors(tmp_path / "none", "fake-1").find(DIGESTS) == {}


@pytest.fixture
def edition(tmp_path: Path) -> EditionVectors:
    """An earlier edition with the first two chunks and one in another language."""
    chunks = [*CHUNKS[:2], make_chunk(Material("x.vi", "Chè", "vi"), 0, "Chè Tân Cương được trồng ở phía tây.")]
    write_shelf(tmp_path / "p.sqlite", chunks)
    store = MemoryVectors()
    for row, chunk in enumerate(chunks):
        texts = unit_texts(chunk)
        store.add(chunk.material.language, unit_names(row, len(texts)), FakeEmbedder().embed_passages(texts))
    return EditionVectors(Shelf(tmp_path / "p.sqlite"), store)


def test_an_edition_knows_its_texts(edition: EditionVectors) -> None:
    """Each text, whole chunk or sentence, in any language, has the vector that it was given."""
    asked = [*unit_texts(CHUNKS[1]), "Chè\nChè Tân Cương được trồng ở phía tây.", "never seen"]
    found = edition.find(map(text_digest, asked))
    assert found.keys() == set(map(text_digest, asked[:-1]))
    for text in asked[:-1]:
        assert found[text_digest(text)] == pytest.approx(FakeEmbedder().embed_passages([text])[0])


def test_an_edition_that_knows_nothing_is_asked_in_vain(edition: EditionVectors) -> None:
    """Unknown texts, or none, are no error."""
    assert edition.find([]) == {}
    assert edition.find([text_digest("never seen")]) == {}


class Memory:
    """Known vectors in a dictionary, which notes what it was asked."""

    def __init__(self, known: Known) -> None:
        """Know these."""
        self.known = known
        self.asked: list[set[bytes]] = []

    def find(self, digests: object) -> Known:
        """Return those that are known."""
        wanted = set(digests)  # type: ignore[call-overload]
        self.asked.append(wanted)
        return {digest: self.known[digest] for digest in wanted & self.known.keys()}


def test_the_first_source_that_knows_a_text_gives_its_vector() -> None:
    """Later sources are asked only for the rest."""
    one, two = random_units(2, 8)
    first, second = Memory({b"a": one}), Memory({b"a": two, b"b": two})
    found = collect([first, second], [b"a", b"b", b"c"])
    assert found.keys() == {b"a", b"b"}
    assert found[b"a"] is one
    assert second.asked == [{b"b", b"c"}]
    assert collect([], [b"a"]) == {}
