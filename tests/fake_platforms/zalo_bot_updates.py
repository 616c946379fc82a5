"""How the fake Zalo Bot Platform hands out updates, and the people who cause them.

Polled, it gives one update and forgets that it did when `replays` says so; pushed, it sends the secret and comes again
until it hears 200. Whether the real one pushes again is not known.
"""

import asyncio
import itertools
import json
import time
import uuid
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

Update = dict[str, object]

HEADER = "X-Bot-Api-Secret-Token"
_CONTENT: dict[str, dict[str, object]] = {
    "image": {"photo": "http://a.example/p.jpg", "caption": ""},
    "sticker": {"sticker": "e1f", "url": "http://a.example/s.png"},
    "voice": {"voice_url": "http://a.example/v.aac"},
    "unsupported": {},
}


class Refusal(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, code: int, description: str) -> None:
        """`code` is also the HTTP status."""
        super().__init__(description)
        self.code = code
        self.description = description


class Updates:
    """What people did and the bot has not seen yet, and what it has consumed."""

    def __init__(self, replays: int, wrapped: bool) -> None:
        """Between two new updates give `replays` old ones; leave out the {"ok", "result"} of pushes unless wrapped."""
        self.waiting: list[Update] = []
        self.consumed: list[Update] = []
        self.given = 0
        self.webhook = ""
        self.pushes: list[int] = []
        self._replays = replays
        self._wrapped = wrapped
        self._old = itertools.count()
        self._due = 0
        self._change = asyncio.Condition()
        self._pusher: asyncio.Task[None] | None = None

    async def add(self, *updates: Update) -> None:
        """Let updates wait, in this order."""
        async with self._change:
            self.waiting += updates
            self._change.notify_all()

    async def take(self, seconds: float) -> dict[str, object]:
        """Give one update, a consumed one where that is due; raises Refusal 408 when there is none in time."""
        if self.consumed and (self._due > 0 or (self._replays and not self.waiting)):
            self._due -= 1
            return self._give(self.consumed[next(self._old) % len(self.consumed)])
        async with self._change:
            try:
                async with asyncio.timeout(seconds):
                    await self._change.wait_for(lambda: self.waiting)
            except TimeoutError:
                raise Refusal(408, "Request timeout") from None
            self.consumed.append(self.waiting.pop(0))
            self._due = self._replays
            return self._give(self.consumed[-1])

    async def push_to(self, url: str, secret: str) -> None:
        """Push from now on."""
        await self.stop()
        self.webhook = url
        self._pusher = asyncio.create_task(self._push(url, secret))

    async def stop(self) -> None:
        """Push no more."""
        self.webhook = ""
        if self._pusher:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
            self._pusher = None

    def _give(self, update: Update) -> dict[str, object]:
        self.given += 1
        return {"ok": True, "result": update}

    async def _push(self, url: str, secret: str) -> None:
        headers = {"Content-Type": "application/json", HEADER: secret}
        async with ClientSession(timeout=ClientTimeout(total=5)) as session:
            while True:
                async with self._change:
                    await self._change.wait_for(lambda: self.waiting)
                    update = self.waiting[0]
                body = {"ok": True, "result": update} if self._wrapped else update
                status = 0
                try:
                    async with session.post(url, data=json.dumps(body), headers=headers) as response:
                        status = response.status
                except (ClientError, TimeoutError):
                    status = 0
                self.pushes.append(status)
                if status == 200:
                    self.consumed.append(self.waiting.pop(0))
                else:
                    await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Person:
    """Somebody who writes to the bot in one chat."""

    updates: Updates
    id: str
    chat: str
    kind: str

    async def say(self, text: str, **fields: object) -> Update:
        """Write a text; `fields` are put into the message as they are."""
        return await self._happen("message.text.received", {"text": text, **fields})

    async def send(self, kind: str, **fields: object) -> Update:
        """Send an image, sticker, voice, or what Zalo calls unsupported."""
        return await self._happen(f"message.{kind}.received", {**_CONTENT[kind], **fields})

    async def _happen(self, event: str, content: dict[str, object]) -> Update:
        message = {
            "from": {"id": self.id, "display_name": "An Nguyễn", "is_bot": False},
            "chat": {"id": self.chat, "chat_type": self.kind},
            "message_id": uuid.uuid4().hex[:16],
            "date": int(time.time() * 1_000),
            **content,
        }
        update: Update = {"event_name": event, "message": message}
        await self.updates.add(update)
        return update
