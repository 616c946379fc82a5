"""The web chat's page in the reader's language, with a form that works without scripts, and its files."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.channels.base import AskPort
from bot.channels.bodies import read_body
from bot.channels.web_ask import BODY_LIMIT, is_conversation, make_question
from bot.channels.web_guard import embed_policy, refuse_foreign
from bot.channels.web_language import COOKIE, YEAR, PageLanguage, choose_language
from bot.channels.web_settings import WebSettings
from bot.channels.web_view import Turn, date_words, dialled, map_url, offices, origin_line, safe_url
from prompts import REPLY_LANGUAGES, load_replies

FOLDER = Path(__file__).parent / "page"
FILES = {
    "style.css": "text/css",
    "chat.js": "text/javascript",
    "answer.js": "text/javascript",
    "favicon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """The page's files in memory; `version` changes with their bytes, so browsers may keep them for ever."""

    version: str
    bodies: Mapping[str, bytes]

    async def send(self, request: web.Request) -> web.Response:
        """GET /static/{version}/{name}; 404 for another version or any other name."""
        name = request.match_info["name"]
        if request.match_info["version"] != self.version or name not in self.bodies:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        response = web.Response(body=self.bodies[name], content_type=FILES[name], charset="utf-8", headers=headers)
        response.enable_compression()
        return response


class PageRoute:
    """The handlers of / and /widget.js over one chat."""

    def __init__(self, chat: AskPort, settings: WebSettings, version: str) -> None:
        """`version` names the static files to link."""
        self._chat = chat
        self._settings = settings
        self._names = {code: load_replies(code).say("own_name") for code in REPLY_LANGUAGES}
        self._static = f"/static/{version}"
        templates = open_templates()
        self._page = templates.get_template("index.html")
        self._widget = write_widget(templates.get_template("widget.js"))

    async def show(self, request: web.Request) -> web.Response:
        """GET /: the page; a cookie remembers `?lang=`, and `?embed=1` is for another site's frame."""
        return self._write(request, None, secrets.token_urlsafe(16))

    async def ask(self, request: web.Request) -> web.Response:
        """POST / from the form of a browser without scripts: the page again, with the answer in it."""
        refuse_foreign(request, self._settings)
        text, conversation = read_form(await read_body(request, BODY_LIMIT))
        language = choose_language(request, REPLY_LANGUAGES)
        question = make_question(text, language.code if language.chosen else None, conversation)
        answer = await self._chat.ask(question)
        return self._write(request, Turn(text, answer), question.conversation.chat)

    async def send_widget(self, request: web.Request) -> web.Response:
        """GET /widget.js: the script that other sites load."""
        headers = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
        response = web.Response(text=self._widget, content_type="text/javascript", charset="utf-8", headers=headers)
        response.enable_compression()
        return response

    def _write(self, request: web.Request, turn: Turn | None, conversation: str) -> web.Response:
        language = choose_language(request, REPLY_LANGUAGES)
        embed = request.query.get("embed") == "1"
        html = self._page.render(
            language=language,
            names=self._names,
            replies=load_replies(language.code),
            web=load_replies(language.code).section("web"),
            dates=date_words(language.code),
            offices=offices(language.code),
            static=self._static,
            turn=turn,
            conversation=conversation,
            embed=embed,
        )
        headers = {"Cache-Control": "no-store", "Content-Language": language.code}
        if embed:
            headers["Content-Security-Policy"] = embed_policy(self._settings)
        response = web.Response(text=html, content_type="text/html", charset="utf-8", headers=headers)
        response.enable_compression()
        self._remember(request, response, language)
        return response

    def _remember(self, request: web.Request, response: web.Response, language: PageLanguage) -> None:
        if language.chosen and "lang" in request.query:
            secure = request.secure or self._settings.encrypted
            response.set_cookie(COOKIE, language.code, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)


def read_form(body: bytes) -> tuple[str, str | None]:
    """The question and the conversation of an HTML form; a tapped suggestion goes before typed text."""
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    except ValueError as error:
        raise web.HTTPBadRequest from error
    text = (fields.get("suggestion") or fields.get("text") or [""])[0]
    name = (fields.get("conversation") or [""])[0]
    return text.replace("\r\n", "\n"), name if is_conversation(name) else None


def read_static() -> StaticFiles:
    """All files under /static; the version is the start of their SHA-256."""
    bodies = {name: (FOLDER / name).read_bytes() for name in FILES}
    digest = hashlib.sha256(b"".join(bodies.values())).hexdigest()
    return StaticFiles(digest[:12], bodies)


def open_templates() -> Environment:
    """The templates with escaping always on; a word that is missing is an error and not a gap."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(dialled=dialled, safe_url=safe_url, map_url=map_url, origin_line=origin_line)
    return templates


def write_widget(template: Template) -> str:
    """The widget's script with its few labels in every language."""
    says = {code: load_replies(code).section("web") for code in REPLY_LANGUAGES}
    labels = {
        code: {"title": say["title"], "open": say["open_chat"], "close": say["close_chat"]}
        for code, say in says.items()
    }
    return template.render(labels=labels)
