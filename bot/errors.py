"""What can go wrong in the bot, and who must act."""


class BotError(Exception):
    """The command cannot go on; the message says who must do what."""
