"""In which language a short message is written, and whether it is Vietnamese typed without diacritics.

Scripts decide first, then diacritics, then words; `eldc` (a C extension that has no wheel for every machine)
helps with languages in Latin letters and may be missing. The measurements are in `tests/bench/language.py`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.bare_vietnamese import (
    drop_names,
    foreign_evidence,
    lacks_marks,
    vietnamese_evidence,
    words,
)

UNKNOWN = "und"
_LONGEST = 1000  # characters that are looked at: a language shows well before
_SURE = 1.5  # evidence, in words of `foreign_evidence`, by which the first language must lead
_FEW = 3  # words, up to which a guess of eldc at a rarer language is no better than chance
_NAMED = 0.5  # what a Vietnamese name adds for Vietnamese: it breaks ties only

_LATIN, _HAN, _KANA, _HANGUL, _CYRILLIC = "latin", "han", "kana", "hangul", "cyrillic"
# First and last code point of Unicode blocks, and the script or the language that usually is written in it.
_BLOCKS = (
    (0x0041, 0x024F, _LATIN),
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, _CYRILLIC),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x077F, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x0F00, 0x0FFF, "bo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, _HANGUL),
    (0x1200, 0x137F, "am"),
    (0x1780, 0x17FF, "km"),
    (0x1E00, 0x1EFF, _LATIN),
    (0x3040, 0x30FF, _KANA),
    (0x3130, 0x318F, _HANGUL),
    (0x3400, 0x9FFF, _HAN),
    (0xAC00, 0xD7AF, _HANGUL),
    (0xF900, 0xFAFF, _HAN),
    (0xFF66, 0xFF9D, _KANA),
    (0x20000, 0x3FFFF, _HAN),
)
_WORD = re.compile(r"[^\W\d_]+")
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|@\w+|^/\w+|[\x00-\x1f\ud800-\udfff]")
_KANA_OF_CHINESE = frozenset("の・")  # の is a fashion in Chinese names too
_LONG_HAN = 8  # characters: a Japanese sentence without kana is hardly ever longer
# Chinese grammar that Japanese does not write with these characters.
_CHINESE_WORDS = frozenset("吗嗎呢么麼们們这這那哪什没沒您你她很吧啊给給")


@dataclass(frozen=True, slots=True)
class Detected:
    """A language (ISO 639-1, or "und"), if it is Vietnamese without diacritics, and if it is certain."""

    language: str
    bare: bool
    sure: bool


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the text's language; "und" when there is nothing to go by."""
    return detect(text).language


def detect(text: str, hint: str | None = None) -> Detected:
    """The language of a message.

    `hint` is the language that the person chose or used last; it decides where the text is too short or fits
    several languages. Never raises, whatever the text.
    """
    wanted = (hint or "").lower().replace("_", "-").split("-")[0] or None
    text = unicodedata.normalize("NFKC", _NOT_WORDS.sub(" ", text[:_LONGEST]))
    tokens = drop_names(_WORD.findall(text))
    script = _main_script(tokens)
    if script is None:
        return _from_hint(text, wanted)
    if script in (_HAN, _KANA):
        return _chinese_or_japanese(text, wanted)
    if script == _HANGUL:
        return Detected("ko", bare=False, sure=True)
    if script == _CYRILLIC:
        return Detected(_cyrillic(text), bare=False, sure=True)
    if script == _LATIN:
        return _latin(text, tokens, wanted)
    return Detected(_refine(text, script), bare=False, sure=True)


def _from_hint(text: str, hint: str | None) -> Detected:
    """For a text of which nothing is left but names and words that all languages share."""
    tokens = [token.lower() for token in _WORD.findall(text) if any(map(_script, token))]
    if not tokens:
        return Detected(hint or UNKNOWN, bare=False, sure=False)
    if not hint:
        hint = "vi" if any(token not in words().international for token in tokens) else "en"
    bare = hint == "vi" and len(tokens) > 1 and lacks_marks(text, ())
    return Detected(hint, bare=bare, sure=False)


def _main_script(tokens: list[str]) -> str | None:
    """The script with the most evidence: a word counts 1, a Chinese, Japanese or Korean character too."""
    counts: Counter[str] = Counter()
    for token in tokens:
        scripts = Counter(_script(character) for character in token)
        for script, characters in scripts.items():
            if script is not None:
                counts[script] += _count_words(script, characters)
    east = counts[_HAN] + counts[_KANA]
    if not counts:
        return None
    if east and east >= max(counts[_LATIN], counts[_HANGUL]):
        return _KANA if counts[_KANA] else _HAN
    # A person who can write another script than Latin quotes Latin names in it, rarely the other way round.
    return max(counts, key=lambda script: (counts[script], script != _LATIN))


def _count_words(script: str, characters: int) -> int:
    if script in (_HAN, _KANA, _HANGUL):
        return characters
    return 1 if script in (_LATIN, _CYRILLIC) else max(1, characters // 3)  # Thai and Lao put no spaces


@lru_cache(maxsize=8192)
def _script(character: str) -> str | None:
    code = ord(character)
    return next((script for first, last, script in _BLOCKS if first <= code <= last), None)


def _chinese_or_japanese(text: str, hint: str | None) -> Detected:
    characters = "".join(c for c in text if _script(c) in (_HAN, _KANA))
    kana = {c for c in characters if _script(c) == _KANA}
    if kana - _KANA_OF_CHINESE:
        return Detected("ja", bare=False, sure=True)
    if set(characters) & _CHINESE_WORDS or not _encodes(characters, "shift_jis"):
        return Detected("zh", bare=False, sure=True)
    if kana or _is_mixed(characters):
        return Detected("ja", bare=False, sure=True)
    sure = len(characters) > _LONG_HAN
    return Detected(hint if hint in ("zh", "ja") and not sure else "zh", bare=False, sure=sure)


def _is_mixed(characters: str) -> bool:
    """Whether only Japan's character set has them all.

    Japan reformed other characters than China did, and Taiwan reformed none: 国際 is 国际 or 國際 in Chinese.
    """
    return _encodes(characters, "shift_jis") and not any(_encodes(characters, code) for code in ("gb2312", "big5"))


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _cyrillic(text: str) -> str:
    lowered = set(text.lower())
    for letters, language in (("ўѓќ", "be"), ("іїєґ", "uk"), ("ђћљњџј", "sr")):
        if lowered & set(letters):
            return language
    if lowered & set("ыэё"):
        return "ru"
    guess, reliable = _ask_eldc(text)
    return guess if reliable and guess in ("bg", "sr", "uk", "be") and len(text) > 40 else "ru"


def _refine(text: str, usual: str) -> str:
    """The usual language of a script, or its neighbour in the same script (Persian, Urdu, Marathi)."""
    neighbours = {"ar": ("fa", "ur", "ku"), "hi": ("mr",)}.get(usual, ())
    guess, _ = _ask_eldc(text) if neighbours else (usual, True)
    return guess if guess in neighbours else usual


def _latin(text: str, tokens: list[str], hint: str | None) -> Detected:
    lowered = [token.lower() for token in tokens]
    guess, reliable = _ask_eldc(" ".join(lowered))
    scores = foreign_evidence(lowered)
    scores["vi"] = vietnamese_evidence(tokens)
    if len(tokens) < len(_WORD.findall(text)):
        scores["vi"] += _NAMED
    if guess in scores or reliable or (guess != UNKNOWN and len(tokens) > _FEW):
        scores[guess] = scores.get(guess, 0.0) + (2.0 if reliable else 1.0)
    best, second = sorted(scores, key=lambda code: scores[code], reverse=True)[:2]
    sure = scores[best] >= _SURE and scores[best] - scores[second] >= _SURE
    if hint and not sure and (len(tokens) < _FEW or scores.get(hint, 0.0) > scores[best] - _SURE):
        best = hint
    elif scores[best] <= 0:
        best = guess if len(tokens) > _FEW and guess != UNKNOWN else "en"
    return Detected(best, bare=best == "vi" and lacks_marks(text, lowered), sure=sure)


def _ask_eldc(text: str) -> tuple[str, bool]:
    """The guess of eldc and whether it calls it reliable; ("und", False) where it cannot be imported."""
    judge = _eldc()
    return judge(text) if judge else (UNKNOWN, False)


@cache
def _eldc() -> Callable[[str], tuple[str, bool]] | None:
    try:
        import eldc  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:
        return None
    eldc.init()

    def judge(text: str) -> tuple[str, bool]:
        found = eldc.detect_details(text)
        return found.language, found.reliable

    return judge
