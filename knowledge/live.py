"""Keeps the published edition open, and reopens when another one is published."""

import logging
import threading
import time

from knowledge.editions import Editions
from knowledge.embedders.base import Embedder
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.opening import open_embedder, open_library
from knowledge.settings import KnowledgeSettings

_LOOK_EVERY = 1.0  # seconds between two looks at the pointer

_log = logging.getLogger(__name__)


class LiveLibrary:
    """Gives the library of the edition that is published now; an opened edition stays whole while it is used."""

    def __init__(
        self, settings: KnowledgeSettings, edition: str | None = None, embedder: Embedder | None = None
    ) -> None:
        """Follow what is published, or stay with `edition` where one is named; `embedder` is as configured if None."""
        self._settings = settings
        self._named = edition
        self._editions = Editions(settings.editions)
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._embedder = embedder
        self._looked = 0.0

    def current(self) -> Library:
        """Return the library, opening it first where that is due; raises KnowledgeError where none can be opened.

        An edition that cannot be opened is logged, and the one before stays in use.
        """
        with self._lock:
            if self._library is None:
                self._library = self._open(self._named)
            elif self._named is None and time.monotonic() - self._looked > _LOOK_EVERY:
                self._library = self._follow(self._library)
            return self._library

    def _follow(self, library: Library) -> Library:
        self._looked = time.monotonic()
        published = self._editions.current()
        if published in (None, library.edition):
            return library
        try:
            return self._open(published)
        except (KnowledgeError, OSError) as error:
            _log.error("edition %s cannot be opened, %s stays in use: %s", published, library.edition, error)
            return library

    def _open(self, edition: str | None) -> Library:
        self._embedder = self._embedder or open_embedder(self._settings)
        return open_library(self._settings, edition, self._embedder)
