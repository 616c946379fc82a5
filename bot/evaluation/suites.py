"""Reads golden suites: JSON lines, a question each, with what an answer to it must and must not be.

A file's name is its suite's. Nobody tunes on a suite whose name starts with `sealed`.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.conversation import Outcome, Turn
from bot.errors import BotError

SUITES = Path(__file__).parents[2] / "tests" / "evals" / "suites"


class CaseTurn(BaseModel):
    """An earlier turn that a follow-up refers to."""

    model_config = ConfigDict(extra="forbid")

    question: str
    answer: str = ""


class Case(BaseModel):
    """A golden question.

    `must` lists facts, each as the ways to write it of which one must stand in an answer; `must_not` lists what no
    answer may say. Both are checked only where the bot answered. `facts` names the facts they rest on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str
    language: str
    kind: str
    domain: str
    outcomes: tuple[Outcome, ...]
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    history: tuple[CaseTurn, ...] = ()
    suite: str = ""

    @property
    def sealed(self) -> bool:
        """Whether it was kept from those who tune."""
        return self.suite.startswith("sealed")

    @property
    def answerable(self) -> bool:
        """Whether the materials answer it: silence would be a false refusal."""
        return not {Outcome.NO_INFORMATION, Outcome.OUT_OF_SCOPE} & set(self.outcomes)

    @property
    def turns(self) -> list[Turn]:
        """The turns before it."""
        return [Turn(turn.question, turn.answer) for turn in self.history]


def load_suites(names: Sequence[str] = ()) -> list[Case]:
    """Return the cases of the named suites (names or paths), or of all. Raises BotError for a bad file or line."""
    paths = [_path(name) for name in names] or sorted(SUITES.glob("*.jsonl"))
    if not paths:
        raise BotError(f"There are no golden suites in {SUITES}: name a file of questions.")
    return [case for path in paths for case in _read(path)]


def _path(name: str) -> Path:
    path = Path(name)
    return path if path.suffix == ".jsonl" else SUITES / f"{name}.jsonl"


def _read(path: Path) -> list[Case]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    cases = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cases.append(Case.model_validate_json(line).model_copy(update={"suite": path.stem}))
        except ValidationError as error:
            reason = error.errors()[0]
            field = ".".join(map(str, reason["loc"])) or "the line"
            raise BotError(f"{path}, line {number}: {field}: {reason['msg']}.") from error
    return cases
