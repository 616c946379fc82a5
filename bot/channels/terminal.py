"""Talks in a terminal: history by the arrow keys, sources below each answer, a few commands."""

import asyncio
import sys
from collections.abc import Callable, Iterator

from bot.channels.base import AskPort
from bot.conversation import Answer, Citation, ConversationId, Question
from prompts import REPLY_LANGUAGES, describe_office, format_date, load_replies, office_for

_CONVERSATION = ConversationId("terminal", "local")


def talk(chat: AskPort, language: str | None, read: Callable[[str], str] = input) -> None:
    """Converse until /quit or the end of the input; `language` is what the person chose, if he chose."""
    _remember_lines()
    spoken = language or "en"
    disclosure = {"contact": describe_office(office_for(None), spoken)}
    _print(load_replies(spoken).say("greeting"), load_replies(spoken).say("disclosure", disclosure))
    _print(load_replies(spoken).say("help"))
    with asyncio.Runner() as runner:
        for line in _lines(read):
            replies = load_replies(spoken)
            if line in ("/quit", "/exit"):
                break
            if line == "/help":
                _print(replies.say("help"))
            elif line.split()[0] == "/language":
                language = _choose(line) or language
                spoken = language or spoken
                _print(_confirm(line, spoken))
            elif line.startswith("/"):
                _print(replies.say("command_unknown", {"command": line.split()[0]}))
            else:
                answer = runner.run(chat.ask(Question(line, _CONVERSATION, language)))
                spoken = answer.language
                _print(render(answer))
        _print(load_replies(spoken).say("goodbye"))


def render(answer: Answer) -> str:
    """Return the answer as plain text: what is said, its sources, and what else might be asked."""
    replies = load_replies(answer.language)
    lines = [answer.text]
    if answer.citations:
        lines += ["", replies.say("sources")]
        lines += [_source_line(citation, answer.language) for citation in answer.citations]
    if answer.places:
        lines += ["", *(f"{place.name}: {place.latitude}, {place.longitude}" for place in answer.places)]
    if answer.suggestions:
        lines += ["", replies.say("might_ask"), *(f"– {question}" for question in answer.suggestions)]
    return "\n".join(lines)


def _source_line(citation: Citation, language: str) -> str:
    """Return one source: who says it, where, of when."""
    replies = load_replies(language)
    parts = [citation.agency or citation.site, citation.title]
    if citation.page:
        parts.append(replies.say("page", {"page": str(citation.page)}))
    if citation.published:
        parts.append(replies.say("dated", {"date": format_date(citation.published, language)}))
    elif citation.accessed:
        parts.append(replies.say("checked", {"date": format_date(citation.accessed, language)}))
    return f"[{citation.number}] " + ", ".join(part for part in parts if part) + f"\n    {citation.url or ''}".rstrip()


def _lines(read: Callable[[str], str]) -> Iterator[str]:
    while True:
        try:
            line = read("> ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        except UnicodeDecodeError:
            continue
        if line:
            yield line


def _choose(line: str) -> str | None:
    wanted = line.split()[-1].lower()
    return wanted if wanted in REPLY_LANGUAGES else None


def _confirm(line: str, spoken: str) -> str:
    replies = load_replies(spoken)
    if _choose(line):
        return replies.say("language_set", {"language": replies.language_name(spoken)})
    return replies.say("language_unknown", {"codes": " ".join(REPLY_LANGUAGES)})


def _print(*paragraphs: str) -> None:
    print(*paragraphs, "", sep="\n", flush=True)


def _remember_lines() -> None:
    """Give the arrow keys the lines typed before, where the terminal can."""
    if sys.stdin.isatty():
        import readline

        readline.set_history_length(200)
