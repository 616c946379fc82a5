"""The program that fills the knowledge: `python -m ingest …`."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_settings import SettingsError

from ingest.commands import COMMANDS
from ingest.errors import IngestError, Unreadable
from ingest.options import read_options
from ingest.settings import IngestSettings
from knowledge.errors import KnowledgeError
from knowledge.settings import explain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 failed with one sentence on stderr, 2 wrong usage."""
    options = read_options(arguments)
    errors = logging.StreamHandler()
    errors.setLevel(logging.ERROR)  # of the handler: libraries set the levels of their loggers themselves
    logging.basicConfig(handlers=[errors], format="%(levelname)s %(name)s %(message)s")
    try:
        return COMMANDS[options.command](_settings(options), options)
    except (IngestError, KnowledgeError) as error:
        print(error, file=sys.stderr)
    except Unreadable as error:
        page = f" (page {error.page})" if error.page else ""
        print(f"{options.file}{page}: {error.reason} {error.advice}", file=sys.stderr)
    except (ValidationError, SettingsError, OSError) as error:
        print(explain(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped; the published edition is as it was.", file=sys.stderr)
    return 1


def _settings(options: argparse.Namespace) -> IngestSettings:
    settings = IngestSettings()
    if options.data_dir is None:
        return settings
    knowledge = settings.knowledge.model_copy(update={"data_dir": options.data_dir})
    return settings.model_copy(update={"knowledge": knowledge})


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    sys.exit(main())
