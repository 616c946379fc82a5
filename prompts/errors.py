"""What can go wrong in the prompts, and who must act."""


class PromptError(Exception):
    """The root of this room's errors; a developer or a translator must act, never the person who asks."""


class BrokenReplies(PromptError):
    """A file of replies or contacts does not fit the catalogue: the translator of that file must act."""


class UnknownReply(PromptError):
    """Code asked for a key or a language that is not declared: the developer must act."""


class WrongValues(PromptError):
    """Code gave a sentence too few or too many values: the developer must act."""


class UnreadableDate(PromptError):
    """A date is not ISO 8601 (year, year-month or full): whoever entered the material must act."""
