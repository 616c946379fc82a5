"""What the bot keeps of a conversation, for /mydata and /delete: the recent turns. The inbox forgets what it sent."""

from bot.conversation import ConversationId
from bot.memory import Memory


class ChatRecords:
    """Counts and erases."""

    def __init__(self, memory: Memory) -> None:
        """Look into `memory`."""
        self._memory = memory

    async def count(self, conversation: ConversationId) -> int:
        """Return how many questions of the conversation are kept, each with its answer."""
        return len(self._memory.turns(conversation))

    async def erase(self, conversation: ConversationId) -> None:
        """Forget them."""
        self._memory.forget(conversation)
