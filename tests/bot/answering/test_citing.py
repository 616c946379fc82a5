"""Marks become citations of what stands in the passages, and nothing else does."""

from dataclasses import replace

import pytest

from bot.answering.citing import cite
from knowledge.passages import Chunk, Material, Passage, Sentence, Source
from tests.bot.fakes_bot import LAKE, LAKE_EN, passage_of

SITE = Source("https://www.lake.example/a", None, "2025-10", "2026-01-02")
BOOK = Source(None, "The lake book", "2020", None)
SOURCED = Material("lake.vi", "Hồ", "vi", agency="Sở Du lịch", sources=(SITE, BOOK), published="2024")


def sourced(*sentences: Sentence, page: int | None = None) -> Passage:
    """A passage of `SOURCED`."""
    text = " ".join(sentence.text for sentence in sentences)
    return Passage(Chunk("lake.vi#0", SOURCED, (), text, sentences, page, 0), 0.9)


def test_marks_are_numbered_in_the_order_of_use() -> None:
    """The writer's numbers name passages, the reader's begin with 1."""
    one, two = passage_of(LAKE, "Hồ lớn."), passage_of(LAKE_EN, "The lake is old.")
    text, citations = cite("The lake is old. [2] Hồ lớn. [1]", [one, two])
    assert text == "The lake is old. [1] Hồ lớn. [2]"
    assert [(c.number, c.document, c.quote) for c in citations] == [
        (1, "lake.en", "The lake is old."),
        (2, "lake.vi", "Hồ lớn."),
    ]


@pytest.mark.parametrize("mark", ["[0]", "[3]", "[999]"])
def test_a_mark_without_a_passage_is_dropped(mark: str) -> None:
    """What the writer invented leaves no trace."""
    text, citations = cite(f"Hồ lớn. [1] Và đẹp. {mark}", [passage_of(LAKE, "Hồ lớn.")])
    assert text == "Hồ lớn. [1] Và đẹp."
    assert len(citations) == 1


@pytest.mark.parametrize("text", ["Hồ lớn.", "", "Hồ lớn [a]. [] [1234] [-1] [١]"])
def test_a_text_without_marks_has_no_citations(text: str) -> None:
    """Only one to three plain digits in brackets are a mark."""
    assert cite(text, [passage_of(LAKE, "Hồ lớn.")]) == (text, ())


def test_nothing_can_be_cited_without_passages() -> None:
    """All marks are dropped."""
    assert cite("Hồ lớn. [1]", []) == ("Hồ lớn.", ())


def test_one_source_of_one_document_is_one_citation() -> None:
    """Its quote holds every sentence that was taken, once."""
    passage = passage_of(LAKE, "Hồ lớn.", "Hồ cũ.")
    text, (citation,) = cite("Hồ lớn. [1] Hồ cũ. [1] Hồ lớn. [1]", [passage])
    assert text == "Hồ lớn. [1] Hồ cũ. [1] Hồ lớn. [1]"
    assert citation.quote == "Hồ lớn. … Hồ cũ."


def test_a_sentence_is_cited_with_its_own_source() -> None:
    """Two sources of one document are two citations, each with its own address and date."""
    passage = sourced(Sentence("Hồ lớn.", (0,)), Sentence("Hồ cũ.", (1,)))
    _, (site, book) = cite("Hồ lớn. [1]\nHồ cũ. [1]", [passage])
    assert (site.url, site.site, site.published) == (SITE.url, "www.lake.example", "2025-10")
    assert site.accessed == SITE.accessed
    assert (book.url, book.site, book.published, book.accessed) == (None, "The lake book", "2020", None)
    assert site.agency == book.agency == "Sở Du lịch"


def test_a_sentence_without_a_source_has_the_materials_first() -> None:
    """The whole material backs it."""
    _, (citation,) = cite("Hồ lớn. [1]", [sourced(Sentence("Hồ lớn."))])
    assert citation.url == SITE.url


def test_a_material_without_sources_is_cited_by_its_entry() -> None:
    """Title, agency and date come from the register."""
    passage = passage_of(replace(LAKE, agency="Sở", published="2024-05"), "Hồ lớn.")
    _, (citation,) = cite("Hồ lớn. [1]", [passage])
    assert (citation.title, citation.agency, citation.published) == ("Hồ Núi Cốc", "Sở", "2024-05")
    assert (citation.url, citation.site, citation.accessed) == (None, None, None)


def test_pages_are_cited_apart() -> None:
    """A reader must find the place."""
    first, second = (sourced(Sentence(text), page=page) for text, page in (("Hồ lớn.", 3), ("Hồ cũ.", 4)))
    _, citations = cite("Hồ lớn. [1] Hồ cũ. [2]", [first, second])
    assert [citation.page for citation in citations] == [3, 4]


def test_other_words_are_cited_with_the_nearest_sentence() -> None:
    """Where the writer worded it himself, the quote still stands in the passage."""
    _, (citation,) = cite("The lake is large. [1]", [passage_of(LAKE, "Hồ lớn.", "Hồ cũ.")])
    assert citation.quote == "Hồ lớn."


def test_the_quote_is_verbatim_where_the_passage_has_marks_of_its_own() -> None:
    """A footnote mark in a passage, written as (2) by the writer, never cites another passage."""
    passages = [passage_of(LAKE, "Hồ lớn [2]."), passage_of(LAKE_EN, "Another.")]
    text, (citation,) = cite("Hồ lớn (2). [1]", passages)
    assert (text, citation.document, citation.quote) == ("Hồ lớn (2). [1]", "lake.vi", "Hồ lớn [2].")


def test_the_editors_own_notice_is_nobody_elses_word() -> None:
    """In a marked document, a sentence without a source is cited as the page itself, with the page's date."""
    passage = sourced(Sentence("Chưa có giờ mở cửa."))
    _, (citation,) = cite("Chưa có giờ mở cửa. [1]", [replace(passage, chunk=replace(passage.chunk, marked=True))])
    assert (citation.url, citation.site, citation.accessed) == (None, None, None)
    assert (citation.title, citation.published) == ("Hồ", "2024")
