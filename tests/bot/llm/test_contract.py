"""What every writer keeps: each statement of a draft stands in a passage, and its mark names that passage.

A writer that words freely is held to this by its grounding; a new plug is one more row of `WRITERS`.
"""

import re
from collections.abc import Callable

import pytest

from bot.llm.base import Draft, Writer, unmark
from bot.llm.quote import Quote
from knowledge.passages import Material, Passage
from tests.bot.fakes_bot import LAKE, LAKE_EN, passage_of

WRITERS: dict[str, Callable[[], Writer]] = {"quote": Quote}
_LINE = re.compile(r"(?P<said>.+) \[(?P<mark>\d+)\]")
WIKI = Material("wiki.en", "Lake", "en")
CASES = {
    "none": [],
    "one": [passage_of(LAKE, "Hồ Núi Cốc rộng hai nghìn năm trăm héc-ta.", "Hồ có tám mươi chín đảo.")],
    "two languages": [passage_of(LAKE, "Hồ rộng."), passage_of(LAKE_EN, "The lake is wide.", "It has islands.")],
    "many": [passage_of(LAKE, f"Câu số {number} nói về hồ.", f"Đảo {number}.") for number in range(12)],
    "the same twice": [passage_of(LAKE, "Hồ rộng hai nghìn héc-ta.")] * 3,
    "marks of its own": [passage_of(WIKI, "The lake [2] is wide [13].", "[1]"), passage_of(LAKE, "Hồ rộng.")],
    "signs only": [passage_of(LAKE, "…", "—")],
    "markup": [passage_of(LAKE, "<b>Hồ</b> {rộng} **lắm** %s.")],
}


@pytest.fixture(params=WRITERS.values(), ids=WRITERS)
def writer(request: pytest.FixtureRequest) -> Writer:
    """Each writer in turn."""
    made: Writer = request.param()
    return made


def statements(draft: Draft) -> list[tuple[str, int]]:
    """What a draft says, line by line, and the mark behind it; anything else fails."""
    matches = [_LINE.fullmatch(line) for line in draft.text.splitlines()]
    assert all(matches), draft.text
    return [(match["said"], int(match["mark"])) for match in matches if match]


def stands_in(said: str, passage: Passage) -> bool:
    """Whether one of the passage's sentences was said, alone or behind its heading."""
    heads = ["", *(f"{heading}: " for heading in passage.chunk.headings)]
    return said in {unmark(head + sentence.text) for head in heads for sentence in passage.chunk.sentences}


@pytest.mark.parametrize("passages", CASES.values(), ids=CASES)
@pytest.mark.parametrize("question", ["Hồ rộng bao nhiêu?", "lake", "", "\0 [1]", "🍵"])
async def test_every_statement_stands_in_the_passage_of_its_mark(
    writer: Writer, passages: list[Passage], question: str
) -> None:
    """Marks lie between 1 and the number of passages; nothing else is said, and nothing twice."""
    said = statements(await writer.write(question, "vi", passages))
    assert all(1 <= mark <= len(passages) for _, mark in said)
    assert all(stands_in(text, passages[mark - 1]) for text, mark in said)
    assert len(set(said)) == len(said)
    assert bool(said) == bool(passages)


async def test_a_passages_own_mark_is_no_mark(writer: Writer) -> None:
    """The only marks of a draft are the writer's."""
    draft = await writer.write("lake", "en", CASES["marks of its own"])
    marks = [int(number) for number in re.findall(r"\[(\d+)\]", draft.text)]
    assert marks == [mark for _, mark in statements(draft)]


async def test_a_draft_names_its_model(writer: Writer) -> None:
    """It is `quote`, or provider and name."""
    draft = await writer.write("Hồ?", "vi", CASES["one"])
    assert draft.model == "quote" or re.fullmatch(r"[^:]+:.+", draft.model)


async def test_the_same_question_is_answered_alike(writer: Writer) -> None:
    """Nothing is drawn by lot."""
    assert await writer.write("Hồ?", "vi", CASES["many"]) == await writer.write("Hồ?", "vi", CASES["many"])
