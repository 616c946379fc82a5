"""Step: a question about a place elsewhere, and none of ours, is out of scope."""

from bot.answering.replying import reply
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from knowledge.gazetteer import load_gazetteer

_ELSEWHERE = "elsewhere"


async def decline_elsewhere(inquiry: Inquiry) -> Inquiry | Answer:
    """Return the inquiry, or say what the bot knows about where it names places elsewhere only."""
    kinds = {mention.meant.kind for mention in load_gazetteer().find(inquiry.text)}
    return reply(inquiry, Outcome.OUT_OF_SCOPE, "out_of_scope") if kinds == {_ELSEWHERE} else inquiry
