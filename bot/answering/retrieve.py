"""Step: finds passages in the published edition."""

import asyncio
from dataclasses import replace

from bot.answering.replying import reply
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from knowledge.errors import NoEdition
from knowledge.live import LiveLibrary

_LIMIT = 10


class Retrieve:
    """Searches in a thread, so that other conversations go on meanwhile."""

    def __init__(self, library: LiveLibrary) -> None:
        """Search what `library` gives."""
        self._library = library

    async def __call__(self, inquiry: Inquiry) -> Inquiry | Answer:
        """Return the inquiry with its passages, best first; the reply's language has a quota of its own."""
        try:
            return await asyncio.to_thread(self._search, inquiry)
        except NoEdition:
            return reply(inquiry, Outcome.FAILED, "no_edition")

    def _search(self, inquiry: Inquiry) -> Inquiry:
        library = self._library.current()
        found = library.search(inquiry.text, inquiry.language, bare=inquiry.bare, limit=_LIMIT)
        return replace(inquiry, passages=tuple(found), edition=library.edition)
