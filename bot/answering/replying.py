"""Answers in the house's own words: what is said when the materials are not quoted."""

from collections.abc import Mapping

from bot.conversation import Answer, Contact, Outcome
from bot.inquiry import Inquiry
from prompts import Office, describe_office, load_replies, office_for

_SUGGESTED = 3
_DOORS = {
    "tourism": "visit",
    "culture": "visit",
    "practical": "visit",
    "tea": "tea",
    "education": "study",
    "investment": "invest",
}


def reply(inquiry: Inquiry, outcome: Outcome, key: str, values: Mapping[str, str] | None = None) -> Answer:
    """Return the sentence `key` in the person's language, with questions that he might ask instead."""
    return Answer(
        id="",
        outcome=outcome,
        language=inquiry.language,
        text=load_replies(inquiry.language).say(key, values or {}),
        suggestions=suggest(inquiry, None),
        edition=inquiry.edition,
    )


def fail(inquiry: Inquiry) -> Answer:
    """Return the answer of a failure: an apology and whom to ask."""
    office = office_for(None)
    text = load_replies(inquiry.language).say("failed", {"contact": describe_office(office, inquiry.language)})
    return Answer("", Outcome.FAILED, inquiry.language, text, contact=contact_of(office, inquiry.language))


def contact_of(office: Office, language: str) -> Contact:
    """Return an office as a contact named in the person's language."""
    return Contact(name=office.names[language], url=office.url, phone=office.phone)


def suggest(inquiry: Inquiry, domain: str | None) -> tuple[str, ...]:
    """Return a few questions about a domain, or one of each door where none is known; never the one just asked."""
    replies = load_replies(inquiry.language)
    if domain in _DOORS:
        lines = list(replies.lines(f"suggestions.{_DOORS[domain]}"))
    else:
        lines = [replies.lines(f"suggestions.{door}")[0] for door in dict.fromkeys(_DOORS.values())]
    return tuple(line for line in lines if line != inquiry.text)[:_SUGGESTED]
