"""Reads what is posted to us, so far as it fits."""

import json

from aiohttp import web

_DEPTH = 32


async def read_body(request: web.Request, largest: int) -> bytes:
    """Return the whole body, of which no more than `largest` bytes are kept; raises HTTPRequestEntityTooLarge."""
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > largest:
            raise web.HTTPRequestEntityTooLarge(max_size=largest, actual_size=len(body))
    return bytes(body)


def parse_json(body: bytes) -> object:
    """Return the JSON of a body; raises ValueError or RecursionError where it is none or nested too deeply."""
    parsed: object = json.loads(body.decode("utf-8"))
    level = [parsed]
    for _ in range(_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return parsed
    raise ValueError("nested too deeply")


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
