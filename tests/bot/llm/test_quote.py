"""The writer without a model quotes the nearest sentences."""

from dataclasses import replace

from bot.llm.quote import Quote
from knowledge.passages import Evidence, Material, Passage, Sentence
from tests.bot.fakes_bot import LAKE, LAKE_EN, passage_of
from tests.fakes import make_chunk

ISLANDS = "Hồ có tám mươi chín đảo lớn nhỏ."
DAM = "Đập chính dài bốn trăm tám mươi mét."
FISH = "Ngư dân đánh cá vào ban đêm."
GATE = "Cổng khu du lịch mở cửa từ sáng sớm."
BOAT = "Thuyền rời bến lúc bảy giờ."


def near(*pairs: tuple[str, float], headings: tuple[str, ...] = (), material: Material = LAKE) -> Passage:
    """A passage of sentences, each with its cosine."""
    chunk = make_chunk(material, 0, *(text for text, _ in pairs), headings=headings)
    cosines = tuple(cosine for _, cosine in pairs)
    return Passage(chunk, 0.5, Evidence(max(cosines), cosines, 0.0))


async def lines(question: str, *passages: Passage) -> list[str]:
    """The lines of the draft."""
    return (await Quote().write(question, "vi", passages)).text.splitlines()


async def test_the_nearest_sentence_comes_first() -> None:
    """Whatever its place in the passage."""
    assert (await lines("?", near((FISH, 0.2), (ISLANDS, 0.9), (DAM, 0.5))))[0] == f"{ISLANDS} [1]"


async def test_far_sentences_are_left_out() -> None:
    """A short answer is better than a page."""
    assert await lines("?", near((FISH, 0.2), (ISLANDS, 0.9))) == [f"{ISLANDS} [1]"]


async def test_sentences_as_near_are_quoted_too_but_four_at_most() -> None:
    """Five that are equally near give four."""
    drawn = await lines("?", near((FISH, 0.9), (ISLANDS, 0.9), (DAM, 0.9), (BOAT, 0.9), (GATE, 0.9)))
    assert len(drawn) == 4


async def test_what_says_the_same_is_quoted_once() -> None:
    """Two documents that agree do not fill the answer."""
    longer = ISLANDS.replace("Hồ", "Hồ Núi Cốc")
    assert len(await lines("?", near((ISLANDS, 0.9)), near((longer, 0.9)))) == 1


async def test_shared_words_decide_between_equally_near_sentences() -> None:
    """The question's own words count."""
    assert (await lines("đập dài bao nhiêu mét", near((FISH, 0.9), (DAM, 0.9))))[0] == f"{DAM} [1]"


async def test_the_mark_names_the_passage() -> None:
    """A sentence of the second passage has the mark 2."""
    assert (await lines("?", near((FISH, 0.2)), near((ISLANDS, 0.9))))[0] == f"{ISLANDS} [2]"


async def test_a_passage_without_evidence_is_quoted_all_the_same() -> None:
    """Shared words alone decide then."""
    passage = Passage(make_chunk(LAKE, 0, FISH, DAM), 0.5)
    assert (await lines("đập chính dài", passage))[0] == f"{DAM} [1]"


async def test_a_sentence_without_a_vector_can_be_quoted() -> None:
    """Its passage speaks for it."""
    assert await lines("?", near((ISLANDS, -1.0))) == [f"{ISLANDS} [1]"]


async def test_only_the_best_passages_are_read() -> None:
    """However near a sentence of the last of ten is said to be."""
    passages = [*[passage_of(LAKE, f"{FISH} {number}", support=0.2) for number in range(9)], near((ISLANDS, 0.9))]
    assert not any(ISLANDS in line for line in await lines("?", *passages))


async def test_an_agencys_sentence_stands_behind_its_heading() -> None:
    """Its subject may be named there only; a sentence of ours, with sources, stands alone."""
    theirs = near(("Chủ trì tham mưu.", 0.9), headings=("II. Tổ chức", "4. Sở Công Thương"))
    assert await lines("?", theirs) == ["4. Sở Công Thương: Chủ trì tham mưu. [1]"]
    chunk = make_chunk(LAKE_EN, 0, "The lake has islands.", headings=("Islands",))
    ours = replace(chunk, sentences=(Sentence("The lake has islands.", (0,)),))
    assert await lines("?", Passage(ours, 0.5)) == ["The lake has islands. [1]"]


async def test_a_notice_of_a_marked_document_needs_no_heading() -> None:
    """It names its subject like the sentences around it."""
    passage = near((FISH, 0.9), headings=("Buổi tối",))
    marked = replace(passage, chunk=replace(passage.chunk, marked=True))
    assert await lines("?", marked) == [f"{FISH} [1]"]
    assert await lines("?", passage) == [f"Buổi tối: {FISH} [1]"]
