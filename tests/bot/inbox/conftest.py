"""An inbox in a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.inbox.inbox import Inbox
from tests.bot.inbox.inbox_fakes import url


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """An empty inbox."""
    opened = Inbox.open(url(tmp_path))
    yield opened
    opened.close()
