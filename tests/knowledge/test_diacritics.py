"""Bare Vietnamese gets back the marks that the materials write."""

import time
import unicodedata
from pathlib import Path

import pytest

from knowledge.diacritics import Restorer

TEXTS = [
    "Chè Tân Cương được trồng ở phía tây thành phố Thái Nguyên.",
    "Hồ Núi Cốc ở đâu? Hồ Núi Cốc nằm ở phía tây nam, cách trung tâm 15 km.",
    "Du khách đi thuyền trên hồ. Ăn chè ở đâu? Uống chè ở đâu?",
    "Họ hàng xa. Hộ khẩu thường trú. Hồ sơ đăng ký hộ kinh doanh.",
    "Thác nước và suối; nước sôi pha chè.",
]


@pytest.fixture(scope="module")
def restorer() -> Restorer:
    """A restorer that has read five texts."""
    return Restorer.train(TEXTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ho nui coc o dau", "hồ núi cốc ở đâu"),
        ("che tan cuong", "chè tân cương"),
        ("HO NUI COC o dau?", "hồ núi cốc ở đâu?"),
        ("ho so dang ky ho kinh doanh", "hồ sơ đăng ký hộ kinh doanh"),
        ("uong che, o dau?!", "uống chè, ở đâu?!"),
        ("15 km", "15 km"),
    ],
)
def test_marks_come_back(restorer: Restorer, typed: str, meant: str) -> None:
    """The neighbours decide between the forms of a syllable; signs, spaces and figures stay."""
    assert restorer.restore(typed) == meant


def test_what_was_never_seen_stays(restorer: Restorer) -> None:
    """Words that the materials do not have are left as they were typed."""
    assert restorer.restore("wifi o xyzzy") == "wifi ở xyzzy"
    assert restorer.restore("太原 tea").startswith("太原 ")


def test_typed_marks_are_kept(restorer: Restorer) -> None:
    """Somebody who typed a mark meant it."""
    assert restorer.restore("hộ núi cốc") == "hộ núi cốc"
    assert restorer.restore("họ ở dau") == "họ ở đâu"


def test_decomposed_letters_are_read(restorer: Restorer) -> None:
    """NFD text is understood, and comes out in NFC."""
    assert restorer.restore(unicodedata.normalize("NFD", "hồ nui coc")) == "hồ núi cốc"
    trained = Restorer.train(unicodedata.normalize("NFD", text) for text in TEXTS)
    assert trained.restore("ho nui coc") == "hồ núi cốc"


@pytest.mark.parametrize("text", ["", " ", "?!", "123", "\n\t", "\0", "\ud800", "🍵"])
def test_a_text_without_words_stays(restorer: Restorer, text: str) -> None:
    """Nothing to restore is no error."""
    assert restorer.restore(text) == text


def test_without_materials_nothing_is_restored() -> None:
    """An edition without Vietnamese passages has a restorer that changes nothing but capitals."""
    assert Restorer.train([]).restore("ho nui coc o dau?") == "ho nui coc o dau?"


def test_a_flood_of_words_takes_little_time(restorer: Restorer) -> None:
    """A megabyte is answered within a second, and its length is kept."""
    text = "ho nui coc o dau " * 60_000
    start = time.perf_counter()
    restored = restorer.restore(text)
    assert time.perf_counter() - start < 2.0
    assert len(restored) == len(text)
    assert restored.startswith("hồ núi cốc")


def test_what_is_saved_restores_alike(restorer: Restorer, tmp_path: Path) -> None:
    """The file holds everything."""
    restorer.save(tmp_path / "restorer.json")
    loaded = Restorer.load(tmp_path / "restorer.json")
    assert (loaded.forms, loaded.pairs, loaded.total) == (restorer.forms, restorer.pairs, restorer.total)
    assert loaded.restore("ho so dang ky ho kinh doanh") == restorer.restore("ho so dang ky ho kinh doanh")
