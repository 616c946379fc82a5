"""One table of names: what a place, school or dish is called in each language, where it is, and what it was called.

`names` finds names in a text and writes them as passages write them, `communes` knows what became of the old
communes and districts in July 2025, `places` knows what is near a point. The table serves matching and the map; what
is stated to people as a fact comes from the materials.
"""

from knowledge.gazetteer.communes import Commune, Communes, Renamed, load_communes
from knowledge.gazetteer.names import Gazetteer, Mention, load_gazetteer
from knowledge.gazetteer.places import Nearby, Places, load_places
from knowledge.gazetteer.table import Entry, Spot, load_entries

__all__ = [
    "Commune",
    "Communes",
    "Entry",
    "Gazetteer",
    "Mention",
    "Nearby",
    "Places",
    "Renamed",
    "Spot",
    "load_communes",
    "load_entries",
    "load_gazetteer",
    "load_places",
]
