"""Names in questions: found in any spelling, written as the passages write them, and not taken for others."""

import pytest

from knowledge.gazetteer import load_gazetteer


def names(text: str) -> list[str]:
    """The Vietnamese names of what a text speaks of."""
    return [mention.meant.name for mention in load_gazetteer().find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Hồ Núi Cốc",
        "ho nui coc",
        "HO NUI COC",
        "Núi Cốc",
        "Nui Coc Lake",
        "努伊科湖",
        "누이꼭 호수",
        "ヌイコック湖",
        "lac Núi Cốc",
        "озеро Нуйкок",
        "ນຸ້ຍກົກ",
        "Hồ Núi Cốc",
    ],
)
def test_a_name_is_found_in_any_spelling(text: str) -> None:
    """With marks, without, decomposed, and in other scripts."""
    assert names(f"{text}?") == ["Hồ Núi Cốc"]


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("ho nui coc how get there", "en", "Núi Cốc Lake how get there"),
        ("누이꼭 호수 어디", "vi", "Hồ Núi Cốc 어디"),
        ("Núi Cốc đẹp", "vi", "Núi Cốc đẹp"),
        ("Viet Bac Museum hours", "en", "Museum of the Cultures of Vietnam's Ethnic Groups hours"),
        ("KCN Nam Pho Yen", "en", "Nam Phổ Yên park"),
        ("cau muoi festival", "vi", "lễ hội Cầu Muối"),
        ("ang toong o dau", "en", "Áng Toòng pass o dau"),
        ("三海县在哪里", "en", "Ba Bể district在哪里"),
        ("라방 마을 차", "en", "La Bằng 차"),
    ],
)
def test_names_are_written_as_the_passages_write_them(text: str, language: str, written: str) -> None:
    """A form of the passages' language stays, unless it lacks its marks; old names become the present one."""
    assert load_gazetteer().rewrite(text, language) == written


@pytest.mark.parametrize(
    "text",
    [
        "phía tây của tỉnh",
        "mong được giúp",
        "cuộc sống yên bình",
        "thanh bình",
        "大福好吃吗",
        "稳定化治疗",
        "라방 보기",
        "炭酸はタンサンです",
        "キャラバン",
        "rất đông khách",
        "bản quyền",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    """Words that look like a name without its marks or its kind are left alone."""
    assert names(text) == []


@pytest.mark.parametrize(
    "text", ["山西太原有什么好玩的？", "山西省太原市", "中国太原的天气", "Taiyuan", "타이위안", "太原理工大学"]
)
def test_taiyuan_in_shanxi_is_not_ours(text: str) -> None:
    """Trap: 太原 is also a city in Shanxi."""
    mentions = load_gazetteer().find(text)
    assert mentions
    assert all(mention.meant.outside for mention in mentions)
    assert "Thái Nguyên" not in load_gazetteer().rewrite(text, "vi")
    assert "Thái Nguyên" not in load_gazetteer().rewrite(text, "en")


@pytest.mark.parametrize("text", ["太原", "越南太原省", "太原茶", "太原大学"])
def test_thai_nguyen_in_chinese_is_ours(text: str) -> None:
    """Whoever does not say Shanxi means the province."""
    mentions = load_gazetteer().find(text)
    assert len(mentions) == 1
    assert not mentions[0].meant.outside
    assert "Thái Nguyên" in load_gazetteer().rewrite(text, "vi")


@pytest.mark.parametrize(
    "text", ["新疆在哪里", "新疆维吾尔自治区", "中国新疆", "新疆ウイグル自治区", "신장 위구르", "Xinjiang", "新疆棉花"]
)
def test_xinjiang_is_not_tan_cuong(text: str) -> None:
    """Trap: 新疆 alone is Xinjiang."""
    assert "Tân Cương" not in load_gazetteer().rewrite(text, "vi")
    assert "Tân Cương" not in load_gazetteer().rewrite(text, "en")


@pytest.mark.parametrize(
    "text", ["越南太原省新疆", "新疆（Tân Cương）", "太原新疆茶", "tan cuong", "떤끄엉", "タンクオン"]
)
def test_tan_cuong_is_known_where_it_is_meant(text: str) -> None:
    """With the province or the Vietnamese name beside it."""
    assert "Tân Cương" in load_gazetteer().rewrite(text, "vi")


@pytest.mark.parametrize("text", ["Bắc Kạn", "bac kan", "北件省", "박깐", "バクカン省", "tỉnh Bắc Cạn"])
def test_bac_kan_is_a_former_province(text: str) -> None:
    """Trap: Bắc Kạn is no longer a province."""
    assert [mention.meant.kind for mention in load_gazetteer().find(text)] == ["former province"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("thị trấn Tam Đảo", "thị trấn Tam Đảo"),
        ("hotels in Tam Dao town", "thị trấn Tam Đảo"),
        ("三岛镇", "thị trấn Tam Đảo"),
        ("doi che long coc", "Long Cốc"),
        ("Long Coc tea hills", "Long Cốc"),
        ("Vietnam Museum of Ethnology", "Bảo tàng Dân tộc học Việt Nam"),
    ],
)
def test_places_that_are_taken_for_ours_are_outside(text: str, name: str) -> None:
    """Trap: Long Cốc and Tam Đảo town are not in the province, nor is Hà Nội's museum of ethnology."""
    (mention,) = load_gazetteer().find(text)
    assert mention.meant.name == name
    assert mention.meant.outside


def test_tam_dao_mountains_are_not_the_town() -> None:
    """The mountains and the national park reach into the province."""
    assert [mention.meant.outside for mention in load_gazetteer().find("núi Tam Đảo, Vườn quốc gia Tam Đảo")] == [
        False
    ] * 2


def test_ba_be_is_a_lake_and_a_park_and_no_heritage_site() -> None:
    """Trap: no form calls Ba Bể a World Heritage Site."""
    rows = [mention.meant for text in ("Ba Be Lake", "Ba Be National Park") for mention in load_gazetteer().find(text)]
    assert [row.kind for row in rows] == ["lake", "park"]
    forms = [form for row in rows for form in row.recognised()]
    assert not any(word in form.lower() for form in forms for word in ("heritage", "di sản", "遗产", "유산", "遺産"))


def test_a_mention_says_where_it_stands() -> None:
    """Positions are those of the NFC text."""
    text = "Từ Hà Nội đến ho ba be"
    assert [text[mention.start : mention.stop] for mention in load_gazetteer().find(text)] == ["Hà Nội", "ho ba be"]
