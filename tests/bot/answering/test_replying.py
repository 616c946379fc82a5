"""The house's own words, in the person's language."""

import pytest

from bot.answering.replying import contact_of, fail, reply, suggest
from bot.conversation import Outcome
from prompts import REPLY_LANGUAGES, load_replies, office_for, offices_for
from tests.bot.fakes_bot import inquire


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
def test_a_failure_says_whom_to_ask(language: str) -> None:
    """It is FAILED, with an office that the text names too."""
    answer = fail(inquire("?", language))
    assert (answer.outcome, answer.language) == (Outcome.FAILED, language)
    assert answer.contact is not None
    assert answer.contact.name == office_for(None).names[language]
    assert answer.contact.name in answer.text


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
def test_every_office_has_a_name_in_every_language(language: str) -> None:
    """A contact can be made of any office; a phone or address is only there where the office has one."""
    for domain in ("tourism", "tea", "education", "investment", "plan", None):
        for office in offices_for(domain):
            contact = contact_of(office, language)
            assert contact.name
            assert (contact.url, contact.phone) == (office.url, office.phone)


def test_a_reply_fills_its_sentence() -> None:
    """Values stand in the sentence; nothing is cited."""
    answer = reply(inquire("?", "fr"), Outcome.TOO_LONG, "too_long", {"limit": "77"})
    assert answer.text == load_replies("fr").say("too_long", {"limit": "77"})
    assert (answer.citations, answer.contact) == ((), None)


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
@pytest.mark.parametrize("domain", ["tourism", "culture", "practical", "tea", "education", "investment", "plan", None])
def test_at_most_three_questions_are_suggested(language: str, domain: str | None) -> None:
    """There are some for every domain and language, none twice."""
    lines = suggest(inquire("?", language), domain)
    assert 1 <= len(lines) <= 3
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("domain", ["tea", None])
def test_the_question_just_asked_is_not_suggested(domain: str | None) -> None:
    """Nobody is sent in a circle."""
    first = suggest(inquire("?", "en"), domain)[0]
    assert first not in suggest(inquire(first, "en"), domain)
