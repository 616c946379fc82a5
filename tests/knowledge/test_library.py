"""What a reader gets for a question, over a tiny edition in two languages."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from knowledge.errors import EmbedderMismatch, KnowledgeError, NoEdition
from knowledge.library import Library
from knowledge.opening import open_library
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings
from knowledge.units import findable
from tests.fakes import FakeEmbedder
from tests.knowledge.tiny import CHUNKS, build, publish, tiny_embedder

QUESTIONS = [
    ("Chè Tân Cương trồng ở đâu?", "vi"),
    ("Where is Tan Cuong tea grown?", "en"),
    ("Hồ Núi Cốc cách trung tâm bao xa?", "vi"),
    ("How much does the visa cost?", "en"),
    ("茶叶在哪里", "zh"),
    ("xyzzy", "ko"),
]


def ids(passages: list[Passage]) -> list[str]:
    """The ids of the passages, best first."""
    return [passage.chunk.id for passage in passages]


@pytest.mark.parametrize(
    ("question", "language", "chunk"),
    [
        ("Chè Tân Cương trồng ở đâu?", "vi", "tea.vi#0"),
        ("pha chè bằng nước bao nhiêu độ", "vi", "tea.vi#1"),
        ("Where is Tan Cuong tea grown?", "en", "tea.en#0"),
        ("How much does the visa cost?", "en", "visa.en#0"),
        ("mấy giờ có tàu ra ga Quán Triều", "vi", "train.vi#0"),
    ],
)
def test_the_right_passage_is_first(library: Library, question: str, language: str, chunk: str) -> None:
    """A question in a language that has the answer finds it at once."""
    assert ids(library.search(question, language))[0] == chunk


def test_languages_are_those_with_passages(library: Library) -> None:
    """In order of their codes."""
    assert library.languages == ["en", "vi"]


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_passages_are_whole_and_in_order(library: Library, question: str, language: str) -> None:
    """Each is a chunk of the edition with a relevance from 0 to 1, best first, and none comes twice."""
    passages = library.search(question, language)
    assert passages
    assert {passage.chunk for passage in passages} <= set(CHUNKS)
    assert len(set(ids(passages))) == len(passages)
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_evidence_is_parallel_to_the_sentences(library: Library, question: str, language: str) -> None:
    """As many cosines as sentences; -1 where a sentence has no vector, and only there."""
    for passage in library.search(question, language):
        assert passage.evidence is not None
        assert len(passage.evidence.sentences) == len(passage.chunk.sentences)
        known = {number for number, cosine in enumerate(passage.evidence.sentences) if cosine != -1.0}
        assert known == set(findable(passage.chunk))


def test_evidence_belongs_to_its_sentence(library: Library) -> None:
    """The sentence that says it is the nearest, though a scrap stands among them."""
    passage = library.search("How much does the visa cost?", "en")[0]
    assert passage.evidence is not None
    assert int(np.argmax(passage.evidence.sentences)) == 1


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 100])
def test_no_more_than_the_limit(library: Library, limit: int) -> None:
    """A limit beyond all passages gives those there are."""
    for question, language in QUESTIONS:
        assert len(library.search(question, language, limit=limit)) <= min(limit, len(CHUNKS))


def test_one_language_only(library: Library) -> None:
    """No passage in another language comes, even if it alone has the answer."""
    for question, language in QUESTIONS[:4]:
        found = library.search(question, language, same_language_only=True)
        assert {passage.chunk.material.language for passage in found} == {language}
    assert library.search("茶叶", "zh", same_language_only=True) == []


@pytest.mark.parametrize("language", ["zh", "xx", "", "vi-VN", "../x"])
def test_a_language_without_passages_finds_in_the_others(library: Library, language: str) -> None:
    """An unknown language is no error."""
    found = library.search("tea", language)
    assert any(chunk.startswith("tea.") for chunk in ids(found))
    assert library.search("tea", language, same_language_only=True) == []


def test_other_languages_keep_their_places(library: Library) -> None:
    """What only English has comes up for Vietnamese, though three Vietnamese chunks share more words."""
    found = ids(library.search("thị thực cho Hồ Núi Cốc, tàu và chè", "vi", limit=2))
    assert "visa.en#0" in found
    assert len([chunk for chunk in found if ".vi#" in chunk]) == 1


def test_bare_vietnamese_is_restored(tiny_settings: KnowledgeSettings) -> None:
    """What is embedded has its marks back, and finds the passage; without the word "bare" it is taken as typed."""
    embedder = tiny_embedder()
    library = open_library(tiny_settings, embedder=embedder)
    assert ids(library.search("vu xuan cho bup gi", "vi", bare=True))[0] == "tea.vi#0"
    assert "vụ xuân cho búp gi" in embedder.questions
    library.search("vu xuan cho bup gi", "vi")
    assert "vu xuan cho bup gi" in embedder.questions


def test_bare_words_find_by_words_too(library: Library) -> None:
    """Typed without marks, the words are met as well as typed with them."""
    (bare, *_), (marked, *_) = (
        library.search("nuoc soi tam muoi do", "vi", bare=True),
        library.search("nước sôi tám mươi độ", "vi"),
    )
    assert bare.chunk.id == marked.chunk.id == "tea.vi#1"
    assert bare.evidence is not None
    assert marked.evidence is not None
    assert bare.evidence.coverage == pytest.approx(marked.evidence.coverage)


def test_decomposed_letters_find_the_same(library: Library) -> None:
    """NFD text from a Mac is the same question."""
    question = "Chè Tân Cương trồng ở đâu?"
    assert library.search(unicodedata.normalize("NFD", question), "vi") == library.search(question, "vi")


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize(
    "question",
    ["", " ", "?", "\0", "\ud800", "🍵", "\ufdfa" * 500, "chè " * 25_000, "a" * 100_000, '" OR 1=1 --', "%s{}"],
    ids=range(11),
)
def test_whatever_is_typed_is_searched(library: Library, question: str, bare: bool) -> None:
    """No question fails."""
    assert all(0.0 <= passage.score <= 1.0 for passage in library.search(question, "vi", bare=bare))


def test_four_threads_get_what_one_gets(library: Library) -> None:
    """Questions that are searched at the same time do not disturb each other."""
    asked = list(product(QUESTIONS, (1, 3, 10))) * 4
    alone = [library.search(question, language, limit=limit) for (question, language), limit in asked]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda ask: library.search(*ask[0], limit=ask[1]), asked))
    assert together == alone


def test_four_threads_may_come_first(tiny_settings: KnowledgeSettings) -> None:
    """Nothing has to be searched before threads may: what is read late is read once, or twice alike."""
    library = open_library(tiny_settings, embedder=tiny_embedder())
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: ids(library.search("che tan cuong", "vi", bare=True)), range(8)))
    assert found == [found[0]] * 8


def test_an_edition_without_passages_finds_nothing(settings: KnowledgeSettings) -> None:
    """An empty edition can be built, published and searched."""
    publish(settings, FakeEmbedder(), [])
    library = open_library(settings, embedder=FakeEmbedder())
    assert library.languages == []
    assert library.search("chè", "vi", bare=True) == []


def test_nothing_published_is_told(settings: KnowledgeSettings) -> None:
    """Before the first publication there is no edition to open, and a built one can be named."""
    with pytest.raises(NoEdition, match="ingest build"):
        open_library(settings, embedder=FakeEmbedder())
    manifest, _ = build(settings, FakeEmbedder())
    with pytest.raises(NoEdition):
        open_library(settings, embedder=FakeEmbedder())
    assert open_library(settings, manifest.edition, FakeEmbedder()).edition == manifest.edition
    with pytest.raises(NoEdition):
        open_library(settings, f"../editions/{manifest.edition}", FakeEmbedder())


def test_another_embedder_cannot_open_an_edition(tiny_settings: KnowledgeSettings) -> None:
    """Vectors of two embedders never meet: the message names both and says what to do."""
    with pytest.raises(EmbedderMismatch, match=r"fake-bag-1.*fake-bag-2.*ingest build"):
        open_library(tiny_settings, embedder=FakeEmbedder("fake-bag-2"))


@pytest.mark.parametrize("harm", ["delete", "truncate", "garbage"])
@pytest.mark.parametrize(
    "name", ["manifest.json", "passages.sqlite", "centroids.npz", "words/vi/kept/terms.json", "chroma/chroma.sqlite3"]
)
def test_a_damaged_edition_is_an_error_for_the_operator(published: KnowledgeSettings, name: str, harm: str) -> None:
    """Opening raises KnowledgeError for files that are not there or not whole."""
    (manifest,) = published.editions.glob("2*/manifest.json")
    path = manifest.parent / name
    content = path.read_bytes()
    path.unlink()
    if harm != "delete":
        path.write_bytes(content[: len(content) // 2] if harm == "truncate" else b"\xff" * len(content))
    with pytest.raises(KnowledgeError):
        open_library(published, embedder=tiny_embedder())
