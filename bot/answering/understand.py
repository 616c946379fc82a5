"""Step: in which language the person asks, and in which he reads."""

from dataclasses import replace

from bot.inquiry import Inquiry
from knowledge.languages import UNKNOWN, detect
from prompts import REPLY_LANGUAGES, reply_language


async def understand(inquiry: Inquiry) -> Inquiry:
    """Note the languages. A language that the person chose goes before the one that he happens to type."""
    chosen = inquiry.question.language
    detected = detect(inquiry.text, chosen)
    asked_in = detected.language
    if asked_in == UNKNOWN:
        asked_in = chosen or "en"
    language = chosen if chosen in REPLY_LANGUAGES else reply_language(asked_in)
    return replace(inquiry, language=language, asked_in=asked_in, bare=detected.bare)
