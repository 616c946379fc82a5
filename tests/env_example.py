"""Writes `.env.example` from the settings of both programs: `python -m tests.env_example`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.settings import BotSettings
from ingest.settings import IngestSettings

TARGET = Path(__file__).parents[1] / ".env.example"
_HEAD = """\
# The settings of Ask Thái Nguyên. Copy this file to .env, take away the "#" before what you change; the
# environment goes before the file. Written from the code by `python -m tests.env_example`.
"""


def write_example() -> str:
    """Return the text: every setting once, with what it is and its default, commented out."""
    blocks: dict[str, list[str]] = {}
    for program in (BotSettings, IngestSettings):
        for name, field in program.model_fields.items():
            block = _block(field)
            lines = list(_lines(name, block)) if block else list(_line(name.upper(), field))
            title = _title(block) if block else ""
            blocks.setdefault(title, [])
            blocks[title] += [line for line in lines if line not in blocks[title]]
    parts = ["\n".join(([f"# ── {title}"] if title else []) + lines) for title, lines in blocks.items()]
    return "\n".join([_HEAD, "\n\n".join(parts), ""])


def _block(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a field that is a block of settings, optional or not."""
    for kind in (field.annotation, *get_args(field.annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def _title(block: type[BaseModel]) -> str:
    return (block.__doc__ or "").strip().split("\n")[0]


def _lines(prefix: str, block: type[BaseModel]) -> Iterator[str]:
    for name, field in block.model_fields.items():
        inner = _block(field)
        full = f"{prefix}__{name}"
        yield from _lines(full, inner) if inner else _line(full.upper(), field)


def _line(name: str, field: FieldInfo) -> Iterator[str]:
    if not field.description:
        raise ValueError(f"the setting {name} has no description")
    default = field.get_default(call_default_factory=True)
    yield f"# {field.description}"
    yield f"#{name}={'' if field.is_required() else _text(default)}"


def _text(value: object) -> str:
    """Return a default as it would be written in the file."""
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, bool | tuple | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


if __name__ == "__main__":
    TARGET.write_text(write_example(), encoding="utf-8")
