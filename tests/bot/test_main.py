"""The program's doors: no edition, wrong usage, wrong settings, and readers that leave."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.program import ROOT, Bot, failure, told
from tests.bot.test_batch import write


@pytest.mark.parametrize(
    "command", ["chat", "ask --batch in.jsonl --out o.jsonl", "search --batch in.jsonl --out o.jsonl"]
)
def test_every_command_names_it(command: str, empty: Bot, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Chat and the batches say the same."""
    write(here / "in.jsonl", {"id": 1, "text": "a"})
    sentence = told(main([*command.split(), "--data-dir", str(empty.data)]), capsys)
    assert "python -m ingest build --publish" in sentence
    assert not (here / "o.jsonl").exists()


@pytest.mark.parametrize(
    "command",
    [
        "",
        "unknown",
        "ask",
        "ask one two",
        "ask one --batch in.jsonl --out out.jsonl",
        "ask --batch in.jsonl",
        "ask one --language tlh",
        "search",
        "search --batch in.jsonl --out out.jsonl --limit 0",
        "search --batch in.jsonl --out out.jsonl --limit many",
    ],
)
def test_wrong_usage_is_2(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The usage and the reason stand on stderr."""
    with pytest.raises(SystemExit) as ended:
        main(command.split())
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert err.startswith("usage: python -m bot")


def test_wrong_usage_is_2_for_the_process_too(bot: Bot) -> None:
    """As the shell sees it."""
    run = bot("search", "--batch", "in.jsonl")
    assert (run.returncode, run.stdout) == (2, "")
    assert "--batch and --out go together" in run.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIMITS__BURST", "0"),
        ("LIMITS__SECONDS", "soon"),
        ("WEB__PORT", "70000"),
        ("WEB__ALLOWED_ORIGINS", '["everywhere"]'),
        ("KNOWLEDGE__UNHEARD_OF", "1"),
        ("KNOWLEDGE__EMBEDDER", "word2vec"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence with the setting's name, whether it stands in the environment or in `.env`."""
    (here / ".env").write_text(f"{name}={value}\n", encoding="utf-8")
    assert name in told(main(["ask", "a"]), capsys)
    (here / ".env").unlink()
    monkeypatch.setenv(name, value)
    assert name in told(main(["ask", "a"]), capsys)


def test_a_wrong_setting_is_named_by_the_process_too(bot: Bot) -> None:
    """As the shell sees it; what cannot be read at all is named by its block, and is no traceback either."""
    assert "WEB__PORT" in failure(bot("ask", "a", WEB__PORT="http"))
    assert '"web"' in failure(bot("ask", "a", WEB__ALLOWED_ORIGINS="https://a.example"))


def test_a_data_directory_that_is_none_is_named(bot: Bot) -> None:
    """A file in its place is told, not stumbled over."""
    (bot.folder / "file").write_text("", encoding="utf-8")
    assert str(bot.folder / "file") in failure(bot("ask", "a", "--data-dir", bot.folder / "file"))


def test_a_reader_that_leaves_is_no_traceback(bot: Bot) -> None:
    """`ask … --json | true` ends quietly."""
    read, written = os.pipe()
    os.close(read)
    run = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "Hồ Núi Cốc nằm ở đâu?", "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "KNOWLEDGE__DATA_DIR": str(bot.data)},
        cwd=bot.folder,
        stdout=written,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(written)
    assert (run.returncode, run.stderr) == (1, b"")
