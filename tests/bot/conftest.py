"""Two knowledges for the bot: a tiny one with a fake embedder, and the starter materials with the real one."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.answering import Answerer, list_steps
from bot.llm.quote import Quote
from ingest.run import build, list_files
from knowledge.building import STARTER
from knowledge.editions import Editions
from knowledge.live import LiveLibrary
from knowledge.opening import open_embedder
from knowledge.settings import KnowledgeSettings
from tests.bot.program import Bot
from tests.knowledge.tiny import publish, tiny_embedder

LONGEST = 1_000


@dataclass(frozen=True)
class Starter:
    """A data directory with two editions: the starter materials are published, another one is not."""

    settings: KnowledgeSettings
    published: str
    other: str
    live: LiveLibrary

    @property
    def answerer(self) -> Answerer:
        """An answerer as the program makes it."""
        return Answerer(list_steps(self.live, Quote(), LONGEST))


@pytest.fixture(scope="session")
def tiny_live(tmp_path_factory: pytest.TempPathFactory) -> LiveLibrary:
    """The tiny knowledge, published."""
    settings = KnowledgeSettings(data_dir=tmp_path_factory.mktemp("tiny-bot"))
    publish(settings, tiny_embedder())
    return LiveLibrary(settings, embedder=tiny_embedder())


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Starter:
    """The starter materials, built by the real ingest with the real embedder and the shipped vectors."""
    folder = tmp_path_factory.mktemp("starter")
    settings = KnowledgeSettings(data_dir=folder / "data")
    settings.data_dir.mkdir()
    settings.cache.symlink_to(model_cache, target_is_directory=True)
    (folder / "own").mkdir()
    (folder / "own" / "boat.txt").write_text("Du thuyền Sao Mai rời bến lúc bảy giờ sáng.\n", encoding="utf-8")
    embedder, editions = open_embedder(settings), Editions(settings.editions)
    reports = [
        build(settings, embedder, list_files([source]), lambda _: None, lambda *_: None)
        for source in (STARTER, folder / "own")
    ]
    published, other = (report.edition for report in reports)
    editions.mark_verified(published)
    editions.publish(published, "a test")
    live = LiveLibrary(settings, embedder=embedder)
    return Starter(settings, published, other, live)


@pytest.fixture
def bot(starter: Starter, tmp_path: Path) -> Bot:
    """The program on the starter edition, in an empty folder."""
    return Bot(starter.settings.data_dir, tmp_path)


@pytest.fixture
def empty(starter: Starter, tmp_path: Path) -> Bot:
    """The program on a data directory without an edition."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cache").symlink_to(starter.settings.cache, target_is_directory=True)
    return Bot(tmp_path / "data", tmp_path)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the program runs within the test's own process."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
