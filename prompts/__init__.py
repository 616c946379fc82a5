"""Everything the house says by itself: canned sentences, dates and offices, in eight languages."""

from prompts.contacts import Office, describe_office, office_for, offices_for
from prompts.dates import format_date
from prompts.errors import BrokenReplies, PromptError, UnknownReply, UnreadableDate, WrongValues
from prompts.languages import REPLY_LANGUAGES, reply_language
from prompts.loader import Replies, load_replies

__all__ = [
    "REPLY_LANGUAGES",
    "BrokenReplies",
    "Office",
    "PromptError",
    "Replies",
    "UnknownReply",
    "UnreadableDate",
    "WrongValues",
    "describe_office",
    "format_date",
    "load_replies",
    "office_for",
    "offices_for",
    "reply_language",
]
