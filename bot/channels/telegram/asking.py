"""Asks the bot and turns its answer into messages.

No model streams its words today. When one does, message drafts (`sendMessageDraft`, private chats only) belong into
`Asking.ask`, where the typing sign is: they vanish by themselves, so composing again shows nothing twice.
"""

from bot.channels.base import AskPort
from bot.channels.telegram.buttons import Suggestions, answer_rows
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.heard import Where
from bot.channels.telegram.line import Line
from bot.channels.telegram.messages import Pin, Sendable, Words
from bot.channels.telegram.rendering import render
from bot.channels.texts import visible
from bot.conversation import Answer, Outcome, Question
from knowledge.passages import Place

_PINS = 2
_NAME = 120  # characters of a pin's title


class Asking:
    """Questions of people, whether typed or pressed."""

    def __init__(self, ask: AskPort, line: Line, chats: Chats, suggestions: Suggestions) -> None:
        """Ask `ask`; show the typing sign over `line`."""
        self._ask = ask
        self._line = line
        self._chats = chats
        self._suggestions = suggestions

    async def ask(self, where: Where, text: str, language: str | None = None, repeat: bool = False) -> list[Sendable]:
        """Return the answer as messages; with `repeat`, the question stands above it, since nobody typed it."""
        chosen = self._chats.chosen(where.conversation) or language
        async with self._line.typing(where.to):
            answer = await self._ask.ask(Question(visible(text), where.conversation, chosen))
        if answer.outcome is Outcome.THROTTLED and not self._chats.may_tell(where.conversation, "throttled", where.key):
            return []
        self._chats.spoke(where.conversation, answer.language)
        return self._messages(where, answer, text if repeat else None)

    def _messages(self, where: Where, answer: Answer, question: str | None) -> list[Sendable]:
        parts = render(answer, question)
        rows = answer_rows(answer, self._suggestions)
        last = len(parts) - 1
        words: list[Sendable] = [
            Words(to=where.to, html=part.html, plain=part.plain, rows=rows if number == last else ())
            for number, part in enumerate(parts)
        ]
        return [*words, *(_pin(where, place) for place in answer.places[:_PINS])]


def _pin(where: Where, place: Place) -> Pin:
    name = visible(place.name)[:_NAME]
    spot = f"{place.latitude:.5f}, {place.longitude:.5f}"
    return Pin(to=where.to, name=name, address=spot, latitude=place.latitude, longitude=place.longitude)
