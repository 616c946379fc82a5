"""The world of the Zalo Official Account."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.channels.zalo_oa.world import Stage, World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A channel over a fake Zalo."""
    async with Stage(tmp_path) as stage:
        yield stage
