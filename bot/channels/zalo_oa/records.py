"""What is stored about a conversation elsewhere, for /mydata, /delete and a withdrawal."""

from typing import Protocol

from bot.conversation import ConversationId


class Records(Protocol):
    """Everything that the bot keeps of conversations: the inbox and the recent turns."""

    async def count(self, conversation: ConversationId) -> int:
        """Return how many messages of the conversation are stored."""
        ...

    async def erase(self, conversation: ConversationId) -> None:
        """Erase them; what is being answered at the moment may stay until it is."""
        ...
