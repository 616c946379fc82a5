"""The program that talks: `python -m bot …`."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.commands import COMMANDS
from bot.errors import BotError
from bot.options import read_options
from bot.settings import BotSettings
from knowledge.errors import KnowledgeError
from knowledge.settings import explain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 failed with one sentence on stderr, 2 wrong usage."""
    options = read_options(arguments)
    level = logging.INFO if options.command == "serve" else logging.ERROR
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        code = COMMANDS[options.command](_settings(options), options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader left, as `| head` does; the flush at the end must not say so again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (BotError, KnowledgeError) as error:
        print(error, file=sys.stderr)
    except (ValidationError, SettingsError, OSError) as error:
        print(explain(error), file=sys.stderr)
    except KeyboardInterrupt:
        print(file=sys.stderr)
    return 1


def _settings(options: argparse.Namespace) -> BotSettings:
    settings = BotSettings()
    if options.data_dir is None:
        return settings
    knowledge = settings.knowledge.model_copy(update={"data_dir": options.data_dir})
    return settings.model_copy(update={"knowledge": knowledge})


if __name__ == "__main__":
    sys.exit(main())
