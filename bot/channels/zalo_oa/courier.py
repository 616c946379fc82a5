"""The channel as the worker sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.zalo_oa.composing import Composer
from bot.channels.zalo_oa.sending import Sender
from bot.channels.zalo_oa.settings import NAME
from bot.inbox.base import Arrival, Message, Notice, Receipt, Save, Task


@dataclass(frozen=True, slots=True)
class ZaloOaCourier:
    """Composes and sends; see `Courier`. How a message is kept from going out twice is told in `sending`."""

    composer: Composer
    sender: Sender

    @property
    def name(self) -> str:
        """The channel's name."""
        return NAME

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Return what is to be sent for an event."""
        return await self.composer.compose(arrival, late)

    async def refuse(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """Return the notice that too many people are asking, or that something failed."""
        return await self.composer.tell(arrival, why)

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Send one message so that it arrives once."""
        await self.sender.send(task, number, receipt, save)
