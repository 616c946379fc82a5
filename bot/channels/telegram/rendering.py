"""An answer as Telegram shows it: escaped, its marks linked, and below it the sources in a block that folds."""

import html
import re
from dataclasses import dataclass

from bot.channels.speaking import say
from bot.channels.texts import PARTS, split, units, visible
from bot.channels.web_view import origin_line, safe_url
from bot.conversation import Answer, Citation

LIMIT = 4_096
"""UTF-16 units of a message, after its entities are read."""

_MARK = re.compile(r"\[(\d{1,3})\]")
_TITLE = 120  # characters


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an answer in Telegram's HTML, and as it reads without."""

    html: str
    plain: str


def render(answer: Answer, question: str | None = None) -> list[Part]:
    """Return an answer in at most three parts; the sources stand under the last one, `question` above the first."""
    links = {citation.number: url for citation in answer.citations if (url := safe_url(citation.url))}
    text = visible(answer.text).strip() or say(answer.language, "unavailable")
    head = Part(f"<b>{escape(question)}</b>", visible(question)) if question else None
    foot = _foot(answer)
    room = LIMIT - units(f"{head.plain}\n\n") if head else LIMIT

    def cut(most: int) -> list[Part]:
        parts = [Part(_link(piece, links), piece) for piece in split(text, room, most)]
        return [_join(head, parts[0]), *parts[1:]] if head else parts

    parts = cut(PARTS)
    if not foot:
        return parts
    if units(f"{parts[-1].plain}\n\n{foot.plain}") <= LIMIT:
        return [*parts[:-1], _join(parts[-1], foot)]
    return [*cut(PARTS - 1), foot]


def escape(text: str) -> str:
    """Return a text as HTML that shows it."""
    return html.escape(visible(text), quote=False)


def _foot(answer: Answer) -> Part | None:
    title = say(answer.language, "sources_title")
    lines = [_source(citation, answer.language) for citation in answer.citations]
    while lines and units("\n".join((title, *(line.plain for line in lines)))) > LIMIT:
        lines.pop()
    if not lines:
        return None
    inside = "\n".join((f"<b>{escape(title)}</b>", *(line.html for line in lines)))
    plain = "\n".join((title, *(line.plain for line in lines)))
    return Part(f"<blockquote expandable>{inside}</blockquote>", plain)


def _source(citation: Citation, language: str) -> Part:
    title, origin = visible(citation.title)[:_TITLE], visible(origin_line(citation, language))
    url = safe_url(citation.url)
    linked = f'<a href="{html.escape(url)}">{escape(title)}</a>' if url else escape(title)
    behind = f" · {origin}" if origin else ""
    return Part(
        f"[{citation.number}] {linked}{escape(behind)}",
        f"[{citation.number}] {title}{behind}",
    )


def _link(text: str, links: dict[int, str]) -> str:
    """Return escaped text whose marks lead to their sources."""
    pieces = _MARK.split(text)
    linked = [escape(piece) if at % 2 == 0 else _mark(piece, links) for at, piece in enumerate(pieces)]
    return "".join(linked)


def _mark(number: str, links: dict[int, str]) -> str:
    url = links.get(int(number))
    return f'<a href="{html.escape(url)}">[{number}]</a>' if url else f"[{number}]"


def _join(first: Part, second: Part) -> Part:
    return Part(f"{first.html}\n\n{second.html}", f"{first.plain}\n\n{second.plain}")
