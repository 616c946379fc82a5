"""How long the worker waits for what, and when it gives up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds; the defaults are what the documents promise."""

    late: float = 900
    old: float = 86_400
    crowd: int = 5_000
    notice_every: float = 600
    compose: float = 30
    send: float = 60
    down: float = 60
    first_retry: float = 1
    longest_retry: float = 60
    retries: int = 8
    retries_after_fault: int = 2
    alone: int = 2
    poll: float = 1
    renew: float = 20
    tidy: float = 3_600
    drain: float = 10

    def backoff(self, attempts: int) -> float:
        """Return how long to wait after so many attempts: 1, 2, 4 … 60 s."""
        return min(self.first_retry * 2.0 ** min(attempts, 30), self.longest_retry)


DEFAULT_LIMITS = Limits()
