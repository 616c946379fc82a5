"""The tiny knowledge of `tiny.py`, built once a session, and copies of it for tests that change something."""

import shutil
from pathlib import Path

import pytest

from knowledge.library import Library
from knowledge.opening import open_library
from knowledge.settings import KnowledgeSettings
from tests.fakes import FakeEmbedder
from tests.knowledge.tiny import publish, tiny_embedder


@pytest.fixture(scope="session")
def tiny_settings(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeSettings:
    """Where the tiny knowledge is published; nothing may be changed there."""
    settings = KnowledgeSettings(data_dir=tmp_path_factory.mktemp("tiny"))
    publish(settings, tiny_embedder())
    return settings


@pytest.fixture(scope="session")
def library(tiny_settings: KnowledgeSettings) -> Library:
    """The tiny knowledge, opened."""
    return open_library(tiny_settings, embedder=tiny_embedder())


@pytest.fixture
def settings(tmp_path: Path) -> KnowledgeSettings:
    """An empty data directory."""
    return KnowledgeSettings(data_dir=tmp_path / "data")


@pytest.fixture
def published(tiny_settings: KnowledgeSettings, settings: KnowledgeSettings) -> KnowledgeSettings:
    """A copy of the tiny knowledge that a test may change."""
    shutil.copytree(tiny_settings.data_dir, settings.data_dir)
    return settings


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A fresh fake that understands the tiny knowledge."""
    return tiny_embedder()
