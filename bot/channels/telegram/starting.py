"""/start, and what a link to the bot may carry: `t.me/<bot>?start=place_ho-nui-coc__lang_ko__src_fair`.

Anybody can write such a link, so only known places and languages count, and of a source only one short word, which is
counted in the log and tied to nobody.
"""

import logging
import re
from dataclasses import dataclass
from functools import cache

from bot.channels.speaking import say
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.buttons import door_rows
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.heard import Where
from bot.channels.telegram.messages import Sendable, say_plainly
from knowledge.gazetteer import Entry, load_places

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Link:
    """What a deep link asks for."""

    place: Entry | None = None
    language: str | None = None
    source: str | None = None


class Starting:
    """Greets, and opens what the link is about."""

    def __init__(self, asking: Asking, chats: Chats) -> None:
        """Let `asking` answer about a place."""
        self._asking = asking
        self._chats = chats

    async def start(self, where: Where, payload: str) -> list[Sendable]:
        """Return the greeting with the four doors, or with what is known about the place of the link."""
        link = read_link(payload)
        if link.source:
            _log.info("started from source=%s", link.source)
        if link.language:
            self._chats.choose(where.conversation, link.language)
        language = self._chats.spoken(where.conversation, where.hint)
        greeting = say(language, "channel_greeting")
        if link.place is None:
            return [say_plainly(where.to, greeting, door_rows(language))]
        name = link.place.written(language)
        first = say_plainly(where.to, f"{greeting}\n\n{say(language, 'start_place', {'place': name})}")
        return [first, *await self._asking.ask(where, name, language)]


def read_link(payload: str) -> Link:
    """Return what a payload asks for; what it does not know it leaves aside."""
    wishes = dict(part.split("_", 1) for part in payload.split("__") if "_" in part)
    source = wishes.get("src", "").lower()
    return Link(
        _places().get(wishes.get("place", "").lower()),
        wishes.get("lang", "").lower() or None,
        source if re.fullmatch(r"[a-z0-9-]{1,24}", source) else None,
    )


def slug(entry: Entry) -> str:
    """Return a place's name as it stands in a link: "Hồ Núi Cốc" is "ho-nui-coc"."""
    return re.sub(r"[^a-z0-9]+", "-", entry.bare.lower()).strip("-")


@cache
def _places() -> dict[str, Entry]:
    return {slug(entry): entry for entry, _ in reversed(load_places().spots)}
