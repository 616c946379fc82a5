"""Step: a short question without a name means what the turn before it named ("and how deep is it?")."""

from dataclasses import replace

from bot.inquiry import Inquiry
from knowledge.gazetteer import load_gazetteer
from knowledge.lexical.words import terms

_SHORT = 14  # terms; scripts without spaces have two of them for each word
_GENERAL = frozenset({"province", "city"})  # every question is about these


async def recall_names(inquiry: Inquiry) -> Inquiry:
    """Return the inquiry with the names of the latest turn behind its text, where it has none itself."""
    if not inquiry.turns or _names(inquiry.text) or len(terms(inquiry.text)) > _SHORT:
        return inquiry
    latest = inquiry.turns[-1]
    names = _names(latest.question) or _names(latest.answer)[:1]
    return replace(inquiry, text=f"{inquiry.text} ({', '.join(names)})") if names else inquiry


def _names(text: str) -> list[str]:
    """Return the names of single places, schools and things in a text, as they stand there."""
    mentions = (mention for mention in load_gazetteer().find(text) if mention.meant.kind not in _GENERAL)
    return [text[mention.start : mention.stop] for mention in mentions]
