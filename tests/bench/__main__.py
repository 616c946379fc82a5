"""`make bench`: every benchmark, or those that are named: language retrieval gate speed materials."""

import logging
import sys
from importlib import import_module

ALL = ("language", "retrieval", "gate", "speed", "materials")


def main() -> None:
    """Run the benchmarks in order."""
    errors = logging.StreamHandler()
    errors.setLevel(logging.ERROR)  # of the handler: libraries set the levels of their loggers themselves
    logging.basicConfig(handlers=[errors])
    for name in [word for word in sys.argv[1:] if not word.startswith("-")] or ALL:
        print(f"\n== {name}")
        import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main()
