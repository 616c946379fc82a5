"""The list of steps is the product: the first answer wins, and what nobody foresaw becomes an honest answer."""

import asyncio
import logging

import pytest

from bot.answering import Answerer, list_steps
from bot.answering.admit import Admit
from bot.answering.compose import Compose
from bot.answering.elsewhere import decline_elsewhere
from bot.answering.judge import judge
from bot.answering.recall import recall_names
from bot.answering.retrieve import Retrieve
from bot.answering.understand import understand
from bot.conversation import Outcome, Turn
from bot.llm.quote import Quote
from knowledge.errors import KnowledgeError, NoEdition
from knowledge.live import LiveLibrary
from prompts import REPLY_LANGUAGES, load_replies
from tests.bot.fakes_bot import FakeLive, FakeStep, answer_of, asking, inquire


def test_the_steps_stand_in_their_order(tiny_live: LiveLibrary) -> None:
    """Language first, since every reply needs it; what needs no search before it; judging before wording."""
    steps = list_steps(tiny_live, Quote(), 1_000)
    assert [steps[place] for place in (0, 2, 3, 5)] == [understand, recall_names, decline_elsewhere, judge]
    assert [type(steps[place]) for place in (1, 4, 6)] == [Admit, Retrieve, Compose]
    assert len(steps) == 7


async def test_the_first_answer_wins() -> None:
    """Later steps are not asked."""
    late = FakeStep(answer_of("late"))
    answer = await Answerer([FakeStep(), FakeStep(answer_of("first")), late]).answer(asking("?"))
    assert answer.text == "first"
    assert late.asked == []


async def test_each_step_gets_what_the_one_before_gave() -> None:
    """An inquiry grows on its way, and begins with the question and its turns."""
    richer = inquire("richer", "ko")
    first, second = FakeStep(richer), FakeStep(answer_of())
    turns = [Turn("before", "said")]
    await Answerer([first, second]).answer(asking("?"), turns)
    assert (first.asked[0].text, first.asked[0].turns) == ("?", tuple(turns))
    assert second.asked == [richer]


async def test_an_answer_has_an_id_of_its_own_and_the_seconds_of_its_steps() -> None:
    """Each step that was asked is timed, and the whole takes no less than the parts."""
    answerer = Answerer([understand, FakeStep(answer_of()), FakeStep()])
    first, second = [await answerer.answer(asking("?")) for _ in range(2)]
    assert first.id
    assert first.id != second.id
    assert set(first.seconds) == {"total", "understand", "fakestep"}
    assert all(seconds >= 0 for seconds in first.seconds.values())
    assert first.seconds["total"] >= max(first.seconds.values()) - 0.001


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
async def test_an_exception_becomes_a_failure_with_a_contact(language: str, caplog: pytest.LogCaptureFixture) -> None:
    """The person reads an apology in his language and whom to ask; the traceback is in the log, not his words."""
    broken = FakeStep(failure=ZeroDivisionError("inner detail"))
    answer = await Answerer([understand, broken]).answer(asking("my secret words", language))
    assert (answer.outcome, answer.language) == (Outcome.FAILED, language)
    assert answer.contact is not None
    assert answer.contact.name in answer.text
    assert answer.id
    assert "total" in answer.seconds
    assert "inner detail" not in answer.text
    assert "inner detail" in caplog.text
    assert "my secret words" not in caplog.text


async def test_no_answer_at_all_is_a_failure_too(caplog: pytest.LogCaptureFixture) -> None:
    """A list without an end is a mistake of ours, and still answered."""
    answer = await Answerer([FakeStep()]).answer(asking("?"))
    assert answer.outcome == Outcome.FAILED
    assert "no step answered" in caplog.text


async def test_cancellation_is_not_swallowed() -> None:
    """A person who left is not answered."""
    with pytest.raises(asyncio.CancelledError):
        await Answerer([FakeStep(failure=asyncio.CancelledError())]).answer(asking("?"))


async def test_no_edition_is_no_surprise(caplog: pytest.LogCaptureFixture) -> None:
    """Before the first edition, people are told so without an alarm in the log."""
    caplog.set_level(logging.WARNING)
    answer = await Answerer(list_steps(FakeLive(failure=NoEdition("x")), Quote(), 100)).answer(asking("Hồ ở đâu?"))
    assert (answer.outcome, answer.text) == (Outcome.FAILED, load_replies("vi").say("no_edition"))
    assert caplog.text == ""


async def test_a_damaged_edition_is_a_failure_with_a_contact(caplog: pytest.LogCaptureFixture) -> None:
    """The operator finds the reason in the log, the person an office."""
    live = FakeLive(failure=KnowledgeError("the edition is damaged"))
    answer = await Answerer(list_steps(live, Quote(), 100)).answer(asking("Hồ ở đâu?"))
    assert answer.outcome == Outcome.FAILED
    assert answer.contact is not None
    assert "the edition is damaged" in caplog.text


async def test_a_question_is_answered_from_end_to_end(tiny_live: LiveLibrary) -> None:
    """All steps together quote the right passage."""
    answer = await Answerer(list_steps(tiny_live, Quote(), 100)).answer(asking("Chè Tân Cương được trồng ở phía tây?"))
    assert answer.outcome == Outcome.ANSWERED
    assert answer.citations[0].document == "tea.vi"
    assert answer.text.startswith("Chè Tân Cương được trồng ở phía tây. [1]")
    assert set(answer.seconds) == {
        "total",
        "understand",
        "admit",
        "recall_names",
        "decline_elsewhere",
        "retrieve",
        "judge",
        "compose",
    }


async def test_questions_at_once_do_not_mix(tiny_live: LiveLibrary) -> None:
    """Forty questions in one loop each get their own answer."""
    answerer = Answerer(list_steps(tiny_live, Quote(), 100))
    texts = ["Chè Tân Cương được trồng ở phía tây?", "The lake lies fifteen kilometres from the centre?"] * 20
    answers = await asyncio.gather(*(answerer.answer(asking(text)) for text in texts))
    assert [answer.citations[0].document for answer in answers] == ["tea.vi", "lake.en"] * 20
    assert len({answer.id for answer in answers}) == 40
