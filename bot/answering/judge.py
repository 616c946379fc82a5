"""Step: are these passages enough for this question? A first, simple gate."""

from dataclasses import replace

from bot.answering.replying import contact_of, suggest
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from knowledge.passages import Passage
from prompts import describe_office, load_replies, office_for

_RELATED = 2


async def judge(inquiry: Inquiry) -> Inquiry | Answer:
    """Return the inquiry with the passages that may be quoted, or say that the materials are silent."""
    enough = tuple(passage for passage in inquiry.passages if support(inquiry, passage) >= 0)
    if enough:
        return replace(inquiry, passages=enough)
    return decline(inquiry)


def support(inquiry: Inquiry, passage: Passage) -> float:
    """Return how far a passage's evidence lies above the least that is enough."""
    return passage.score - 0.36


def decline(inquiry: Inquiry) -> Answer:
    """Return the honest answer of a silent archive: that it is silent, whom to ask, what is near."""
    passages = inquiry.passages
    domain = passages[0].chunk.material.domain if passages else None
    office, replies = office_for(domain), load_replies(inquiry.language)
    contact = describe_office(office, inquiry.language)
    lines = [replies.say("no_information", {"contact": contact})]
    return Answer(
        id="",
        outcome=Outcome.NO_INFORMATION,
        language=inquiry.language,
        text="\n".join(lines),
        passages=passages,
        suggestions=suggest(inquiry, domain),
        contact=contact_of(office, inquiry.language),
        edition=inquiry.edition,
    )
