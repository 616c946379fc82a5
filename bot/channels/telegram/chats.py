"""What this process remembers of each conversation beside its turns; a restart may forget it without harm.

Some of it is asked again when a reply is composed again, so it remembers for which update it said yes.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.conversation import ConversationId
from prompts import REPLY_LANGUAGES, reply_language

_CONVERSATIONS = 10_000
_QUIET = 600.0  # seconds between two notices of one kind, and for which feedback is waited for


@dataclass(slots=True)
class _Memo:
    chosen: str | None = None
    spoken: str | None = None
    notices: dict[str, tuple[float, str]] = field(default_factory=dict)
    feedback_until: float = 0.0
    feedback_key: str | None = None
    rated: set[int] = field(default_factory=set)


class Chats:
    """Languages, notices and expectations by conversation; the longest silent ones are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Tell the time by `clock`, in seconds."""
        self._clock = clock
        self._memos: OrderedDict[ConversationId, _Memo] = OrderedDict()

    def choose(self, conversation: ConversationId, code: str) -> bool:
        """Note the language that a person chose; False where we do not have it."""
        if code not in REPLY_LANGUAGES:
            return False
        self._memo(conversation).chosen = code
        return True

    def chosen(self, conversation: ConversationId) -> str | None:
        """Return the language that the person chose, if he chose."""
        return self._memo(conversation).chosen

    def spoke(self, conversation: ConversationId, language: str) -> None:
        """Note the language of the last answer."""
        self._memo(conversation).spoken = language

    def spoken(self, conversation: ConversationId, hint: str | None) -> str:
        """Return the language for a sentence of the house: chosen, else last spoken, else the app's."""
        memo = self._memo(conversation)
        return memo.chosen or memo.spoken or reply_language(hint)

    def may_tell(self, conversation: ConversationId, notice: str, key: str) -> bool:
        """Tell whether a notice is due: once in ten minutes, and again for the same update."""
        notices = self._memo(conversation).notices
        told, by = notices.get(notice, (float("-inf"), ""))
        if by != key and self._clock() - told < _QUIET:
            return False
        notices[notice] = (self._clock(), key)
        return True

    def expect_feedback(self, conversation: ConversationId) -> None:
        """Take the next message for feedback."""
        self._memo(conversation).feedback_until = self._clock() + _QUIET

    def is_feedback(self, conversation: ConversationId, key: str) -> bool:
        """Tell whether this message is the expected feedback; the one after it is not."""
        memo = self._memo(conversation)
        if memo.feedback_key == key:
            return True
        expected = self._clock() < memo.feedback_until
        memo.feedback_until = 0.0
        memo.feedback_key = key if expected else memo.feedback_key
        return expected

    def rate(self, conversation: ConversationId, message: int) -> bool:
        """Tell whether this is the person's first rating of a message."""
        rated = self._memo(conversation).rated
        first = message not in rated
        rated.add(message)
        return first

    def forget(self, conversation: ConversationId) -> None:
        """Forget everything of a conversation."""
        self._memos.pop(conversation, None)

    def _memo(self, conversation: ConversationId) -> _Memo:
        memo = self._memos.pop(conversation, None) or _Memo()
        self._memos[conversation] = memo
        while len(self._memos) > _CONVERSATIONS:
            self._memos.popitem(last=False)
        return memo
