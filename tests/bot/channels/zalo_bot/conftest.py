"""The channel against the fake Zalo Bot Platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.channels.zalo_bot.stage import Stage
from tests.fake_platforms.zalo_bot import FakeZaloBot


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    """A Zalo of this test."""
    async with FakeZaloBot() as fake:
        yield fake


@pytest.fixture
async def stage(zalo: FakeZaloBot, tmp_path: Path) -> AsyncIterator[Stage]:
    """The channel, connected to it."""
    async with Stage(zalo, tmp_path) as made:
        yield made
