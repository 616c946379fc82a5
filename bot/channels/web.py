"""The web channel: one aiohttp application with the page, the widget, /api/ask and the health checks."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.channels.base import AskPort
from bot.channels.web_ask import AskRoute
from bot.channels.web_guard import answer_preflight, guard, write_json
from bot.channels.web_page import PageRoute, read_static
from bot.channels.web_settings import WebSettings


def build_web(chat: AskPort, settings: WebSettings) -> web.Application:
    """The application, ready to run or to take the routes of other channels."""
    files = read_static()
    page = PageRoute(chat, settings, files.version)
    app = web.Application()
    guard(app, settings)
    app.router.add_get("/", page.show)
    app.router.add_post("/", page.ask)
    app.router.add_get("/widget.js", page.send_widget)
    app.router.add_get("/static/{version}/{name}", files.send)
    app.router.add_post("/api/ask", AskRoute(chat, settings).answer)
    app.router.add_options("/api/ask", answer_preflight)
    app.router.add_get("/healthz", tell_alive)
    app.router.add_get("/readyz", tell_ready(chat))
    return app


async def tell_alive(request: web.Request) -> web.Response:
    """GET /healthz: 200 as long as the event loop turns."""
    return write_json({"status": "ok"})


def tell_ready(chat: AskPort) -> Callable[[web.Request], Awaitable[web.Response]]:
    """GET /readyz: 200, or 503 with the reason for the operator."""

    async def tell(request: web.Request) -> web.Response:
        reason = chat.ready()
        if reason is None:
            return write_json({"status": "ok"})
        return write_json({"status": "not ready", "reason": reason}, status=503)

    return tell
