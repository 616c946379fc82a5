"""An answer as Zalo shows it: plain text in at most three messages, the sources as a short foot, then what to ask."""

from bot.channels.speaking import Say
from bot.channels.texts import PARTS, clean, split, units
from bot.channels.web_view import map_url, origin_line, safe_url
from bot.channels.zalo.messages import LIMIT, Choice, make_message, number
from bot.conversation import Answer, Citation
from bot.inbox.base import Message
from prompts import load_replies

_TITLE = 90  # characters
_SUGGESTIONS = 4
_QUESTION = 160
_FOOT = 1_200  # units
_PLACES = 2


def render(answer: Answer, say: Say, apology: str = "") -> list[Message]:
    """Return the messages of an answer, the suggestions under the last one."""
    hint = say(answer.language, "numbered_hint")
    choices: list[Choice] = [
        (question, question)
        for suggestion in answer.suggestions[:_SUGGESTIONS]
        if 0 < units(question := clean(suggestion)) <= _QUESTION
    ]
    text = clean(answer.text) or say(answer.language, "unavailable")
    whole = f"{apology}\n\n{text}" if apology else text
    foot = _foot(answer, say)
    parts = _lay_out(whole, foot, LIMIT - units(number(choices, hint)), answer.language)
    first = [make_message(part, spoken=answer.language) for part in parts[:-1]]
    return [*first, make_message(parts[-1], choices, hint, spoken=answer.language)]


def _lay_out(text: str, foot: str, room: int, language: str) -> list[str]:
    """Return the parts; the last one is the foot alone where it does not fit below the text."""
    parts = split(text, LIMIT)
    last = f"{parts[-1]}\n\n{foot}" if foot else parts[-1]
    if units(last) <= room:
        return [*parts[:-1], last]
    return [*split(text, LIMIT, PARTS - 1), foot or load_replies(language).say("might_ask")]


def _foot(answer: Answer, say: Say) -> str:
    lines = [_source(citation, answer.language) for citation in answer.citations]
    lines += [f"{clean(place.name)}: {map_url(place)}" for place in answer.places[:_PLACES]]
    if answer.citations:
        lines.insert(0, f"{say(answer.language, 'sources_title')}:")
    while units("\n".join(lines)) > _FOOT:
        lines.pop()
    return "\n".join(lines)


def _source(citation: Citation, language: str) -> str:
    title = clean(citation.title)
    shown = title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"
    said = [shown, clean(origin_line(citation, language)), safe_url(citation.url) or ""]
    return f"[{citation.number}] " + " · ".join(part for part in said if part)
