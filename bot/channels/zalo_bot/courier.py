"""The channel as the worker sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.zalo_bot.composing import Composer
from bot.channels.zalo_bot.sending import Sender
from bot.channels.zalo_bot.settings import NAME
from bot.inbox.base import Arrival, Message, Notice, Receipt, Save, Task


@dataclass(frozen=True, slots=True)
class ZaloBotCourier:
    """Composes and sends; see `Courier`. The rule for repeating a message, and its limit, stand in `sending`."""

    composer: Composer
    sender: Sender

    @property
    def name(self) -> str:
        """The channel's name."""
        return NAME

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Return what is to be sent for an arrival."""
        return await self.composer.compose(arrival, late)

    async def refuse(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """Return the notice that too many people are asking, or that something failed."""
        return await self.composer.tell(arrival, why)

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Send one message."""
        await self.sender.send(task, number, receipt, save)
