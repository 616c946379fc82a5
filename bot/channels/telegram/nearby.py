"""Places near a shared location, as the crow flies.

Of most places only the commune is known, and a pin in its middle must not bear the name of a pagoda: it bears the
commune's, and the places of the commune stand below.
"""

from itertools import groupby

from bot.channels.speaking import say
from bot.channels.telegram.heard import Located, Where
from bot.channels.telegram.messages import Pin, Sendable, say_plainly
from knowledge.gazetteer import Nearby, Spot, load_places

_PLACES, _PINS = 5, 3
_FAR = 100.0  # kilometres
_ADDRESS = 200  # characters


def list_nearby(where: Where, spot: Located, language: str) -> list[Sendable]:
    """Return the nearest places with their distances, and pins for up to three spots."""
    found = load_places().near(spot.latitude, spot.longitude, _PLACES)
    near = [nearby for nearby in found if nearby.kilometres <= _FAR]
    if not near:
        return [say_plainly(where.to, say(language, "near_far"))]
    items = [say(language, "near_item", _item(nearby, language)) for nearby in near]
    text = "\n".join((say(language, "near_list_title"), *items, "", say(language, "near_note")))
    spots = [(spot, list(group)) for spot, group in groupby(near, key=lambda nearby: nearby.spot)]
    return [say_plainly(where.to, text), *(_pin(where, spot, group, language) for spot, group in spots[:_PINS])]


def write_distance(nearby: Nearby) -> str:
    """Return a distance no finer than it is known: whole kilometres, or hundreds of metres to a known site."""
    if nearby.spot.precision == "site" and nearby.kilometres < 1:
        return f"{max(1, round(nearby.kilometres * 10)) * 100} m"
    return f"{max(1, round(nearby.kilometres))} km"


def _item(nearby: Nearby, language: str) -> dict[str, str]:
    return {"name": nearby.entry.written(language), "distance": write_distance(nearby)}


def _pin(where: Where, spot: Spot, group: list[Nearby], language: str) -> Pin:
    names = ", ".join(nearby.entry.written(language) for nearby in group)
    within = group[0].entry.within
    exact = spot.precision == "site" or not within
    title, address = (names, within or names) if exact else (within or names, names)
    return Pin(
        to=where.to,
        name=title,
        address=address[:_ADDRESS],
        latitude=spot.latitude,
        longitude=spot.longitude,
    )
