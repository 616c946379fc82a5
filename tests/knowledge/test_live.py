"""A running program follows what is published, and never loses what it has."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge.editions import Editions
from knowledge.errors import KnowledgeError, NoEdition
from knowledge.live import LiveLibrary
from knowledge.passages import Material
from knowledge.settings import KnowledgeSettings
from tests.fakes import FakeEmbedder, make_chunk
from tests.knowledge.tiny import CHUNKS, publish

MORE = [*CHUNKS, make_chunk(Material("new.vi", "Mới", "vi"), 0, "Lễ hội xuân mở vào tháng giêng.")]


def test_nothing_published_is_told_until_something_is(settings: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """A program may start before the first edition, and finds it without a restart."""
    live = LiveLibrary(settings, embedder=embedder)
    for _ in range(2):
        with pytest.raises(NoEdition):
            live.current()
    edition = publish(settings, embedder)
    assert live.current().edition == edition


def test_a_library_stays_open_between_questions(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """Nothing is reopened where nothing was published."""
    live = LiveLibrary(published, embedder=embedder)
    assert live.current() is live.current()


def test_a_publication_is_followed(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """The new edition is opened, and a library that is still in use goes on answering."""
    live = LiveLibrary(published, embedder=embedder)
    old = live.current()
    edition = publish(published, embedder, MORE)
    new = live.current()
    assert new.edition == edition != old.edition
    assert new.search("lễ hội xuân", "vi")[0].chunk.id == "new.vi#0"
    assert "new.vi#0" not in {passage.chunk.id for passage in old.search("lễ hội xuân", "vi")}


def test_a_rollback_is_followed_too(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """Going back is a publication like any other; a second look is due after a second."""
    editions = Editions(published.editions)
    first = editions.current()
    live = LiveLibrary(published, embedder=embedder)
    live.current()
    publish(published, embedder, MORE)
    assert live.current().edition != first
    editions.publish(editions.before_current(), by="x", action="rollback")
    wait_for(lambda: live.current().edition == first)


def test_a_named_edition_is_kept(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """Who asked for one edition never gets another."""
    first = Editions(published.editions).current()
    live = LiveLibrary(published, first, embedder)
    live.current()
    publish(published, embedder, MORE)
    assert live.current().edition == first


@pytest.mark.parametrize("name", ["passages.sqlite", "manifest.json", "centroids.npz", "chroma/chroma.sqlite3"])
def test_the_old_one_stays_where_the_new_cannot_be_opened(
    published: KnowledgeSettings, embedder: FakeEmbedder, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A damaged publication is logged with both editions' ids, and questions are answered from the one before."""
    live = LiveLibrary(published, embedder=embedder)
    old = live.current()
    broken = publish(published, embedder, MORE)
    cut(published.editions / broken / name)
    assert live.current() is old
    assert live.current().search("chè", "vi")
    assert broken in caplog.text
    assert old.edition in caplog.text


def test_another_embedders_edition_is_not_taken(
    published: KnowledgeSettings, embedder: FakeEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    """An edition of another embedder waits for a restart with that embedder."""
    live = LiveLibrary(published, embedder=embedder)
    old = live.current()
    publish(published, FakeEmbedder("fake-bag-2"))
    assert live.current() is old
    assert "fake-bag-2" in caplog.text


@pytest.mark.parametrize("pointer", ["", "20200101-000000-none", "../x"])
def test_a_pointer_to_nothing_is_survived(published: KnowledgeSettings, embedder: FakeEmbedder, pointer: str) -> None:
    """Whatever stands in CURRENT, the library that is open stays."""
    live = LiveLibrary(published, embedder=embedder)
    old = live.current()
    (published.editions / "CURRENT").write_text(pointer, encoding="utf-8")
    assert live.current() is old


def test_a_good_publication_after_a_damaged_one_is_followed(
    published: KnowledgeSettings, embedder: FakeEmbedder
) -> None:
    """A failure is not for ever."""
    live = LiveLibrary(published, embedder=embedder)
    live.current()
    cut(published.editions / publish(published, embedder, MORE) / "passages.sqlite")
    live.current()
    good = publish(published, embedder, MORE)
    wait_for(lambda: live.current().edition == good)


def test_a_first_edition_that_is_damaged_is_an_error(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """With nothing to fall back to, the operator is told."""
    edition = Editions(published.editions).current()
    assert edition is not None
    cut(published.editions / edition / "passages.sqlite")
    with pytest.raises(KnowledgeError, match=edition):
        LiveLibrary(published, embedder=embedder).current()


def test_threads_share_one_library(published: KnowledgeSettings, embedder: FakeEmbedder) -> None:
    """It is opened once, though four threads come first together."""
    live = LiveLibrary(published, embedder=embedder)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: live.current(), range(8)))
    assert all(library is found[0] for library in found)


def cut(path: Path) -> None:
    """Leave the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait at most three seconds until something holds."""
    end = time.monotonic() + 3
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
