"""A build or publication that is killed leaves the old edition or the new one, never half of one."""

from pathlib import Path

from tests.faults.editions import run


def test_kills_leave_no_half_edition(tmp_path: Path, model_cache: Path) -> None:
    """Ten kills leave whole editions, old or new, and the next build works; `tests.faults.editions` kills 200 times."""
    tally = run(tmp_path, 10, seed=1, cache=model_cache)
    print(tally)
    assert tally.half == []
    assert tally.old.total() + tally.new.total() == tally.kills.total() == tally.rebuilt == 10
    assert tally.old.total() > 0 < tally.new.total()
