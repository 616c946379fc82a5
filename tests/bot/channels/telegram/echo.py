"""One who answers with the question."""

from bot.conversation import Answer, Outcome, Question


class Echo:
    """Says what was asked."""

    async def ask(self, question: Question) -> Answer:
        """The question, at once."""
        return Answer("a1", Outcome.ANSWERED, "en", f"You asked: {question.text}")

    def ready(self) -> str | None:
        """Always."""
        return None
