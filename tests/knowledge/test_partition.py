"""One language of an edition finds its chunks by meaning and by words."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from knowledge.lexical.base import Scores
from knowledge.lexical.words import terms
from knowledge.partition import Partition
from knowledge.passages import Chunk, Material
from knowledge.ranking import Hit
from knowledge.shelf import Shelf, write_shelf
from knowledge.units import findable, row_of, unit_names, unit_texts
from tests.fakes import FakeEmbedder, MemoryVectors, make_chunk

EN, VI = Material("all.en", "Everything", "en"), Material("all.vi", "Tất cả", "vi")
CHUNKS = [
    make_chunk(VI, 0, "Một câu tiếng Việt đứng đầu."),
    make_chunk(EN, 0, "Tea grows on the hills of the west.", "(1)", "Spring tea is picked by hand in the morning."),
    make_chunk(EN, 1, "Boats cross the lake in the afternoon."),
    make_chunk(EN, 2, "The train to the capital leaves at noon.", "Tickets are sold at the station counter."),
]


class FakeWords:
    """Scores a text by the share of the question's words that it holds; nothing is rare."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the texts."""
        self._texts = texts

    def scores(self, question: str) -> Scores:
        """Return the share for each text."""
        return np.array(self.coverage(question, self._texts), dtype=np.float32)

    def coverage(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the share for each of these texts."""
        asked = set(terms(question))
        return [len(asked & set(terms(text))) / max(1, len(asked)) for text in texts]


def open_partition(chunks: Sequence[Chunk], language: str, vectors: MemoryVectors) -> Partition:
    """Open a partition over the chunks in that language, as numbered in the whole list."""
    numbered = [(row, chunk) for row, chunk in enumerate(chunks) if chunk.material.language == language]
    for row, chunk in numbered:
        texts = unit_texts(chunk)
        vectors.add(language, unit_names(row, len(texts)), FakeEmbedder().embed_passages(texts))
    centroid = FakeEmbedder().embed_passages([chunk.text for _, chunk in numbered]).mean(axis=0, keepdims=True)
    rows = [(row, len(unit_texts(chunk))) for row, chunk in numbered]
    return Partition(language, rows, centroid, vectors, FakeWords([chunk.text for _, chunk in numbered]))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """The chunks' shelf."""
    write_shelf(tmp_path / "p.sqlite", CHUNKS)
    with closing(Shelf(tmp_path / "p.sqlite")) as opened:
        yield opened


@pytest.fixture
def partition() -> Partition:
    """The English chunks: rows 1 to 3."""
    return open_partition(CHUNKS, "en", MemoryVectors())


def find(partition: Partition, shelf: Shelf, question: str) -> dict[int, Hit]:
    """Return the hits by row."""
    hits = partition.find(shelf, FakeEmbedder().embed_question(question), question)
    assert len({hit.row for hit in hits}) == len(hits)
    return {hit.row: hit for hit in hits}


def best(hits: dict[int, Hit]) -> int:
    """The row with the highest score."""
    return max(hits, key=lambda row: hits[row].score)


@pytest.mark.parametrize(
    ("question", "row"), [("when is tea picked", 1), ("boats on the lake", 2), ("tickets for the train", 3)]
)
def test_the_right_chunk_is_best(partition: Partition, shelf: Shelf, question: str, row: int) -> None:
    """Rows are those of the edition, in which another language comes first."""
    assert best(find(partition, shelf, question)) == row


def test_only_the_languages_own_chunks_come(partition: Partition, shelf: Shelf) -> None:
    """Every hit carries the partition's language, and its row is one of its chunks."""
    hits = find(partition, shelf, "một câu tiếng việt về chè")
    assert set(hits) <= {1, 2, 3}
    assert {hit.language for hit in hits.values()} == {"en"}


def test_evidence_is_what_the_vectors_say(partition: Partition, shelf: Shelf) -> None:
    """Cosines of the whole chunk and, in order, of the sentences that have a vector."""
    question = "when is spring tea picked"
    hit = find(partition, shelf, question)[1]
    assert findable(CHUNKS[1]) == [0, 2]
    cosines = FakeEmbedder().embed_passages(unit_texts(CHUNKS[1])) @ FakeEmbedder().embed_question(question)[0]
    assert [hit.evidence.dense, *hit.evidence.sentences] == pytest.approx(list(cosines), abs=1e-5)
    assert hit.evidence.sentences[1] > hit.evidence.sentences[0]


def test_likeness_is_the_same_for_all_chunks(partition: Partition, shelf: Shelf) -> None:
    """It belongs to question and language."""
    hits = find(partition, shelf, "tea on the hills").values()
    assert len({hit.evidence.likeness for hit in hits}) == 1


def test_words_count_between_0_and_1(partition: Partition, shelf: Shelf) -> None:
    """Lexical score and coverage: 1 for all the question's words in one sentence, 0 for none."""
    hits = find(partition, shelf, "boats cross lake")
    assert (hits[2].evidence.lexical, hits[2].evidence.coverage) == (1.0, 1.0)
    assert (hits[3].evidence.lexical, hits[3].evidence.coverage) == (0.0, 0.0)


def test_coverage_is_that_of_the_best_sentence(partition: Partition, shelf: Shelf) -> None:
    """Words that are spread over two sentences are not met by either."""
    hits = find(partition, shelf, "hills morning")
    assert hits[1].evidence.lexical == 1.0
    assert hits[1].evidence.coverage == 0.5


def test_words_bring_in_what_vectors_do_not(tmp_path: Path) -> None:
    """A chunk that is not among the nearest hundreds of units is found by a rare word."""
    near = [make_chunk(EN, number, f"asked asked asked {number}") for number in range(300)]
    far = make_chunk(EN, 300, " ".join(f"word{number}" for number in range(150)), "Zeppelin.")
    write_shelf(tmp_path / "many.sqlite", [*near, far])
    vectors = MemoryVectors()
    partition = open_partition([*near, far], "en", vectors)
    question = FakeEmbedder().embed_question("asked")
    assert 300 not in {row_of(unit) for unit in vectors.nearest("en", question, 250)}
    with closing(Shelf(tmp_path / "many.sqlite")) as shelf:
        assert 300 in {hit.row for hit in partition.find(shelf, question, "zeppelin")}
        assert 300 not in {hit.row for hit in partition.find(shelf, question, "asked")}


@pytest.mark.parametrize("question", ["", " ", "?!", "\0", "🍵", "\ud800", "chè " * 100_000], ids=range(7))
def test_every_question_is_answered(partition: Partition, shelf: Shelf, question: str) -> None:
    """An odd question has hits with finite scores."""
    assert all(np.isfinite(hit.score) for hit in find(partition, shelf, question).values())
