"""When somebody leaves: at once and not by way of the inbox, where it might wait behind his questions or be shed."""

from dataclasses import dataclass

from bot.channels.records import Records
from bot.channels.zalo_oa.events import WITHDRAW
from bot.channels.zalo_oa.people import People
from bot.channels.zalo_oa.settings import NAME
from bot.conversation import ConversationId


@dataclass(frozen=True, slots=True)
class Leaving:
    """Notes that a person has left, and deletes what is stored when he asks for that."""

    people: People
    records: Records

    async def note(self, event: str, person: str, at: float) -> None:
        """Do so, any number of times; raises Unreachable or InboxUnavailable."""
        if event == WITHDRAW:
            await self.people.bury(person, at)
            await self.records.erase(ConversationId(NAME, person))
        else:
            await self.people.leave(person, at)
