"""The composition root: settings → plugs → answerer → chat → channels. The only importer of plugs in this room."""

from typing import TYPE_CHECKING

from bot.answering import Answerer, list_steps
from bot.channels.web_settings import WebSettings
from bot.chat import Chat
from bot.gate import Gate
from bot.llm.quote import Quote
from bot.memory import Memory
from bot.settings import BotSettings
from knowledge.errors import KnowledgeError
from knowledge.live import LiveLibrary

if TYPE_CHECKING:
    from aiohttp import web


def make_answerer(settings: BotSettings, library: LiveLibrary) -> Answerer:
    """Return the answerer over what `library` gives."""
    return Answerer(list_steps(library, Quote(), settings.limits.characters))


def make_chat(settings: BotSettings, library: LiveLibrary) -> Chat:
    """Return the chat that every channel shares."""
    limits = settings.limits

    def check() -> str | None:
        try:
            library.current()
        except KnowledgeError as error:
            return str(error)
        return None

    return Chat(
        make_answerer(settings, library),
        Gate(limits.questions_per_minute, limits.burst),
        Memory(),
        limits.seconds,
        check,
    )


def make_web(settings: BotSettings, chat: Chat) -> "web.Application":
    """Return the one HTTP application, with every channel that is configured."""
    from bot.channels.web import build_web

    block = settings.web
    return build_web(chat, WebSettings(public_url=block.public_url, allowed_origins=block.allowed_origins))
