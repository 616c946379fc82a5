"""Many questions from a file: the same ids in the same order, and a file that is whole or not there."""

import json
from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.batch import ask_batch, search_batch
from bot.conversation import Turn
from bot.errors import BotError
from knowledge.live import LiveLibrary
from tests.bot.fakes_bot import FakeStep, answer_of, refuse
from tests.bot.test_rendering import PASSAGE_KEYS, check, check_answer


def lines_of(path: Path) -> list[dict[str, object]]:
    """The objects of a JSONL file that ends in a newline."""
    text = path.read_text(encoding="utf-8")
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The questions, still to be written."""
    return tmp_path / "in.jsonl"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the answers go."""
    return tmp_path / "out.jsonl"


def write(path: Path, *questions: dict[str, object]) -> None:
    """Write a line a question."""
    path.write_text("".join(json.dumps(question) + "\n" for question in questions), encoding="utf-8")


def test_every_line_is_answered_in_order_under_its_id(source: Path, target: Path) -> None:
    """Ids may be words or numbers, and come back as they came."""
    step, shown = FakeStep(answer_of()), []
    write(source, {"id": "b", "text": "one"}, {"id": 7, "text": "two", "language": "ko"}, {"id": "a", "text": ""})
    assert ask_batch(Answerer([step]), source, target, lambda: shown.append(1)) == 3
    answers = lines_of(target)
    assert [answer["id"] for answer in answers] == ["b", 7, "a"]
    assert [inquiry.text for inquiry in step.asked] == ["one", "two", ""]
    assert [inquiry.question.language for inquiry in step.asked] == [None, "ko", None]
    assert len(shown) == 3
    for answer in answers:
        check_answer({**answer, "id": str(answer["id"])})


def test_a_history_becomes_turns(source: Path, target: Path) -> None:
    """Each line brings its own, and knows nothing of the line before."""
    step = FakeStep(answer_of())
    history = [{"question": "Hồ ở đâu?", "answer": "Ở Đại Từ."}, {"question": "Xa không?"}]
    write(source, {"id": 1, "text": "a", "history": history}, {"id": 2, "text": "b"})
    ask_batch(Answerer([step]), source, target, str)
    assert [inquiry.turns for inquiry in step.asked] == [(Turn("Hồ ở đâu?", "Ở Đại Từ."), Turn("Xa không?", "")), ()]


def test_blank_lines_a_byte_order_mark_and_other_keys_do_not_matter(source: Path, target: Path) -> None:
    """Files from Windows and from other tools are read."""
    source.write_bytes('\ufeff{"id": 1, "text": "hồ", "topic": "x"}\r\n\r\n  \n{"id": 2, "text": "chè"}'.encode())
    step = FakeStep(answer_of())
    assert ask_batch(Answerer([step]), source, target, str) == 2
    assert [inquiry.text for inquiry in step.asked] == ["hồ", "chè"]


def test_an_empty_file_gives_an_empty_file(source: Path, target: Path) -> None:
    """Nothing asked, nothing answered."""
    write(source)
    assert ask_batch(Answerer([]), source, target, str) == 0
    assert target.read_bytes() == b""


def test_half_characters_are_answered(source: Path, target: Path) -> None:
    """A lone surrogate, which JSON can name and UTF-8 cannot, spoils neither its line nor the file."""
    write(source, {"id": "\ud800", "text": "chè \udfff"}, {"id": 2, "text": "\0"})
    step = FakeStep(answer_of())
    assert ask_batch(Answerer([step]), source, target, str) == 2
    assert [inquiry.text for inquiry in step.asked] == ["chè ?", "\0"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "the line"),
        ("[1]", "the line"),
        ("null", "the line"),
        ('{"text": "a"}', "id"),
        ('{"id": 1}', "text"),
        ('{"id": null, "text": "a"}', "id"),
        ('{"id": 1, "text": 5}', "text"),
        ('{"id": 1, "text": "a", "history": [{}]}', "history.0.question"),
        ('{"id": 1, "text": "a", "language": []}', "language"),
        ("[" * 100_000, "the line"),
    ],
)
def test_a_bad_line_is_named_and_no_file_is_left(source: Path, target: Path, line: str, reason: str) -> None:
    """The second line is wrong: file, number and field are told, and half an output is not left behind."""
    source.write_text(f'{{"id": 1, "text": "a"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(BotError) as caught:
        ask_batch(Answerer([FakeStep(answer_of())]), source, target, str)
    assert str(caught.value).startswith(f"{source}, line 2: {reason}")
    assert [path.name for path in target.parent.iterdir()] == ["in.jsonl"]


def test_a_failed_run_leaves_the_earlier_output(source: Path, target: Path) -> None:
    """What was there stays as it was."""
    target.write_text("before", encoding="utf-8")
    source.write_text("{", encoding="utf-8")
    with pytest.raises(BotError):
        ask_batch(Answerer([]), source, target, str)
    assert target.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize("name", ["nowhere.jsonl", "folder", "latin.jsonl"])
def test_an_unreadable_file_is_named(tmp_path: Path, target: Path, name: str) -> None:
    """A missing file, a folder, and what is not UTF-8."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe\xe9")
    with pytest.raises(BotError, match=name):
        ask_batch(Answerer([]), tmp_path / name, target, refuse)


def test_an_output_that_cannot_be_written_is_named(source: Path, tmp_path: Path) -> None:
    """A folder that is not there."""
    write(source, {"id": 1, "text": "a"})
    with pytest.raises(BotError, match=r"nowhere/out\.jsonl cannot be written"):
        ask_batch(Answerer([]), source, tmp_path / "nowhere" / "out.jsonl", str)


def test_a_search_gives_passages_and_the_language(source: Path, target: Path, tiny_live: LiveLibrary) -> None:
    """The language is the line's, else the one that was recognised; at most `limit` passages, best first."""
    asked = [{"id": 1, "text": "Chè Tân Cương trồng ở đâu?"}, {"id": "x", "text": "lake", "language": "en"}]
    write(source, *asked)
    assert search_batch(tiny_live.current(), source, target, 2, False, str) == 2
    found = lines_of(target)
    assert [(line["id"], line["language"]) for line in found] == [(1, "vi"), ("x", "en")]
    for line in found:
        assert line.keys() == {"id", "language", "passages"}
        passages = line["passages"]
        assert isinstance(passages, list)
        assert 1 <= len(passages) <= 2
        for passage in passages:
            check(passage, PASSAGE_KEYS)
        assert passages == sorted(passages, key=lambda passage: -passage["score"])


@pytest.mark.parametrize(("only", "languages"), [(True, {"vi"}), (False, {"vi", "en"})])
def test_a_search_stays_in_its_language_where_told_to(
    source: Path, target: Path, tiny_live: LiveLibrary, only: bool, languages: set[str]
) -> None:
    """Otherwise other languages give what the question's does not have."""
    write(source, {"id": 1, "text": "Sinh viên xin thị thực ở đâu?", "language": "vi"})
    search_batch(tiny_live.current(), source, target, 10, only, str)
    (line,) = lines_of(target)
    passages = line["passages"]
    assert isinstance(passages, list)
    assert {passage["language"] for passage in passages} == languages
