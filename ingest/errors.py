"""What can go wrong in the ingest, and who must act."""


class IngestError(Exception):
    """The command cannot go on; the message says who must do what."""


class Unreadable(Exception):
    """One file cannot be read: the officer who handed it in must act on `advice`."""

    def __init__(self, reason: str, advice: str, page: int | None = None) -> None:
        """`reason` and `advice` are whole sentences; `page` counts from 1."""
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.page = page
