"""Only passages with enough support are quoted; without one, the materials are silent."""

import tomllib
from dataclasses import replace

import pytest

from bot.answering.judge import THRESHOLDS, decline, judge, least_support, support
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from knowledge.passages import Evidence, Material, Passage
from prompts import REPLY_LANGUAGES, office_for
from tests.bot.fakes_bot import LAKE, LAKE_EN, inquire, passage_of
from tests.fakes import make_chunk

LEAST = least_support("vi", own=True)


def test_every_reply_language_was_measured() -> None:
    """All thresholds lie between 0 and 1: for passages of other languages, and for the languages of the materials."""
    least = tomllib.loads(THRESHOLDS.read_text(encoding="utf-8"))
    assert set(least["foreign"]) >= {*REPLY_LANGUAGES, "vi-bare"}
    assert set(least["own"]) >= {"vi", "en", "vi-bare"}
    assert all(0 < value < 1 for kind in least.values() for value in kind.values())


@pytest.mark.parametrize("own", [True, False])
def test_a_pair_that_was_never_measured_needs_the_most(own: bool) -> None:
    """An unknown language is judged strictly."""
    measured = tomllib.loads(THRESHOLDS.read_text(encoding="utf-8"))["own" if own else "foreign"]
    assert all(least_support("sw", own) >= least_support(group, own) for group in measured)


async def test_a_passage_is_judged_by_its_pair_of_languages() -> None:
    """Of two passages with the same support, the one of the question's language can be too weak while the other is not.

    Which of the two is the stricter pair is a matter of measurement.
    """
    own, foreign = least_support("en", own=True), least_support("en", own=False)
    between = (own + foreign) / 2
    passages = [passage_of(material, "Text.", support=between) for material in (LAKE_EN, LAKE)]
    judged = await judge(inquire("Lake?", "en", *passages))
    assert isinstance(judged, Inquiry)
    assert judged.passages == (passages[1] if own > foreign else passages[0],)


@pytest.mark.parametrize("bare", [True, False])
async def test_bare_vietnamese_is_judged_by_its_own_measure(bare: bool) -> None:
    """Without diacritics, chance likenesses are more."""
    least = least_support("vi-bare" if bare else "vi", own=True)
    on, below = (passage_of(LAKE, "Một.", support=least + step) for step in (0.0005, -0.0005))
    judged = await judge(replace(inquire("ho", "vi", on, below), bare=bare))
    assert isinstance(judged, Inquiry)
    assert judged.passages == (on,)


async def test_only_supported_passages_go_on_in_their_order() -> None:
    """The passages below the threshold are left out, those on it stay."""
    good, weak = passage_of(LAKE, "Một.", support=LEAST + 0.05), passage_of(LAKE, "Hai.", support=LEAST - 0.01)
    exact = passage_of(LAKE, "Ba.", support=LEAST)
    judged = await judge(inquire("Hồ?", "vi", good, weak, exact))
    assert isinstance(judged, Inquiry)
    assert judged.passages == (good, exact)


@pytest.mark.parametrize("count", [0, 1, 3])
async def test_without_support_the_materials_are_silent(count: int) -> None:
    """No passage, or only weak ones: an honest answer with an office, and nothing quoted."""
    answer = await judge(inquire("Hồ?", "vi", *[passage_of(LAKE, "Một.", support=LEAST - 0.1)] * count))
    assert isinstance(answer, Answer)
    assert answer.outcome == Outcome.NO_INFORMATION
    assert (answer.citations, answer.passages) == ((), ())
    assert answer.contact is not None
    assert answer.contact.name in answer.text


def test_a_passage_without_evidence_has_no_support() -> None:
    """What was not weighed is not quoted."""
    assert support(Passage(make_chunk(LAKE, 0, "Một."), 1.0)) == 0.0


def test_support_grows_with_nearness_and_likeness() -> None:
    """A nearer sentence and a question nearer to the whole field both speak for a passage."""

    def of(dense: float, likeness: float) -> float:
        return support(Passage(make_chunk(LAKE, 0, "Một."), 0.5, Evidence(dense, (dense,), 0.0, likeness)))

    assert of(0.9, 0.8) > of(0.8, 0.8)
    assert of(0.9 + 0.1, 0.8 + 0.1) > of(0.9, 0.8)


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
@pytest.mark.parametrize("domain", ["tourism", "education", "investment", "tea", None, "unheard-of"])
def test_the_nearest_domain_names_the_office(language: str, domain: str | None) -> None:
    """Whoever is silent says whom to ask, by the domain of the nearest passage, in every language."""
    answer = decline(inquire("?", language, passage_of(Material("a", "A", "vi", domain=domain), "Một.")))
    office = office_for(domain)
    assert answer.contact is not None
    assert (answer.contact.name, answer.contact.url) == (office.names[language], office.url)
    assert office.names[language] in answer.text
    assert answer.language == language
    assert answer.suggestions
