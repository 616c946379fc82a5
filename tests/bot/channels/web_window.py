"""A real browser in front of a real web channel, for tests."""

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from playwright.sync_api import Browser, Page, Request, sync_playwright

from bot.channels.web import build_web
from bot.channels.web_settings import WebSettings
from tests.bot.channels.web_fakes import FakeChat

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)

SCREENS = {"desktop": (1280, 800), "phone": (360, 740)}


@dataclass
class Site:
    """A running server, and what the page did that it should not have done."""

    chat: FakeChat
    url: str
    complaints: list[str] = field(default_factory=list)

    def open(self, browser: Browser, screen: str = "desktop", path: str = "/?lang=vi") -> Page:
        """The page in a fresh window that notes console errors and requests to other hosts."""
        width, height = SCREENS[screen]
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self.note)
        page.goto(self.url + path)
        return page

    def note(self, request: Request) -> None:
        """Keeps the address of a request that leaves the server."""
        if not request.url.startswith(self.url):
            self.complaints.append(request.url)


def launch_chromium() -> Iterator[Browser]:
    """One Chromium; without it the tests are skipped, but never where CI is set."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium is installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


def open_site(browser: Browser) -> Iterator[Site]:
    """A server over a fresh chat; the windows are shut afterwards."""
    chat = FakeChat()
    with serve(build_web(chat, WebSettings())) as url:
        yield Site(chat, url)
        for context in browser.contexts:
            context.close()


@contextmanager
def serve(app: web.Application) -> Iterator[str]:
    """The address of `app`, served from a thread on a free port."""
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(app)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> int:
        await runner.setup()
        listener = web.TCPSite(runner, "127.0.0.1", 0)
        await listener.start()
        return int(runner.addresses[0][1])

    port = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    yield f"http://127.0.0.1:{port}"
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def ask(page: Page, text: str) -> None:
    """Types the question and sends it by Enter."""
    page.fill("#question", text)
    page.press("#question", "Enter")


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
