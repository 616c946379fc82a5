"""What `ingest.split` promises."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Document, Section
from ingest.lengths import CAP, cost
from ingest.split import split
from knowledge.passages import Chunk, Material, Sentence, Source

SOURCES = (Source("https://a.example"), Source("https://b.example"))
SENTENCE = "Hồ Núi Cốc cách trung tâm thành phố Thái Nguyên khoảng mười lăm cây số về phía tây. "


def cut(*sections: Section, language: str = "vi", title: str = "Hồ") -> list[Chunk]:
    """Return the chunks of a document of these sections."""
    material = Material("tourism/ho.vi", title, language, sources=SOURCES)
    return split(Document("markdown", title, sections), material)


def test_a_chunk_never_mixes_headings() -> None:
    """Short sections under different headings stay apart."""
    chunks = cut(Section(("A",), "Một."), Section(("A", "B"), "Hai."), Section(("A",), "Ba."))
    assert [(chunk.headings, chunk.text) for chunk in chunks] == [
        (("A",), "Một."),
        (("A", "B"), "Hai."),
        (("A",), "Ba."),
    ]


def test_ids_count_from_zero() -> None:
    """The id is the material's, with the position in the document."""
    chunks = cut(Section(("A",), "Một."), Section(("B",), "Hai."))
    assert [(chunk.id, chunk.position) for chunk in chunks] == [
        ("tourism/ho.vi#0", 0),
        ("tourism/ho.vi#1", 1),
    ]


def test_a_paragraph_up_to_the_cap_is_one_chunk() -> None:
    """A paragraph over the target but under the cap is not cut."""
    text = (SENTENCE * 16).strip()
    assert len(text) > 1_300
    assert [chunk.text for chunk in cut(Section((), text))] == [text]


def test_long_sections_are_cut_at_paragraphs() -> None:
    """Paragraphs are packed whole up to the target."""
    paragraph = (SENTENCE * 6).strip()
    chunks = cut(Section((), "\n\n".join([paragraph] * 5)))
    assert [chunk.text for chunk in chunks] == ["\n\n".join([paragraph] * 2)] * 2 + [paragraph]


def test_a_paragraph_over_the_cap_is_cut_at_sentences() -> None:
    """No sentence is cut and none is lost."""
    chunks = cut(Section((), SENTENCE * 40))
    assert len(chunks) > 2
    assert [sentence.text for chunk in chunks for sentence in chunk.sentences] == [SENTENCE.strip()] * 40


def test_source_marks_become_indexes() -> None:
    """Marks leave the text; numbers without a source are dropped."""
    (chunk,) = cut(Section((), "Vé 20.000 đồng.[^1] Mở cửa 8 giờ.[^2][^1] Đóng cửa 5 giờ.[^9]"))
    assert chunk.text == "Vé 20.000 đồng. Mở cửa 8 giờ. Đóng cửa 5 giờ."
    assert chunk.sentences == (
        Sentence("Vé 20.000 đồng.", (0,)),
        Sentence("Mở cửa 8 giờ.", (1, 0)),
        Sentence("Đóng cửa 5 giờ."),
    )


def test_bullets_stand_in_the_text_but_not_in_the_sentence() -> None:
    """A list item can be quoted without its bullet."""
    (chunk,) = cut(Section((), "Vé gồm:\n- người lớn\n- trẻ em"))
    assert chunk.text == "Vé gồm:\n- người lớn\n- trẻ em"
    assert [sentence.text for sentence in chunk.sentences] == ["Vé gồm:", "người lớn", "trẻ em"]


def test_a_row_can_be_quoted_alone() -> None:
    """A row repeats the names of its columns, leaves out empty cells, and knows its sources."""
    rows = (("Đối tượng", "Giá vé", "Ghi chú"), ("Người lớn", "20.000 đồng", "lễ[^2]"), ("Trẻ em", "0", ""))
    (chunk,) = cut(Section(("Giá",), rows=rows, page=3))
    assert chunk.text.splitlines()[0] == "Đối tượng | Giá vé | Ghi chú"
    assert chunk.page == 3
    assert chunk.sentences == (
        Sentence("Đối tượng: Người lớn; Giá vé: 20.000 đồng; Ghi chú: lễ", (1,)),
        Sentence("Đối tượng: Trẻ em; Giá vé: 0"),
    )


def test_every_chunk_of_a_long_table_repeats_the_header() -> None:
    """Rows are packed, and no chunk holds rows without the header."""
    rows = (("STT", "Nhiệm vụ"), *((str(number), SENTENCE.strip()) for number in range(40)))
    chunks = cut(Section((), rows=rows))
    assert 4 < len(chunks) < 20
    assert all(chunk.text.startswith("STT | Nhiệm vụ\nSTT: ") for chunk in chunks)
    assert sum(len(chunk.sentences) for chunk in chunks) == 40


def test_sections_of_one_heading_on_two_pages_are_packed_together() -> None:
    """The chunk carries the page on which it starts."""
    (chunk,) = cut(Section(("A",), "Một.", 1), Section(("A",), "Hai.", 2))
    assert (chunk.text, chunk.page) == ("Một.\n\nHai.", 1)


def test_a_title_that_the_register_does_not_use_goes_before_the_headings() -> None:
    """The words of the document's own title can still be found."""
    document = Document("html", "Lễ hội Trà", (Section(("Giá",), "Miễn phí."),))
    (chunk,) = split(document, Material("x", "Festival", "vi"))
    assert chunk.headings == ("Lễ hội Trà", "Giá")


SCRIPTS = [
    "Thái Nguyên ",
    "Thai Nguyen ",
    "太原省茶叶。",
    "たいげん、",
    "타이응우옌 ",
    "Тхайнгуен ",
    "ท่า",
    "ໄທ ",
    "1.5; ",
    "😀",
]


@given(st.lists(st.tuples(st.sampled_from(SCRIPTS), st.integers(1, 900)), max_size=5), st.text(max_size=300))
def test_no_chunk_is_over_the_cap(runs: list[tuple[str, int]], title: str) -> None:
    """Whatever the text, title, headings and text stay under the cap, and sentences stand in the text."""
    text = "".join(word * times for word, times in runs)
    for chunk in cut(Section((title[:80],), text), title=title or "x"):
        assert cost(chunk.text) + min(140, cost(title)) <= CAP + 1
        assert all(sentence.text in chunk.text for sentence in chunk.sentences)


def test_a_document_is_marked_where_one_of_its_sentences_names_a_source() -> None:
    """Then its sentences without a mark are known as the editors' own, in every chunk."""
    material = Material("a", "Hồ", "vi", sources=(Source("https://example.org/a"),))
    sections = (Section(("Một",), "Hồ rộng 25 km².[^1]"), Section(("Hai",), "Chưa có giờ mở cửa."))
    assert [chunk.marked for chunk in split(Document("markdown", "Hồ", sections), material)] == [True, True]
    assert [chunk.marked for chunk in split(Document("markdown", "Hồ", sections[1:]), material)] == [False]
