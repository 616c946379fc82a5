"""A question on its way through the steps: what is known about it so far."""

from dataclasses import dataclass

from bot.conversation import Question, Turn
from knowledge.passages import Passage


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Each step returns a copy that knows more.

    `text` is what is searched for, `language` that of the reply, `bare` tells that the question is Vietnamese
    typed without diacritics, and `passages` are best first.
    """

    question: Question
    turns: tuple[Turn, ...] = ()
    text: str = ""
    language: str = "en"
    asked_in: str = "en"
    bare: bool = False
    passages: tuple[Passage, ...] = ()
    edition: str | None = None
