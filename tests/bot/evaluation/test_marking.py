"""What makes an answer right, incomplete, false or a refusal."""

import pytest

from bot.conversation import Answer, Outcome
from bot.evaluation.marking import Verdict, mark
from bot.evaluation.suites import Case

ANSWERED = ("answered", "partial")


def case(**fields: object) -> Case:
    """Return a case with the fields that matter to a test."""
    given = {"id": "1", "text": "?", "language": "en", "kind": "fact", "domain": "tourism", "outcomes": ANSWERED}
    return Case.model_validate({**given, **fields})


def answer(text: str = "", outcome: str = "answered", language: str = "en") -> Answer:
    """Return an answer."""
    return Answer(id="a", outcome=Outcome(outcome), language=language, text=text)


def verdict(of: Case, given: Answer) -> Verdict:
    """Return the verdict alone."""
    return mark(of, given).verdict


def test_an_answer_with_every_fact_is_right() -> None:
    """One of the ways to write each fact is enough, in any case and spelling of thousands."""
    asked = case(must=[["15 km", "15 kilometres"], ["20,000"]])
    assert verdict(asked, answer("It lies 15 KM away; the ticket was 20.000 VND.")) is Verdict.RIGHT


def test_a_missing_fact_is_named() -> None:
    """An answer that lacks a fact is incomplete, and the mark says which."""
    marked = mark(case(must=[["15"], ["bus", "coach"]]), answer("It lies 15 km away."))
    assert (marked.verdict, marked.missing) == (Verdict.INCOMPLETE, (("bus", "coach"),))


@pytest.mark.parametrize("text", ["115 km", "15.5 km", "1,515 people", "15.000 đồng", "0.15"])
def test_a_figure_is_not_found_inside_another(text: str) -> None:
    """15 is neither 115 nor 15.5."""
    assert verdict(case(must=[["15"]]), answer(text)) is Verdict.INCOMPLETE


@pytest.mark.parametrize("text", ["（Phú Bình，675公顷）", "2025，675，2026", "It has, in all,675 ha."])
def test_a_figure_after_a_comma_is_found(text: str) -> None:
    """A comma before or after a figure is no part of it, full-width or not."""
    assert verdict(case(must=[["675"]]), answer(text)) is Verdict.RIGHT


def test_a_figure_at_the_end_of_a_sentence_is_found() -> None:
    """A full stop after a figure is no decimal point."""
    assert verdict(case(must=[["2025"]]), answer("That was in 2025. It is so still [1].")) is Verdict.RIGHT


def test_full_width_and_dashes_do_not_matter() -> None:
    """Ｆｕｌｌ-width letters and the kind of a dash are spelling."""
    assert verdict(case(must=[["2-3 km"]]), answer("２–３ ｋｍ")) is Verdict.RIGHT


def test_what_must_not_be_said_makes_an_answer_false() -> None:
    """A forbidden statement outweighs every right fact."""
    asked = case(must=[["Ramsar"]], must_not=["World Heritage Site"])
    assert verdict(asked, answer("Ba Bể is a Ramsar and World Heritage Site.")) is Verdict.FALSE_ANSWER


def test_silence_is_a_false_refusal_only_where_the_materials_speak() -> None:
    """Of a question that nobody can answer, silence is right."""
    silent = answer(outcome="no_information")
    assert verdict(case(), silent) is Verdict.FALSE_REFUSAL
    assert verdict(case(outcomes=["no_information"]), silent) is Verdict.RIGHT


def test_an_answer_where_none_is_possible_is_false() -> None:
    """So is one that may be given with a caveat only, without the caveat."""
    assert verdict(case(outcomes=["no_information"]), answer("At 9.")) is Verdict.FALSE_ANSWER
    known = case(outcomes=["no_information", "answered"], must=[["not found"]])
    assert verdict(known, answer("At 9.")) is Verdict.FALSE_ANSWER
    assert verdict(known, answer("The hours were not found.")) is Verdict.RIGHT


def test_the_wrong_silence_is_a_wrong_outcome() -> None:
    """A greeting that is taken for a question is neither false answer nor refusal."""
    assert verdict(case(outcomes=["small_talk"]), answer(outcome="clarify")) is Verdict.WRONG_OUTCOME


def test_a_right_answer_in_another_language_is_not_right() -> None:
    """The reply's language is the question's."""
    assert verdict(case(language="ko"), answer("ok")) is Verdict.WRONG_LANGUAGE
