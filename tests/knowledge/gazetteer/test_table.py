"""The rows: complete, distinct, and in the forms that our pages write."""

from collections import defaultdict

import pytest

from knowledge.gazetteer import Entry, load_communes, load_entries
from knowledge.gazetteer.matching import fold

PRECISIONS = {"site", "area", "commune centre"}
BOUNDS = (21.3, 22.8, 105.3, 106.3)
"""South, north, west and east of the province, in degrees."""


def everything() -> list[Entry]:
    """All rows, those of present and former communes among them."""
    communes = load_communes()
    return [
        *load_entries(),
        *(commune.entry() for commune in communes.all),
        *(renamed.entry() for renamed in communes.renamed),
    ]


def test_every_row_has_vietnamese_english_and_a_kind() -> None:
    """Other languages may be missing: then the Vietnamese name is written."""
    assert [entry.name for entry in everything() if not (entry.kind and entry.forms["vi"] and entry.forms["en"])] == []


def test_no_form_belongs_to_two_rows() -> None:
    """However it is typed, but for two communes that only a mark tells apart; forms only written are left out."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in everything():
        for form in entry.recognised():
            owners[fold(form)].add(entry.name)
    shared = {tuple(sorted(names)) for names in owners.values() if len(names) > 1}
    assert shared == {("xã Văn Lang", "xã Văn Lăng")}


def test_no_form_is_stored_that_a_bare_spelling_gives() -> None:
    """Two words without marks are found by the marked form, so they are not stored beside it."""
    stored = [
        (entry.name, form)
        for entry in load_entries()
        for forms in entry.forms.values()
        for form in forms[1:]
        if " " in form
        and form.isascii()
        and any(fold(other) == fold(form) for other in (*entry.forms["vi"], *entry.forms["en"]) if other != form)
    ]
    assert stored == []


def test_common_forms_are_forms_of_their_row() -> None:
    """What is written but not recognised is the first form of a language."""
    for entry in load_entries():
        assert entry.common <= {forms[0] for forms in entry.forms.values()}


def test_points_are_in_the_province_and_say_how_well_they_are_known() -> None:
    """And name the fact they come from."""
    south, north, west, east = BOUNDS
    points = [entry for entry in everything() if entry.spot]
    assert len(points) > 92
    for entry in points:
        assert entry.spot is not None
        assert south < entry.spot.latitude < north
        assert west < entry.spot.longitude < east
        assert entry.spot.precision in PRECISIONS
        assert entry.source


def test_rows_lie_in_communes_and_districts_that_there_are_or_were() -> None:
    """`within` names one of the 92, `was_in` one of the 17 districts and cities."""
    communes = load_communes()
    districts = {district for commune in communes.all for district in commune.merged}
    assert len(districts) == 17
    for entry in load_entries():
        assert entry.within is None or communes.named(entry.within), entry.name
        assert entry.was_in is None or entry.was_in in districts, entry.name
        assert not (entry.outside and entry.within), entry.name


@pytest.mark.parametrize(
    ("name", "language", "form"),
    [
        ("Thái Nguyên", "zh", "太原"),
        ("Bắc Kạn", "zh", "北件"),
        ("Tân Cương", "zh", "Tân Cương"),
        ("Định Hóa", "zh", "定化"),
        ("Hồ Ba Bể", "ja", "バーベー湖"),
        ("La Bằng", "ko", "라방"),
        ("Hồ Núi Cốc", "fr", "lac Núi Cốc"),
        ("Núi Pháo", "ru", "Нуйфао"),
        ("Làng Thái Hải", "lo", "ບ້ານ Thái Hải"),
    ],
)
def test_the_first_form_is_the_one_of_our_pages(name: str, language: str, form: str) -> None:
    """As the glossaries of the translators have it."""
    assert next(entry for entry in load_entries() if entry.name == name).written(language) == form


def test_the_bare_spelling_is_computed() -> None:
    """Not stored."""
    assert next(entry for entry in load_entries() if entry.name == "Hồ Ba Bể").bare == "Ho Ba Be"
