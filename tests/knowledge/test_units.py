"""What of a chunk gets a vector, and how it is named."""

from dataclasses import replace

import pytest

from knowledge.passages import Material
from knowledge.units import context, findable, in_context, row_of, text_digest, unit_names, unit_texts
from tests.fakes import make_chunk

LAKE = Material("tourism/lake.en", "Nui Coc Lake", "en")
LONG = "The lake lies fifteen kilometres from the centre."
OTHER = "Boats leave from the pier every hour in summer."


def test_the_whole_chunk_comes_first_with_its_context() -> None:
    """The first text is title, headings and text, a line each; the sentences follow, each in that context too."""
    chunk = make_chunk(LAKE, 0, LONG, OTHER, headings=("How to get there", "By boat"))
    whole, *sentences = unit_texts(chunk)
    assert whole == f"Nui Coc Lake\nHow to get there\nBy boat\n{LONG} {OTHER}"
    assert sentences == [in_context(chunk, sentence) for sentence in chunk.sentences]


def test_a_sentence_in_context_says_all_of_it() -> None:
    """Title, headings and the sentence, whose own words come last."""
    chunk = make_chunk(LAKE, 0, LONG, OTHER, headings=("How to get there", "By boat"))
    text = in_context(chunk, chunk.sentences[1])
    assert text.endswith(OTHER)
    assert LONG not in text
    assert all(line in text for line in context(chunk))


def test_a_heading_that_repeats_the_title_is_said_once() -> None:
    """Context never holds a line twice."""
    chunk = make_chunk(LAKE, 0, LONG, headings=("Nui Coc Lake", "Boats", "Boats"))
    assert context(chunk) == ["Nui Coc Lake", "Boats"]


def test_a_title_that_is_a_file_name_is_left_out() -> None:
    """The title of a material without an entry says nothing."""
    named = replace(LAKE, id="notes/scan-001.txt", title="scan-001")
    assert context(make_chunk(named, 0, LONG)) == []


def test_a_single_sentence_has_no_vector_of_its_own() -> None:
    """It would be the chunk again."""
    assert findable(make_chunk(LAKE, 0, LONG)) == []
    assert len(unit_texts(make_chunk(LAKE, 0, LONG))) == 1


def test_scraps_cannot_be_found_alone() -> None:
    """A sentence of figures and signs has no vector; the numbers of the others stay theirs."""
    chunk = make_chunk(LAKE, 0, "1455–1536).", LONG, "(2)", OTHER)
    assert findable(chunk) == [1, 3]
    assert unit_texts(chunk)[1:] == [in_context(chunk, chunk.sentences[number]) for number in (1, 3)]


@pytest.mark.parametrize("sentence", ["太原的新江茶很有名。", "태국 북부의 차밭이다", "タイグエンのお茶です"])
def test_short_sentences_of_dense_scripts_can_be_found(sentence: str) -> None:
    """Ten characters of Chinese, Korean or Japanese say as much as a sentence of Latin letters."""
    assert findable(make_chunk(LAKE, 0, sentence, LONG)) == [0, 1]


@pytest.mark.parametrize("count", [1, 2, 12])
def test_names_lead_back_to_the_row(count: int) -> None:
    """A chunk has as many names as texts, all different, and each tells its row."""
    names = unit_names(47, count)
    assert len(set(names)) == count
    assert {row_of(name) for name in names} == {47}


def test_names_of_two_rows_never_meet() -> None:
    """Row 1 with 20 sentences and row 11 share no name."""
    assert not set(unit_names(1, 20)) & set(unit_names(11, 20))


def test_a_digest_names_a_text() -> None:
    """16 bytes, the same for the same text, and any text has one."""
    texts = ["", "chè", "che", "Chè", "chè ", "\ud800", "\0"]
    digests = [text_digest(text) for text in texts]
    assert len(set(digests)) == len(texts)
    assert {len(digest) for digest in digests} == {16}
    assert text_digest("chè") == digests[1]
