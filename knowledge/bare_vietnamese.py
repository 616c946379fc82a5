"""Tells Vietnamese typed without diacritics from other languages in Latin letters.

No library that was tried does this: "ho nui coc o dau" is Vietnamese, "ho nui coc how get there" English. The
evidence is small enough to be explained: which words could be Vietnamese syllables at all, which of them are
common, and which words belong to another language. Weights are in common words of a language, set by hand and
checked with `tests/bench/language.py`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_REMEMBERED = 8192  # words: people choose them, so the memory for them must have an end
OTHERS = ("en", "fr", "de", "es")

# Rhymes by spelling without diacritics, from the rules of Vietnamese orthography (onset, rhyme, tone).
_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich im in inh
    ip it iu iec iem ien ieng iep iet ieu o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen
    oeo oet oi om on ong op ot u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon
    uong uop uot uou up ut uu uy uya uych uyen uyet uyn uynh uyt uyu
    """.split()
)
_BEFORE_ANY = ("ch", "nh", "ph", "th", "tr", "kh", "b", "d", "h", "l", "m", "n", "r", "s", "t", "v", "x", "")
_BEFORE_BACK = ("ng", "c", "g")
_BEFORE_FRONT = ("ngh", "gh", "k")
_Y_SYLLABLES = frozenset("y yem yen yet yeu hy ky ly my ny sy ty vy quy quyt quynh quyen quyet quych".split())
# Beginnings and ends that Vietnamese is full of and that are rarer in English, French, German and Spanish.
_TELLING_STARTS = ("ngh", "ng", "nh", "kh", "tr", "ph", "gi", "qu", "x", "th")
_TELLING_ENDS = tuple("uong uoc uoi uon uot ieu iec iem iep iet uyen uyet oai oan oang uan uat ach anh inh ung".split())
# ă đ ơ ư and U+1EA0 to U+1EF9 are hardly found outside Vietnamese; the others in French and Spanish too.
_OWN_LETTER = re.compile("[ăđơư\u1ea0-\u1ef9]")
_SHARED_LETTER = re.compile("[àáâãèéêìíòóôõùúýĩũ]")
# Letters that give another language away.
_FOREIGN_LETTERS = {"fr": "éèêëçœîïûùàâ", "de": "äöüß", "es": "ñ"}
# Whoever begins like this asks in English, however many Vietnamese names follow.
_ENGLISH_OPENINGS = frozenset(("who", "what", "where", "when", "why", "how", "which", "does", "are", "was", "tell"))
_MOST_AGAINST = 2.0  # names and loanwords that cannot be Vietnamese syllables weigh against it only so much


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of `data/words.toml`; names are tuples of words."""

    by_language: dict[str, frozenset[str]]
    never_marked: frozenset[str]
    names: frozenset[tuple[str, ...]]
    international: frozenset[str]


@cache
def words() -> Words:
    """The word lists, read once."""
    raw = tomllib.loads((Path(__file__).parent / "data" / "words.toml").read_text(encoding="utf-8"))
    neutral = raw["neutral"]
    return Words(
        by_language={code: frozenset(raw[code].split()) for code in ("vi", *OTHERS)},
        never_marked=frozenset(raw["vi_plain"].split()),
        names=frozenset(tuple(name.split()) for name in neutral["names"]),
        international=frozenset(neutral["international"].split()),
    )


def strip_marks(text: str) -> str:
    """The text without Vietnamese (or any Latin) diacritics, đ as d."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=_REMEMBERED)
def is_syllable(word: str) -> bool:
    """Whether a lower-case word is spelled like a Vietnamese syllable without its marks."""
    if word in _Y_SYLLABLES:
        return True
    if word.startswith("qu"):
        return word[2:] in _RHYMES or "u" + word[2:] in _RHYMES
    if word.startswith("gi"):
        return word[2:] in _RHYMES or word[1:] in _RHYMES
    for onset in _BEFORE_FRONT:
        if word.startswith(onset) and word[len(onset) :] in _RHYMES:
            return word[len(onset)] in "ei"
    for onset in _BEFORE_BACK:
        if word.startswith(onset) and word[len(onset) :] in _RHYMES:
            return word[len(onset)] in "aou"
    return any(word.startswith(onset) and word[len(onset) :] in _RHYMES for onset in _BEFORE_ANY)


def drop_names(tokens: list[str]) -> list[str]:
    """The tokens without place names, dishes and words that every language borrows."""
    lists, kept, i = words(), [], 0
    folded = [strip_marks(token.lower()) for token in tokens]
    while i < len(tokens):
        length = next((n for n in (3, 2, 1) if tuple(folded[i : i + n]) in lists.names), 0)
        if not length and folded[i] not in lists.international:
            kept.append(tokens[i])
        i += length or 1
    return kept


def vietnamese_evidence(tokens: Sequence[str]) -> float:
    """How much the tokens look Vietnamese: about 2 for a common syllable, below 0 for an impossible one.

    A capital may begin a name that is quoted in another language: it counts less, as the first letter of the
    text only where no uncapitalised word has marks.
    """
    weights = [_weigh(token.lower()) for token in tokens]
    small = [token for token in tokens if token[0].islower()]
    if small:
        marked = [token for token in tokens if token != strip_marks(token)]
        from_start = bool(marked) and not set(marked) & set(small)
        names = [token[0].isupper() and (position > 0 or from_start) for position, token in enumerate(tokens)]
        weights = [min(0.5, weight) if name else weight for weight, name in zip(weights, names, strict=True)]
    against = sum(weight for weight in weights if weight < 0)
    return sum(weight for weight in weights if weight > 0) + max(against, -_MOST_AGAINST)


@lru_cache(maxsize=_REMEMBERED)
def _weigh(token: str) -> float:
    lists = words().by_language
    abroad = [code for code in OTHERS if token in lists[code]]
    if _OWN_LETTER.search(token):
        return 2.5
    if not is_syllable(strip_marks(token)):
        return -0.7
    if _SHARED_LETTER.search(token):
        return 0.5 if abroad else 1.5
    if token in lists["vi"]:
        return 0.5 if "en" in abroad else 0.9 if abroad else 2.0
    if abroad:
        return 0.0
    return 1.5 if token.startswith(_TELLING_STARTS) or token.endswith(_TELLING_ENDS) else 0.8


def foreign_evidence(tokens: Sequence[str]) -> dict[str, float]:
    """For each of `OTHERS`, how much lower-case tokens speak for it; possible Vietnamese words count less."""
    lists = words().by_language
    totals = dict.fromkeys(OTHERS, 0.0)
    if tokens and tokens[0] in _ENGLISH_OPENINGS:
        totals["en"] += 2.0
    for token in tokens:
        weight = (0.7 if token in lists["vi"] else 1.2) if is_syllable(strip_marks(token)) else 2.0
        for code in OTHERS:
            if token in lists[code]:
                totals[code] += weight
            elif set(token) & set(_FOREIGN_LETTERS.get(code, "")) and not is_syllable(strip_marks(token)):
                totals[code] += 1.0
    return totals


def lacks_marks(text: str, tokens: Iterable[str]) -> bool:
    """Whether Vietnamese was typed without diacritics, at least for the most part.

    `tokens` are the words of the text in lower case without the names. Words that correct Vietnamese writes
    without a mark too (cho, xin, hai) say nothing, unless there is no mark in the whole text.
    """
    if text.isascii():
        return True
    marked = sum(token != strip_marks(token) for token in tokens)
    lacking = sum(
        token == strip_marks(token) and token not in words().never_marked for token in tokens if is_syllable(token)
    )
    return lacking > marked
