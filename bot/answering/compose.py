"""Step: words the answer from the passages, with citations, places and notes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.answering.citing import cite
from bot.answering.replying import reply, suggest
from bot.conversation import Answer, Outcome
from bot.inquiry import Inquiry
from bot.llm.base import Writer
from knowledge.passages import Passage, Place
from prompts import format_date, load_replies

_WIDELY_READ = "en"
_OWN, _ENGLISH = 0.17, 0.12  # relevance that the best passage may lack in the person's language, and in English


class Compose:
    """The last step: it always answers."""

    def __init__(self, writer: Writer) -> None:
        """Word answers with `writer`."""
        self._writer = writer

    async def __call__(self, inquiry: Inquiry) -> Answer:
        """Return the answer: in the person's language where the materials have it, else quoted with a note."""
        passages = choose_language(inquiry.passages, inquiry.language)
        draft = await self._writer.write(inquiry.text, inquiry.language, passages)
        text, citations = cite(draft.text, passages)
        if not citations:
            return reply(inquiry, Outcome.NO_INFORMATION, "clarify")
        used = {citation.document for citation in citations}
        cited = [passage for passage in passages if passage.chunk.material.id in used]
        domain = cited[0].chunk.material.domain
        return Answer(
            id="",
            outcome=Outcome.ANSWERED,
            language=inquiry.language,
            text="\n".join([*_notes_before(inquiry, cited), text, *_notes_after(inquiry, cited)]),
            citations=citations,
            passages=inquiry.passages,
            suggestions=suggest(inquiry, domain),
            places=_places(cited),
            edition=inquiry.edition,
            model=draft.model,
        )


def choose_language(passages: Sequence[Passage], language: str) -> list[Passage]:
    """Return the passages of one language: that of the best, where the person's own counts more, and English a little.

    A page in his language about something near is worth less than the right page in another.
    """
    best: dict[str, float] = {}
    for passage in passages:
        name = passage.chunk.material.language
        best[name] = max(best.get(name, 0.0), passage.score)
    head_start = {_WIDELY_READ: _ENGLISH, language: _OWN}
    chosen = max(best, key=lambda name: best[name] + head_start.get(name, 0.0), default=language)
    return [passage for passage in passages if passage.chunk.material.language == chosen]


def _notes_before(inquiry: Inquiry, cited: Sequence[Passage]) -> list[str]:
    language = cited[0].chunk.material.language
    if language == inquiry.language:
        return []
    replies = load_replies(inquiry.language)
    return [replies.say("foreign_note", {"language": replies.language_name(language)})]


def _notes_after(inquiry: Inquiry, cited: Sequence[Passage]) -> list[str]:
    """Say so where a cited material should have been reviewed by now."""
    today = datetime.now(UTC).date().isoformat()
    due = [passage.chunk.material.recheck_by for passage in cited]
    overdue = sorted(day for day in due if day and day < today[: len(day)])
    if not overdue:
        return []
    day = format_date(overdue[0], inquiry.language)
    return [load_replies(inquiry.language).say("outdated", {"date": day})]


def _places(cited: Sequence[Passage]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for passage in cited for place in passage.chunk.material.places))
