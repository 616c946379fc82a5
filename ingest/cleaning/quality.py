"""Scores whether a text looks like language or like the debris of a broken file."""

import re
import unicodedata

_EDGES = "\"'“”‘’«»()[]{}<>.,;:!?…/\\-–—*•·|=+&%°"
_LONGEST_WORD = 30
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FIGURE = re.compile(r"[\d.,:/%°+x×-]+\w{0,4}")
_JOINED = re.compile(r"[/.@_-]")
_LONE_LETTERS = frozenset("aeiouyàáạôốồổơởớờêếềừủýỷìíâđ" + "аикосуящв")
_BROKEN = frozenset({"Co", "Cc", "Cs", "Cn"})


def score_text(text: str) -> float:
    """Return the share of plausible words, from 0 (debris, or nothing) to 1.

    A word is not plausible if it holds replacement or private characters, is mostly signs, is longer
    than any word, or is a lone small consonant or rare accented vowel: that is how a PDF reads whose
    accents were drawn apart from their words ("Căn c Lu t ứ ậ").
    """
    words = [stripped for word in text.split() if (stripped := word.strip(_EDGES))]
    return sum(map(_is_plausible, words)) / len(words) if words else 0.0


def _is_plausible(word: str) -> bool:
    if _FIGURE.fullmatch(word):
        return True
    if any(letter == "\ufffd" or unicodedata.category(letter) in _BROKEN for letter in word):
        return False
    if _UNSPACED.search(word):
        return True
    if len(word) == 1:
        return word.lower() in _LONE_LETTERS or (word.isascii() and word.isupper())
    if len(word) > _LONGEST_WORD and not _JOINED.search(word):
        return False
    return sum(letter.isalnum() for letter in word) / len(word) >= 0.6
