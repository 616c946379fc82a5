"""Dates as each language writes them, whole or partial."""

import re
from datetime import date

from prompts.errors import UnreadableDate
from prompts.loader import load_replies

ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def format_date(iso: str, language: str) -> str:
    """An ISO 8601 date ("2025", "2025-10" or "2025-10-08") in words that fit after "as of".

    Raises UnreadableDate for anything else, and UnknownReply for a language without replies.
    """
    match = ISO.fullmatch(iso)
    if not match or not exists(iso):
        raise UnreadableDate(f"{iso!r} is not a date such as 2025, 2025-10 or 2025-10-08")
    year, month, day = match.groups()
    replies = load_replies(language)
    if month is None:
        return replies.say("dates.year", {"year": year})
    names = replies.lines("dates.months_alone" if day is None else "dates.months")
    values = {"month": names[int(month) - 1], "year": year}
    if day is None:
        return replies.say("dates.month", values)
    written = replies.say("dates.first_day") if day == "01" else str(int(day))
    return replies.say("dates.full", values | {"day": written})


def exists(iso: str) -> bool:
    """Whether the calendar has such a date; what is not said counts as January, as the first."""
    try:
        date.fromisoformat((iso + "-01-01")[:10])
    except ValueError:
        return False
    return True
