"""What a build promises: one bad file never stops the others, and a build that ends early leaves nothing."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import IngestError
from ingest.report import IngestReport
from ingest.run import Read, build, default_folders, list_files
from knowledge.building import STARTER
from knowledge.editions import Editions
from knowledge.embedders.base import Vectors
from knowledge.errors import KnowledgeError
from knowledge.opening import SHELF, open_vectors
from knowledge.settings import KnowledgeSettings
from knowledge.shelf import Shelf
from knowledge.units import unit_names, unit_texts
from tests.fakes import FakeEmbedder
from tests.ingest.program import BAD_FILES, write_bad_files, write_material

TEA = "Trà Tân Cương được trồng ở phía tây thành phố. Nước trà có màu xanh vàng óng."
CAVE = "The Phượng Hoàng cave lies in Võ Nhai. A stream flows through the lower cave."
VI = {"title": "Trà Tân Cương", "language": "vi"}
EN = {"title": "Phượng Hoàng cave", "language": "en"}


class Room:
    """A folder of materials and a data directory, and builds that note what they tell."""

    def __init__(self, folder: Path) -> None:
        self.materials = folder / "materials"
        self.settings = KnowledgeSettings(data_dir=folder / "data")
        self.editions = Editions(self.settings.editions)
        self.embedder = FakeEmbedder()
        self.reads: list[Read] = []
        self.progress: list[tuple[int, int]] = []

    def build(self) -> IngestReport:
        """Build, and forget what was told before."""
        self.reads, self.progress, self.embedder.passages = [], [], []
        return build(self.settings, self.embedder, list_files([self.materials]), self.reads.append, self._note)

    def _note(self, done: int, total: int) -> None:
        self.progress.append((done, total))

    def publish(self, report: IngestReport) -> None:
        """Publish without a verification."""
        self.editions.mark_verified(report.edition)
        self.editions.publish(report.edition, "test")

    def texts(self, edition: str) -> list[str]:
        """Return the texts of an edition's chunks."""
        return [chunk.text for _, chunk in Shelf(self.editions.folder(edition) / SHELF).all()]

    def leftovers(self) -> list[str]:
        """Return what lies beside the editions, but for locks."""
        return [path.name for path in self.settings.editions.glob(".*") if not path.name.endswith(".lock")]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A room with two materials."""
    room = Room(tmp_path)
    write_material(room.materials, "tea.vi.md", TEA, VI)
    write_material(room.materials, "cave.en.md", CAVE, EN)
    return room


def test_a_build_holds_every_material(room: Room) -> None:
    """The edition is whole, counts chunks by language, and holds the texts."""
    report = room.build()
    assert room.editions.damage(report.edition) == []
    assert room.editions.manifest(report.edition).chunks == {"vi": 1, "en": 1}
    assert sorted(room.texts(report.edition)) == sorted([TEA, CAVE])
    assert (report.documents, report.chunks.created, report.refused) == (2, 2, ())


def test_a_build_alone_publishes_nothing(room: Room) -> None:
    """A built edition is neither verified nor current."""
    report = room.build()
    assert room.editions.current() is None
    assert not room.editions.is_verified(report.edition)
    with pytest.raises(KnowledgeError, match="not verified"):
        room.editions.publish(report.edition, "test")


def test_bad_files_are_refused_by_name_and_the_rest_is_built(room: Room) -> None:
    """Each bad file is named with a reason and advice, both whole sentences, and nothing else is lost."""
    write_bad_files(room.materials)
    report = room.build()
    assert {refusal.file: refusal for refusal in report.refused}.keys() == BAD_FILES.keys()
    for refusal in report.refused:
        assert BAD_FILES[refusal.file] in refusal.reason, refusal
        assert refusal.reason.endswith(".")
        assert refusal.advice.endswith(".")
    assert sorted(room.texts(report.edition)) == sorted([TEA, CAVE])
    assert all(name in str(report) for name in BAD_FILES)


def test_every_file_is_told_of_in_order(room: Room) -> None:
    """One event a file, by path, refused or not."""
    write_material(room.materials, "bad.md", TEA, {"titel": "Wrong field"})
    room.build()
    assert [read.file for read in room.reads] == ["bad.md", "cave.en.md", "tea.vi.md"]
    assert [read.event().get("id") for read in room.reads] == [None, "cave.en", "tea.vi"]
    assert "titel" in str(room.reads[0].event()["refused"])


def test_a_second_file_of_one_id_is_refused(room: Room) -> None:
    """The first file keeps the id; the refusal of the second names both."""
    write_material(room.materials, "zz.md", CAVE, {**EN, "id": "tea.vi"})
    (refusal,) = room.build().refused
    assert refusal.file == "zz.md"
    assert "tea.vi.md" in refusal.reason


def test_nothing_readable_builds_nothing(room: Room) -> None:
    """Without one readable file there is no edition and no trace of one."""
    for path in room.materials.iterdir():
        path.write_bytes(b"\xff" * 10)
    with pytest.raises(IngestError, match="None of the 2 files"):
        room.build()
    assert room.editions.all() == []
    assert room.leftovers() == []


def test_unchanged_texts_are_not_embedded_again(room: Room) -> None:
    """Once published, the same materials cost no embedding, and the vectors are the same."""
    first = room.build()
    assert len(room.embedder.passages) > 0
    room.publish(first)
    second = room.build()
    assert room.embedder.passages == []
    assert (second.chunks.unchanged, second.chunks.created, second.chunks.updated) == (2, 0, 0)
    assert np.allclose(vectors(room, first.edition), vectors(room, second.edition), atol=1e-6)


def vectors(room: Room, edition: str) -> Vectors:
    """Return the vectors of the edition's Vietnamese chunk."""
    folder = room.editions.folder(edition)
    row, chunk = next(pair for pair in Shelf(folder / SHELF).all() if pair[1].material.language == "vi")
    reader = open_vectors(room.settings, folder, edition)
    try:
        return reader.vectors("vi", unit_names(row, len(unit_texts(chunk))))
    finally:
        reader.close()


def test_only_what_changed_is_embedded(room: Room) -> None:
    """One changed sentence costs that sentence and the chunk around it; the neighbour's vector stays."""
    room.publish(room.build())
    write_material(room.materials, "tea.vi.md", TEA.replace("xanh vàng óng", "xanh như cốm"), VI)
    report = room.build()
    assert (report.chunks.updated, report.chunks.unchanged) == (1, 1)
    assert len(room.embedder.passages) == 2
    assert all("xanh như cốm" in text for text in room.embedder.passages)


def test_a_new_register_entry_alone_embeds_nothing(room: Room) -> None:
    """Another agency makes another chunk but not another text."""
    room.publish(room.build())
    write_material(room.materials, "tea.vi.md", TEA, {**VI, "agency": "Sở Công Thương"})
    report = room.build()
    assert report.chunks.updated == 1
    assert room.embedder.passages == []


def test_a_removed_file_is_counted(room: Room) -> None:
    """What is no longer among the materials is not in the next edition."""
    room.publish(room.build())
    (room.materials / "cave.en.md").unlink()
    report = room.build()
    assert report.chunks.removed == 1
    assert room.texts(report.edition) == [TEA]


def test_progress_runs_from_nothing_to_all(room: Room) -> None:
    """The embedding tells how many texts are done of how many."""
    room.build()
    total = len(room.embedder.passages)
    assert room.progress == [(0, total), (total, total)]


def test_a_failure_leaves_nothing_half(room: Room) -> None:
    """Where the embedder fails, there is no new edition and no unfinished folder, and the old one stays."""
    room.publish(first := room.build())
    write_material(room.materials, "new.vi.md", "Hồ Núi Cốc có nhiều đảo nhỏ. Du khách đi thuyền.", VI)
    room.embedder.failure = MemoryError("no memory")
    with pytest.raises(MemoryError):
        room.build()
    assert [manifest.edition for manifest in room.editions.all()] == [first.edition]
    assert room.editions.current() == first.edition
    assert room.leftovers() == []


def test_the_next_build_removes_what_a_killed_one_left(room: Room) -> None:
    """A folder of a build that never came to its end is gone after the next build."""
    left = room.settings.editions / ".building-20260101-000000-dead"
    left.mkdir(parents=True)
    (left / SHELF).write_bytes(b"half")
    report = room.build()
    assert room.leftovers() == []
    assert [manifest.edition for manifest in room.editions.all()] == [report.edition]


def test_two_builds_at_a_time_are_refused(room: Room) -> None:
    """The second build ends with a sentence and does not disturb the first."""
    with room.editions.begin() as folder:
        with pytest.raises(KnowledgeError, match="under way"):
            room.build()
        assert folder.is_dir()
    assert room.build().documents == 2


def test_the_data_directory_has_materials_of_its_own(room: Room) -> None:
    """Without a named folder, the starter materials are built, and the data directory's where there are any."""
    assert default_folders(room.settings) == [STARTER]
    own = room.settings.data_dir / "materials"
    own.mkdir(parents=True)
    assert default_folders(room.settings) == [STARTER, own]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A folder of materials that does not exist is an error with its name, not an empty edition."""
    with pytest.raises(IngestError, match="nowhere is not a folder"):
        list_files([tmp_path / "nowhere"])


@pytest.mark.parametrize("counts", [(0, 0, 2, 0), (3, 1, 4, 5)])
def test_the_summary_prints_itself(counts: Sequence[int]) -> None:
    """The report is a sentence of figures for people."""
    from knowledge.building import Changes

    text = str(IngestReport("20260101-000000-abcd", 2, Changes(*counts), (), 0, 1.25))
    assert "20260101-000000-abcd" in text
    assert f"{sum(counts[:3])} passages" in text
    assert f"{counts[3]} removed" in text
