"""What guards every reply of the web channel: headers, whose pages may call, errors without tracebacks.

Headers follow OWASP ASVS 5.0, chapter V3 (web frontend security).
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.channels.web_settings import WebSettings

POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors {ancestors}"
HEADERS = {
    "Content-Security-Policy": POLICY.format(ancestors="'none'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SENTENCES = {
    403: "This site may not call this address.",
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request is longer than 64 KB.",
}
CUT_OFF = "The request could not be answered."
BROKEN = "Something went wrong on our side. Please try again."

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_log = logging.getLogger(__name__)


def guard(app: web.Application, settings: WebSettings) -> None:
    """Puts the headers on everything `app` sends; a handler that has set one already keeps its own."""

    async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.popall("Server", None)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.encrypted:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.path.startswith("/api/"):
            response.headers["Vary"] = "Origin"
            if request.headers.get("Origin") in settings.allowed_origins:
                response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]

    app.on_response_prepare.append(add_headers)
    app.middlewares.append(speak_json)


def embed_policy(settings: WebSettings) -> str:
    """The Content-Security-Policy of the page inside another site's frame."""
    return POLICY.format(ancestors=" ".join(settings.allowed_origins) or "'none'")


def refuse_foreign(request: web.Request, settings: WebSettings) -> None:
    """Raises HTTPForbidden when a page of a site that is not on the list sent this request.

    Browsers name the page's origin in every POST; programs that are no browsers send none and may pass.
    """
    origin = request.headers.get("Origin")
    if origin is None or origin in settings.allowed_origins or origin == settings.public_origin:
        return
    if origin.partition("://")[2] != request.host:
        raise web.HTTPForbidden


async def answer_preflight(request: web.Request) -> web.Response:
    """What a browser asks before a page of another site may post JSON."""
    headers = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type, Accept"}
    return web.Response(status=204, headers=headers)


def refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """`{"error": sentence}` with this status."""
    return write_json({"error": sentence}, status, headers)


def write_json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """The value as UTF-8 JSON; a stray half of a surrogate pair becomes a question mark, not an error."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return web.Response(body=body, status=status, headers=headers, content_type="application/json", charset="utf-8")


@web.middleware
async def speak_json(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Errors under /api/ become one sentence in JSON; an unforeseen one is logged and told without detail."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400 or not request.path.startswith("/api/"):
            raise
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return refusal(error.status, SENTENCES.get(error.status, CUT_OFF), allow)
    except Exception:
        _log.exception("the web channel failed at %s", request.path)
        return refusal(500, BROKEN)
