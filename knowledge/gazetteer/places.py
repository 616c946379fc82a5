"""Where named things are, and what is near a point.

Few sites have coordinates in the facts; for the others the middle of their commune must do, and `precision` says so:
a commune is some ten kilometres across.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt

from knowledge.gazetteer.communes import load_communes
from knowledge.gazetteer.table import Entry, Spot, load_entries

SIGHTS = frozenset(
    """
    cave|island|lake|mountain|museum|pagoda|park|pass|relic|river|stream|tea region|temple|village|waterfall
    """.strip().split("|")
)
"""The kinds that a visitor looks for."""
_EARTH = 6371.0088  # mean radius in kilometres


@dataclass(frozen=True, slots=True)
class Nearby:
    """A named thing, where it is, and how far away, as the crow flies."""

    entry: Entry
    spot: Spot
    kilometres: float


@dataclass(frozen=True, slots=True)
class Places:
    """Everything in the province that has a place."""

    spots: tuple[tuple[Entry, Spot], ...]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Places":
        """Keep what is in the province and has a point of its own or lies in a known commune or ward."""
        placed = ((entry, _locate(entry)) for entry in entries if not entry.outside)
        return cls(tuple((entry, spot) for entry, spot in placed if spot))

    def near(self, latitude: float, longitude: float, limit: int = 5, kinds: Collection[str] = SIGHTS) -> list[Nearby]:
        """Return at most `limit` things of these kinds, nearest first; coordinates are WGS 84 degrees."""
        found = [
            Nearby(entry, spot, distance(latitude, longitude, spot.latitude, spot.longitude))
            for entry, spot in self.spots
            if entry.kind in kinds
        ]
        return sorted(found, key=lambda nearby: nearby.kilometres)[:limit]


@cache
def load_places() -> Places:
    """Return the places of the shipped table, communes and wards included."""
    return Places.of((*load_entries(), *(commune.entry() for commune in load_communes().all)))


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance of two points in kilometres."""
    up, across = radians(other_latitude - latitude) / 2, radians(other_longitude - longitude) / 2
    chord = sin(up) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(across) ** 2
    return 2 * _EARTH * asin(sqrt(chord))


def _locate(entry: Entry) -> Spot | None:
    if entry.spot or not entry.within:
        return entry.spot
    commune = load_communes().named(entry.within)
    return commune.spot if commune else None
