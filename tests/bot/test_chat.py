"""One way of a question, whatever its channel: gate, turns, answerer, memory, one log line."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.answering import Answerer
from bot.chat import Chat
from bot.conversation import Answer, ConversationId, Outcome, Turn
from bot.gate import Gate
from bot.inquiry import Inquiry
from bot.memory import Memory
from prompts import REPLY_LANGUAGES, load_replies
from tests.bot.fakes_bot import FakeStep, answer_of, asking


def chat_of(
    *steps: Callable[[Inquiry], object], burst: int = 9, seconds: float = 5.0, check: Callable[[], str | None] = str
) -> Chat:
    """A chat over the given steps."""
    return Chat(Answerer(list(steps)), Gate(1, burst), Memory(), seconds, check)  # type: ignore[arg-type]


async def test_an_answer_is_remembered_for_the_next_question() -> None:
    """The second question comes with the first turn."""
    step = FakeStep(answer_of("The lake is big. [1]"))
    chat = chat_of(step)
    await chat.ask(asking("How big is it?"))
    await chat.ask(asking("And how deep?"))
    assert [inquiry.turns for inquiry in step.asked] == [(), (Turn("How big is it?", "The lake is big. [1]"),)]


async def test_another_conversation_knows_nothing_of_it() -> None:
    """Turns stay where they were said."""
    step = FakeStep(answer_of())
    chat = chat_of(step)
    await chat.ask(asking("How big is it?"))
    await chat.ask(asking("And how deep?", conversation=ConversationId("test", "2")))
    assert step.asked[1].turns == ()


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in (Outcome.ANSWERED, Outcome.PARTIAL)])
async def test_what_was_no_answer_is_not_remembered(outcome: Outcome) -> None:
    """A follow-up refers to what the materials said, not to an apology."""
    step = FakeStep(answer_of(outcome=outcome))
    chat = chat_of(step)
    assert (await chat.ask(asking("a"))).outcome == outcome
    await chat.ask(asking("b"))
    assert step.asked[1].turns == ()


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
async def test_too_many_questions_are_put_off_in_the_persons_language(language: str) -> None:
    """The third of a burst of two is THROTTLED, and not answered."""
    step = FakeStep(answer_of())
    chat = chat_of(step, burst=2)
    answers = [await chat.ask(asking("?", language)) for _ in range(3)]
    assert [answer.outcome for answer in answers] == [Outcome.ANSWERED, Outcome.ANSWERED, Outcome.THROTTLED]
    assert answers[2].text == load_replies(language).say("throttled")
    assert len(step.asked) == 2


async def _sleep(inquiry: Inquiry) -> Answer:
    await asyncio.sleep(60)
    raise AssertionError


async def test_too_slow_an_answer_is_a_failure_with_a_contact(caplog: pytest.LogCaptureFixture) -> None:
    """The person does not wait for ever, and the next question is let in."""
    chat = chat_of(_sleep, seconds=0.05)
    for _ in range(2):
        answer = await chat.ask(asking("Hồ Núi Cốc ở đâu?"))
        assert (answer.outcome, answer.language) == (Outcome.FAILED, "vi")
        assert answer.contact is not None
    assert "longer than" in caplog.text


async def test_an_exception_never_comes_out() -> None:
    """A broken step becomes an answer."""
    assert (await chat_of(FakeStep(failure=OSError("disk"))).ask(asking("?"))).outcome == Outcome.FAILED


async def test_a_cancelled_question_is_cancelled() -> None:
    """The person has left: no answer is made up, and his next question is answered."""
    chat = chat_of(_sleep)
    task = asyncio.create_task(chat.ask(asking("?")))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_questions_of_one_conversation_are_answered_one_after_the_other() -> None:
    """The second question already knows the first's answer, though both were sent at once."""
    seen: list[int] = []

    async def step(inquiry: Inquiry) -> Answer:
        seen.append(len(inquiry.turns))
        await asyncio.sleep(0.01)
        return answer_of()

    chat = chat_of(step)
    await asyncio.gather(chat.ask(asking("a")), chat.ask(asking("b")))
    assert seen == [0, 1]


async def test_the_log_holds_one_line_and_nobodys_words(caplog: pytest.LogCaptureFixture) -> None:
    """Channel, outcome, language and seconds; neither the question nor the answer."""
    caplog.set_level(logging.INFO, logger="bot")
    await chat_of(FakeStep(answer_of("secret reply"))).ask(asking("secret question"))
    (record,) = caplog.records
    assert "channel=test outcome=answered language=en" in record.getMessage()
    assert "secret" not in caplog.text


@pytest.mark.parametrize("reason", [None, "Nothing has been published yet."])
def test_readiness_is_what_the_check_says(reason: str | None) -> None:
    """The reason is for the operator."""
    assert chat_of(check=lambda: reason).ready() == reason
