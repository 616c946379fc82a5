"""One question at a time of each conversation, and no more than its share; the test moves the clock."""

import asyncio
from contextlib import suppress

from bot.conversation import ConversationId
from bot.gate import Gate
from tests.bot.fakes_bot import HERE, Clock, refuse

THERE = ConversationId("test", "2")


async def enter(gate: Gate, conversation: ConversationId = HERE) -> bool:
    """Whether one question is let in."""
    async with gate.enter(conversation) as allowed:
        return allowed


async def test_a_burst_is_let_in_and_no_more() -> None:
    """Three at once, the fourth is told to wait."""
    gate = Gate(per_minute=6, burst=3, clock=Clock())
    assert [await enter(gate) for _ in range(4)] == [True, True, True, False]


async def test_time_brings_questions_back() -> None:
    """Six a minute is one every ten seconds, not sooner."""
    clock = Clock()
    gate = Gate(per_minute=6, burst=1, clock=clock)
    assert await enter(gate)
    clock.now += 9
    assert not await enter(gate)
    clock.now += 1.001
    assert await enter(gate)
    assert not await enter(gate)


async def test_a_long_silence_saves_no_more_than_a_burst() -> None:
    """A day of silence is worth two questions where the burst is two."""
    clock = Clock()
    gate = Gate(per_minute=60, burst=2, clock=clock)
    clock.now += 86_400
    assert [await enter(gate) for _ in range(3)] == [True, True, False]


async def test_impatience_costs_nothing() -> None:
    """Who is refused and tries again is let in as soon as if he had waited."""
    clock = Clock()
    gate = Gate(per_minute=6, burst=1, clock=clock)
    assert await enter(gate)
    for _ in range(9):
        clock.now += 1
        assert not await enter(gate)
    clock.now += 1.001
    assert await enter(gate)


async def test_conversations_do_not_share() -> None:
    """Chat, channel and thread are told apart."""
    gate = Gate(per_minute=1, burst=1, clock=Clock())
    others = [THERE, ConversationId("other", "1"), ConversationId("test", "1", "thread")]
    assert await enter(gate)
    assert [await enter(gate, other) for other in others] == [True, True, True]
    assert not await enter(gate)


async def test_a_conversation_has_one_question_at_a_time() -> None:
    """The second waits for the first, in order; another conversation does not wait."""
    gate = Gate(per_minute=60, burst=5, clock=Clock())
    order: list[str] = []
    hold = asyncio.Event()

    async def ask(name: str, conversation: ConversationId) -> None:
        async with gate.enter(conversation):
            order.append(name)
            if name == "first":
                await hold.wait()

    tasks = [asyncio.create_task(ask(*pair)) for pair in (("first", HERE), ("second", HERE), ("other", THERE))]
    await asyncio.sleep(0.01)
    assert order == ["first", "other"]
    hold.set()
    await asyncio.gather(*tasks)
    assert order == ["first", "other", "second"]


async def test_a_cancelled_question_lets_the_next_one_in() -> None:
    """Whoever leaves does not lock the door behind him."""
    gate = Gate(per_minute=60, burst=5, clock=Clock())

    async def ask() -> None:
        async with gate.enter(HERE):
            await asyncio.sleep(60)

    task = asyncio.create_task(ask())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(1):
        assert await enter(gate)


async def test_an_error_inside_lets_the_next_one_in() -> None:
    """A crash unlocks too."""
    gate = Gate(per_minute=60, burst=5, clock=Clock())
    with suppress(AssertionError):
        async with gate.enter(HERE):
            refuse()
    async with asyncio.timeout(1):
        assert await enter(gate)


async def test_the_longest_silent_of_many_is_forgotten_first() -> None:
    """Ten thousand strangers later, the first has a full share again; the last has not."""
    gate = Gate(per_minute=1, burst=1, clock=Clock())
    assert await enter(gate)
    for number in range(10_000):
        await enter(gate, ConversationId("crowd", str(number)))
    assert await enter(gate)
    assert not await enter(gate, ConversationId("crowd", "9999"))
