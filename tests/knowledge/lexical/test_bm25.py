"""What every lexical index promises (`knowledge.lexical.base`); BM25 is the one there is."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.lexical.base import LexicalIndex
from knowledge.lexical.bm25 import Bm25Store

TEXTS = [
    "Chè Tân Cương được trồng ở phía tây thành phố Thái Nguyên.",
    "Hồ Núi Cốc cách trung tâm thành phố Thái Nguyên mười lăm kilômét.",
    "Thành phố Thái Nguyên có nhiều trường đại học.",
    "Thành phố Thái Nguyên có ga tàu. Tàu đến Hà Nội mỗi ngày.",
    "太原的新江茶很有名。",
    "🍵 ?!",
]
TEA, LAKE, UNIVERSITY, TRAIN, CHINESE, EMPTY = range(6)
CITY = "thành phố Thái Nguyên"


@pytest.fixture(scope="module", params=[Bm25Store])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bm25Store:
    """A store with the texts as Vietnamese, and three others as English."""
    made: Bm25Store = request.param(tmp_path_factory.mktemp("words"))
    made.write("vi", TEXTS)
    made.write("en", ["Tea from the hills.", "The lake.", "The train."])
    return made


@pytest.fixture(scope="module")
def index(store: Bm25Store) -> LexicalIndex:
    """The Vietnamese index, opened."""
    return store.open("vi")


def build(folder: Path, texts: Sequence[str]) -> LexicalIndex:
    """Index texts and open the index."""
    Bm25Store(folder).write("x", texts)
    return Bm25Store(folder).open("x")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("chè trồng ở đâu", TEA),
        ("Hồ Núi Cốc cách bao xa", LAKE),
        ("trường đại học nào", UNIVERSITY),
        ("mấy giờ có tàu", TRAIN),
        ("新江茶", CHINESE),
    ],
)
def test_the_right_text_is_best(index: LexicalIndex, question: str, text: int) -> None:
    """The text that shares the rare terms has the highest score."""
    assert int(index.scores(question).argmax()) == text


@pytest.mark.parametrize("question", [*TEXTS, "chè", CITY, f"{CITY} xyzzy", "tàu " * 50, "tàu tàu chè"])
def test_scores_are_absolute(index: LexicalIndex, question: str) -> None:
    """A score for every text, in 32 bits, from 0 to 1."""
    scores = index.scores(question)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert (scores >= 0).all()
    assert (scores <= 1).all()


def test_no_shared_term_is_zero(index: LexicalIndex) -> None:
    """Only texts that share a term have a score, and a text without terms never has."""
    scores = index.scores("đại học")
    assert set(np.flatnonzero(scores)) == {UNIVERSITY}
    assert index.scores(" ".join(TEXTS))[EMPTY] == 0


@pytest.mark.parametrize("question", ["", " ", "?!", "🍵", "\0", "\ud800", "xyzzy plugh", "茶"], ids=range(8))
def test_a_question_without_known_terms_scores_nothing(index: LexicalIndex, question: str) -> None:
    """No term, or only unknown ones: zeros, and no error."""
    assert not index.scores(question).any()
    assert index.coverage(question, TEXTS[:2]) == [0.0, 0.0]


def test_a_weak_best_hit_stays_weak(index: LexicalIndex) -> None:
    """Words that every text has score little even where they are all that is asked; rare ones that are met, much."""
    assert index.scores("xyzzy plugh thành").max() < 0.5 * index.scores("hồ núi cốc").max()


def test_unknown_words_weaken_a_hit(index: LexicalIndex) -> None:
    """The more of the question is not met, the lower the score of the same text."""
    asked = ["núi cốc", "núi cốc xyzzy", "núi cốc xyzzy plugh quux"]
    scores = [float(index.scores(question)[LAKE]) for question in asked]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1] > scores[2] > 0


def test_bare_words_find_marked_ones(index: LexicalIndex) -> None:
    """Typed without marks, a question finds what is written with them."""
    assert int(index.scores("ho nui coc").argmax()) == LAKE
    assert int(index.scores("truong dai hoc").argmax()) == UNIVERSITY
    assert index.scores("ho nui coc")[LAKE] > 0


def test_right_marks_never_count_less(tmp_path: Path) -> None:
    """Of two texts that differ in marks only, the one written as asked is not behind."""
    index = build(tmp_path, ["hộ khẩu ở phường", "hồ khâu ở phướng", "đi đường xa"])
    for question, text in (("hộ khẩu", 0), ("hồ khâu", 1)):
        scores = index.scores(question)
        assert scores[text] == scores.max() > 0


def test_marked_questions_find_bare_texts(tmp_path: Path) -> None:
    """A text that was typed without marks is found by a question with them."""
    index = build(tmp_path, ["lich tau ha noi", "gia ve xe buyt", "gio mo cua"])
    assert int(index.scores("giá vé").argmax()) == 1


def test_pairs_of_chinese_characters_find(tmp_path: Path) -> None:
    """Chinese, Japanese and Korean are met by pairs of characters; a pair that nobody wrote is not."""
    index = build(tmp_path, ["太原市的茶叶很好", "湖水很清", "お茶の里", "타이응우옌 차밭"])
    assert int(index.scores("茶叶").argmax()) == 0
    assert int(index.scores("湖水").argmax()) == 1
    assert int(index.scores("차밭").argmax()) == 3
    assert not index.scores("叶茶").any()


def test_coverage_is_the_share_that_is_met(index: LexicalIndex) -> None:
    """1 for all terms, 0 for none, marks folded, in the order of the texts, also for texts that are not indexed."""
    assert index.coverage("hồ núi cốc", ["ho nui coc o xa", "xyz", ""]) == [pytest.approx(1.0), 0.0, 0.0]
    half = index.coverage("hồ núi cốc", ["núi cao"])[0]
    assert 0 < half < 1
    assert index.coverage("hồ núi cốc", []) == []


def test_rare_terms_cover_more(index: LexicalIndex) -> None:
    """The rare half of a question covers more of it than the half that every text has."""
    rare, common = index.coverage("tàu thành", ["tàu", "thành"])
    assert rare > common > 0
    assert rare + common == pytest.approx(1.0)


def test_languages_are_apart(store: Bm25Store, index: LexicalIndex) -> None:
    """An index scores the texts of its own language only."""
    assert len(store.open("en").scores("tea")) == 3
    assert not store.open("en").scores("chè").any()
    assert not index.scores("hills").any()


def test_a_single_text_can_be_indexed(tmp_path: Path) -> None:
    """A language with one text is found in."""
    index = build(tmp_path, ["Lễ hội chè."])
    assert 0 < index.scores("lễ hội")[0] <= 1


def test_a_megabyte_is_answered_at_once(index: LexicalIndex) -> None:
    """A question of a megabyte costs less than a second, whether of one word, many words or none."""
    for question in ("chè " * 250_000, "a" * 1_000_000, " ".join(map(str, range(150_000))), "?" * 1_000_000):
        start = time.perf_counter()
        scores = index.scores(question)
        assert time.perf_counter() - start < 1.0
        assert (scores <= 1).all()


def test_reading_writes_nothing(store: Bm25Store, tmp_path: Path) -> None:
    """Opening and asking change no file."""
    Bm25Store(tmp_path / "w").write("vi", TEXTS)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    Bm25Store(tmp_path / "w").open("vi").scores("chè")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
