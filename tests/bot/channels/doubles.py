"""Hand-written neighbours that the tests of several channels share."""

import asyncio
from dataclasses import dataclass, field

from bot.conversation import Answer, Question


@dataclass
class FakeAsk:
    """Gives one answer to every question."""

    answer: Answer
    seconds: float = 0.0
    asked: list[Question] = field(default_factory=list)

    async def ask(self, question: Question) -> Answer:
        """The answer it holds at the moment."""
        self.asked.append(question)
        await asyncio.sleep(self.seconds)
        return self.answer

    def ready(self) -> str | None:
        """Always."""
        return None
