"""The channel against the fake Telegram."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.channels.telegram.post import Post
from tests.fake_platforms.telegram import FakeTelegram


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A Telegram of this test."""
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def post(telegram: FakeTelegram) -> AsyncIterator[Post]:
    """The channel, connected to it."""
    async with Post(telegram) as made:
        yield made
