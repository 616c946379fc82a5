"""What is near a point, and how well that is known."""

import pytest
import yaml

from knowledge.building import STARTER
from knowledge.gazetteer import load_gazetteer, load_places
from knowledge.gazetteer.places import distance

CITY = (21.5887, 105.834)
"""The middle of Phan Đình Phùng ward."""


def test_the_nearest_are_first() -> None:
    """At most as many as are asked for, with their distances."""
    found = load_places().near(*CITY, limit=4)
    assert [nearby.kilometres for nearby in found] == sorted(nearby.kilometres for nearby in found)
    assert len(found) == 4
    assert "Bảo tàng Văn hóa các dân tộc Việt Nam" in [nearby.entry.name for nearby in found]


def test_a_site_is_a_site_and_a_commune_only_a_commune() -> None:
    """Nà Noọc has coordinates of its own; Phượng Hoàng Cave stands for the middle of Võ Nhai commune."""
    precisions = {entry.name: spot.precision for entry, spot in load_places().spots}
    assert precisions["thác Nà Noọc"] == "site"
    assert precisions["Hồ Ba Bể"] == "area"
    assert precisions["Hang Phượng Hoàng"] == "commune centre"


def test_nothing_outside_is_near() -> None:
    """Nor what has no place."""
    names = {entry.name for entry, _ in load_places().spots}
    assert "thị trấn Tam Đảo" not in names
    assert "Hà Nội" not in names
    assert "chè Thái Nguyên" not in names


def test_kinds_can_be_chosen() -> None:
    """Wards, for one: who stands in the city is in Phan Đình Phùng."""
    (nearby,) = load_places().near(*CITY, limit=1, kinds={"ward"})
    assert nearby.entry.within == "phường Phan Đình Phùng"
    assert nearby.kilometres < 0.1


def test_distances_are_great_circles() -> None:
    """One degree of latitude is 111.2 km, wherever; of longitude less, away from the equator."""
    assert distance(21.0, 105.0, 22.0, 105.0) == pytest.approx(111.2, abs=0.1)
    assert distance(22.0, 105.0, 22.0, 106.0) == pytest.approx(103.1, abs=0.1)
    assert distance(21.5, 105.5, 21.5, 105.5) == 0.0


def test_places_of_the_starter_materials_are_known() -> None:
    """Under the names of their registers, and where the registers say."""
    spots = {entry.name: spot for entry, spot in load_places().spots}
    pages = [path.read_text(encoding="utf-8").split("---\n")[1] for path in sorted(STARTER.glob("*/*.vi.md"))]
    places = [place for page in pages for place in yaml.safe_load(page).get("places") or ()]
    assert places
    for place in places:
        spot = spots[load_gazetteer().find(place["name"])[0].meant.name]
        assert (spot.latitude, spot.longitude) == (place["latitude"], place["longitude"])
