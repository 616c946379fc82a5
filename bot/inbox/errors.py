"""What can go wrong with the inbox."""

from bot.errors import BotError


class InboxUnavailable(BotError):
    """The inbox cannot be read or written now; whoever wanted to store an arrival must not say "received"."""


class LeaseLost(Exception):
    """Another worker holds this task now, or it is finished: leave it alone."""
