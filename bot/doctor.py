"""Checks what the bot needs, a line each: ok, or what is wrong and who must act."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.errors import BotError
from bot.settings import BotSettings
from knowledge.editions import Editions
from knowledge.errors import KnowledgeError
from knowledge.live import LiveLibrary


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str

    def event(self) -> dict[str, object]:
        """Return the check as JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the check as a line."""
        return f"{'ok   ' if self.ok else 'WRONG'} {self.name}: {self.detail}"


def examine(settings: BotSettings) -> list[Check]:
    """Return all checks; none of them raises."""
    looks: dict[str, Callable[[BotSettings], str]] = {
        "data directory": _data_dir,
        "edition": _edition,
        "search": _search,
        "inbox": _inbox,
        "telegram": _telegram,
        "zalo_oa": _zalo_oa,
        "zalo_bot": _zalo_bot,
    }
    return [_look(name, look, settings) for name, look in looks.items()]


def _look(name: str, look: Callable[[BotSettings], str], settings: BotSettings) -> Check:
    try:
        return Check(name, True, look(settings))
    except (KnowledgeError, BotError, OSError, ValueError) as error:
        return Check(name, False, str(error))


def _data_dir(settings: BotSettings) -> str:
    folder = Path(settings.knowledge.data_dir)
    if not os.access(folder if folder.exists() else folder.absolute().parent, os.W_OK):
        raise OSError(f"{folder} is not writable: the operator must set KNOWLEDGE__DATA_DIR or its permissions.")
    return f"{folder} is writable"


def _edition(settings: BotSettings) -> str:
    editions = Editions(settings.knowledge.editions)
    current = editions.current()
    if current is None:
        raise KnowledgeError("nothing is published: the operator must run `python -m ingest build --publish`.")
    if damaged := editions.damage(current):
        raise KnowledgeError(f"{current} is damaged ({', '.join(damaged)}): roll back or build again.")
    manifest = editions.manifest(current)
    return f"{current}, {manifest.documents} documents, {manifest.passages} passages"


def _search(settings: BotSettings) -> str:
    library = LiveLibrary(settings.knowledge).current()
    found = library.search("Thái Nguyên", "vi", limit=1)
    return f"{len(library.languages)} languages, {'a' if found else 'no'} passage for a probe"


def _inbox(settings: BotSettings) -> str:
    if not settings.has_channels:
        return "not needed without Telegram or Zalo"
    from bot.inbox.store import Store

    Store(settings.database_url).close()
    return f"{settings.database_url} can be written"


def _telegram(settings: BotSettings) -> str:
    from bot.channels.blocks import telegram_settings

    if not settings.telegram.token:
        return "off: TELEGRAM__TOKEN is not set"
    block = telegram_settings(settings.telegram)
    return f"on, {'pushed to ' + block.webhook_url if block.webhook_url else 'by polling'}"


def _zalo_oa(settings: BotSettings) -> str:
    from bot.channels.blocks import zalo_oa_settings

    if not settings.zalo_oa.app_id:
        return "off: ZALO_OA__APP_ID is not set"
    zalo_oa_settings(settings.zalo_oa, settings.database_url)
    return "on; the app's webhook must be https://…/zalo/oa/webhook"


def _zalo_bot(settings: BotSettings) -> str:
    from bot.channels.blocks import zalo_bot_settings

    if not settings.zalo_bot.token:
        return "off: ZALO_BOT__TOKEN is not set"
    block = zalo_bot_settings(settings.zalo_bot, settings.database_url)
    return f"on, {'pushed to ' + block.webhook_url if block.webhook_url else 'by polling'}"
