"""The rows of `data/*.toml`, one a name.

In a row, `vi` first is the form written into Vietnamese text, and so in each language: first the form of our pages,
then forms that are only recognised. Latin letters match without their diacritics, so bare spellings are not stored;
only French keeps its own marks when the Vietnamese ones are lost. Forms that came with the fact sheets are attested,
the others are transliterations that people can be expected to type.

`old` are former names of the same thing. `common` are forms that are written but never recognised by themselves,
because they are ordinary words or other places too (大福 is a sweet, 라방 a live stream). `within` is the present
commune or ward, `was_in` the district until 30 June 2025, `source` the facts that say where it is. `outside` marks
what is not in the province.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from knowledge.bare_vietnamese import strip_marks

DATA = Path(__file__).parent / "data"
COMMUNES = "communes.toml"
LANGUAGES = ("vi", "en", "zh", "ko", "ja", "fr", "ru", "lo")
_FALLBACK = "vi"

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in WGS 84 degrees, and how well it is known: "site", "area" or "commune centre"."""

    latitude: float
    longitude: float
    precision: str


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One name: language → forms, and what bears it."""

    kind: str
    forms: Mapping[str, tuple[str, ...]]
    old: tuple[str, ...] = ()
    common: frozenset[str] = frozenset()
    within: str | None = None
    was_in: str | None = None
    spot: Spot | None = None
    source: tuple[str, ...] = ()
    outside: bool = False

    @property
    def name(self) -> str:
        """The Vietnamese name."""
        return self.forms[_FALLBACK][0]

    @property
    def bare(self) -> str:
        """The Vietnamese name without diacritics."""
        return strip_marks(self.name)

    def written(self, language: str) -> str:
        """The form to write in a language; where there is none, the Vietnamese name."""
        return self.forms.get(language, self.forms[_FALLBACK])[0]

    def recognised(self) -> Iterator[str]:
        """Yield all forms by which the name is known in a text."""
        for forms in (*self.forms.values(), self.old):
            yield from (form for form in forms if form not in self.common)


@cache
def load_entries() -> tuple[Entry, ...]:
    """Return all rows, read once; the files are read in order of their names."""
    files = sorted(path for path in DATA.glob("*.toml") if path.name != COMMUNES)
    return tuple(_read(row) for path in files for row in tomllib.loads(path.read_text(encoding="utf-8"))["name"])


def strings(row: Row, key: str) -> tuple[str, ...]:
    """Return a row's list of strings, empty where it has none."""
    return tuple(cast("list[str]", row.get(key, [])))


def spot(row: Row, precision: str) -> Spot:
    """Return where a row is; raises KeyError where it does not say so."""
    latitude, longitude = cast("list[float]", row["at"])
    return Spot(latitude, longitude, precision)


def _read(row: Row) -> Entry:
    return Entry(
        kind=str(row["kind"]),
        forms={language: strings(row, language) for language in LANGUAGES if language in row},
        old=strings(row, "old"),
        common=frozenset(strings(row, "common")),
        within=cast("str | None", row.get("within")),
        was_in=cast("str | None", row.get("was_in")),
        spot=spot(row, str(row["precision"])) if "at" in row else None,
        source=strings(row, "source"),
        outside=bool(row.get("outside", False)),
    )
