"""The communes and wards since 1 July 2025, and what became of the old ones and of the districts.

Old names stay in use for years. Many of them are ordinary words or names of other places as well, so most are known
only with their kind beside them: "xã Hòa Bình", "Hòa Bình commune".
"""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from knowledge.gazetteer.matching import Matcher, fold
from knowledge.gazetteer.table import COMMUNES, DATA, Entry, Row, Spot, spot, strings

_CENTRE = "commune centre"
_SOURCE = ("Appendix A",)
_KINDS = {"phường": "ward", "xã": "commune", "thị trấn": "town"}
_FORMS = {
    "phường": {
        "en": ("{} ward", "ward of {}"),
        "zh": ("{}坊",),
        "ko": ("{} 프엉", "{}동"),
        "ja": ("{}坊",),
        "fr": ("quartier de {}", "quartier {}"),
    },
    "xã": {
        "en": ("{} commune", "commune of {}"),
        "zh": ("{}社", "{}乡"),
        "ko": ("{} 사", "{}사"),
        "ja": ("{}社",),
        "fr": ("commune de {}", "commune {}"),
    },
    "thị trấn": {
        "en": ("{} township", "{} town", "town of {}"),
        "zh": ("{}市镇", "{}镇"),
        "ko": ("{} 티쩐",),
        "fr": ("bourg de {}",),
    },
}
"""How a kind stands beside a name; in other languages Vietnamese is left as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Commune:
    """A commune or ward: its name with its kind, its middle, and the old units by former district."""

    name: str
    spot: Spot
    merged: Mapping[str, tuple[str, ...]]
    earlier: tuple[str, ...] = ()

    def entry(self) -> Entry:
        """Return it as a row of the gazetteer, known only with its kind beside it."""
        return Entry(_KINDS[_kind(self.name)], _forms(self.name), within=self.name, spot=self.spot, source=_SOURCE)

    def before(self) -> Iterator[str]:
        """Yield the units that went into it, with their kinds; its own name may be among them."""
        for units in (*self.merged.values(), self.earlier):
            yield from units


@dataclass(frozen=True, slots=True, eq=False)
class Renamed:
    """An old unit, and in what it lies now: more than one where it was split."""

    name: str
    now: tuple[Commune, ...]

    def entry(self) -> Entry:
        """Return it as a row of the gazetteer; where it was split, it is nowhere in particular."""
        within = self.now[0].name if len(self.now) == 1 else None
        return Entry(f"former {_KINDS[_kind(self.name)]}", _forms(self.name), within=within, source=_SOURCE)


@dataclass(frozen=True, slots=True)
class Communes:
    """All communes and wards, and the old units that have another name now."""

    all: tuple[Commune, ...]
    renamed: tuple[Renamed, ...]
    old: Matcher[Renamed]
    capitalised: frozenset[str]

    @classmethod
    def of(cls, communes: Iterable[Commune], alone: Iterable[str] = (), capitalised: Iterable[str] = ()) -> "Communes":
        """Index the old names; those in `alone` and, where so written, in `capitalised` need no kind."""
        present, written = tuple(communes), tuple(capitalised)
        unkinded = {*alone, *written}
        renamed = tuple(_renamed(present))
        old = Matcher.of((form, one) for one in renamed for form in _known_as(one, unkinded))
        return cls(present, renamed, old, frozenset(map(fold, written)))

    def named(self, name: str) -> Commune | None:
        """Return a present one by its full Vietnamese name, such as "xã La Bằng"."""
        return next((commune for commune in self.all if commune.name == name), None)

    def of_district(self, district: str) -> tuple[Commune, ...]:
        """Return where a former district ("huyện Đại Từ", "thành phố Phổ Yên") lies now; other parts may be in them."""
        return tuple(commune for commune in self.all if district in commune.merged)

    def find(self, text: str) -> tuple[Renamed, ...]:
        """Return the old units that an NFC text names and that have another name now, each once, in order."""
        found = (match.meant for match in self.old.find(text) if self._is_meant(text[match.start : match.stop]))
        return tuple(dict.fromkeys(found))

    def _is_meant(self, found: str) -> bool:
        return fold(found) not in self.capitalised or (found != found.lower() and not found.isascii())


@cache
def load_communes() -> Communes:
    """Return the shipped table, read once."""
    table = tomllib.loads((DATA / COMMUNES).read_text(encoding="utf-8"))
    return Communes.of(map(_read, table["commune"]), strings(table, "alone"), strings(table, "capitalised"))


def _read(row: Row) -> Commune:
    merged = cast("Mapping[str, list[str]]", row["from"])
    return Commune(
        name=str(row["name"]),
        spot=spot(row, _CENTRE),
        merged={district: tuple(units) for district, units in merged.items()},
        earlier=strings(row, "earlier"),
    )


def _renamed(communes: Collection[Commune]) -> Iterator[Renamed]:
    """Yield what has another name now; a name that still stands for something present is no old name."""
    now: dict[str, list[Commune]] = {}
    for commune in communes:
        for unit in commune.before():
            now.setdefault(unit, []).append(commune)
    present = {commune.name for commune in communes}
    for unit, places in now.items():
        if unit not in present and _plain(unit) not in {_plain(commune.name) for commune in places}:
            yield Renamed(unit, tuple(places))


def _known_as(renamed: Renamed, unkinded: Collection[str]) -> Iterator[str]:
    for forms in _forms(renamed.name).values():
        yield from forms
    if _plain(renamed.name) in unkinded:
        yield _plain(renamed.name)


def _forms(name: str) -> dict[str, tuple[str, ...]]:
    """Return language → forms of a name with its kind."""
    plain = _plain(name)
    foreign = _FORMS[_kind(name)].items()
    return {"vi": (name,), **{language: tuple(form.format(plain) for form in forms) for language, forms in foreign}}


def _kind(name: str) -> str:
    return next(kind for kind in _FORMS if name.startswith(kind))


def _plain(name: str) -> str:
    """Return a name without its kind."""
    return name.removeprefix(_kind(name)).strip()
