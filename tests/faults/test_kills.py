"""A build or publication that is killed leaves the old edition or the new one, never half of one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.editions import run


def test_kills_leave_no_half_edition(tmp_path: Path, model_cache: Path) -> None:
    """Ten kills leave whole editions, old or new, and the next build works; `tests.faults.editions` kills 200 times."""
    with ThreadPoolExecutor(2) as pool:
        grounds = [pool.submit(run, tmp_path / str(seed), 5, seed, model_cache) for seed in (1, 2)]
    tallies = [ground.result() for ground in grounds]
    print(*tallies, sep="\n")
    assert [tally.half for tally in tallies] == [[], []]
    assert sum(tally.kills.total() for tally in tallies) == 10
    assert all(tally.old.total() + tally.new.total() == tally.rebuilt == 5 for tally in tallies)
    assert tallies[0].old["verified"] == tallies[0].new["history"] == 1
