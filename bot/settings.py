"""The settings of the bot, read once in `__main__`. A channel exists when its block does."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.channels.web_settings import WebSettings
from knowledge.settings import KnowledgeSettings, share_data_dir


class WebBlock(BaseModel):
    """The web chat (prefix WEB__)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=1, le=65535, description="port to listen on")
    public_url: str | None = Field(None, description="where people reach the chat, for links and cookies")
    allowed_origins: tuple[str, ...] = Field((), description="sites that may embed the chat, as a JSON list")

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        WebSettings(allowed_origins=origins)
        return origins


class DatabaseBlock(BaseModel):
    """What the channels write down before they answer (prefix DATABASE__)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str | None = Field(None, description="an SQLAlchemy URL of an SQLite file (in the data directory)")


class TelegramBlock(BaseModel):
    """Telegram (prefix TELEGRAM__); the channel runs when it has a token. docs/channels.md shows the way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: SecretStr | None = Field(None, description="the token from BotFather")
    base_url: str = Field("https://api.telegram.org/bot", description="the Bot API, up to the token")
    webhook_url: str | None = Field(None, description="https address that Telegram pushes to; unset: polling")
    webhook_secret: SecretStr | None = Field(None, description="what Telegram must send along; derived where unset")


class ZaloOaBlock(BaseModel):
    """The Zalo Official Account (prefix ZALO_OA__); the channel runs when it has an app id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    app_id: str | None = Field(None, description="the app's number")
    app_secret: SecretStr | None = Field(None, description="the app's secret, for tokens")
    oa_secret: SecretStr | None = Field(None, description='the "OA Secret Key" of the app\'s Webhook page')
    refresh_token: SecretStr | None = Field(None, description="the first refresh token; a new one starts a new chain")
    base_url: str = Field("https://openapi.zalo.me", description="the OpenAPI")
    oauth_url: str = Field("https://oauth.zaloapp.com", description="where tokens are refreshed")
    verifier: Path | None = Field(None, description="the file zalo_verifier….html that proves the domain")


class ZaloBotBlock(BaseModel):
    """The Zalo Bot Platform (prefix ZALO_BOT__); the channel runs when it has a token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: SecretStr | None = Field(None, description="the token from Zalo Bot Manager")
    base_url: str = Field("https://bot-api.zaloplatforms.com/bot", description="the bot's API, up to the token")
    webhook_url: str | None = Field(None, description="https address that Zalo pushes to; unset: polling")
    webhook_secret: SecretStr | None = Field(None, description="what Zalo must send along; derived where unset")


class LimitsBlock(BaseModel):
    """What one person may ask of the bot (prefix LIMITS__)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    characters: int = Field(1_000, ge=50, description="longest question")
    questions_per_minute: float = Field(15, gt=0, description="questions a conversation may ask, on average")
    burst: int = Field(5, ge=1, description="questions it may ask at once")
    seconds: float = Field(25, gt=0, description="longest time for an answer")


class BotSettings(BaseSettings):
    """Everything that `python -m bot` reads from the environment or `.env`."""

    model_config = SettingsConfigDict(env_file=".env", env_nested_delimiter="__", frozen=True, extra="ignore")

    data_dir: Path = Field(Path("var"), description="everything the programs keep")
    knowledge: KnowledgeSettings = KnowledgeSettings()
    database: DatabaseBlock = DatabaseBlock()
    web: WebBlock = WebBlock()
    telegram: TelegramBlock = TelegramBlock()
    zalo_oa: ZaloOaBlock = ZaloOaBlock()
    zalo_bot: ZaloBotBlock = ZaloBotBlock()
    limits: LimitsBlock = LimitsBlock()

    @property
    def database_url(self) -> str:
        """Where the inbox lies."""
        return self.database.url or f"sqlite:///{(self.data_dir / 'inbox.sqlite').absolute()}"

    @property
    def has_channels(self) -> bool:
        """Whether a channel is configured besides the web."""
        return bool(self.telegram.token or self.zalo_oa.app_id or self.zalo_bot.token)

    @model_validator(mode="before")
    @classmethod
    def _share_data_dir(cls, values: dict[str, object]) -> dict[str, object]:
        return share_data_dir(values)
