"""Reads what Zalo's servers answer, so far as it fits."""

import aiohttp

from bot.inbox.base import Unreachable

_LARGEST = 1_000_000
"""Bytes."""


async def read_whole(content: aiohttp.StreamReader) -> bytes:
    """Return the whole reply; raises Unreachable where it is longer than a megabyte."""
    taken = bytearray()
    async for piece in content.iter_any():
        taken += piece
        if len(taken) > _LARGEST:
            raise Unreachable("Zalo's answer is too long")
    return bytes(taken)
