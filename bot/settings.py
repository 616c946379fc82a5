"""The settings of the bot, read once in `__main__`. A channel exists when its block does."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
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
    web: WebBlock = WebBlock()
    limits: LimitsBlock = LimitsBlock()

    @model_validator(mode="before")
    @classmethod
    def _share_data_dir(cls, values: dict[str, object]) -> dict[str, object]:
        return share_data_dir(values)
