"""`python -m bot …` keeps its contract with people and evaluators; real processes on the starter edition."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from prompts import load_replies
from tests.bot.conftest import Starter
from tests.bot.program import ROOT, Bot, failure
from tests.bot.test_batch import lines_of, write
from tests.bot.test_rendering import PASSAGE_KEYS, check, check_answer

QUESTION = "Hồ Núi Cốc nằm ở đâu?"
ENGLISH = "Where does Núi Cốc Lake lie?"


def test_ask_shows_the_answer_and_its_sources(bot: Bot) -> None:
    """People read text, marks and sources; nothing stands on stderr."""
    run = bot("ask", QUESTION)
    assert (run.returncode, run.stderr) == (0, "")
    assert "Núi Cốc" in run.stdout
    assert f"\n{load_replies('vi').say('sources')}\n[1] " in run.stdout


def test_ask_json_is_exactly_one_object(bot: Bot, starter: Starter) -> None:
    """The contract's Answer on one line of stdout, in the language that was chosen, and nothing else."""
    run = bot("ask", QUESTION, "--language", "en", "--json")
    assert (run.returncode, run.stderr) == (0, "")
    answer = json.loads(run.stdout)
    assert run.stdout.count("\n") == 1
    check_answer(answer)
    assert (answer["outcome"], answer["language"], answer["model"]) == ("answered", "en", "quote")
    assert answer["edition"] == starter.published
    assert answer["citations"]
    assert {"total", "retrieve", "compose"} <= answer["seconds"].keys()


def test_ask_takes_any_bytes(bot: Bot) -> None:
    """Bytes that are no text are answered, not stumbled over."""
    run = subprocess.run(
        [os.fsencode(sys.executable), b"-m", b"bot", b"ask", b"\xff\xfe ch\xc3\xa8 \xed\xa0\x80", b"--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "KNOWLEDGE__DATA_DIR": str(bot.data)},
        cwd=bot.folder,
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b"")
    check_answer(json.loads(run.stdout))


def test_ask_another_edition(bot: Bot, starter: Starter) -> None:
    """An edition that is built and not published can be asked."""
    run = bot("ask", "Du thuyền Sao Mai rời bến lúc mấy giờ?", "--edition", starter.other, "--json")
    answer = json.loads(run.stdout)
    assert answer["edition"] == starter.other
    assert "bảy giờ sáng" in answer["text"]


def test_ask_batch_answers_in_order(bot: Bot) -> None:
    """The same ids, in order; a bar on stderr, nothing on stdout."""
    hostile = ["", "\0", "\ud800", "😀", "x" * 5_000]
    questions = [{"id": 1, "text": QUESTION}, {"id": "two", "text": ENGLISH, "history": [{"question": "a"}]}]
    write(bot.folder / "in.jsonl", *questions, *({"id": f"h{at}", "text": text} for at, text in enumerate(hostile)))
    run = bot("ask", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert (run.returncode, run.stdout) == (0, "")
    answers = lines_of(bot.folder / "out.jsonl")
    assert [answer["id"] for answer in answers] == [1, "two", "h0", "h1", "h2", "h3", "h4"]
    assert [answer["outcome"] for answer in answers] == ["answered"] * 2 + ["clarify"] * 4 + ["too_long"]
    assert [answer["language"] for answer in answers[:2]] == ["vi", "en"]
    for answer in answers:
        check_answer({**answer, "id": str(answer["id"])})


def test_search_batch_gives_passages(bot: Bot) -> None:
    """Lines in order, ten passages each where nothing else is said."""
    write(bot.folder / "in.jsonl", {"id": 1, "text": QUESTION}, {"id": 2, "text": ENGLISH})
    run = bot("search", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert (run.returncode, run.stdout) == (0, "")
    found = lines_of(bot.folder / "out.jsonl")
    assert [(line["id"], line["language"]) for line in found] == [(1, "vi"), (2, "en")]
    for line in found:
        passages = line["passages"]
        assert isinstance(passages, list)
        assert len(passages) == 10
        assert "nui-coc" in passages[0]["document"]
        for passage in passages:
            check(passage, PASSAGE_KEYS)


def test_search_batch_keeps_to_limit_and_language(bot: Bot) -> None:
    """Three passages of the question's language; none where the materials do not have it."""
    asked = [{"id": 1, "text": QUESTION, "language": "vi"}, {"id": 2, "text": "ทะเลสาบอยู่ที่ไหน"}]
    write(bot.folder / "in.jsonl", *asked)
    run = bot("search", "--batch", "in.jsonl", "--out", "out.jsonl", "--limit", 3, "--same-language-only")
    assert run.returncode == 0, run.stderr
    own, thai = (line["passages"] for line in lines_of(bot.folder / "out.jsonl"))
    assert isinstance(own, list)
    assert [passage["language"] for passage in own] == ["vi"] * 3
    assert thai == []


def test_search_batch_of_another_edition(bot: Bot, starter: Starter, here: Path) -> None:
    """Its only passage is found."""
    write(here / "in.jsonl", {"id": 1, "text": QUESTION})
    command = f"search --batch in.jsonl --out out.jsonl --edition {starter.other} --data-dir"
    assert main([*command.split(), str(bot.data)]) == 0
    (line,) = lines_of(here / "out.jsonl")
    passages = line["passages"]
    assert isinstance(passages, list)
    assert [passage["document"] for passage in passages] == ["boat.txt"]


def test_a_bad_batch_line_fails_with_its_number(bot: Bot) -> None:
    """Exit 1, a sentence after the bar, no output file, no traceback."""
    (bot.folder / "in.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    run = bot("ask", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == "in.jsonl, line 1: text: Field required."
    assert "Traceback" not in run.stderr
    assert not (bot.folder / "out.jsonl").exists()


def test_an_unknown_edition_is_named(bot: Bot) -> None:
    """The sentence says which command lists those there are."""
    sentence = failure(bot("ask", QUESTION, "--edition", "20200101-000000-none"))
    assert "20200101-000000-none" in sentence
    assert "python -m ingest list" in sentence


def test_doctor_finds_nothing_wrong(bot: Bot, starter: Starter, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line each, all ok, for people and as JSON."""
    run = bot("doctor")
    assert (run.returncode, run.stderr) == (0, "")
    assert all(line.startswith("ok ") for line in run.stdout.splitlines())
    assert starter.published in run.stdout
    assert main(["doctor", "--json", "--data-dir", str(bot.data)]) == 0
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [check.keys() for check in checks] == [{"name", "ok", "detail"}] * len(run.stdout.splitlines())
    assert all(check["ok"] is True for check in checks)


def test_doctor_tells_what_is_wrong_and_who_must_act(empty: Bot) -> None:
    """Without an edition it fails, and names the command."""
    run = empty("doctor")
    assert run.returncode == 1
    (line,) = [line for line in run.stdout.splitlines() if line.startswith("WRONG edition")]
    assert "operator" in line
    assert "python -m ingest build --publish" in line
    assert "Traceback" not in run.stderr


def test_without_an_edition_the_command_that_builds_one_is_named(empty: Bot) -> None:
    """One sentence, no traceback."""
    assert "python -m ingest build --publish" in failure(empty("ask", "a"))


def test_chat_without_input_ends_well(bot: Bot) -> None:
    """`chat </dev/null` greets, says goodbye and is done."""
    run = bot("chat", "--language", "vi")
    assert (run.returncode, run.stderr) == (0, "")
    replies = load_replies("vi")
    assert run.stdout.startswith(replies.say("greeting"))
    assert run.stdout.rstrip().endswith(replies.say("goodbye"))


def test_chat_answers_from_the_materials(bot: Bot) -> None:
    """Two questions through a pipe, in two languages."""
    run = bot("chat", stdin=f"{QUESTION}\n{ENGLISH}\n/quit\n")
    assert (run.returncode, run.stderr) == (0, "")
    for language in ("vi", "en"):
        assert f"\n{load_replies(language).say('sources')}\n[1] " in run.stdout
