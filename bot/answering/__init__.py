"""How a question becomes an answer: the list below is the product.

Each step takes the inquiry and returns it, knowing more, or an answer, and the first answer ends the way. What
nobody foresaw is caught once, here, and becomes an honest answer too.
"""

import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.answering.admit import Admit
from bot.answering.compose import Compose
from bot.answering.elsewhere import decline_elsewhere
from bot.answering.judge import judge
from bot.answering.recall import recall_names
from bot.answering.replying import fail
from bot.answering.retrieve import Retrieve
from bot.answering.understand import understand
from bot.conversation import Answer, Question, Turn
from bot.inquiry import Inquiry
from bot.llm.base import Writer
from knowledge.live import LiveLibrary

Step = Callable[[Inquiry], Awaitable[Inquiry | Answer]]

_log = logging.getLogger(__name__)


def list_steps(library: LiveLibrary, writer: Writer, longest: int) -> list[Step]:
    """Return the steps in their order; `longest` is the longest question, in characters."""
    return [
        understand,  # language, and whether Vietnamese diacritics are missing
        Admit(longest),  # empty, too long, small talk
        recall_names,  # a follow-up means what the turn before it named
        decline_elsewhere,  # other places than ours
        Retrieve(library),  # passages of the published edition
        judge,  # are they enough for this question?
        Compose(writer),  # words an answer from them, with citations
    ]


class Answerer:
    """Walks the steps."""

    def __init__(self, steps: Sequence[Step]) -> None:
        """Take the steps in order; the last one must answer."""
        self._steps = steps

    async def answer(self, question: Question, turns: Sequence[Turn] = ()) -> Answer:
        """Return the answer; never raises, but for cancellation."""
        start = time.perf_counter()
        seconds: dict[str, float] = {}
        try:
            answer = await self._walk(Inquiry(question, tuple(turns), text=question.text), seconds)
        except Exception:
            _log.exception("a question could not be answered")
            answer = fail(await understand(Inquiry(question, text=question.text)))
        seconds["total"] = round(time.perf_counter() - start, 4)
        return replace(answer, id=uuid.uuid4().hex, seconds=seconds)

    async def _walk(self, inquiry: Inquiry, seconds: dict[str, float]) -> Answer:
        for step in self._steps:
            begun = time.perf_counter()
            state = await step(inquiry)
            seconds[_name(step)] = round(time.perf_counter() - begun, 4)
            if isinstance(state, Answer):
                return state
            inquiry = state
        raise RuntimeError("no step answered")


def _name(step: Step) -> str:
    return str(getattr(step, "__name__", type(step).__name__)).lower()
