"""The shelf gives back exactly the chunks that were written, and never writes again."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest

from knowledge.passages import Chunk, Material, Place, Sentence, Source
from knowledge.shelf import Shelf, write_shelf
from knowledge.units import unit_texts
from tests.fakes import make_chunk

FULL = Material(
    id="tourism/ho-nui-coc.vi",
    title="Hồ Núi Cốc",
    language="vi",
    agency="Sở Văn hóa, Thể thao và Du lịch",
    domain="tourism",
    audience=("visitors", "students"),
    sources=(Source("https://example.org/a?b=1&c=“2”", "Cổng", "2025", "2026-11-01"), Source(name="Báo")),
    published="2025-10",
    valid_from="2025-01-01",
    valid_until="2027-12-31",
    recheck_by="2026-12-31",
    tier="official",
    approved_by="Nguyễn Thị Hà",
    approved_on="2026-11-20",
    places=(Place("Hồ Núi Cốc", 21.5789, 105.7123), Place("Đền Đuổm", 21.0, 105.0)),
    photo="ho-nui-coc.jpg",
    aliases=("Nui Coc Lake", "ho nui coc"),
    facts=("15 km", "25 km²"),
)
PLAIN = Material("plain", "太原", "zh")
CHUNKS = (
    Chunk(
        id="tourism/ho-nui-coc.vi#0",
        material=FULL,
        headings=("Đường đi", "Từ Hà Nội"),
        text="Hồ cách Hà Nội 90 km.\n\nXe buýt đi từ Mỹ Đình; giá 80.000 ₫. 🍵",
        sentences=(Sentence("Hồ cách Hà Nội 90 km.", (0, 1)), Sentence("Xe buýt đi từ Mỹ Đình; giá 80.000 ₫. 🍵")),
        page=3,
        position=0,
    ),
    make_chunk(PLAIN, 0, "太原是茶乡。"),
    replace(make_chunk(FULL, 1, 'Nói: "chào" \\ \t'), page=0),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A written shelf."""
    write_shelf(tmp_path / "passages.sqlite", CHUNKS)
    return tmp_path / "passages.sqlite"


@pytest.fixture
def shelf(path: Path) -> Iterator[Shelf]:
    """A written shelf, opened."""
    with closing(Shelf(path)) as opened:
        yield opened


def test_the_example_leaves_no_field_out() -> None:
    """Every field of the material and of the first chunk differs from "nothing", so that a lost field shows."""
    for value in (FULL, FULL.sources[0], CHUNKS[0]):
        empty = [field.name for field in fields(value) if getattr(value, field.name) in (None, (), "")]
        assert empty == []


def test_every_field_comes_back(shelf: Shelf) -> None:
    """A chunk, its sentences, its material with sources and places: all equal, types and digest included."""
    found = shelf.chunks([0, 1, 2])
    assert tuple(found) == CHUNKS
    assert [chunk.digest for chunk in found] == [chunk.digest for chunk in CHUNKS]
    assert all(isinstance(source, Source) for source in found[0].material.sources)
    assert hash(found[0]) == hash(CHUNKS[0])


def test_chunks_come_in_the_order_asked(shelf: Shelf) -> None:
    """The order is the asker's, not the file's."""
    assert shelf.chunks([2, 0, 1]) == [CHUNKS[2], CHUNKS[0], CHUNKS[1]]
    assert shelf.chunks([1]) == [CHUNKS[1]]
    assert shelf.chunks([]) == []


def test_an_unknown_row_is_an_error(shelf: Shelf) -> None:
    """A row that is not there is never passed over."""
    with pytest.raises(KeyError):
        shelf.chunks([0, 99])


def test_all_is_numbered_in_the_order_written(shelf: Shelf) -> None:
    """Rows count from 0 in the order in which the chunks were given."""
    assert list(shelf.all()) == list(enumerate(CHUNKS))


def test_rows_are_told_by_language(shelf: Shelf) -> None:
    """Each language has its rows in order, with as many units as the chunk has texts to embed."""
    units = [len(unit_texts(chunk)) for chunk in CHUNKS]
    assert shelf.rows() == {"vi": [(0, units[0]), (2, units[2])], "zh": [(1, units[1])]}


def test_digests_are_told_by_id(shelf: Shelf) -> None:
    """A build compares these with the chunks that it has."""
    assert shelf.digests() == {chunk.id: chunk.digest for chunk in CHUNKS}


def test_a_material_is_kept_once(shelf: Shelf) -> None:
    """Materials come by id, each once, and chunks of one material share it."""
    assert shelf.materials() == [PLAIN, FULL]
    first, third = shelf.chunks([0, 2])
    assert first.material is third.material


def test_an_empty_shelf_is_whole(tmp_path: Path) -> None:
    """No chunks are no rows, and no error."""
    write_shelf(tmp_path / "none.sqlite", [])
    with closing(Shelf(tmp_path / "none.sqlite")) as shelf:
        assert (shelf.rows(), list(shelf.all()), shelf.digests(), shelf.materials()) == ({}, [], {}, [])
        assert shelf.check() == "ok"


def test_two_chunks_of_one_id_are_refused(tmp_path: Path) -> None:
    """An id names one passage in an edition."""
    with pytest.raises(sqlite3.IntegrityError):
        write_shelf(tmp_path / "twice.sqlite", [CHUNKS[0], CHUNKS[0]])


def test_reading_changes_nothing(path: Path) -> None:
    """The file stays byte for byte, and nothing is laid beside it, even where the folder may be written."""
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    with closing(Shelf(path)) as shelf:
        assert shelf.check() == "ok"
        assert len(list(shelf.all())) == 3
        assert [item.name for item in path.parent.iterdir()] == [path.name]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_missing_file_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    """Opening never creates: a published edition may not gain an empty file."""
    with pytest.raises(sqlite3.DatabaseError):
        Shelf(tmp_path / "none.sqlite").rows()
    assert list(tmp_path.iterdir()) == []


def test_a_cut_file_is_not_whole(path: Path) -> None:
    """Half a file is found out by the check, with an error or in words."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with closing(Shelf(path)) as shelf:
        try:
            state = shelf.check()
        except sqlite3.DatabaseError as error:
            state = str(error)
    assert state != "ok"


def test_a_path_with_signs_can_be_opened(tmp_path: Path) -> None:
    """Folders named with spaces, question marks and marks are no obstacle."""
    folder = tmp_path / "dữ liệu 100%?x#y"
    folder.mkdir()
    write_shelf(folder / "p.sqlite", CHUNKS)
    with closing(Shelf(folder / "p.sqlite")) as shelf:
        assert tuple(chunk for _, chunk in shelf.all()) == CHUNKS


def test_threads_may_read_at_once(tmp_path: Path) -> None:
    """Four threads that read other rows at the same time each get theirs."""
    many = [make_chunk(FULL, number, f"Câu số {number}.") for number in range(200)]
    write_shelf(tmp_path / "many.sqlite", many)
    with closing(Shelf(tmp_path / "many.sqlite")) as shelf, ThreadPoolExecutor(4) as pool:
        asked = [[number, 199 - number] for number in range(200)]
        found = list(pool.map(shelf.chunks, asked))
    assert found == [[many[first], many[second]] for first, second in asked]
