"""What the web channel's HTTP interface promises, against a real server and a hand-written chat."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.web import build_web
from bot.channels.web_settings import WebSettings
from bot.conversation import Answer, Outcome
from tests.bot.channels.web_fakes import ANSWER, FakeChat

pytestmark = pytest.mark.asyncio

Client = TestClient[web.Request, web.Application]
SITE = "https://agency.example"


@asynccontextmanager
async def serving(chat: FakeChat | None = None, settings: WebSettings | None = None) -> AsyncIterator[Client]:
    """A client of a running web channel."""
    app = build_web(chat or FakeChat(), settings or WebSettings(allowed_origins=(SITE,)))
    async with TestClient(TestServer(app)) as client:
        yield client


async def events(client: Client, body: object) -> list[tuple[str, dict[str, object]]]:
    """The names and values of the events that one question brings."""
    response = await client.post("/api/ask", json=body, headers={"Accept": "text/event-stream"})
    assert response.headers["Content-Type"].startswith("text/event-stream")
    blocks = [block for block in (await response.text()).split("\n\n") if block.startswith("event: ")]
    pairs = [block.removeprefix("event: ").split("\ndata: ") for block in blocks]
    return [(name, json.loads(data)) for name, data in pairs]


async def test_an_answer_has_exactly_the_keys_of_the_contract() -> None:
    """POST /api/ask gives the Answer, Citation and Passage objects that the contract lists."""
    async with serving() as client:
        answer = await (await client.post("/api/ask", json={"text": "Trà?"})).json()
    assert set(answer) == {
        *("id", "outcome", "language", "text", "citations", "passages", "suggestions", "places"),
        *("contact", "edition", "model", "seconds"),
    }
    assert answer["outcome"] == "answered"
    assert answer["citations"][0] == {
        **{"number": 1, "document": "lake", "title": "Hồ Núi Cốc", "agency": "Sở Du lịch"},
        **{"url": "https://a.example/1", "published": "2025-10", "language": "vi", "page": 3},
        **{"quote": "Hồ cách 15 km.", "site": None, "accessed": None},
    }
    assert answer["passages"] == [
        {
            **{"id": "lake#0", "document": "lake", "language": "vi", "title": "Hồ", "headings": ["Đi lại"]},
            **{"text": "Hồ cách 15 km.", "page": 3, "score": 0.75},
        }
    ]
    assert answer["places"] == [{"name": "Hồ Núi Cốc", "latitude": 21.58, "longitude": 105.7}]
    contact = {"name": "Sở Du lịch", "url": "https://c.example/", "phone": "0208 123 456"}
    assert answer["contact"] == contact
    assert answer["seconds"] == {"total": 0.5}


async def test_a_question_carries_its_conversation_and_chosen_language() -> None:
    """Conversation and language of the body reach the chat, the language as its primary subtag."""
    chat = FakeChat()
    async with serving(chat) as client:
        await client.post("/api/ask", json={"text": "茶?", "language": "zh-Hans", "conversation": "abc-1"})
        await client.post("/api/ask", json={"text": "Trà?"})
    first, second = chat.asked
    assert (first.text, first.language) == ("茶?", "zh")
    assert (first.conversation.channel, first.conversation.chat) == ("web", "abc-1")
    assert second.language is None
    assert len(second.conversation.chat) > 16


async def test_events_come_in_order_and_the_text_adds_up() -> None:
    """The stream is one status, the text in pieces, and last the whole answer."""
    async with serving() as client:
        found = await events(client, {"text": "Trà?"})
    assert found[0] == ("status", {"stage": "searching"})
    assert "".join(str(value["text"]) for name, value in found if name == "text") == ANSWER.text
    assert [name for name, _ in found].count("answer") == 1
    assert found[-1][0] == "answer"
    assert found[-1][1]["id"] == "a1"


async def test_a_broken_chat_becomes_a_sentence() -> None:
    """An exception of the chat shows neither its text nor a traceback, in JSON, in events and on the page."""
    async with serving() as client:
        plain = await client.post("/api/ask", json={"text": "broken"})
        page = await client.post("/", data={"text": "broken"})
        (_, *rest) = await events(client, {"text": "broken"})
        assert (plain.status, page.status) == (500, 500)
        assert [name for name, _ in rest] == ["failed"]
        told = [await plain.text(), await page.text(), json.dumps(rest)]
    assert not any("secret" in text or "Traceback" in text for text in told)


async def test_a_reader_who_leaves_stops_the_search() -> None:
    """When the line is gone, the next sign of life finds out and the chat's work ends."""
    chat = FakeChat(delay=30)
    async with serving(chat, WebSettings(heartbeat=0.02)) as client:
        response = await client.post("/api/ask", json={"text": "x"}, headers={"Accept": "text/event-stream"})
        response.close()
        for _ in range(100):
            await asyncio.sleep(0.02)
            if chat.cancelled:
                break
    assert chat.cancelled


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"text": null}',
        b'{"text": 5}',
        b'{"text": ["x"]}',
        b'{"text": "x", "language": 5}',
        b'{"text": "x", "language": "<script>"}',
        b'{"text": "x", "conversation": {}}',
        b'{"text": "x", "conversation": "../../etc"}',
        b'{"text": "x", "conversation": ""}',
        b'{"text": "' + b"\xff\xfe" + b'"}',
        b'{"text": "x"} {"text": "y"}',
        b'{"text": "x", "deep": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b"[" * 60_000,
        b'{"text": ' + b"9" * 5_000 + b"}",
    ],
)
async def test_a_body_that_is_no_question_gets_400(body: bytes) -> None:
    """Bad JSON, wrong types, deep nesting and bytes that are not UTF-8 are refused with one sentence."""
    chat = FakeChat()
    async with serving(chat) as client:
        response = await client.post("/api/ask", data=body, headers={"Content-Type": "application/json"})
        told = await response.json()
    assert response.status == 400
    assert list(told) == ["error"]
    assert told["error"].endswith(".")
    assert chat.asked == []


async def test_a_long_body_gets_413_without_being_kept() -> None:
    """More than 64 KB is refused, with a length given or in chunks."""

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    async with serving() as client:
        whole = await client.post("/api/ask", data=b" " * (64 * 1024 + 1))
        chunked = await client.post("/api/ask", data=chunks())
        form = await client.post("/", data={"text": "x" * 70_000})
        assert (whole.status, chunked.status, form.status) == (413, 413, 413)
        assert "64 KB" in (await whole.json())["error"]


async def test_half_a_surrogate_pair_is_answered() -> None:
    """A lone surrogate in the JSON becomes U+FFFD, and one in an answer breaks no reply."""
    chat = FakeChat(Answer("a", Outcome.ANSWERED, "en", "half \ud83d"))
    async with serving(chat) as client:
        plain = await client.post("/api/ask", data=b'{"text": "a\\ud800b"}')
        found = await events(client, {"text": "x"})
    assert plain.status == 200
    assert chat.asked[0].text == "a\ufffdb"
    assert found[-1][0] == "answer"


async def test_only_listed_sites_may_ask() -> None:
    """A page of another site is refused before the chat hears of it; a listed one gets its CORS header."""
    chat = FakeChat()
    async with serving(chat) as client:
        for origin in ("https://evil.example", "null", f"{SITE}.evil.example", "http://agency.example"):
            refused = await client.post("/api/ask", json={"text": "x"}, headers={"Origin": origin})
            assert refused.status == 403
            assert "error" in await refused.json()
            assert "Access-Control-Allow-Origin" not in refused.headers
            assert (await client.post("/", data={"text": "x"}, headers={"Origin": origin})).status == 403
        assert chat.asked == []
        allowed = await client.post("/api/ask", json={"text": "x"}, headers={"Origin": SITE})
        own = await client.post("/api/ask", json={"text": "x"}, headers={"Origin": str(client.make_url("/").origin())})
    assert (allowed.status, own.status) == (200, 200)
    assert allowed.headers["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Origin" not in own.headers
    assert "Access-Control-Allow-Credentials" not in allowed.headers


async def test_a_preflight_names_only_listed_sites() -> None:
    """OPTIONS /api/ask lets listed origins post and says nothing to others."""
    async with serving() as client:
        listed = await client.options("/api/ask", headers={"Origin": SITE})
        other = await client.options("/api/ask", headers={"Origin": "https://evil.example"})
    assert listed.headers["Access-Control-Allow-Origin"] == SITE
    assert listed.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Origin" not in other.headers


async def test_every_reply_carries_the_security_headers() -> None:
    """Pages, files, errors and events alike forbid framing, sniffing and foreign or inline scripts."""
    async with serving() as client:
        replies = [
            await client.get("/"),
            await client.get("/widget.js"),
            await client.get("/healthz"),
            await client.get("/nothing"),
            await client.get("/api/ask"),
            await client.post("/api/ask", data=b"{"),
            await client.post("/api/ask", json={"text": "x"}, headers={"Accept": "text/event-stream"}),
        ]
    for reply in replies:
        policy = reply.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Referrer-Policy"] == "same-origin"
        assert "Server" not in reply.headers


async def test_only_the_embedded_page_may_be_framed_and_only_by_listed_sites() -> None:
    """`/?embed=1` names the allowed origins as frame-ancestors; without any, nobody may frame it."""
    async with serving() as client:
        embedded = await client.get("/?embed=1")
    async with serving(settings=WebSettings()) as client:
        closed = await client.get("/?embed=1")
    assert embedded.headers["Content-Security-Policy"].endswith(f"frame-ancestors {SITE}")
    assert closed.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


@pytest.mark.parametrize(
    "origin",
    [
        *("*", "null", "'self'", "a.example", "https://*.example", "ftp://a.example", "https://A.example"),
        *("https://a.example/", "https://a.example/x", "https://u@a.example", "https://a b"),
        "https://a.example; script-src *",
    ],
)
async def test_what_is_no_origin_is_refused_at_the_start(origin: str) -> None:
    """Settings that would widen or break the header are an error and not a surprise."""
    with pytest.raises(ValueError, match="ALLOWED_ORIGINS"):
        WebSettings(allowed_origins=(origin,))


async def test_health_and_readiness() -> None:
    """/healthz is 200 while the loop turns; /readyz is 503 with the chat's reason until it is ready."""
    async with serving(FakeChat(reason="No edition is published.")) as client:
        assert (await client.get("/healthz")).status == 200
        waiting = await client.get("/readyz")
        assert waiting.status == 503
        assert (await waiting.json())["reason"] == "No edition is published."
    async with serving() as client:
        assert (await client.get("/readyz")).status == 200


async def test_wrong_methods_and_paths_of_the_interface_answer_in_json() -> None:
    """GET /api/ask is 405 with the allowed methods, an unknown path 404, both with a sentence."""
    async with serving() as client:
        wrong = await client.get("/api/ask")
        missing = await client.get("/api/nothing")
        assert (wrong.status, missing.status) == (405, 404)
        assert "POST" in wrong.headers["Allow"]
        assert all([(await wrong.json())["error"], (await missing.json())["error"]])


async def test_cookies_and_transport_are_strict_behind_https() -> None:
    """With an https public address the cookie is Secure and browsers are told to stay with https."""
    async with serving(settings=WebSettings(public_url="https://hoi.example/")) as client:
        response = await client.get("/?lang=vi")
        posted = await client.post("/api/ask", json={"text": "x"}, headers={"Origin": "https://hoi.example"})
    cookie = response.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))
    assert "Strict-Transport-Security" in response.headers
    assert posted.status == 200
