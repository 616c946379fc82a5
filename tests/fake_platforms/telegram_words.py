"""What the parts of the fake Telegram share: refusals, faults, and what stands in a chat."""

from dataclasses import dataclass, field


class Refusal(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, code: int, description: str, parameters: dict[str, int] | None = None) -> None:
        """`description` as the Bot API words it."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    `code` is an HTTP status instead of the result; `accepted` whether the call takes effect all the same; `hang` the
    seconds before anything comes; `cut` closes the connection without a reply; `page` replies 200 with a web page.
    """

    code: int = 0
    description: str = "Internal Server Error"
    retry_after: int = 0
    new_chat: int = 0
    accepted: bool = False
    hang: float = 0.0
    cut: bool = False
    page: bool = False


FLOOD = "Too Many Requests: retry later"
BLOCKED = Fault(403, "Forbidden: bot was blocked by the user")
ANSWER_LOST = Fault(cut=True, accepted=True)
NEVER_ARRIVED = Fault(cut=True)
BAD_GATEWAY = Fault(502, "Bad Gateway")


def flood(seconds: int) -> Fault:
    """A 429 that asks to wait."""
    return Fault(429, FLOOD, retry_after=seconds)


@dataclass(frozen=True)
class Call:
    """One call of a method, as it came."""

    method: str
    params: dict[str, object]
    at: float


@dataclass
class Shown:
    """One message of the bot in a chat; `before` are the texts that it had earlier."""

    id: int
    chat: int
    kind: str
    text: str = ""
    entities: list[dict[str, object]] = field(default_factory=list)
    markup: dict[str, object] | None = None
    params: dict[str, object] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[dict[str, object]]:
        """The inline buttons, row after row."""
        rows = (self.markup or {}).get("inline_keyboard")
        return [button for row in rows for button in row] if isinstance(rows, list) else []


@dataclass
class Room:
    """A chat that the bot is in; `writable` is False when it was blocked or kicked."""

    id: int
    type: str
    title: str
    writable: bool = True
    shown: dict[int, Shown] = field(default_factory=dict)

    def described(self) -> dict[str, object]:
        """The chat as it stands in an update."""
        name = "first_name" if self.type == "private" else "title"
        return {"id": self.id, "type": self.type, name: self.title}


def units(text: str) -> int:
    """The length in UTF-16 units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
