"""What each command of `python -m bot` does."""

import argparse
import asyncio
import json
from collections.abc import Callable, Mapping

from bot.answering import Answerer
from bot.app import make_answerer, make_chat, make_service
from bot.batch import ask_batch, search_batch
from bot.channels.terminal import render, talk
from bot.conversation import ConversationId, Question
from bot.doctor import examine
from bot.errors import BotError
from bot.evaluation import Case, Marked, failed_gates, load_suites, mark, report_json, report_text
from bot.rendering import answer_json
from bot.settings import BotSettings
from knowledge.live import LiveLibrary

Command = Callable[[BotSettings, argparse.Namespace], int]


def _chat(settings: BotSettings, options: argparse.Namespace) -> int:
    library = LiveLibrary(settings.knowledge)
    library.current()
    talk(make_chat(settings, library), options.language)
    return 0


def _ask(settings: BotSettings, options: argparse.Namespace) -> int:
    library = LiveLibrary(settings.knowledge, options.edition)
    library.current()
    answerer = make_answerer(settings, library)
    if options.batch:
        with _bar() as bar:
            ask_batch(answerer, options.batch, options.out, bar)
        return 0
    question = Question(options.text, ConversationId("terminal", "ask"), options.language)
    answer = asyncio.run(answerer.answer(question))
    print(json.dumps(answer_json(answer), ensure_ascii=False) if options.json else render(answer))
    return 0


def _search(settings: BotSettings, options: argparse.Namespace) -> int:
    library = LiveLibrary(settings.knowledge, options.edition).current()
    with _bar() as bar:
        search_batch(library, options.batch, options.out, options.limit, options.same_language_only, bar)
    return 0


def _eval(settings: BotSettings, options: argparse.Namespace) -> int:
    cases = load_suites(options.suites)
    library = LiveLibrary(settings.knowledge, options.edition)
    library.current()
    answerer = make_answerer(settings, library)
    with _bar() as bar:
        marked = [_mark(answerer, case, bar) for case in cases]
    print(json.dumps(report_json(marked), ensure_ascii=False) if options.json else report_text(marked))
    return 1 if failed_gates(marked) else 0


def _mark(answerer: Answerer, case: Case, show: Callable[[], object]) -> Marked:
    question = Question(case.text, ConversationId("eval", case.id))
    answer = asyncio.run(answerer.answer(question, case.turns))
    show()
    return mark(case, answer)


def _serve(settings: BotSettings, options: argparse.Namespace) -> int:
    from aiohttp import web

    library = LiveLibrary(settings.knowledge)
    library.current()
    app = make_service(settings, library)
    address = f"http://{settings.web.host}:{settings.web.port}"
    try:
        web.run_app(
            app,
            host=settings.web.host,
            port=settings.web.port,
            access_log=None,  # it would hold people's addresses
            print=lambda _: print(f"Web chat: {address}", flush=True),
        )
    except OSError as error:
        raise BotError(f"{address} cannot be opened ({error.strerror}): set WEB__HOST and WEB__PORT.") from error
    return 0


def _doctor(settings: BotSettings, options: argparse.Namespace) -> int:
    checks = examine(settings)
    if options.json:
        print(json.dumps({"checks": [check.event() for check in checks]}, ensure_ascii=False))
    else:
        print("\n".join(map(str, checks)))
    return 0 if all(check.ok for check in checks) else 1


class _bar:  # noqa: N801 - reads as a function
    """A progress bar on stderr, called once a question."""

    def __enter__(self) -> Callable[[], object]:
        from tqdm import tqdm

        self._bar = tqdm(desc="questions", unit="question")
        return self._bar.update

    def __exit__(self, *_: object) -> None:
        self._bar.close()


COMMANDS: Mapping[str, Command] = {
    "chat": _chat,
    "ask": _ask,
    "search": _search,
    "serve": _serve,
    "eval": _eval,
    "doctor": _doctor,
}
