"""The settings of the ingest, read once in `__main__`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.settings import KnowledgeSettings, share_data_dir


class IngestBlock(BaseModel):
    """What the ingest itself is told (prefix INGEST__)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_drop: float = Field(0.2, ge=0, le=1, description="largest share of passages that a publication may lose")


class IngestSettings(BaseSettings):
    """Everything that `python -m ingest` reads from the environment or `.env`."""

    model_config = SettingsConfigDict(env_file=".env", env_nested_delimiter="__", frozen=True, extra="ignore")

    data_dir: Path = Field(Path("var"), description="everything the programs keep")
    knowledge: KnowledgeSettings = KnowledgeSettings()
    ingest: IngestBlock = IngestBlock()

    @model_validator(mode="before")
    @classmethod
    def _share_data_dir(cls, values: dict[str, object]) -> dict[str, object]:
        return share_data_dir(values)
