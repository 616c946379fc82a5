"""The one way of a question through the bot, whatever channel it comes from."""

import asyncio
import logging
from collections.abc import Callable

from bot.answering import Answerer
from bot.answering.replying import fail, reply
from bot.answering.understand import understand
from bot.conversation import Answer, Outcome, Question, Turn
from bot.gate import Gate
from bot.inquiry import Inquiry
from bot.memory import Memory

_log = logging.getLogger(__name__)


class Chat:
    """gate → recent turns → answerer → remember → one log line."""

    def __init__(
        self, answerer: Answerer, gate: Gate, memory: Memory, seconds: float, check: Callable[[], str | None]
    ) -> None:
        """Answer within `seconds`; `check` returns None when questions can be answered, else why not."""
        self._answerer = answerer
        self._gate = gate
        self._memory = memory
        self._seconds = seconds
        self._check = check

    async def ask(self, question: Question) -> Answer:
        """Return the answer; never raises, but for cancellation."""
        async with self._gate.enter(question.conversation) as allowed:
            if not allowed:
                return reply(await understand(_inquire(question)), Outcome.THROTTLED, "throttled")
            answer = await self._answer(question)
        if answer.outcome in (Outcome.ANSWERED, Outcome.PARTIAL):
            self._memory.add(question.conversation, Turn(question.text, answer.text))
        _log.info(
            "answered channel=%s outcome=%s language=%s seconds=%s",
            question.conversation.channel,
            answer.outcome.value,
            answer.language,
            answer.seconds.get("total"),
        )
        return answer

    def ready(self) -> str | None:
        """Return None when questions can be answered, else the reason for the operator."""
        return self._check()

    async def _answer(self, question: Question) -> Answer:
        turns = self._memory.turns(question.conversation)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._answerer.answer(question, turns)
        except TimeoutError:
            _log.error("a question took longer than %s s", self._seconds)
            return fail(await understand(_inquire(question)))


def _inquire(question: Question) -> Inquiry:
    return Inquiry(question, text=question.text)
