"""Runs `python -m bot …` as people and evaluators do."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Bot:
    """`python -m bot` on one data directory; nothing of the caller's settings reaches it."""

    data: Path
    folder: Path
    """Where it runs."""

    def __call__(self, *arguments: object, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; keywords are settings in the environment."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        settings = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "KNOWLEDGE__DATA_DIR": str(self.data)}
        return subprocess.run(
            [sys.executable, "-m", "bot", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env={**inherited, **settings, **environment},
            cwd=self.folder,
            timeout=120,
            check=False,
        )


def told(code: int, capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which a command failed within the test's own process."""
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (1, "", 1)
    return err


def failure(run: subprocess.CompletedProcess[str]) -> str:
    """The one sentence with which a command failed; nothing but it may stand anywhere."""
    assert run.returncode == 1
    assert run.stdout == ""
    (line,) = [line for line in run.stderr.splitlines() if line.strip()]
    assert "Traceback" not in line
    return line
