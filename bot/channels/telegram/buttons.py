"""The buttons under messages. A button carries at most 64 bytes, so a question goes by a short id.

Ids are digests: composing twice gives the same. They are kept in this process; after a restart the questions of the
house are known again, and for others the label serves, unless it was cut.
"""

import hashlib
from collections import OrderedDict

from bot.channels.speaking import say
from bot.channels.telegram.messages import Button, Rows
from bot.conversation import Answer, Outcome
from prompts import REPLY_LANGUAGES, load_replies

DOORS = ("visit", "tea", "study", "invest")
DOOR, ASK, LANGUAGE, USEFUL, USELESS, HUMAN = "door", "ask", "lang", "good", "bad", "human"
_KEPT = 20_000
_LABEL = 60  # characters
_CUT = "…"
_RATED = (Outcome.ANSWERED, Outcome.PARTIAL)
_ALONE = (Outcome.SMALL_TALK, Outcome.THROTTLED, Outcome.TOO_LONG)


class Suggestions:
    """Suggested questions by short ids."""

    def __init__(self) -> None:
        """Know the questions of the house."""
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._house = {
            _digest(line): line
            for code in REPLY_LANGUAGES
            for door in DOORS
            for line in load_replies(code).lines(f"suggestions.{door}")
        }

    def keep(self, question: str) -> str:
        """Return the id of a question."""
        name = _digest(question)
        self._kept[name] = question
        self._kept.move_to_end(name)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return name

    def find(self, name: str, label: str) -> str | None:
        """Return the question of an id; where it is forgotten, the button's label, if that is the whole question."""
        whole = label if label and not label.endswith(_CUT) else None
        return self._kept.get(name) or self._house.get(name) or whole


def answer_rows(answer: Answer, suggestions: Suggestions) -> Rows:
    """Return what can be pressed under an answer: questions, whether it was useful, and a person."""
    rows: list[tuple[Button, ...]] = [
        (Button(text=_label(text), data=f"{ASK}:{suggestions.keep(text)}"),) for text in answer.suggestions
    ]
    language = answer.language
    if answer.outcome in _RATED:
        rows.append(
            (
                Button(text=say(language, "button_useful"), data=f"{USEFUL}:{answer.id[:48]}"),
                Button(text=say(language, "button_not_useful"), data=f"{USELESS}:{answer.id[:48]}"),
            )
        )
    if answer.outcome not in _ALONE:
        rows.append((Button(text=say(language, "button_human"), data=f"{HUMAN}:"),))
    return tuple(rows)


def without_rating(rows: Rows) -> Rows:
    """Return buttons without the question whether the answer was useful."""
    kept = [tuple(button for button in row if button.data.partition(":")[0] not in (USEFUL, USELESS)) for row in rows]
    return tuple(row for row in kept if row)


def door_rows(language: str) -> Rows:
    """Return the four doors, two in a row."""
    doors = [Button(text=say(language, f"door_{door}"), data=f"{DOOR}:{door}") for door in DOORS]
    return tuple(doors[:2]), tuple(doors[2:])


def language_rows() -> Rows:
    """Return the languages, each by its own name, two in a row."""
    buttons = [Button(text=load_replies(code).say("own_name"), data=f"{LANGUAGE}:{code}") for code in REPLY_LANGUAGES]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _label(question: str) -> str:
    return question if len(question) <= _LABEL else question[: _LABEL - 1].rstrip() + _CUT


def _digest(question: str) -> str:
    return hashlib.blake2s(question.encode("utf-8", "replace"), digest_size=10).hexdigest()
