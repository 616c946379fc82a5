"""A channel as the worker sees it, where one part composes and another sends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.inbox.base import Arrival, Message, Notice, Receipt, Save, Task


class Composes(Protocol):
    """Words replies."""

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """See `Courier.compose`."""
        ...

    async def tell(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """See `Courier.refuse`."""
        ...


class Sends(Protocol):
    """Sends one message so that it arrives once."""

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """See `Courier.send`."""
        ...


@dataclass(frozen=True, slots=True)
class PlainCourier:
    """Composes and sends; see `Courier`. How a message is kept from going out twice is told where it is sent."""

    name: str
    composer: Composes
    sender: Sends

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Return what is to be sent for an arrival."""
        return await self.composer.compose(arrival, late)

    async def refuse(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """Return the notice that too many people are asking, or that something failed."""
        return await self.composer.tell(arrival, why)

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Send one message."""
        await self.sender.send(task, number, receipt, save)
