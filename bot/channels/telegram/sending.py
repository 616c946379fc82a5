"""How a message reaches a person once, however often its sending is begun.

Telegram has no key against repetition and no history to ask. So a text is first a placeholder, "…"; its id is
committed; then the placeholder is edited into the text. An edit may be repeated: "message is not modified" means that
it was done. What can still happen: killed, or left without a reply, between the placeholder and the commit of its id,
the bot posts a second placeholder, and the first stays in the chat as an orphan "…"; a second answer never.

A pin on the map and the location button cannot be made by editing. The attempt is committed before they are sent, and
an attempt whose end is unknown is not repeated: one of them may be missing (the places stand in the text too, and
/near can be sent again), none comes twice. A flood limit is a certain "no", so after it they are sent again.
"""

from collections.abc import Awaitable

from bot.channels.telegram.line import Line
from bot.channels.telegram.messages import LocationPrompt, NewRows, Pin, Sendable, Words
from bot.channels.telegram.trouble import Refused
from bot.inbox.base import Receipt, Save, Wait

_PLACED, _TRIED = "placed", "tried"


class Sender:
    """Sends messages over one line."""

    def __init__(self, line: Line) -> None:
        """Send over `line`."""
        self._line = line

    async def send(self, message: Sendable, receipt: Receipt | None, save: Save) -> None:
        """Send one message, or what is still missing of it after `receipt`; raises as `Courier.send` does."""
        match message:
            case Words():
                await self._write(message, (receipt or {}).get(_PLACED), save)
            case NewRows():
                await self._line.change_rows(message.to, message.message, message.rows)
            case Pin() | LocationPrompt() if not (receipt or {}).get(_TRIED):
                await save({_TRIED: True})
                await self._once(self._post(message), save)

    async def _write(self, words: Words, placed: object, save: Save) -> None:
        known = placed if isinstance(placed, int) else await self._place(words, save)
        try:
            await self._line.rewrite(known, words)
        except Refused as refused:
            if not refused.gone:
                raise
            await self._line.rewrite(await self._place(words, save), words)

    async def _place(self, words: Words, save: Save) -> int:
        placed = await self._line.place(words.to)
        await save({_PLACED: placed})
        return placed

    async def _once(self, posting: Awaitable[None], save: Save) -> None:
        try:
            await posting
        except Wait:
            await save({_TRIED: False})
            raise

    async def _post(self, message: Pin | LocationPrompt) -> None:
        if isinstance(message, Pin):
            await self._line.pin(message)
        else:
            await self._line.prompt_location(message)
