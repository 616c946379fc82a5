"""Knows the fonts of the time before Unicode: their letters are other letters in disguise."""

import re

_LEGACY = re.compile(r"(?:[A-Z]{6}\+)?(?:\.Vn|VNI[- ]|VNtimes)", re.IGNORECASE)

LEGACY_REASON = "The text is typed in an old Vietnamese font ({font}), so that its letters are not Unicode."
LEGACY_ADVICE = "Convert the document to Unicode (for example with UniKey Toolkit) and hand it in again."


def is_legacy(font: str | None) -> bool:
    """Tell whether a font name stands for TCVN3 (".VnTime") or VNI ("VNI-Times") text."""
    return font is not None and _LEGACY.match(font) is not None
