"""The web channel's hand-written neighbour for tests: a chat that answers as it was told."""

import asyncio
from dataclasses import dataclass, field

from bot.conversation import Answer, Citation, Contact, Outcome, Question
from knowledge.passages import Chunk, Material, Passage, Place

CITATIONS = (
    Citation(1, "lake", "Hồ Núi Cốc", "Sở Du lịch", "https://a.example/1", "2025-10", "vi", 3, "Hồ cách 15 km."),
    Citation(
        *(2, "tea", "Vùng chè", None, "https://b.example/2", None, "vi", None, "Chè ngon."),
        site="b.example",
        accessed="2026-01-02",
    ),
)
PASSAGE = Passage(Chunk("lake#0", Material("lake", "Hồ", "vi"), ("Đi lại",), "Hồ cách 15 km.", (), 3, 0), 0.75)
ANSWER = Answer(
    id="a1",
    outcome=Outcome.ANSWERED,
    language="vi",
    text="Hồ cách trung tâm 15 km [1].\n\nTrên đường có vùng chè [2], rất ngon [9].",
    citations=CITATIONS,
    passages=(PASSAGE,),
    suggestions=("Giá vé là bao nhiêu?",),
    places=(Place("Hồ Núi Cốc", 21.58, 105.7),),
    contact=Contact("Sở Du lịch", "https://c.example/", "0208 123 456"),
    edition="e1",
    seconds={"total": 0.5},
)


@dataclass
class FakeChat:
    """Gives one answer to every question; one with "slow" in it takes a second, one with "broken" raises."""

    answer: Answer = ANSWER
    reason: str | None = None
    delay: float = 0.0
    asked: list[Question] = field(default_factory=list)
    cancelled: bool = False

    async def ask(self, question: Question) -> Answer:
        """The answer it holds at the moment, after `delay` seconds."""
        self.asked.append(question)
        if "broken" in question.text:
            raise RuntimeError("secret detail")
        try:
            await asyncio.sleep(self.delay + ("slow" in question.text))
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return self.answer

    def ready(self) -> str | None:
        """The reason it was made with."""
        return self.reason
