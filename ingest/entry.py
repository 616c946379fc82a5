"""Turns what a file says about itself into a checked register entry."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ingest.documents import Document
from ingest.errors import Unreadable
from ingest.parsers.markdown import read_entry_fields
from ingest.parsers.text import decode
from knowledge.passages import Material, Place, Source

_TRANSLATION = re.compile(r"(?P<id>.+\.(?P<language>[a-z]{2}))\.md")
_SAMPLE = 5_000
_BLANKS = (None, "", "~", "null")
_ADVICE = "Correct this field in the register entry; the operator guide lists the fields and their values."


def _date_text(value: object) -> object:
    """Return dates as ISO text: a spreadsheet holds 2025-10-08 as a date and 2025 as a number."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:04d}"
    return _checked_date(value.strip()) if isinstance(value, str) else value


def _checked_date(text: str) -> str:
    if not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", text):
        raise ValueError("must be a date like 2026-03-31, 2026-03 or 2026")
    date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    return text


def _as_list(value: object) -> object:
    if value is None:
        return ()
    return [value] if isinstance(value, str | dict) else value


PartialDate = Annotated[str, BeforeValidator(_date_text), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_as_list)]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


class SourceEntry(_Checked):
    """One source of a material, with or without a page of its own; dates may be partial."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2_000)] | None = None
    name: Text | None = None
    published: PartialDate | None = None
    accessed: PartialDate | None = None

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if not self.url and not self.name:
            raise ValueError("a source needs a url or a name")
        return self


class PlaceEntry(_Checked):
    """A point on the map, WGS 84 degrees."""

    name: Text
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class RegisterEntry(_Checked):
    """The register entry as people write it; every field may be missing, none may be unknown."""

    id: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\s#]+$")] | None = None
    title: Text | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] | None = None
    agency: Text | None = None
    domain: Literal["tourism", "tea", "education", "investment", "practical", "culture", "plan"] | None = None
    audience: Words = ()
    sources: Annotated[tuple[SourceEntry, ...], BeforeValidator(_as_list)] = ()
    published: PartialDate | None = None
    valid_from: PartialDate | None = None
    valid_until: PartialDate | None = None
    recheck_by: PartialDate | None = None
    tier: Literal["official", "partner", "press"] | None = None
    approved_by: Text | None = None
    approved_on: PartialDate | None = None
    places: Annotated[tuple[PlaceEntry, ...], BeforeValidator(_as_list)] = ()
    photo: Text | None = None
    aliases: Words = ()
    facts: Words = ()


def read_entry(
    path: Path, relative: str, document: Document, detect_language: Callable[[str], str]
) -> tuple[Material, tuple[str, ...]]:
    """Return the material of a file and warnings about what had to be guessed.

    `relative` is the path below the materials folder with `/`, extension included; it becomes the id
    where the entry names none ("<domain>/<slug>.<lang>" for an entry in "<slug>.<lang>.md"). A sidecar
    NAME.meta.yaml, with or without the extension in NAME, goes before what the file itself says.
    `detect_language` is called only where the entry names no language. Raises `Unreadable` that names
    the field.
    """
    sidecar = _read_sidecar(path)
    fields = {**document.entry, **sidecar}
    entry = _check(fields)
    warnings: list[str] = []
    title = entry.title or _guess_title(document, path)
    if entry.title is None:
        warnings.append(f'The entry has no title; "{title}" was taken.')
    language = entry.language
    if language is None:
        language = detect_language(_sample(document) or title)
        warnings.append(f'The entry has no language; "{language}" was recognised.')
    return _material(entry, entry.id or _guess_id(relative, bool(fields)), title, language), tuple(warnings)


def _read_sidecar(path: Path) -> dict[str, object]:
    for name in (f"{path.name}.meta.yaml", f"{path.stem}.meta.yaml"):
        sidecar = path.with_name(name)
        if sidecar.is_file():
            return dict(read_entry_fields(decode(sidecar.read_bytes()), f"The entry {name}"))
    return {}


def _check(fields: dict[str, object]) -> RegisterEntry:
    given = {name: value for name, value in fields.items() if value not in _BLANKS}
    try:
        return RegisterEntry.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        problem = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            problem = "there is no such field"
        raise Unreadable(f'The field "{name}" of the register entry is wrong: {problem}.', _ADVICE) from None


def _guess_title(document: Document, path: Path) -> str:
    first_heading = next((section.headings[0] for section in document.sections if section.headings), None)
    return (document.title or first_heading or path.stem)[:500]


def _guess_id(relative: str, has_entry: bool) -> str:
    translation = _TRANSLATION.fullmatch(relative)
    return translation["id"] if translation and has_entry else relative


def _sample(document: Document) -> str:
    """Return the beginning of a document, enough to tell its language."""
    texts: list[str] = []
    length = 0
    for section in document.sections:
        texts.append(section.text or " ".join(cell for row in section.rows for cell in row))
        length += len(texts[-1])
        if length > _SAMPLE:
            break
    return re.sub(r"\[\^\d+\]", "", "\n".join(texts)[:_SAMPLE])


def _material(entry: RegisterEntry, identity: str, title: str, language: str) -> Material:
    given = entry.model_dump(exclude={"id", "title", "language", "sources", "places"})
    sources = tuple(Source(**source.model_dump()) for source in entry.sources)
    places = tuple(Place(**place.model_dump()) for place in entry.places)
    material = Material(id=identity, title=title, language=language, sources=sources, places=places)
    return replace(material, **given)
