"""A bot that is killed between any two steps answers everything once and in order."""

from pathlib import Path

from tests.faults.inbox import run
from tests.faults.inbox_child import POINTS


def test_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """Every point once and four random times; `tests.faults.inbox` does more."""
    tally = run(tmp_path, 20, seed=1)
    print(tally)
    assert (tally.lost, tally.doubled, tally.strange, tally.disordered) == (0, 0, 0, 0)
    assert set(POINTS) <= set(tally.kills)
    assert tally.orphans <= 8 * tally.kills.total()
