"""A damaged edition is found before anybody can publish it, and the published one stays."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import IngestError
from ingest.run import build, list_files
from ingest.verify import verify, verify_in_child
from knowledge.editions import Editions
from knowledge.embedders.base import Embedder
from knowledge.errors import KnowledgeError
from knowledge.opening import CENTROIDS, SHELF, open_embedder, open_library
from knowledge.settings import KnowledgeSettings
from tests.ingest.program import Program, link_cache, write_material

CROPS = ("tea", "rice", "longan", "custard apple", "peanut", "maize", "cassava", "soy")
PLACES = ("Đại Từ", "Phú Lương", "Định Hóa", "Võ Nhai", "Phổ Yên", "Sông Công", "Đồng Hỷ", "Phú Bình")


@dataclass(frozen=True)
class Room:
    """A data directory with two editions: `old` is published, `new` is built and not verified."""

    settings: KnowledgeSettings
    old: str
    new: str

    @property
    def editions(self) -> Editions:
        """The editions."""
        return Editions(self.settings.editions)

    @property
    def folder(self) -> Path:
        """The folder of the new edition."""
        return self.editions.folder(self.new)

    def seal(self) -> None:
        """Write the digests of the new edition's files as they are now, as if it had been built like this."""
        path = self.folder / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for name in manifest["files"]:
            manifest["files"][name] = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
        path.write_text(json.dumps(manifest), encoding="utf-8")


def _write_materials(folder: Path) -> None:
    """Write one material with more than 100 texts, which fill a vector file, and a small one."""
    lines = [f"In {place} the {crop} is sold at the market of {place}." for place in PLACES for crop in CROPS]
    parts = [f"# {place}\n\n" + " ".join(line for line in lines if place in line) for place in PLACES]
    write_material(folder, "crops.en.md", "\n\n".join(parts + parts[::-1]), {"title": "Crops", "language": "en"})
    write_material(folder, "tea.vi.md", "Trà Tân Cương ở phía tây thành phố.", {"title": "Trà", "language": "vi"})


@pytest.fixture(scope="module")
def embedder(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The default embedder."""
    return open_embedder(KnowledgeSettings(data_dir=link_cache(tmp_path_factory.mktemp("data"), model_cache)))


@pytest.fixture(scope="module")
def _stock(model_cache: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Room:
    folder = tmp_path_factory.mktemp("verify")
    settings = KnowledgeSettings(data_dir=link_cache(folder / "data", model_cache))
    _write_materials(folder / "materials")
    files = list_files([folder / "materials"])
    editions = Editions(settings.editions)
    built = []
    for _ in range(2):
        built.append(build(settings, embedder, files, lambda read: None, lambda done, total: None).edition)
        if len(built) == 1:
            editions.mark_verified(built[0])
            editions.publish(built[0], "test")
    return Room(settings, *built)


@pytest.fixture
def room(_stock: Room, tmp_path: Path) -> Room:
    """A copy that the test may damage."""
    data = tmp_path / "data"
    shutil.copytree(_stock.settings.data_dir, data, symlinks=True)
    return Room(KnowledgeSettings(data_dir=data), _stock.old, _stock.new)


def assert_refused(room: Room, reason: str = "") -> None:
    """Verify in a child, as the build does; the new edition must stay unpublished, and the old one published."""
    with pytest.raises(IngestError, match=f"{room.new} is not whole and stays unpublished: .*{reason}"):
        verify_in_child(room.settings, room.new)
    assert not room.editions.is_verified(room.new)
    with pytest.raises(KnowledgeError):
        room.editions.publish(room.new, "test")
    assert room.editions.current() == room.old


def test_a_whole_edition_is_marked_and_can_be_published(room: Room) -> None:
    """The child finds nothing wrong, and only then the mark is set."""
    assert not room.editions.is_verified(room.new)
    verify_in_child(room.settings, room.new)
    assert room.editions.is_verified(room.new)
    room.editions.publish(room.new, "test")
    assert room.editions.current() == room.new


def test_verifying_and_reading_change_nothing(room: Room, embedder: Embedder) -> None:
    """After any number of readers, every file is what was built."""
    verify(room.settings, room.new)
    for language in ("en", "vi"):
        library = open_library(room.settings, room.new, embedder)
        assert library.search("Where is tea sold?", language)
        assert room.editions.damage(room.new) == []


def cut(content: bytes) -> bytes:
    """Lose the last byte."""
    return content[:-1]


def flip(content: bytes) -> bytes:
    """Flip one bit in the middle."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :] if content else b"\0"


def grow(content: bytes) -> bytes:
    """Get one byte more."""
    return content + b"\0"


@pytest.mark.parametrize("harm", [cut, flip, grow, None], ids=["cut", "flip", "grow", "delete"])
def test_damage_to_any_file_is_found_by_name(room: Room, harm: Callable[[bytes], bytes] | None) -> None:
    """Whichever file of an edition is cut, changed or gone, the verification names it."""
    for name in room.editions.manifest(room.new).files:
        path = room.folder / name
        content = path.read_bytes()
        if harm is None:
            path.unlink()
        elif harm(content) != content:
            path.write_bytes(harm(content))
        else:
            continue  # an empty file cannot be cut
        with pytest.raises(IngestError, match=f"damaged: {name}$"):
            verify(room.settings, room.new)
        path.write_bytes(content)
    assert room.editions.damage(room.new) == []


@pytest.mark.parametrize("content", [b"", b'{"edition": "x"', b"[]", b"\xff\xff"], ids=["empty", "cut", "list", "0xff"])
def test_a_damaged_manifest_is_refused(room: Room, content: bytes) -> None:
    """Without a readable manifest, an edition is nothing that could be verified or published."""
    (room.folder / "manifest.json").write_bytes(content)
    with pytest.raises(KnowledgeError):
        verify(room.settings, room.new)
    assert room.new not in [manifest.edition for manifest in room.editions.all()]


def test_damage_refuses_the_edition(room: Room) -> None:
    """Damage that the child finds reaches the caller with the file's name."""
    path = room.folder / SHELF
    path.write_bytes(flip(path.read_bytes()))
    assert_refused(room, SHELF)


def test_a_missing_passage_is_found(room: Room) -> None:
    """Counts that do not match the manifest refuse an edition whose files are as they were built."""
    with closing(sqlite3.connect(room.folder / SHELF)) as database, database:
        database.execute("DELETE FROM chunks WHERE language = 'vi'")
    room.seal()
    assert_refused(room, "do not match the manifest")


def test_sentences_that_were_not_embedded_are_noticed(room: Room) -> None:
    """Where the passages hold other sentences than those that have vectors, the probe questions fail."""
    with closing(sqlite3.connect(room.folder / SHELF)) as database, database:
        rows = database.execute("SELECT row, body FROM chunks WHERE language = 'en'").fetchall()
        for row, body in rows:
            other = json.dumps(json.loads(body) | {"sentences": [["This sentence was never embedded.", []]] * 20})
            database.execute("UPDATE chunks SET body = ? WHERE row = ?", (other, row))
    room.seal()
    assert_refused(room)


def test_a_language_without_its_centroid_is_found(room: Room) -> None:
    """An index that lacks a language cannot be opened."""
    np.savez(room.folder / CENTROIDS, en=np.zeros((1, 384), dtype=np.float32))
    room.seal()
    assert_refused(room)


def test_vectors_that_cannot_be_read_refuse_the_edition(room: Room) -> None:
    """Whatever Chroma does with a broken vector file, even ending its process, the edition is refused."""
    for path in room.folder.glob("chroma/*/*level0.bin"):
        path.write_bytes(path.read_bytes()[:10])
    room.seal()
    assert_refused(room)


def test_an_edition_damaged_after_its_verification_is_not_published(room: Room) -> None:
    """The files are looked at once more before the switch, and before a rollback."""
    program = Program(room.settings.data_dir)
    room.editions.mark_verified(room.new)
    path = room.folder / CENTROIDS
    whole = path.read_bytes()
    path.write_bytes(cut(whole))
    run = program("publish", room.new, "--by", "Lan")
    assert run.returncode == 1
    assert CENTROIDS in run.stderr
    assert room.editions.current() == room.old
    path.write_bytes(whole)
    assert program("publish", room.new, "--by", "Lan").returncode == 0
    (room.editions.folder(room.old) / CENTROIDS).unlink()
    assert program("rollback", "--by", "Lan").returncode == 1
    assert room.editions.current() == room.new


def test_a_damaged_published_edition_does_not_stop_a_build(room: Room, embedder: Embedder, tmp_path: Path) -> None:
    """Where the published edition is broken, the next build makes everything anew."""
    for path in (room.editions.folder(room.old) / SHELF, room.editions.folder(room.old) / CENTROIDS):
        path.write_bytes(b"broken")
    write_material(tmp_path / "materials", "tea.en.md", "Tea is sold here.", {"title": "Tea", "language": "en"})
    files = list_files([tmp_path / "materials"])
    report = build(room.settings, embedder, files, lambda read: None, lambda done, total: None)
    verify(room.settings, report.edition)
