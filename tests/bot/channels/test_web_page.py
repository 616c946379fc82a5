"""What the web chat's page promises before any script runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.web import build_web
from bot.channels.web_settings import WebSettings
from bot.conversation import Citation, Contact
from knowledge.passages import Place
from prompts import REPLY_LANGUAGES, format_date, load_replies
from tests.bot.channels.web_fakes import ANSWER, FakeChat

pytestmark = pytest.mark.asyncio

Client = TestClient[web.Request, web.Application]
HOSTILE = "<img src=x onerror=alert(1)>\"'&{{ 7*7 }}</script>"


@asynccontextmanager
async def serving(chat: FakeChat | None = None, settings: WebSettings | None = None) -> AsyncIterator[Client]:
    """A client of a running web channel."""
    app = build_web(chat or FakeChat(), WebSettings())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_static_files_are_named_by_their_content_and_nothing_else_is_served() -> None:
    """Linked files may be cached for ever; other versions, names and paths are not there."""
    async with serving() as client:
        html = await (await client.get("/")).text()
        path = html.split('rel="stylesheet" href="')[1].split('"')[0]
        sheet = await client.get(path)
        assert sheet.status == 200
        assert "immutable" in sheet.headers["Cache-Control"]
        folder = path.rsplit("/", 1)[0]
        for wrong in (
            "/static/0/style.css",
            f"{folder}/index.html",
            f"{folder}/..%2f..%2fweb.py",
            f"{folder}/",
        ):
            assert (await client.get(wrong)).status == 404


async def test_the_whole_page_stays_under_60_kilobytes() -> None:
    """HTML, styles and scripts together are small before compression, and nothing comes from elsewhere."""
    async with serving() as client:
        html = await (await client.get("/?lang=lo")).read()
        folder = html.decode().split('rel="stylesheet" href="')[1].split("style.css")[0]
        names = ("style.css", "chat.js", "answer.js", "favicon.svg")
        files = [await (await client.get(folder + name)).read() for name in names]
        widget = await (await client.get("/widget.js")).read()
    assert len(html) + sum(map(len, files)) < 60_000
    assert len(widget) < 10_000


@pytest.mark.parametrize("code", REPLY_LANGUAGES)
async def test_the_page_speaks_every_reply_language(code: str) -> None:
    """`?lang=` sets lang and dir, shows the notice, doors and a person to reach, and is remembered."""
    said = load_replies(code).section("web")
    async with serving() as client:
        html = await (await client.get(f"/?lang={code}")).text()
        again = await (await client.get("/", headers={"Accept-Language": "xx"})).text()
    assert f'<html lang="{code}" dir="ltr">' in html
    for key in ("title", "notice", "reach_person", "skip_link", "doors.visit", "doors.invest"):
        assert said[key].replace("'", "&#39;") in html
    assert "https://thainguyen.gov.vn" in html
    assert f'<html lang="{code}"' in again


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("de,en;q=0.5,vi;q=0.7", "vi"),
        ("th", "en"),
        ("", "en"),
        ("zh-Hant-TW", "zh"),
        ("vi;q=0,fr", "fr"),
        ("*;q=x,,;;q=1", "en"),
    ],
)
async def test_the_browsers_wish_decides_when_nobody_chose(header: str, code: str) -> None:
    """Accept-Language is read by weight; what we do not speak falls back to English."""
    async with serving() as client:
        html = await (await client.get("/", headers={"Accept-Language": header})).text()
    assert f'<html lang="{code}"' in html
    assert 'data-language=""' in html


async def test_an_unknown_language_is_not_remembered() -> None:
    """`?lang=` with anything that is no reply language sets no cookie and never reaches the page."""
    async with serving() as client:
        response = await client.get("/", params={"lang": HOSTILE})
        assert "Set-Cookie" not in response.headers
        assert HOSTILE not in await response.text()


async def test_the_page_answers_without_scripts() -> None:
    """A plain form post returns the page with the answer, its marks, sources, map link and conversation."""
    chat = FakeChat()
    async with serving(chat) as client:
        form = {"text": "Trà?\r\nPha?", "conversation": "abc"}
        html = await (await client.post("/?lang=vi", data=form)).text()
    assert chat.asked[0].text == "Trà?\nPha?"
    assert chat.asked[0].conversation.chat == "abc"
    assert 'name="conversation" value="abc"' in html
    assert html.count('class="mark" href="#source-') == 2
    assert "rất ngon [9]." in html
    assert f"Sở Du lịch · {format_date('2025-10', 'vi')} · tr. 3" in html
    assert load_replies("vi").say("checked", {"date": format_date("2026-01-02", "vi")}) in html
    assert "https://www.google.com/maps/search/?api=1&amp;query=21.58,105.7" in html
    assert 'href="https://a.example/1" target="_blank" rel="noopener noreferrer"' in html
    assert 'value="Giá vé là bao nhiêu?"' in html


async def test_a_tapped_suggestion_goes_before_typed_text() -> None:
    """The form's suggestion buttons work without scripts, and a wrong conversation name gets a fresh one."""
    chat = FakeChat()
    async with serving(chat) as client:
        await client.post("/", data={"text": "", "suggestion": "Trà?", "conversation": "<b>"})
    assert chat.asked[0].text == "Trà?"
    assert "<" not in chat.asked[0].conversation.chat


async def test_hostile_words_stay_words_on_the_page_without_scripts() -> None:
    """Markup in any text of question and answer is escaped, and script links are dropped."""
    citation = Citation(1, "d", HOSTILE, HOSTILE, "javascript:alert(1)", HOSTILE, "vi", None, HOSTILE)
    answer = replace(
        ANSWER,
        text=f"{HOSTILE} [1]",
        citations=(citation,),
        suggestions=(HOSTILE,),
        places=(Place(HOSTILE, 1, 2),),
        contact=Contact(HOSTILE, "data:text/html,x", HOSTILE),
    )
    async with serving(FakeChat(answer)) as client:
        html = await (await client.post("/", data={"text": HOSTILE})).text()
    assert "<img src=x" not in html
    assert '</script>"' not in html
    assert "49" not in html.split('id="log"')[1].split("</main>")[0]
    assert "javascript:" not in html
    assert "data:text" not in html
