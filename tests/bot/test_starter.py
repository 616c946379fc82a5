"""The whole bot on the real starter materials: what it answers, what it leaves, and what nothing may break."""

import asyncio
import re
import time
import unicodedata
from collections.abc import Iterable
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation import Answer, Outcome
from prompts import REPLY_LANGUAGES
from tests.bench.sets import Asked, golden, off_topic
from tests.bot.conftest import LONGEST, Starter
from tests.bot.fakes_bot import asking

EVERY = 4
"""Of the golden questions, one in four is asked: all would take half a minute."""
_MARK = re.compile(r"\[(\d{1,3})\]")
SECONDS = 5.0
QUIET = (Outcome.CLARIFY, Outcome.NO_INFORMATION, Outcome.SMALL_TALK)
NUI_COC = "Hồ Núi Cốc nằm ở đâu?"


def ask(starter: Starter, text: str, language: str | None = None) -> Answer:
    """One answer."""
    return asyncio.run(starter.answerer.answer(asking(text, language)))


def ask_all(starter: Starter, questions: Iterable[Asked]) -> list[tuple[Asked, Answer]]:
    """The answer to each question, no language chosen."""

    async def run() -> list[tuple[Asked, Answer]]:
        answerer = starter.answerer
        return [(question, await answerer.answer(asking(question.text))) for question in questions]

    return asyncio.run(run())


@pytest.fixture(scope="module")
def answered(starter: Starter) -> list[tuple[Asked, Answer]]:
    """Golden questions in Vietnamese and English, and their answers."""
    questions = golden()
    chosen = [
        [question for question in questions if question.language == language][::EVERY] for language in ("vi", "en")
    ]
    return ask_all(starter, chain(*chosen))


def topics(answer: Answer) -> set[str]:
    """The topics that are cited or among the first five passages."""
    cited = {citation.document.removesuffix(f".{citation.language}") for citation in answer.citations}
    return cited | {passage.chunk.material.topic for passage in answer.passages[:5]}


def check_citations(answer: Answer) -> None:
    """Fail unless marks and citations fit, and every quote stands word for word in a passage of its document."""
    marks = [int(number) for number in _MARK.findall(answer.text)]
    assert list(dict.fromkeys(marks)) == [citation.number for citation in answer.citations]
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        texts = [p.chunk.text for p in answer.passages if p.chunk.material.id == citation.document]
        assert citation.quote
        for quoted in citation.quote.split(" … "):
            assert any(quoted in text for text in texts), quoted
            assert quoted in answer.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_golden_questions_are_answered_from_the_right_topic(
    answered: list[tuple[Asked, Answer]], language: str
) -> None:
    """At least nine of ten."""
    own = [(asked, answer) for asked, answer in answered if asked.language == language]
    right = [asked for asked, answer in own if answer.outcome == Outcome.ANSWERED and asked.right in topics(answer)]
    print(f"golden {language}: {len(right)} of {len(own)} answered from the right topic ({len(right) / len(own):.1%})")
    assert len(own) >= 80
    assert len(right) >= 0.9 * len(own)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_off_topic_questions_are_declined(starter: Starter, language: str) -> None:
    """At most 15 of a hundred are answered; the others get an office instead."""
    asked = ask_all(starter, [question for question in off_topic() if question.language == language])
    false = [answer for _, answer in asked if answer.outcome == Outcome.ANSWERED]
    print(f"off topic {language}: {len(false)} of {len(asked)} answered ({len(false) / len(asked):.1%})")
    assert len(asked) >= 50
    assert len(false) <= 0.15 * len(asked)
    for _, answer in asked:
        if answer.outcome == Outcome.NO_INFORMATION:
            assert answer.contact is not None
            assert answer.citations == ()


def test_every_answer_is_cited_word_for_word(answered: list[tuple[Asked, Answer]]) -> None:
    """Marks match citations, and quotes stand in the passages."""
    for _, answer in answered:
        assert bool(answer.citations) == (answer.outcome == Outcome.ANSWERED)
        check_citations(answer)


def test_every_answer_is_in_the_language_of_its_question(answered: list[tuple[Asked, Answer]]) -> None:
    """Nearly always: a few questions are names only, which all languages share."""
    wrong = [asked.text for asked, answer in answered if answer.language != asked.language]
    assert len(wrong) <= 0.02 * len(answered), wrong


@pytest.mark.parametrize("language", [one for one in REPLY_LANGUAGES if one not in ("vi", "en")])
def test_other_languages_are_quoted_with_a_note(starter: Starter, language: str) -> None:
    """Most questions are answered in the person's language; only what there is in others alone is quoted from them."""
    questions = [question for question in golden() if question.language == language][::8]
    asked = ask_all(starter, questions)
    found = [answer for _, answer in asked if answer.outcome == Outcome.ANSWERED]
    assert len(found) > len(asked) / 2
    for answer in found:
        assert answer.language == language
        cited = answer.citations[0]
        assert answer.text.startswith(cited.quote.split(" … ")[0]) == (cited.language == language)
        check_citations(answer)


HOSTILE = {
    "nothing": ("", QUIET),
    "blanks": (" \t\r\n\u00a0\u3000", QUIET),
    "a megabyte": ("a" * 1_000_000, (Outcome.TOO_LONG,)),
    "a megabyte of spaces": (" " * 1_000_000, (Outcome.TOO_LONG, *QUIET)),
    "NUL": ("\0", QUIET),
    "NUL inside": ("Hồ Núi Cốc\0 nằm ở đâu?", (Outcome.ANSWERED,)),
    "a lone surrogate": ("\ud800", QUIET),
    "surrogates inside": ("Hồ Núi Cốc \udfff\ud800nằm ở đâu?", (Outcome.ANSWERED,)),
    "NFD": (unicodedata.normalize("NFD", NUI_COC), (Outcome.ANSWERED,)),
    "emoji": ("😀🍵👩\u200d🌾🇻🇳", QUIET),
    "right to left": ("\u202e" + NUI_COC + "\u202c\u2066\u2069\u200f", (Outcome.ANSWERED,)),
    "one long ligature": ("\ufdfa" * 20, QUIET),
    "markup": ("<script>alert(1)</script>", QUIET),
    "SQL": ("'; DROP TABLE passages; --", QUIET),
    "combining marks": ("e" + "\u0301" * 5_000, (Outcome.TOO_LONG,)),
    "as many as may be": ("e" + "\u0301" * (LONGEST - 1), (Outcome.ANSWERED, *QUIET)),
    "Swahili": ("Je, ziwa la Nui Coc liko wapi?", (Outcome.ANSWERED, Outcome.NO_INFORMATION)),
    "a format": ("%s {0} {contact} {{}} $HOME", QUIET),
    "marks": ("[1] [2] [999]", (Outcome.ANSWERED, *QUIET)),
    "escapes": ("\x1b[2J\x1b]0;x\x07", QUIET),
    "a path": ("../../../etc/passwd", QUIET),
    "digits": ("9" * LONGEST, (Outcome.ANSWERED, *QUIET)),
    "the longest question": (("hồ " * LONGEST)[:LONGEST], (Outcome.ANSWERED, *QUIET)),
}


@pytest.mark.parametrize(("text", "outcomes"), HOSTILE.values(), ids=HOSTILE)
def test_bad_input_gets_a_fitting_outcome(starter: Starter, text: str, outcomes: tuple[Outcome, ...]) -> None:
    """Soon, in a language that there is, and fit to be sent as UTF-8."""
    start = time.perf_counter()
    answer = ask(starter, text)
    assert time.perf_counter() - start < SECONDS
    assert answer.outcome in outcomes
    assert answer.language in REPLY_LANGUAGES
    assert answer.text.encode("utf-8")
    check_citations(answer)


@pytest.mark.parametrize("text", [NUI_COC, "ho nui coc nam o dau", unicodedata.normalize("NFD", NUI_COC)])
def test_one_question_however_typed(starter: Starter, text: str) -> None:
    """With diacritics, without, and decomposed: the lake is found."""
    answer = ask(starter, text)
    assert answer.language == "vi"
    assert any("nui-coc" in citation.document for citation in answer.citations)


MARKED = st.sampled_from("hồ|Núi Cốc|tea|茶|\u0301|\u202e|\0|[1]|\ud83c|?| |ﷺ|{x}".split("|"))
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(codec=None), max_size=30),
    st.lists(MARKED, max_size=12).map("".join),
)


@given(text=TEXTS, language=st.sampled_from([None, *REPLY_LANGUAGES, "de", "", "\0"]))
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_bot(starter: Starter, text: str, language: str | None) -> None:
    """Whatever is typed, the answer is none of the failures, and its marks and citations fit."""
    answer = ask(starter, text, language)
    assert answer.outcome in (*QUIET, Outcome.ANSWERED)
    assert answer.language in REPLY_LANGUAGES
    assert answer.text.encode("utf-8")
    assert bool(answer.citations) == (answer.outcome == Outcome.ANSWERED)
    check_citations(answer)
