"""What people think of the bot, on the disk."""

from pathlib import Path

import pytest

from bot.channels.feedback import FeedbackFile

pytestmark = pytest.mark.asyncio

DAY = 86_400.0


async def test_each_piece_is_kept_once_and_for_ninety_days(tmp_path: Path) -> None:
    """Composing again keeps nothing twice, a restart knows what was kept, old pieces and a torn line go."""
    path = tmp_path / "feedback.jsonl"
    box = FeedbackFile(path, lambda: 0.0)
    await box.keep("1", "words", "en", "Well done")
    await box.keep("1", "words", "en", "Well done")
    await FeedbackFile(path, lambda: DAY).keep("1", "words", "en", "Well done")
    await FeedbackFile(path, lambda: 50 * DAY).keep("2", "useful", "vi", "a1")
    with path.open("a") as file:
        file.write('{"key": "3", "at"')
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3
    FeedbackFile(path, lambda: 91 * DAY)
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert '"key": "2"' in line
