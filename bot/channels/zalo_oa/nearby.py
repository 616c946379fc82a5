"""The places nearest to a location that somebody shared, as text: Zalo has no message with a map."""

from bot.channels.speaking import Say
from knowledge.gazetteer import Nearby, Places

_FAR = 100.0  # kilometres


def list_nearby(places: Places, point: tuple[float, float], language: str, say: Say) -> str:
    """Return the nearest places with their distances, or that there is nothing within a hundred kilometres."""
    found = [nearby for nearby in places.near(*point) if nearby.kilometres <= _FAR]
    if not found:
        return say(language, "near_far")
    items = [say(language, "near_item", _values(nearby, language)) for nearby in found]
    return "\n".join((say(language, "near_list_title"), *items, "", say(language, "near_note")))


def _values(nearby: Nearby, language: str) -> dict[str, str]:
    return {"name": nearby.entry.written(language), "distance": _distance(nearby.kilometres)}


def _distance(kilometres: float) -> str:
    return f"{kilometres:.1f} km" if kilometres < 10 else f"{kilometres:.0f} km"
