"""From the operator's settings to those of a channel; nothing of a channel's own code is loaded."""

from pydantic import SecretStr

from bot.channels.telegram.settings import PATH as TELEGRAM_PATH
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.zalo_bot.settings import PATH as ZALO_BOT_PATH
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.settings import TelegramBlock, ZaloBotBlock, ZaloOaBlock


def telegram_settings(block: TelegramBlock) -> TelegramSettings:
    """Return Telegram's settings; raises ValueError with a sentence for the operator."""
    return TelegramSettings(
        token=_plain(block.token),
        public_url=block.webhook_url.removesuffix(TELEGRAM_PATH) if block.webhook_url else None,
        base_url=block.base_url,
        secret=_plain(block.webhook_secret) or None,
    )


def zalo_oa_settings(block: ZaloOaBlock, database_url: str) -> ZaloOaSettings:
    """Return the Official Account's settings; raises ValueError with a sentence for the operator."""
    return ZaloOaSettings(
        app_id=block.app_id or "",
        app_secret=_plain(block.app_secret),
        webhook_secret=_plain(block.oa_secret),
        refresh_token=_plain(block.refresh_token),
        database_url=database_url,
        verifier=block.verifier,
        api_url=block.base_url,
        oauth_url=block.oauth_url,
    )


def zalo_bot_settings(block: ZaloBotBlock, database_url: str) -> ZaloBotSettings:
    """Return the Zalo bot's settings; raises ValueError with a sentence for the operator."""
    return ZaloBotSettings(
        token=_plain(block.token),
        database_url=database_url,
        public_url=block.webhook_url.removesuffix(ZALO_BOT_PATH) if block.webhook_url else None,
        base_url=block.base_url,
        secret=_plain(block.webhook_secret) or None,
    )


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
