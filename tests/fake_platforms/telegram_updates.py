"""How the fake Telegram hands out updates: long polling with real offsets, or pushes to a webhook until told 200."""

import asyncio
import json

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.fake_platforms.telegram_words import Refusal

KINDS = frozenset(
    """
    message edited_message channel_post edited_channel_post callback_query inline_query my_chat_member poll
    """.split()
)
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Updates:
    """What people did and the bot has not confirmed yet."""

    def __init__(self, pause: float = 0.05) -> None:
        """Push again `pause` seconds after a webhook did not say 200; the pause doubles up to a second."""
        self.waiting: list[dict[str, object]] = []
        self.webhook: dict[str, object] = {}
        self.pushes: list[tuple[int, int]] = []
        self._pause = pause
        self._allowed: frozenset[str] = KINDS
        self._change = asyncio.Condition()
        self._poller = 0
        self._pusher: asyncio.Task[None] | None = None

    async def add(self, *updates: dict[str, object]) -> None:
        """Let updates wait, in this order; one that waited before may come again."""
        async with self._change:
            self.waiting += [update for update in updates if self._wanted(update)]
            self._change.notify_all()

    async def take(self, offset: int, limit: int, seconds: float, allowed: list[str] | None) -> list[dict[str, object]]:
        """Confirm everything before `offset` and return what waits, at most `seconds` later.

        A second poller ends the first one's call with 409, as the real one does.
        """
        if self.webhook.get("url"):
            raise Refusal(409, WEBHOOK_ACTIVE)
        if allowed is not None:
            self._allowed = frozenset(allowed) or KINDS
        self._poller += 1
        me = self._poller
        async with self._change:
            self._change.notify_all()
            self.waiting = [update for update in self.waiting if int(str(update["update_id"])) >= offset]
            try:
                async with asyncio.timeout(seconds):
                    await self._change.wait_for(lambda: self.waiting or me != self._poller)
            except TimeoutError:
                return []
            if me != self._poller:
                raise Refusal(409, TERMINATED)
            return self.waiting[:limit]

    async def push_to(self, webhook: dict[str, object]) -> None:
        """Push from now on to `webhook`, or to nobody when it has no url."""
        await self.stop()
        self.webhook = webhook
        allowed = webhook.get("allowed_updates")
        self._allowed = frozenset(map(str, allowed)) if isinstance(allowed, list) and allowed else KINDS
        if webhook.get("url"):
            self._pusher = asyncio.create_task(self._push())

    async def stop(self) -> None:
        """End the pushing."""
        if self._pusher:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
            self._pusher = None

    async def _push(self) -> None:
        headers = {"Content-Type": "application/json"}
        if secret := self.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = str(secret)
        pause = self._pause
        async with ClientSession(timeout=ClientTimeout(total=10)) as session:
            while True:
                async with self._change:
                    await self._change.wait_for(lambda: self.waiting)
                    update = self.waiting[0]
                status = await self._post(session, headers, update)
                self.pushes.append((int(str(update["update_id"])), status))
                if 200 <= status < 300:
                    self.waiting.remove(update)
                    pause = self._pause
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 1.0)

    async def _post(self, session: ClientSession, headers: dict[str, str], update: dict[str, object]) -> int:
        try:
            async with session.post(
                str(self.webhook["url"]), data=json.dumps(update), headers=headers, allow_redirects=False
            ) as response:
                await response.read()
                return response.status
        except (ClientError, TimeoutError):
            return 0

    def _wanted(self, update: dict[str, object]) -> bool:
        return bool(set(update) & self._allowed) or not set(update) & KINDS
