"""Remembers the last turns of each conversation, in memory and for a day at most."""

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.conversation import ConversationId, Turn

_TURNS = 4
_CONVERSATIONS = 10_000
_SECONDS = 24 * 3_600.0


class Memory:
    """The last turns by conversation; the longest silent conversations are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Tell the time by `clock`, in seconds."""
        self._clock = clock
        self._kept: OrderedDict[ConversationId, tuple[float, tuple[Turn, ...]]] = OrderedDict()

    def turns(self, conversation: ConversationId) -> tuple[Turn, ...]:
        """Return the turns of a conversation, oldest first."""
        if conversation not in self._kept or self._is_over(conversation):
            return ()
        return self._kept[conversation][1]

    def add(self, conversation: ConversationId, turn: Turn) -> None:
        """Remember one more turn."""
        turns = (*self.turns(conversation), turn)[-_TURNS:]
        self._kept[conversation] = (self._clock(), turns)
        self._kept.move_to_end(conversation)
        while len(self._kept) > _CONVERSATIONS or self._is_over(next(iter(self._kept))):
            self._kept.popitem(last=False)

    def forget(self, conversation: ConversationId) -> None:
        """Forget a conversation."""
        self._kept.pop(conversation, None)

    def _is_over(self, conversation: ConversationId) -> bool:
        return self._clock() - self._kept[conversation][0] >= _SECONDS
