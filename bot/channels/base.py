"""The socket of the channels: what a channel may ask of the rest of the bot, and nothing else.

A channel turns whatever its platform sends into a `Question`, hands it in here and renders the `Answer` that
comes back. A channel must never change the words of an answer, show markup that a person or a document wrote,
let a platform's object travel further in, or write anybody's words into the log.
"""

from typing import Protocol

from bot.conversation import Answer, Question


class AskPort(Protocol):
    """The one who answers, as a channel sees him."""

    async def ask(self, question: Question) -> Answer:
        """The answer; trouble becomes an `Outcome` with a sentence for people, never an exception.

        A channel cancels the call when the person has left.
        """
        ...

    def ready(self) -> str | None:
        """None when questions can be answered, else why not: one sentence for the operator, no secrets."""
        ...
