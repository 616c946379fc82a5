"""A build embeds only what is new, and is whole or not at all."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from knowledge.building import Changes, compare, compare_digests, known_vectors, write_edition
from knowledge.editions import Editions
from knowledge.errors import EmbedderMismatch
from knowledge.known import collect
from knowledge.opening import SHELF, open_library
from knowledge.passages import Chunk, Material
from knowledge.settings import KnowledgeSettings
from knowledge.shelf import Shelf
from knowledge.units import text_digest, unit_texts, vector_space
from tests.fakes import FakeEmbedder, make_chunk
from tests.knowledge.tiny import CHUNKS, build, publish, tiny_embedder

TEXTS = {text for chunk in CHUNKS for text in unit_texts(chunk)}


def test_every_text_is_embedded_once_at_first(settings: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """Each chunk in its context and each sentence, never twice; the manifest counts what was given."""
    manifest, changes = build(settings, embedder)
    assert sorted(embedder.passages) == sorted(TEXTS)
    assert changes == Changes(created=len(CHUNKS), updated=0, unchanged=0, removed=0)
    assert manifest.documents == len({chunk.material for chunk in CHUNKS})
    assert manifest.chunks == {"vi": 4, "en": 3}
    assert (manifest.embedder, manifest.dimensions) == (vector_space(embedder.fingerprint), 64)
    assert Editions(settings.editions).damage(manifest.edition) == []


def test_a_build_publishes_nothing(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """The current edition stays, and the new one still has to be verified."""
    editions = Editions(published.editions)
    before = editions.current()
    manifest, _ = build(published, embedder)
    assert editions.current() == before
    assert not editions.is_verified(manifest.edition)


def test_unchanged_chunks_are_not_embedded_again(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """The same chunks in another order need the embedder for nothing, and are found as before."""
    manifest, changes = build(published, embedder, CHUNKS[::-1])
    assert embedder.passages == []
    assert changes == Changes(0, 0, len(CHUNKS), 0)
    before = open_library(published, embedder=embedder).search("Where is tea grown?", "en")
    after = open_library(published, manifest.edition, embedder).search("Where is tea grown?", "en")
    assert {passage.chunk.id: pytest.approx(passage.score) for passage in before} == {
        passage.chunk.id: passage.score for passage in after
    }


def test_only_changed_texts_are_embedded(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """Of a chunk with one new sentence, the whole and that sentence are new; counts tell what happened."""
    old = CHUNKS[0]
    edited = make_chunk(old.material, 0, old.sentences[0].text, "Giá chè năm nay đã tăng thêm một phần mười.")
    added = make_chunk(old.material, 9, "Một câu hoàn toàn mới về lễ hội chè.")
    _, changes = build(published, embedder, [edited, *CHUNKS[1:-1], added])
    assert embedder.passages == [*(text for text in unit_texts(edited) if text not in TEXTS), *unit_texts(added)]
    assert len(embedder.passages) == 3
    assert changes == Changes(created=1, updated=1, unchanged=len(CHUNKS) - 2, removed=1)


def test_a_new_entry_is_an_update_without_embedding(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """A new date in the register changes a chunk but no text."""
    dated = [replace(chunk, material=replace(chunk.material, valid_until="2027-01-01")) for chunk in CHUNKS]
    manifest, changes = build(published, embedder, dated)
    assert embedder.passages == []
    assert changes == Changes(0, len(CHUNKS), 0, 0)
    found = open_library(published, manifest.edition, embedder).search("chè", "vi")
    assert {passage.chunk.material.valid_until for passage in found} == {"2027-01-01"}


def test_vectors_of_the_earlier_edition_are_taken_over(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """They are the same numbers, not merely alike."""
    known = collect(known_vectors(published, embedder), map(text_digest, TEXTS))
    expected = tiny_embedder().embed_passages(sorted(TEXTS))
    found = np.stack([known[text_digest(text)] for text in sorted(TEXTS)])
    assert np.abs(found - expected).max() < 1e-6


def test_another_embedder_takes_nothing_over(published: KnowledgeSettings) -> None:
    """With a new embedder every text is embedded, and each embedder opens its own edition only."""
    other = FakeEmbedder("fake-bag-2")
    manifest, changes = build(published, other)
    assert set(other.passages) == TEXTS
    assert changes.unchanged == len(CHUNKS)
    assert open_library(published, manifest.edition, other).search("chè", "vi")
    with pytest.raises(EmbedderMismatch):
        open_library(published, manifest.edition, tiny_embedder())


def test_two_chunks_with_the_same_text(settings: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """They are embedded once, and both are found."""
    first, second = (Material(f"{name}.vi", "Liên hệ", "vi") for name in ("a", "b"))
    chunks = [
        make_chunk(material, 0, "Xin gọi số 0208 để hỏi thêm mọi điều.", "Xin gọi số 0208 để hỏi thêm mọi điều.")
        for material in (first, second)
    ]
    publish(settings, embedder, chunks)
    assert len(embedder.passages) == 2
    found = open_library(settings, embedder=embedder).search("gọi số nào", "vi")
    assert {passage.chunk.id for passage in found} == {"a.vi#0", "b.vi#0"}
    assert found[0].score == pytest.approx(found[1].score)


def test_progress_is_told_from_nothing_to_all(settings: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """Done and total, never backwards, at last all; a build without new texts tells 0 of 0."""
    many = [make_chunk(CHUNKS[0].material, number, f"Câu số {number}.") for number in range(600)]
    steps: list[tuple[int, int]] = []
    write_edition(settings, embedder, many, lambda done, total: steps.append((done, total)))
    assert steps[0] == (0, 600)
    assert steps[-1] == (600, 600)
    assert steps == sorted(steps)


def test_an_embedder_that_fails_leaves_no_edition(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """The build ends with the error; what is published stays, nothing half is left, and the next build works."""
    editions = Editions(published.editions)
    before = editions.all()
    embedder.failure = MemoryError("no more")
    new = [*CHUNKS, make_chunk(CHUNKS[0].material, 9, "Một câu mới.")]
    with pytest.raises(MemoryError):
        build(published, embedder, new)
    assert editions.all() == before
    assert list(published.editions.glob(".building*")) == []
    embedder.failure = None
    _, changes = build(published, embedder, new)
    assert changes.created == 1


def test_a_published_edition_that_is_gone_does_not_stop_a_build(
    published: KnowledgeSettings, embedder: FakeEmbedder
) -> None:
    """A pointer to a folder that was deleted is repaired by building again."""
    edition = Editions(published.editions).current()
    assert edition is not None
    shutil.rmtree(published.editions / edition)
    assert set(rebuilt(published, embedder)) == TEXTS


@pytest.mark.parametrize("name", ["manifest.json", SHELF, "chroma/chroma.sqlite3"])
def test_a_damaged_published_edition_does_not_stop_a_build(
    published: KnowledgeSettings, embedder: FakeEmbedder, name: str
) -> None:
    """What is damaged is not copied from: everything is embedded anew."""
    edition = Editions(published.editions).current()
    assert edition is not None
    path = published.editions / edition / name
    path.write_bytes(path.read_bytes()[:-100])
    assert set(rebuilt(published, embedder)) == TEXTS


def rebuilt(settings: KnowledgeSettings, embedder: FakeEmbedder) -> list[str]:
    """Build and publish again, check that it can be searched, and return what was embedded for it."""
    _, changes = build(settings, embedder)
    assert changes.created == len(CHUNKS)
    embedded = list(embedder.passages)
    publish(settings, embedder)
    assert open_library(settings, embedder=embedder).search("chè", "vi")
    return embedded


def test_changes_are_compared_by_digest() -> None:
    """New, changed, same and gone are told apart."""
    before = {"same": "1", "changed": "2", "gone": "3"}
    after = {"same": "1", "changed": "9", "new": "4", "newer": "5"}
    assert compare_digests(before, after) == Changes(created=2, updated=1, unchanged=1, removed=1)
    assert str(Changes(2, 1, 4, 3)) == "2 new, 1 changed, 4 as before, 3 removed"


def test_any_field_is_a_change(published: KnowledgeSettings) -> None:
    """A chunk of another page is another chunk."""
    moved: list[Chunk] = [replace(CHUNKS[0], page=7), *CHUNKS[1:]]
    assert compare(published, moved) == Changes(0, 1, len(CHUNKS) - 1, 0)


def test_rows_are_in_the_order_given(settings: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """The shelf numbers the chunks as they came, whatever their language."""
    manifest, _ = build(settings, embedder)
    shelf = Shelf(Editions(settings.editions).folder(manifest.edition) / SHELF)
    assert [chunk for _, chunk in shelf.all()] == list(CHUNKS)
