"""What can go wrong with the knowledge, and who must act."""


class KnowledgeError(Exception):
    """The operator must act; the message says what to do."""


class NoEdition(KnowledgeError):
    """Nothing has been published yet, or the named edition does not exist."""


class EmbedderMismatch(KnowledgeError):
    """An edition was embedded by another embedder than the configured one."""


class UnknownEmbedder(KnowledgeError):
    """The setting KNOWLEDGE__EMBEDDER names no embedder that can be loaded."""
