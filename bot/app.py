"""The composition root: settings → plugs → answerer → chat → channels. The only importer of plugs in this room."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from bot.answering import Answerer, list_steps
from bot.channels.web_settings import WebSettings
from bot.chat import Chat
from bot.errors import BotError
from bot.gate import Gate
from bot.llm.quote import Quote
from bot.memory import Memory
from bot.records import ChatRecords
from bot.settings import BotSettings
from knowledge.errors import KnowledgeError
from knowledge.live import LiveLibrary

if TYPE_CHECKING:
    from aiohttp import web

    from bot.channels.feedback import FeedbackFile
    from bot.inbox.inbox import Inbox
    from bot.serving import Channel


def make_answerer(settings: BotSettings, library: LiveLibrary) -> Answerer:
    """Return the answerer over what `library` gives."""
    return Answerer(list_steps(library, Quote(), settings.limits.characters))


def make_chat(settings: BotSettings, library: LiveLibrary, memory: Memory | None = None) -> Chat:
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
        memory or Memory(),
        limits.seconds,
        check,
    )


def make_service(settings: BotSettings, library: LiveLibrary) -> "web.Application":
    """Return the one HTTP application, with every channel that is configured. Raises BotError for a bad setting."""
    from bot.channels.web import build_web

    memory = Memory()
    chat = make_chat(settings, library, memory)
    block = settings.web
    app = build_web(chat, WebSettings(public_url=block.public_url, allowed_origins=block.allowed_origins))
    if settings.has_channels:
        add_channels(app, settings, chat, ChatRecords(memory))
    return app


def add_channels(app: "web.Application", settings: BotSettings, chat: Chat, records: ChatRecords) -> None:
    """Let the channels of the settings run as long as the application does."""
    from bot.channels.feedback import FeedbackFile
    from bot.inbox.inbox import Inbox
    from bot.serving import run_channels

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    inbox = Inbox.open(settings.database_url)
    feedback = FeedbackFile(settings.data_dir / "feedback.jsonl")
    try:
        channels = list(_build_channels(settings, inbox, chat, feedback, records))
    except ValueError as error:
        inbox.close()
        raise BotError(str(error)) from error
    for channel in channels:
        app.router.add_routes(channel.routes)

    async def run(_: "web.Application") -> AsyncIterator[None]:
        async with run_channels(inbox, channels):
            yield

    app.cleanup_ctx.append(run)


def _build_channels(
    settings: BotSettings, inbox: "Inbox", chat: Chat, feedback: "FeedbackFile", records: ChatRecords
) -> Iterator["Channel"]:
    from bot.channels.blocks import telegram_settings, zalo_bot_settings, zalo_oa_settings

    if settings.telegram.token:
        from bot.channels.telegram import build_telegram

        yield build_telegram(telegram_settings(settings.telegram), inbox, chat, feedback, records)
    if settings.zalo_oa.app_id:
        from bot.channels.zalo_oa import build_zalo_oa

        yield build_zalo_oa(zalo_oa_settings(settings.zalo_oa, settings.database_url), inbox, chat, records)
    if settings.zalo_bot.token:
        from bot.channels.zalo_bot import Kept, build_zalo_bot

        block = zalo_bot_settings(settings.zalo_bot, settings.database_url)
        yield build_zalo_bot(block, inbox, chat, Kept(feedback, records))
