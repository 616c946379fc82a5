"""What every parser is."""

from pathlib import Path
from typing import Protocol

from ingest.documents import Document


class Parse(Protocol):
    """Reads one file of one kind.

    Raises `ingest.errors.Unreadable` for whatever is wrong with the file. Must never write, open
    another file, use the network, or let a library's own exception out for a damaged file.
    """

    def __call__(self, path: Path) -> Document:
        """Return what is read out of the file at `path`."""
        ...
