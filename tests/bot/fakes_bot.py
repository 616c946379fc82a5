"""The bot's hand-written neighbours for tests: a clock, a library, a writer, and what they are fed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from bot.conversation import Answer, ConversationId, Outcome, Question
from bot.inquiry import Inquiry
from bot.llm.base import Draft
from knowledge.library import Library
from knowledge.passages import Evidence, Material, Passage
from tests.fakes import make_chunk

HERE = ConversationId("test", "1")
LAKE = Material("lake.vi", "Hồ Núi Cốc", "vi", domain="tourism")
LAKE_EN = Material("lake.en", "Núi Cốc Lake", "en", domain="tourism")


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    now: float = 1_000.0

    def __call__(self) -> float:
        """The seconds it shows."""
        return self.now


@dataclass
class FakeLive:
    """Gives a library, or fails as it was told to."""

    library: Library | None = None
    failure: Exception | None = None

    def current(self) -> Library:
        """The library it was made with."""
        if self.failure:
            raise self.failure
        assert self.library is not None
        return self.library


@dataclass
class FakeWriter:
    """Writes what it was told to, and keeps what it was given."""

    text: str
    given: list[tuple[str, str, list[Passage]]] = field(default_factory=list)

    async def write(self, question: str, language: str, passages: Sequence[Passage]) -> Draft:
        """The draft it holds, by "fake:1"."""
        self.given.append((question, language, list(passages)))
        return Draft(self.text, "fake:1")


@dataclass
class FakeStep:
    """A step that gives what it was told to, and keeps what it was asked."""

    gives: Inquiry | Answer | None = None
    failure: Exception | None = None
    asked: list[Inquiry] = field(default_factory=list)

    async def __call__(self, inquiry: Inquiry) -> Inquiry | Answer:
        """What it holds, else the inquiry as it came."""
        self.asked.append(inquiry)
        if self.failure:
            raise self.failure
        return self.gives or inquiry


def asking(text: str, language: str | None = None, conversation: ConversationId = HERE) -> Question:
    """A question of the test's conversation."""
    return Question(text, conversation, language)


def inquire(text: str, language: str = "en", *passages: Passage, chosen: str | None = None) -> Inquiry:
    """An inquiry whose languages are known already."""
    return Inquiry(asking(text, chosen), text=text, language=language, asked_in=language, passages=passages)


def answer_of(text: str = "The lake is big. [1]", outcome: Outcome = Outcome.ANSWERED, language: str = "en") -> Answer:
    """An answer of which only these matter."""
    return Answer("", outcome, language, text)


def passage_of(material: Material, *sentences: str, support: float = 0.6, score: float = 0.8) -> Passage:
    """A passage whose sentences are as near to the question as `support`, the first one nearest."""
    cosines = tuple(support - 0.1 * number for number in range(len(sentences)))
    return Passage(make_chunk(material, 0, *sentences), score, Evidence(support, cosines, 0.0))


def refuse(*_: object) -> NoReturn:
    """Fail: this must not be called."""
    raise AssertionError("must not be called")
