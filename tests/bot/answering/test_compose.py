"""The answer's words, its citations, notes, places and office."""

from dataclasses import replace

import pytest

from bot.answering.compose import Compose, choose_language
from bot.conversation import Answer, Outcome
from knowledge.passages import Material, Passage, Place
from prompts import REPLY_LANGUAGES, format_date, load_replies
from tests.bot.fakes_bot import LAKE, LAKE_EN, FakeWriter, inquire, passage_of

ISLAND = Place("Đảo Dừa", 21.58, 105.7)


async def compose(language: str, *passages: Passage, text: str = "Said. [1]") -> Answer:
    """The answer for passages, by a writer who writes `text`."""
    return await Compose(FakeWriter(text))(inquire("Hồ?", language, *passages))


async def test_the_writers_text_is_answered_with_citations() -> None:
    """The text stands alone in the person's language, the passages and the model are told."""
    inquiry = replace(inquire("Hồ?", "vi", passage_of(LAKE, "Hồ lớn.")), edition="e1")
    writer = FakeWriter("Hồ lớn. [1]")
    answer = await Compose(writer)(inquiry)
    assert (answer.outcome, answer.language, answer.text) == (Outcome.ANSWERED, "vi", "Hồ lớn. [1]")
    assert [citation.quote for citation in answer.citations] == ["Hồ lớn."]
    assert (answer.passages, answer.edition, answer.model) == (inquiry.passages, "e1", "fake:1")
    assert writer.given == [("Hồ?", "vi", list(inquiry.passages))]


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
async def test_a_foreign_quote_is_announced(language: str) -> None:
    """A note above it names the language of the materials, where that is not the person's."""
    answer = await compose(language, passage_of(LAKE_EN, "The lake is big."))
    replies = load_replies(language)
    note = replies.say("foreign_note", {"language": replies.language_name("en")})
    assert answer.text == ("Said. [1]" if language == "en" else f"{note}\nSaid. [1]")


@pytest.mark.parametrize("text", ["", "Nothing is marked.", "Invented. [7]"])
async def test_a_draft_that_cites_nothing_is_not_shown(text: str) -> None:
    """What no passage backs is never answered."""
    answer = await compose("vi", passage_of(LAKE, "Hồ lớn."), text=text)
    assert answer.outcome == Outcome.NO_INFORMATION
    assert answer.citations == ()
    assert answer.text
    assert "Invented" not in answer.text


@pytest.mark.parametrize("day", ["2020", "2020-05", "2020-05-06"])
async def test_an_overdue_material_is_pointed_out(day: str) -> None:
    """A note below says until when the material should have been reviewed."""
    answer = await compose("en", passage_of(replace(LAKE_EN, recheck_by=day), "The lake is big."))
    assert answer.text.endswith(load_replies("en").say("outdated", {"date": format_date(day, "en")}))


async def test_the_earliest_of_two_overdue_days_is_told() -> None:
    """One note is enough."""
    early, late = (
        passage_of(Material(day, day, "en", recheck_by=day), "The lake is big.") for day in ("2020-05", "2021-01")
    )
    answer = await compose("en", late, early, text="One. [1]\nTwo. [2]")
    assert answer.text.count("review") == 1
    assert "May 2020" in answer.text


@pytest.mark.parametrize("day", [None, "2999", "2999-01-01"])
async def test_a_material_in_time_needs_no_note(day: str | None) -> None:
    """Nothing stands below the text."""
    answer = await compose("en", passage_of(replace(LAKE_EN, recheck_by=day), "The lake is big."))
    assert answer.text == "Said. [1]"


async def test_only_cited_materials_give_places_and_notes() -> None:
    """A passage that was found and not used tells nothing; a place of two passages is shown once."""
    used = replace(LAKE_EN, places=(ISLAND,))
    unused = Material("cave.en", "Cave", "en", recheck_by="2020", places=(Place("Cave", 1.0, 2.0),))
    passages = [passage_of(unused, "The cave."), passage_of(used, "The lake is big."), passage_of(used, "An isle.")]
    answer = await compose("en", *passages, text="The lake is big. [2] An isle. [3]")
    assert answer.places == (ISLAND,)
    assert answer.text.endswith("[1]")


async def test_an_answer_names_no_office() -> None:
    """Whom to ask is said where the materials are silent; below every answer it would be noise."""
    answer = await compose("en", passage_of(LAKE_EN, "The lake is big."))
    assert answer.contact is None


def test_own_language_goes_first() -> None:
    """A passage that is a little nearer in another language does not win, the only right one does."""
    own, far = (passage_of(LAKE, "Hồ.", score=score) for score in (0.88, 0.1))
    other = passage_of(LAKE_EN, "Lake.", score=0.9)
    assert choose_language([other, own], "vi") == [own]
    assert choose_language([other, far], "vi") == [other]


def test_english_is_preferred_where_it_is_nearly_as_good() -> None:
    """Of two foreign languages more people read English; a far worse passage does not win by that."""
    vi, near, far = passage_of(LAKE, "Hồ.", score=0.8), *(passage_of(LAKE_EN, "Lake.", score=s) for s in (0.79, 0.1))
    assert choose_language([vi, near], "ko") == [near]
    assert choose_language([vi, far], "ko") == [vi]


def test_the_best_foreign_language_is_taken_whole() -> None:
    """Without English, all passages of the best one's language are used; without passages, none."""
    zh = passage_of(Material("z", "Z", "zh"), "湖。")
    first, second = passage_of(LAKE, "Hồ."), passage_of(LAKE, "Đảo.")
    assert choose_language([first, zh, second], "ko") == [first, second]
    assert choose_language([], "ko") == []
