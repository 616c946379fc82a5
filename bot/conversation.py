"""The words of a conversation: what a person asks, and what goes back to him."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from knowledge.passages import Passage, Place


class Outcome(StrEnum):
    """How a question ended; each has a sentence in every reply language."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_INFORMATION = "no_information"
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"
    EMERGENCY = "emergency"
    SMALL_TALK = "small_talk"
    CLARIFY = "clarify"
    THROTTLED = "throttled"
    TOO_LONG = "too_long"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ConversationId:
    """Who talks where: one conversation has one memory and one question at a time."""

    channel: str
    chat: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a channel hands in. `language` is what the person chose, if he chose."""

    text: str
    conversation: ConversationId
    language: str | None = None
    asked_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source of an answer; `quote` stands word for word in the cited passage.

    Dates are ISO 8601 and may be partial; `recheck_by` is set where the material may have gone stale.
    """

    number: int
    document: str
    title: str
    agency: str | None
    url: str | None
    published: str | None
    language: str
    page: int | None
    quote: str
    site: str | None = None
    accessed: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """An office that can help further; only what a source states."""

    name: str
    url: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets. `text` is ready to read, with `[n]` marks for the citations."""

    id: str
    outcome: Outcome
    language: str
    text: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    suggestions: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    contact: Contact | None = None
    edition: str | None = None
    model: str = "quote"
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, as later questions may refer to it."""

    question: str
    answer: str
