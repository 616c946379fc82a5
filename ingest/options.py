"""The command line of `python -m ingest`."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options; ends the program with 2 where they are wrong."""
    parser = argparse.ArgumentParser(prog="python -m ingest", description="Fills the knowledge of Ask Thái Nguyên.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data-dir", type=Path, help="where the editions lie (KNOWLEDGE__DATA_DIR)")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    build = add("build", "build and verify a new edition")
    build.add_argument("--materials", type=Path, action="append", help="a folder of materials; may be repeated")
    build.add_argument("--publish", action="store_true", help="publish it in one go")
    build.add_argument("--allow-drop", action="store_true", help="publish even if many passages would go")
    build.add_argument("--by", default="build", help="who publishes")
    _json(build)
    diff = add("diff", "show what a built edition would change")
    diff.add_argument("edition", nargs="?", help="default: the newest")
    _json(diff)
    publish = add("publish", "make an edition the current one")
    publish.add_argument("edition")
    publish.add_argument("--by", required=True, help="who publishes")
    publish.add_argument("--allow-drop", action="store_true", help="publish even if many passages would go")
    rollback = add("rollback", "go back to the edition published before")
    rollback.add_argument("--by", required=True, help="who rolls back")
    _json(add("list", "list the editions"))
    prune = add("prune", "remove old editions")
    prune.add_argument("--keep", type=int, help="how many of the newest stay")
    inspect = add("inspect", "show what is read out of one file")
    inspect.add_argument("file", type=Path)
    _json(inspect)
    add("verify", "prove that a built edition is whole (build does it)").add_argument("edition")
    add("ship", "embed the starter materials and write their vectors (maintainers)")
    return parser.parse_args(arguments)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON on stdout, nothing else")
