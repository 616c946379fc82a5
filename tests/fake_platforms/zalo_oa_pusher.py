"""Pushes webhook events as Zalo does: JSON bytes, signed with the OA secret key, repeated when told to."""

import asyncio
import hashlib
import itertools
import json
from dataclasses import dataclass, field

import aiohttp

from tests.fake_platforms.zalo_oa_messages import Talks

PATIENCE = 2.0


@dataclass
class Pusher:
    """Somebody who writes to the account at `url`. `secret` is not the app's secret."""

    url: str
    app_id: str
    oa_id: str
    secret: str
    talks: Talks
    clock: "object"
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def text(self, person: str, text: str, **more: object) -> int:
        """A person types."""
        return await self.push(self.message("user_send_text", person, {"text": text}), **more)

    def message(self, name: str, person: str, message: dict[str, object]) -> dict[str, object]:
        """An event with a message."""
        id_ = f"in{next(self._numbers):06d}"
        event = self.event(name, sender={"id": person}, recipient={"id": self.oa_id}, user_id_by_app=f"app-{person}")
        self.talks.hear(person, id_, str(message.get("text", "")), int(str(event["timestamp"])) / 1_000)
        return {**event, "message": {"msg_id": id_, **message}}

    def attachment(self, kind: str, person: str, payload: dict[str, object], name: str = "") -> dict[str, object]:
        """An event with one attachment."""
        name = name or f"user_send_{kind}"
        return self.message(name, person, {"attachments": [{"type": kind, "payload": payload}]})

    def follow(self, person: str, name: str = "follow") -> dict[str, object]:
        """A person follows or leaves."""
        event = self.event(name, oa_id=self.oa_id, follower={"id": person}, source="oa_profile")
        self.talks.hear(person, "", "", int(str(event["timestamp"])) / 1_000)
        return event

    def event(self, name: str, **parts: object) -> dict[str, object]:
        """An event of this name, now."""
        now = self.clock()  # type: ignore[operator]
        return {"app_id": self.app_id, "event_name": name, **parts, "timestamp": str(int(now * 1_000))}

    def sign(self, raw: bytes, timestamp: str) -> str:
        """The header for these bytes."""
        mac = hashlib.sha256(self.app_id.encode() + raw + timestamp.encode() + self.secret.encode()).hexdigest()
        return f"mac={mac}"

    async def push(self, event: dict[str, object], copies: int = 1, retry: int = 0) -> int:
        """Push an event, in `copies` at once; the worst status, or 599 when the answer took longer than two seconds."""
        raw = json.dumps(event, ensure_ascii=False, indent=1).encode()
        headers = {"X-ZEvent-Signature": self.sign(raw, str(event.get("timestamp")))}
        if retry:
            headers["num_retry"] = str(retry)
        return max(await asyncio.gather(*(self.push_raw(raw, headers) for _ in range(copies))))

    async def push_raw(self, raw: bytes, headers: dict[str, str]) -> int:
        """Push bytes with these headers; the status."""
        whole = {"Content-Type": "application/json", **headers}
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.url, data=raw, headers=whole) as response,
            ):
                return response.status
        except TimeoutError:
            return 599
