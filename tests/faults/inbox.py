"""Kills a bot with an inbox between every two steps and at random: `python -m tests.faults.inbox --kills N`."""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.faults.inbox_child import POINTS, Platform

ROOT = Path(__file__).parents[2]

_EACH = 20
"""New questions before every kill."""

_PATIENCE = 60.0
"""Seconds for one life."""


@dataclass(slots=True)
class Tally:
    """What was done, and what people saw of it."""

    kills: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    questions: int = 0
    lost: int = 0
    doubled: int = 0
    strange: int = 0
    disordered: int = 0
    orphans: int = 0
    last_drain: float = 0


def run(folder: Path, kills: int, seed: int) -> Tally:
    """Kill at every point in turn, and at a random time after every fourth; then let one life end and count."""
    tally, dice = Tally(), random.Random(seed)
    turns = [point for index, point in enumerate(POINTS) for point in ([point, "any"] if index % 4 == 3 else [point])]
    turn = 0
    while tally.kills.total() < kills and tally.missed <= kills:
        tally.questions += _EACH
        point = turns[turn % len(turns)]
        turn += 1
        if _live(folder, tally.questions, point, dice):
            tally.kills[point] += 1
        else:
            tally.missed += 1
    tally.questions += _EACH
    start = time.monotonic()
    if _live(folder, tally.questions, "never", dice):
        raise RuntimeError("the last life did not end well")
    tally.last_drain = time.monotonic() - start
    _count(folder, tally)
    return tally


def _live(folder: Path, questions: int, point: str, dice: random.Random) -> bool:
    """Run a child; True when it was killed."""
    count = "1" if point.startswith(("before ack", "after ack", "before put")) else str(dice.randint(1, 6))
    command = [sys.executable, "-m", "tests.faults.inbox_child", str(folder), str(questions), point, count]
    child = subprocess.Popen(command, cwd=ROOT)
    if point == "any":
        try:
            child.wait(dice.uniform(0.4, 0.9))
        except subprocess.TimeoutExpired:
            child.kill()
    code = child.wait(_PATIENCE)
    if code not in (0, -9):
        raise RuntimeError(f"a life ended with {code}")
    return code == -9


def _count(folder: Path, tally: Tally) -> None:
    """Read what people saw: the last text of every message, in the order in which the texts came."""
    lines = Platform(folder).lines()
    shown: dict[object, tuple[int, str]] = {}
    for line in lines:
        if "edit" in line:
            shown.setdefault(line["edit"], (int(str(line["chat"])), str(line["text"])))
            tally.strange += shown[line["edit"]][1] != line["text"]
    seen = Counter(text for _, text in shown.values())
    expected = {f"{key}/{part}" for key in range(tally.questions) for part in range(2)}
    tally.lost = len(expected - set(seen))
    tally.strange += len(set(seen) - expected)
    tally.doubled = sum(seen.values()) - len(seen)
    for chat in {chat for chat, _ in shown.values()}:
        order = [
            tuple(map(int, text.split("/"))) for own, text in shown.values() if own == chat and "sorry" not in text
        ]
        tally.disordered += sum(later < earlier for earlier, later in pairwise(order))
    tally.orphans = len({line["placeholder"] for line in lines if "placeholder" in line} - set(shown))


def main() -> int:
    """Print the figures; 1 where anything was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(description="Kills a bot with an inbox.")
    parser.add_argument("--kills", type=int, default=220)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        tally = run(Path(folder), options.kills, options.seed)
    print(tally)
    print(f"{time.monotonic() - start:.0f} s")
    return bool(tally.lost or tally.doubled or tally.strange or tally.disordered)


if __name__ == "__main__":
    sys.exit(main())
