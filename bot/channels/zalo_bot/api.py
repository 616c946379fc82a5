"""The calls of Zalo's Bot API that this channel needs; each raises what `Line.call` does, without Missing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from bot.channels.zalo_bot.line import Line
from bot.channels.zalo_bot.trouble import REJECTED, Idle, Missing
from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait

TYPING_SECONDS = 4.0  # Zalo does not say how long the sign lasts


class Api:
    """Zalo as this channel sees it; `name` is the bot's own, once `check` was called."""

    def __init__(self, line: Line, poll_seconds: int) -> None:
        """Let Zalo hold each poll for up to `poll_seconds`."""
        self._line = line
        self._poll_seconds = poll_seconds
        self.name = ""

    async def check(self) -> None:
        """Ask whether Zalo is there and knows the token; nobody sees it."""
        try:
            me = await self._line.call("getMe")
        except Missing:
            raise ChannelDown(REJECTED) from None
        name = me.get("account_name") if isinstance(me, Mapping) else None
        self.name = name if isinstance(name, str) else ""

    async def fetch(self) -> object | None:
        """Return one update, which Zalo need not give again, or None when there was none."""
        try:
            return await self._line.call("getUpdates", {"timeout": self._poll_seconds}, self._poll_seconds)
        except Idle:
            return None
        except (Missing, Undeliverable):
            raise Unreachable("Zalo refuses to be polled; perhaps a webhook is set elsewhere") from None

    async def send(self, chat: str, text: str) -> str:
        """Send a text of at most 2,000 characters, without any markup, and return its id."""
        try:
            sent = await self._line.call("sendMessage", {"chat_id": chat, "text": text})
        except Missing:
            raise Undeliverable("Zalo knows no such chat") from None
        return str(sent.get("message_id", "")) if isinstance(sent, Mapping) else ""

    @asynccontextmanager
    async def typing(self, chat: str) -> AsyncIterator[None]:
        """Show that somebody writes, until the end of the block; a sign that does not get through is left aside."""
        signing = asyncio.create_task(self._sign(chat))
        try:
            yield
        finally:
            signing.cancel()
            await asyncio.gather(signing, return_exceptions=True)

    async def push_to(self, url: str, secret: str) -> bool:
        """Let Zalo push to an address; False when Zalo could not reach it, though it keeps it."""
        try:
            told = await self._line.call("setWebhook", {"url": url, "secret_token": secret})
        except (Missing, Undeliverable):
            raise ChannelDown("Zalo refuses the webhook's address: check ZALO_BOT__WEBHOOK_URL.") from None
        verification = told.get("verification") if isinstance(told, Mapping) else None
        return not isinstance(verification, Mapping) or verification.get("ok") is not False

    async def stop_pushing(self) -> bool:
        """Take away the webhook; tell whether there was one. Without one Zalo answers 404."""
        try:
            told = await self._line.call("getWebhookInfo")
        except Missing:
            return False
        if not isinstance(told, Mapping) or not told.get("url"):
            return False
        with suppress(Missing):
            await self._line.call("deleteWebhook")
        return True

    async def _sign(self, chat: str) -> None:
        with suppress(Wait, Undeliverable, ChannelDown, Missing):
            while True:
                with suppress(Unreachable):
                    await self._line.call("sendChatAction", {"chat_id": chat, "action": "typing"})
                await asyncio.sleep(TYPING_SECONDS)
