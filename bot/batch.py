"""Many questions from a file, for evaluators: answers, or the passages alone."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answering import Answerer
from bot.conversation import ConversationId, Question, Turn
from bot.errors import BotError
from bot.rendering import answer_json, passage_json
from knowledge.languages import detect
from knowledge.library import Library


class TurnLine(BaseModel):
    """An earlier turn, as a batch file gives it."""

    model_config = ConfigDict(extra="ignore")

    question: str
    answer: str = ""


class QuestionLine(BaseModel):
    """One line of a batch file."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    text: str
    language: str | None = None
    history: tuple[TurnLine, ...] = ()


def ask_batch(answerer: Answerer, source: Path, target: Path, show: Callable[[], object]) -> int:
    """Answer every line of `source`, in order, into `target`; return how many. Raises BotError for a bad line."""

    def answer(line: QuestionLine) -> dict[str, object]:
        question = Question(line.text, ConversationId("batch", str(line.id)), line.language)
        turns = [Turn(turn.question, turn.answer) for turn in line.history]
        answer = asyncio.run(answerer.answer(question, turns))
        return {**answer_json(answer), "id": line.id}

    return _run(source, target, answer, show)


def search_batch(
    library: Library,
    source: Path,
    target: Path,
    limit: int,
    same_language_only: bool,
    show: Callable[[], object],
) -> int:
    """Find passages for every line of `source`, in order, into `target`; return how many. Raises BotError."""

    def search(line: QuestionLine) -> dict[str, object]:
        detected = detect(line.text, line.language)
        language = line.language or detected.language
        passages = library.search(
            line.text, language, bare=detected.bare, limit=limit, same_language_only=same_language_only
        )
        return {
            "id": line.id,
            "language": language,
            "passages": [passage_json(passage) for passage in passages],
        }

    return _run(source, target, search, show)


def _run(
    source: Path,
    target: Path,
    answer: Callable[[QuestionLine], dict[str, object]],
    show: Callable[[], object],
) -> int:
    """Write an answer a line, whole or not at all."""
    part = target.with_name(f"{target.name}.part")
    count = 0
    try:
        with part.open("w", encoding="utf-8") as file:
            for line in _read(source):
                file.write(json.dumps(answer(line), ensure_ascii=False) + "\n")
                count += 1
                show()
        part.replace(target)
    except OSError as error:
        raise BotError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _read(source: Path) -> Iterator[QuestionLine]:
    try:
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(f"{source} cannot be read as UTF-8 text: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield QuestionLine.model_validate_json(_without_surrogates(line))
        except ValidationError as error:
            reason = error.errors()[0]
            field = ".".join(map(str, reason["loc"])) or "the line"
            raise BotError(f"{source}, line {number}: {field}: {reason['msg']}.") from error


def _without_surrogates(line: str) -> bytes:
    """Return a line as UTF-8. JSON can name half a character (`\\ud800`), UTF-8 cannot: that becomes "?"."""
    try:
        return json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return line.encode("utf-8", "replace")
