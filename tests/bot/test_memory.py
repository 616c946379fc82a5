"""The last turns of each conversation are remembered, for a day at most; the test moves the clock."""

from bot.conversation import ConversationId, Turn
from bot.memory import Memory
from tests.bot.fakes_bot import HERE, Clock

DAY = 86_400


def turn(number: int) -> Turn:
    """One of many turns."""
    return Turn(f"q{number}", f"a{number}")


def test_turns_are_kept_oldest_first() -> None:
    """A conversation begins empty."""
    memory = Memory(Clock())
    assert memory.turns(HERE) == ()
    memory.add(HERE, turn(1))
    memory.add(HERE, turn(2))
    assert memory.turns(HERE) == (turn(1), turn(2))


def test_only_the_last_turns_are_kept() -> None:
    """A long conversation keeps its end."""
    memory = Memory(Clock())
    for number in range(20):
        memory.add(HERE, turn(number))
    kept = memory.turns(HERE)
    assert 1 <= len(kept) < 20
    assert kept == tuple(turn(number) for number in range(20 - len(kept), 20))


def test_conversations_are_kept_apart() -> None:
    """A thread of the same chat knows nothing of it."""
    memory = Memory(Clock())
    memory.add(HERE, turn(1))
    assert memory.turns(ConversationId("test", "1", "thread")) == ()


def test_a_day_later_all_is_forgotten() -> None:
    """What was said yesterday is not referred to, nor mixed with what is new."""
    clock = Clock()
    memory = Memory(clock)
    memory.add(HERE, turn(1))
    clock.now += DAY - 1
    assert memory.turns(HERE) == (turn(1),)
    clock.now += 1
    assert memory.turns(HERE) == ()
    memory.add(HERE, turn(2))
    assert memory.turns(HERE) == (turn(2),)


def test_the_longest_silent_of_many_is_forgotten_first() -> None:
    """Memory does not grow with the number of strangers."""
    memory = Memory(Clock())
    old, busy = ConversationId("test", "old"), ConversationId("test", "busy")
    memory.add(old, turn(1))
    memory.add(busy, turn(1))
    for number in range(10_000):
        memory.add(ConversationId("crowd", str(number)), turn(1))
        if number == 5_000:
            memory.add(busy, turn(2))
    assert memory.turns(old) == ()
    assert memory.turns(busy) == (turn(1), turn(2))
