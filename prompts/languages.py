"""Which languages the replies exist in, and which of them a person gets."""

import re

REPLY_LANGUAGES = ("vi", "en", "zh", "ko", "ja", "fr", "ru", "lo")
FALLBACK = "en"


def reply_language(code: str | None) -> str:
    """The reply language for a BCP 47 tag or POSIX locale ("zh-Hans", "vi_VN"); "en" where we have none."""
    primary = re.split(r"[-_.@]", (code or "").strip().lower())[0]
    return primary if primary in REPLY_LANGUAGES else FALLBACK
