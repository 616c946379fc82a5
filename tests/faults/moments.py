"""Runs `python -m ingest …` and kills it at a named moment: `python -m tests.faults.moments MOMENT ARGUMENTS`.

Python reports what it is about to do (opening, renaming, starting a child) to audit hooks. So a process can be killed
between two steps of the very code that ships, without a change to it.
"""

import os
import re
import runpy
import signal
import sys
from collections.abc import Mapping

MOMENTS: Mapping[str, tuple[str, int]] = {
    "begin": (r"os\.mkdir .*/\.building-[^/]+ ", 1),
    "passages": (r"sqlite3\.connect .*/\.building-.*/passages\.sqlite", 1),
    "words": (r"open .*/\.building-.*/kept/terms\.json w", 1),
    "centroids": (r"open .*/\.building-.*/centroids\.npz w", 1),
    "restorer": (r"open .*/\.building-.*/restorer\.json w", 1),
    "manifest": (r"open .*/\.building-.*/manifest\.json w", 1),
    "flush": (r"open .*/\.building-.*/restorer\.json None", 1),
    "seal": (r"os\.rename .*/\.building-", 1),
    "sealed": (r"open .*/editions None", 1),
    "verify": (r"subprocess\.Popen .*'verify'", 1),
    "verified": (r"os\.rename .*/\.verified\.json\.part ", 1),
    "pointer": (r"open .*/\.CURRENT\.part w", 1),
    "switch": (r"os\.rename .*/\.CURRENT\.part ", 1),
    "switched": (r"open .*/editions None", 2),
    "history": (r"open .*/history\.jsonl a", 1),
}
"""What is about to happen for the how-manieth time; the path of an editions folder must end with "/editions"."""

PUBLISHED = frozenset({"switched", "history"})
"""The moments at which the pointer is already at the new edition."""


def kill_at(moment: str) -> None:
    """Let this process be killed when the moment comes."""
    pattern, count = MOMENTS[moment]
    awaited, left = re.compile(pattern), count

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in ("open", "os.mkdir", "os.rename", "sqlite3.connect", "subprocess.Popen"):
            left -= bool(awaited.match(" ".join([event, *(str(part) for part in arguments[:2])])))
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


if __name__ == "__main__":
    kill_at(sys.argv.pop(1))
    runpy.run_module("ingest", run_name="__main__", alter_sys=True)
