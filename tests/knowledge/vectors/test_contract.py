"""What every vector store promises, plugs and fake alike (`knowledge.vectors.base`)."""

import gc
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders.base import Vectors
from knowledge.vectors import chroma
from knowledge.vectors.base import VectorReader, VectorWriter
from tests.fakes import MemoryVectors
from tests.knowledge.vectors.chroma_server import run_server

# Chroma's client for a server leaves its connections to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
DIMENSIONS = 64
EDITION = "20260101-000000-aaaa"
FEW, MANY = 3, 700  # Chroma treats a collection of fewer than a hundred in another way


@dataclass
class Store:
    """How a plug writes and reads an edition."""

    write: Callable[[str], VectorWriter]
    read: Callable[[str], VectorReader]
    folder: Path | None = None
    memories: dict[str, MemoryVectors] = field(default_factory=dict)


def in_memory() -> Store:
    """The fake: an edition is one of its dictionaries."""
    memories: dict[str, MemoryVectors] = {}

    def find(edition: str) -> MemoryVectors:
        return memories.setdefault(edition, MemoryVectors())

    return Store(find, find)


def in_folders(root: Path) -> Store:
    """Embedded Chroma: an edition has a folder."""

    def write(edition: str) -> VectorWriter:
        (root / edition).mkdir()
        return chroma.write_folder(root / edition, edition)

    return Store(write, lambda edition: chroma.read_folder(root / edition, edition), root)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Chroma server."""
    with run_server(tmp_path_factory.mktemp("server")) as url:
        yield url
        gc.collect()  # here, where the warnings about the client's connections are awaited


@pytest.fixture(scope="module", params=["memory", "chroma in a folder", "chroma on a server"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Each store in turn, with one edition of a large and a small language."""
    if request.param == "memory":
        made = in_memory()
    elif request.param == "chroma in a folder":
        made = in_folders(tmp_path_factory.mktemp("chroma"))
    else:
        url: str = request.getfixturevalue("server")
        made = Store(
            lambda edition: chroma.write_server(url, edition), lambda edition: chroma.read_server(url, edition)
        )
    fill(made, EDITION)
    return made


@pytest.fixture(scope="module")
def reader(store: Store) -> VectorReader:
    """The edition, opened."""
    return store.read(EDITION)


def fill(store: Store, edition: str, seed: int = 1) -> None:
    """Write an edition: the large language in two steps, as a build may do."""
    writer = store.write(edition)
    names, rows = units("vi"), random_units(MANY, seed)
    writer.add("vi", names[:500], rows[:500])
    writer.add("vi", names[500:], rows[500:])
    writer.add("zh", units("zh"), random_units(FEW, seed + 1))
    writer.close()


def units(language: str) -> list[str]:
    """The names of a language's units: chunks and their sentences."""
    count = MANY if language == "vi" else FEW
    return [f"{number // 4}:{number % 4 - 1}" if number % 4 else str(number // 4) for number in range(count)]


def random_units(count: int, seed: int) -> Vectors:
    """Random unit vectors."""
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


QUESTIONS = random_units(20, 3)
ROWS = random_units(MANY, 1)


def exact(question: Vectors, limit: int) -> list[str]:
    """The nearest units of the large language, by looking at all of them."""
    names = units("vi")
    return [names[number] for number in np.argsort(-(ROWS @ question))[:limit]]


def test_a_vector_finds_itself(reader: VectorReader) -> None:
    """The nearest unit of a unit's own vector is that unit."""
    for number in (0, 1, 499, 500, MANY - 1):
        assert reader.nearest("vi", ROWS[number : number + 1], 1) == [units("vi")[number]]


def test_the_nearest_come_in_order(reader: VectorReader) -> None:
    """Nearest first by cosine; hardly any is missed against looking at all of them."""
    for question in QUESTIONS:
        found = reader.nearest("vi", question[None, :], 100)
        cosines = reader.vectors("vi", found) @ question
        assert len(set(found)) == 100
        assert (np.diff(cosines) <= 1e-5).all()
        assert len(set(found) & set(exact(question, 100))) >= 95
        assert found[0] == exact(question, 1)[0]


def test_no_more_than_there_are(reader: VectorReader) -> None:
    """A limit beyond the units gives all of them; a small one is kept."""
    question = QUESTIONS[:1]
    assert sorted(reader.nearest("zh", question, 100)) == sorted(units("zh"))
    assert len(reader.nearest("zh", question, 2)) == 2
    assert len(reader.nearest("vi", question, 1)) == 1


@pytest.mark.parametrize("language", ["ko", "", "VI", "../vi", "a b", "v"])
def test_an_unknown_language_has_nothing(reader: VectorReader, language: str) -> None:
    """It is no error to ask for the nearest; its vectors there are none."""
    assert reader.nearest(language, QUESTIONS[:1], 10) == []
    with pytest.raises(KeyError):
        reader.vectors(language, ["0"])


def test_vectors_come_back_in_the_order_asked(reader: VectorReader) -> None:
    """A row a unit, 32 bits, the numbers that were written."""
    order = np.random.default_rng(5).permutation(MANY)
    found = reader.vectors("vi", [units("vi")[number] for number in order])
    assert found.dtype == np.float32
    assert found.shape == (MANY, DIMENSIONS)
    assert np.abs(found - ROWS[order]).max() < 1e-6
    assert np.abs(reader.vectors("zh", ["0"]) - random_units(FEW, 2)[:1]).max() < 1e-6


@pytest.mark.parametrize("asked", [["nobody"], ["0", "nobody"], [f"{number}:99" for number in range(40_000)]], ids=len)
def test_an_unknown_unit_is_an_error(reader: VectorReader, asked: list[str]) -> None:
    """A vector that is not there is never passed over, however many are asked for."""
    with pytest.raises(KeyError):
        reader.vectors("vi", asked)


def test_threads_may_read_at_once(reader: VectorReader) -> None:
    """Four threads get what one gets."""
    questions = [question[None, :] for question in QUESTIONS]
    alone = [reader.nearest("vi", question, 10) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda question: reader.nearest("vi", question, 10), questions)) == alone


def test_editions_are_apart(store: Store, reader: VectorReader) -> None:
    """A second edition changes nothing in the first, and each is read for itself, at the same time."""
    fill(store, "20260102-000000-bbbb", seed=11)
    second = store.read("20260102-000000-bbbb")
    assert np.abs(second.vectors("vi", units("vi")[:5]) - random_units(MANY, 11)[:5]).max() < 1e-6
    assert np.abs(reader.vectors("vi", units("vi")[:5]) - ROWS[:5]).max() < 1e-6
    assert np.abs(store.read(EDITION).vectors("vi", units("vi")[:5]) - ROWS[:5]).max() < 1e-6


def snapshot(folder: Path) -> dict[str, tuple[str, int]]:
    """SHA-256 and time of change of every file."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("count", [1, FEW, 99, 100, 101, 250])
def test_reading_changes_no_byte_of_an_edition(tmp_path: Path, count: int) -> None:
    """Opening, asking, closing and forgetting a reader leave an edition's folder as it was, whatever its size."""
    store = in_folders(tmp_path)
    writer = store.write(EDITION)
    names = [str(number) for number in range(count)]
    writer.add("vi", names, ROWS[:count])
    writer.close()
    before = snapshot(tmp_path)
    first, second = chroma.read_folder(tmp_path / EDITION, EDITION), store.read(EDITION)
    for reader in (first, second, first):
        assert len(reader.nearest("vi", QUESTIONS[:1], 10)) == min(10, count)
        assert np.abs(reader.vectors("vi", names) - ROWS[:count]).max() < 1e-6
        assert snapshot(tmp_path) == before
    first.close()
    del first, second, reader
    gc.collect()
    assert snapshot(tmp_path) == before


def test_a_reader_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its private view goes when it is closed, when it is forgotten, and when it could not be opened."""
    (tmp_path / "views").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "views"))
    fill(in_folders(tmp_path), EDITION)
    closed = chroma.read_folder(tmp_path / EDITION, EDITION)
    forgotten = chroma.read_folder(tmp_path / EDITION, EDITION)
    assert len(list((tmp_path / "views").iterdir())) == 2
    closed.close()
    closed.close()
    del forgotten
    gc.collect()
    (tmp_path / EDITION / "chroma.sqlite3").write_bytes(b"no database")
    with pytest.raises(Exception, match="database"):
        chroma.read_folder(tmp_path / EDITION, EDITION)
    (tmp_path / EDITION / "chroma.sqlite3").unlink()
    with pytest.raises(FileNotFoundError):
        chroma.read_folder(tmp_path / EDITION, EDITION)
    assert list((tmp_path / "views").iterdir()) == []


def test_a_server_forgets_one_edition(server: str) -> None:
    """Its collections go, those of other editions stay, and forgetting twice is no error."""
    store = Store(
        lambda edition: chroma.write_server(server, edition), lambda edition: chroma.read_server(server, edition)
    )
    fill(store, "20260103-000000-cccc")
    fill(store, "20260104-000000-dddd")
    chroma.forget_server(server, "20260103-000000-cccc")
    chroma.forget_server(server, "20260103-000000-cccc")
    assert store.read("20260103-000000-cccc").nearest("vi", QUESTIONS[:1], 3) == []
    assert len(store.read("20260104-000000-dddd").nearest("vi", QUESTIONS[:1], 3)) == 3
