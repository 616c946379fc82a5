"""The command line of `python -m bot`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from prompts import REPLY_LANGUAGES


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options; ends the program with 2 where they are wrong."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Answers questions about Thái Nguyên.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data-dir", type=Path, help="where the editions lie (KNOWLEDGE__DATA_DIR)")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    _language(add("chat", "talk in the terminal"))
    ask = add("ask", "ask one question, or many from a file")
    ask.add_argument("text", nargs="?", help="the question")
    _language(ask)
    ask.add_argument("--json", action="store_true", help="the answer as JSON, nothing else")
    _batch(ask)
    search = add("search", "find passages for many questions")
    _batch(search)
    search.add_argument("--limit", type=int, default=10, help="passages a question (10)")
    search.add_argument("--same-language-only", action="store_true", help="passages in the question's language only")
    add("serve", "run every configured channel")
    evaluate = add("eval", "score golden questions; ends 1 where a gate fails")
    evaluate.add_argument("suites", nargs="*", metavar="SUITE", help="names or JSONL files (all suites of the project)")
    evaluate.add_argument("--edition", help="another edition than the published one")
    evaluate.add_argument("--json", action="store_true", help="the scores as JSON, nothing else")
    doctor = add("doctor", "check settings and index, a line each")
    doctor.add_argument("--json", action="store_true", help="the checks as JSON, nothing else")
    options = parser.parse_args(arguments)
    _check(parser, options)
    return options


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=REPLY_LANGUAGES, metavar="CODE", help=" ".join(REPLY_LANGUAGES))


def _batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", type=Path, metavar="IN.jsonl", help="questions, one JSON object a line")
    parser.add_argument("--out", type=Path, metavar="OUT.jsonl", help="where the answers go")
    parser.add_argument("--edition", help="another edition than the published one")


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End the program where options do not fit together."""
    if options.command not in ("ask", "search"):
        return
    if (options.batch is None) != (options.out is None):
        parser.error("--batch and --out go together")
    if options.command == "search" and options.batch is None:
        parser.error("search needs --batch and --out")
    if options.command == "search" and not 1 <= options.limit <= 100:
        parser.error("--limit must be 1 to 100")
    if options.command == "ask" and (options.text is None) == (options.batch is None):
        parser.error("give one question, or --batch and --out")
