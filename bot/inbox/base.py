"""The words between channels and the inbox: what arrived, what is to be sent, and what a channel must be able to do.

A channel puts what its platform delivers into the inbox before it tells the platform "received". The worker takes
arrivals from there, one at a time of each chat, oldest first, lets the channel compose what is to be sent, commits
that, and only then lets the channel send it. So a crash at any moment loses nothing; each channel's `send` says how
it keeps a message from being sent twice.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Notice = Literal["busy", "unavailable"]
"""Why there is no answer: the key of the sentence that says so."""

Message = Mapping[str, object]
"""One message to send, as the channel that composed it understands it; JSON."""

Receipt = Mapping[str, object]
"""How far the sending of one message got, such as the platform's id of a placeholder; JSON."""

Save = Callable[[Receipt], Awaitable[None]]
"""Commits a receipt; when it returns, the receipt survives a crash."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a platform delivered, once for each (channel, key).

    `chat` says whose turn it is: arrivals of one chat are answered one at a time. `body` is the platform's JSON as it
    came; `sent_at` its time in seconds since 1970.
    """

    channel: str
    key: str
    chat: str
    body: str
    sent_at: float


@dataclass(frozen=True, slots=True)
class Task:
    """An arrival that this process holds; `messages` is None until they are composed and committed."""

    id: int
    arrival: Arrival
    attempts: int
    messages: tuple[Message, ...] | None = None
    receipts: tuple[Receipt | None, ...] = ()


class Intake(Protocol):
    """The inbox, as far as a channel's source needs it."""

    async def put(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """Store arrivals, True for each that is new; when it returns they survive a crash. Raises InboxUnavailable."""
        ...


class Courier(Protocol):
    """A channel as the worker sees it."""

    @property
    def name(self) -> str:
        """The channel's name, as in `Arrival.channel`."""
        ...

    async def compose(self, arrival: Arrival, late: bool) -> Sequence[Message]:
        """Return what is to be sent for an arrival: nothing where it needs no reply, else notices or the bot's answer.

        `late` tells that it waited more than fifteen minutes: the reply begins with an apology. Called again after a
        crash before the commit, so it must not send anything that people could see twice; typing signs are allowed.
        """
        ...

    async def refuse(self, arrival: Arrival, why: Notice) -> Sequence[Message]:
        """Return the one honest notice that too many people are asking, or that something failed on our side."""
        ...

    async def send(self, task: Task, number: int, receipt: Receipt | None, save: Save) -> None:
        """Send message `number` of a task so that it arrives once, however often this is called.

        `receipt` is what the last call saved. Raises `Wait`, `Unreachable`, `Undeliverable` or `ChannelDown`.
        """
        ...


class Wait(Exception):
    """The platform asks to wait: this chat only, or the whole channel."""

    def __init__(self, seconds: float, whole_channel: bool = False) -> None:
        """Try again after `seconds`."""
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds
        self.whole_channel = whole_channel


class Unreachable(Exception):
    """The platform does not answer, or not as it should: whether the message went out is unknown. Try again later."""


class Undeliverable(Exception):
    """Nobody can write to this person (blocked, gone, window closed): give up."""


class ChannelDown(Exception):
    """The channel is out of use until an operator acts; the sentence says who must do what."""
