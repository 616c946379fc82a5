"""POST /api/ask: one question in JSON, one answer back, whole or as server-sent events.

Events: https://html.spec.whatwg.org/multipage/server-sent-events.html. The text is only sent once it has been
checked against its sources, so `text` events follow each other at once; until then `status` and comments keep
the line open.
"""

import asyncio
import json
import logging
import re
import secrets
from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from bot.channels.base import AskPort
from bot.channels.bodies import read_body
from bot.channels.web_guard import BROKEN, refusal, refuse_foreign, write_json
from bot.channels.web_settings import WebSettings
from bot.conversation import Answer, ConversationId, Question
from bot.rendering import answer_json

CHANNEL = "web"
BODY_LIMIT = 64 * 1024
EVENT_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
NOT_JSON = 'The body must be UTF-8 JSON of the form {"text": "…", "language": "vi", "conversation": "…"}.'

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_log = logging.getLogger(__name__)


def is_conversation(name: str) -> bool:
    """Whether this may name a conversation: 1 to 64 letters, digits, - and _."""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) is not None


def _known_form(name: str) -> str:
    if not is_conversation(name):
        raise ValueError("not the name of a conversation")
    return name


def _mend(value: object) -> object:
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


class AskBody(BaseModel):
    """What may stand in the body; other keys are left aside. `conversation` is the page's own random name."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    text: Annotated[str, BeforeValidator(_mend)]
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$")] | None = None
    conversation: Annotated[str, AfterValidator(_known_form)] | None = None


class AskRoute:
    """The handler of /api/ask over one chat."""

    def __init__(self, chat: AskPort, settings: WebSettings) -> None:
        """`settings` says which other sites may ask."""
        self._chat = chat
        self._settings = settings

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """200 with an Answer; 400, 403 or 413 with `{"error": sentence}`."""
        refuse_foreign(request, self._settings)
        try:
            question = read_question(await read_body(request, BODY_LIMIT))
        except ValueError:
            return refusal(400, NOT_JSON)
        if "text/event-stream" in request.headers.get("Accept", ""):
            return await self._stream(request, question)
        answer = await self._chat.ask(question)
        return write_json(answer_json(answer), headers={"Cache-Control": "no-store"})

    async def _stream(self, request: web.Request, question: Question) -> web.StreamResponse:
        response = web.StreamResponse(headers=EVENT_HEADERS)
        asking = asyncio.ensure_future(self._chat.ask(question))
        try:
            await response.prepare(request)
            await response.write(_event("status", {"stage": "searching"}))
            while not (await asyncio.wait({asking}, timeout=self._settings.heartbeat))[0]:
                await response.write(b": searching\n\n")
            for piece in _events_of(asking):
                await response.write(piece)
            await response.write_eof()
        except ConnectionResetError:
            _log.info("a web reader left before the answer was ready")
        finally:
            asking.cancel()
        return response


def read_question(body: bytes) -> Question:
    """The question in a JSON body; raises ValueError for anything that is not one, however it is broken."""
    try:
        asked = AskBody.model_validate(json.loads(body.decode("utf-8")))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return make_question(asked.text, asked.language, asked.conversation)


def make_question(text: str, language: str | None, conversation: str | None) -> Question:
    """The question as the chat takes it; without a conversation it gets a new one of its own."""
    chosen = re.split("[-_]", language)[0].lower() if language else None
    return Question(text, ConversationId(CHANNEL, conversation or secrets.token_urlsafe(16)), chosen)


def _events_of(asking: "asyncio.Future[Answer]") -> list[bytes]:
    try:
        answer = asking.result()
    except Exception:
        _log.exception("the chat raised instead of answering")
        return [_event("failed", {"error": BROKEN})]
    lines = [_event("text", {"text": line}) for line in answer.text.splitlines(keepends=True)]
    return [*lines, _event("answer", answer_json(answer))]


def _event(name: str, value: dict[str, object]) -> bytes:
    written = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return b"event: " + name.encode() + b"\ndata: " + written + b"\n\n"
