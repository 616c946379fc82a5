"""The reform of July 2025: 92 units, what they were merged from, and how old names find the new ones."""

import pytest

from knowledge.gazetteer import load_communes, load_gazetteer


def test_there_are_92_units() -> None:
    """77 communes and 15 wards."""
    kinds = [commune.entry().kind for commune in load_communes().all]
    assert kinds.count("commune") == 77
    assert kinds.count("ward") == 15
    assert len({commune.name for commune in load_communes().all}) == 92


def test_they_were_merged_from_280_units() -> None:
    """172 of Thái Nguyên and 108 of Bắc Kạn; three of them were split."""
    communes = load_communes().all
    old = {(district, unit) for commune in communes for district, units in commune.merged.items() for unit in units}
    assert len(old) == 280


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("xã Hoàng Nông ở đâu", ["xã La Bằng"]),
        ("hoang nong", ["xã La Bằng"]),
        ("Thịnh Đán", ["phường Quyết Thắng"]),
        ("thinh dan nay la phuong gi", ["phường Quyết Thắng"]),
        ("Tuc Tranh commune", ["xã Vô Tranh"]),
        ("Tức Tranh社", ["xã Vô Tranh"]),
        ("xã Thượng Đình", ["xã Phú Bình", "xã Điềm Thụy"]),
        ("phường Tân Lập", ["phường Tích Lương"]),
        ("xã Tân Lập", ["xã Quảng Bạch"]),
        ("thị trấn Sông Cầu", ["xã Đồng Hỷ"]),
        ("phường Sông Cầu", ["phường Bắc Kạn"]),
        ("phường Tân Thành", ["phường Tích Lương"]),
        ("xã Hòa Bình", ["xã Văn Lăng"]),
        ("Xuất Hóa", ["phường Bắc Kạn"]),
        ("xã Ký Phú", ["xã Vạn Phú"]),
    ],
)
def test_an_old_unit_is_found_with_its_new_one(text: str, new: list[str]) -> None:
    """With its kind, or alone where nothing else is called so."""
    assert [commune.name for renamed in load_communes().find(text) for commune in renamed.now] == new


@pytest.mark.parametrize(
    "text",
    [
        "xã Tân Thành",
        "xã Tân Cương",
        "Hòa Bình",
        "hòa bình",
        "Sông Cầu",
        "xuất hóa đơn",
        "xuat hoa don",
        "dong dat",
        "Quang Trung",
        "Hùng Sơn",
        "thắng lợi",
        "Gia Sàng",
        "phường Linh Sơn",
    ],
)
def test_other_names_and_words_find_none(text: str) -> None:
    """A name that still stands needs no other; names of many places need their kind beside them."""
    assert load_communes().find(text) == ()


@pytest.mark.parametrize(
    ("text", "language", "worded"),
    [
        ("xã Hoàng Nông ở đâu", "vi", "xã Hoàng Nông ở đâu (xã La Bằng)"),
        ("Where is Thinh Dan ward?", "en", "Where is Thịnh Đán ward? (Quyết Thắng ward)"),
        ("호앙농 가는 길", "vi", "Hoàng Nông 가는 길 (xã La Bằng)"),
        ("Tức Tranh社在哪", "zh", "Tức Tranh社在哪 (Vô Tranh社)"),
        ("La Bang commune", "vi", "xã La Bằng"),
    ],
)
def test_a_question_gets_the_new_name(text: str, language: str, worded: str) -> None:
    """It stands behind the question that goes to retrieval, in the passages' language."""
    assert load_gazetteer().expand(text, language) == worded


@pytest.mark.parametrize(
    "text", ["Yên Bình", "yen binh", "Thanh Bình", "Hợp Thành", "quân chu", "bình yên", "nam cường"]
)
def test_units_that_are_words_need_their_kind(text: str) -> None:
    """Alone they are not recognised."""
    assert load_gazetteer().find(text) == []


@pytest.mark.parametrize("text", ["xã Yên Bình", "xa yen binh", "Yen Binh commune", "Yên Bình社", "Yên Bình 사"])
def test_with_its_kind_a_unit_is_known(text: str) -> None:
    """In any spelling and in other languages."""
    assert [mention.meant.name for mention in load_gazetteer().find(text)] == ["xã Yên Bình"]


@pytest.mark.parametrize("district", ["Đại Từ", "Định Hóa", "Võ Nhai", "Phú Lương", "Đồng Hỷ", "Phú Bình", "Ba Bể"])
def test_districts_are_former(district: str) -> None:
    """Trap: old districts no longer exist; their land is known by its communes."""
    name = f"huyện {district}"
    assert [mention.meant.kind for mention in load_gazetteer().find(name)] == ["former district"]
    assert load_communes().named(name) is None
    assert len(load_communes().of_district(name)) >= 3


def test_cities_are_former_too() -> None:
    """The former city of Thái Nguyên lies in six wards and two communes."""
    names = [commune.name for commune in load_communes().of_district("thành phố Thái Nguyên")]
    assert sum(name.startswith("phường") for name in names) == 6
    assert {"xã Tân Cương", "xã Đại Phúc"} <= set(names)
    assert [mention.meant.kind for mention in load_gazetteer().find("TP Thái Nguyên")] == ["former city"]


def test_a_mark_tells_two_communes_apart() -> None:
    """Văn Lang and Văn Lăng: without the mark it is neither."""
    found = [load_gazetteer().find(text) for text in ("xã Văn Lang", "xã Văn Lăng", "xa van lang")]
    assert [[mention.meant.name for mention in mentions] for mentions in found] == [
        ["xã Văn Lang"],
        ["xã Văn Lăng"],
        [],
    ]
