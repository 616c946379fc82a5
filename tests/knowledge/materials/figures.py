"""Reads the figures and dates out of a text of any of the eight languages, so that pages can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SMALL = 12
"""Figures up to this are written as words as often as digits, and are not compared."""

_COMMA_GROUPS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_POINT_GROUPS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_SPACE_GROUPS = r"\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_PHONE = re.compile(r"\(?\+84\)?[\s\d]{8,}\d|(?<![\d.,])0\d{2,3}\s[\s\d]{5,}\d")
_TO = r"\s*(?:[-–—~〜～]|to|and|đến ngày|đến|至|到|から|에서|부터|à|au|et|до|по|и|ຫາ|ເຖິງ)\s*"


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language writes numbers: groups of three, words for powers of ten, and months."""

    number: str
    powers: dict[str, float]
    months: tuple[str, ...] = ()

    @property
    def spaced(self) -> bool:
        """Whether words end at spaces."""
        return "thousand" in self.powers or self.number != _COMMA_GROUPS

    @property
    def decimal(self) -> str:
        """The sign before the decimals."""
        return "." if self.number == _COMMA_GROUPS else ","


_EAST = {"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "億": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11,
         "万亿": 1e12, "兆": 1e12}  # fmt: skip
_KOREAN = {"천": 1e3, "만": 1e4, "백만": 1e6, "천만": 1e7, "억": 1e8, "십억": 1e9, "천억": 1e11, "조": 1e12}
WRITINGS = {
    "vi": Writing(
        _POINT_GROUPS,
        {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9, "nghìn tỷ": 1e12, "nghìn tỉ": 1e12},
    ),
    "en": Writing(
        _COMMA_GROUPS,
        {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
        tuple("January February March April May June July August September October November December".split()),
    ),
    "zh": Writing(_COMMA_GROUPS, _EAST),
    "ja": Writing(_COMMA_GROUPS, _EAST),
    "ko": Writing(_COMMA_GROUPS, _KOREAN),
    "fr": Writing(
        _SPACE_GROUPS,
        {
            "mille": 1e3,
            "million": 1e6,
            "millions": 1e6,
            "milliard": 1e9,
            "milliards": 1e9,
            "mille milliards": 1e12,
        },
        tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    ),
    "ru": Writing(
        _SPACE_GROUPS,
        {
            "тыс.": 1e3,
            "тысяч": 1e3,
            "тысячи": 1e3,
            "тысяча": 1e3,
            "млн": 1e6,
            "миллион": 1e6,
            "миллиона": 1e6,
            "миллионов": 1e6,
            "млрд": 1e9,
            "миллиард": 1e9,
            "миллиарда": 1e9,
            "миллиардов": 1e9,
            "трлн": 1e12,
            "триллион": 1e12,
            "триллиона": 1e12,
            "триллионов": 1e12,
        },
        tuple("янва феврал март апрел ма июн июл август сентябр октябр ноябр декабр".split()),
    ),
    "lo": Writing(
        _COMMA_GROUPS,
        {"ພັນ": 1e3, "ໝື່ນ": 1e4, "ແສນ": 1e5, "ລ້ານ": 1e6, "ຕື້": 1e9, "ພັນຕື້": 1e12, "ພັນລ້ານ": 1e9, "ລ້ານລ້ານ": 1e12},
        ("ມັງກອນ", "ກຸມພາ", "ມີນາ", "ເມສາ", "ພຶດສະພາ", "ມິຖຸນາ", "ກໍລະກົດ", "ສິງຫາ", "ກັນຍາ", "ຕຸລາ", "ພະຈິກ", "ທັນວາ"),
    ),
}
Date = tuple[int, int, int]
"""Year, month, day; the day is 0 where only the month is said."""


def figures(text: str, language: str) -> set[float]:
    """Return the figures above `SMALL` of a text, with their powers of ten; dates come as year and day."""
    writing = WRITINGS[language]
    text = _plain(text, language)
    return {value for value in _values(text, writing) if value > SMALL}


def dates(text: str, language: str) -> set[Date]:
    """Return the dates of a text: whole ones (of a span its end), and months of a year of which no day is named."""
    found = set(_dates(_plain(text, language), language))
    whole = {date[:2] for date in found if date[2]}
    return {date for date in found if date[2] or date[:2] not in whole}


def _plain(text: str, language: str) -> str:
    text = re.sub(r"\[\^\d+\]|https?://\S+|\S+@\S+", " ", text)
    text = _PHONE.sub(lambda match: " " + re.sub(r"\D", "", match[0]) + " ", text)
    text = re.sub(r"(\d\d)\s?世[纪紀](\d0)年代", lambda m: f"{int(m[1]) - 1}{m[2]}年代", text)
    text = re.sub(r"(\d\d)\s?세기 (\d0)년대", lambda m: f"{int(m[1]) - 1}{m[2]}년대", text)
    text = re.sub(r"\b(X[VIX]+)\b", lambda m: str(_roman(m[1])), text)
    text = re.sub(r"\b((?:1[4-9]|20)\d)(\d)([-–/])(\d)(\d)(?!\d)", _whole_years, text)
    text = re.sub(r"\brằm\b", "ngày 15", text)
    if language == "fr":
        text = re.sub(r"\b1er\b", "1", text)
    return text


def _whole_years(match: re.Match[str]) -> str:
    """2021–25 is 2021–2025."""
    first, century = match[1] + match[2], match[1][:2]
    later = century + match[4] + match[5]
    return f"{first}–{later}" if later > first else match[0]


def _roman(word: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in word]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _values(text: str, writing: Writing) -> Iterator[float]:
    words = "|".join(sorted(map(re.escape, writing.powers), key=len, reverse=True))
    ends = r"(?![^\W\d_])" if writing.spaced else "(?!瓦)"  # 兆瓦 is a megawatt
    total = 0.0
    found = list(re.finditer(rf"({writing.number})(?:[\s\u00a0\u202f]*({words}){ends})?", text))
    for here, after in zip(found, [*found[1:], None], strict=False):
        power = writing.powers[here[2]] if here[2] else 1.0
        if not here[2] and after and after[2] and re.fullmatch(_TO, text[here.end() : after.start()]):
            power = writing.powers[after[2]]
        value = _number(here[1], writing) * power
        joined = after is not None and _continues(text[here.end() : after.start()], here, after, writing)
        total += value
        if not joined:
            yield float(f"{total:.12g}")
            total = 0.0


def _continues(between: str, here: re.Match[str], after: re.Match[str], writing: Writing) -> bool:
    """Tell whether a number goes on: 3억 5,000만 is one figure."""
    if not here[2] or between.strip() or writing.number != _COMMA_GROUPS:
        return False
    return writing.powers[here[2]] >= 1e4 and (writing.powers[after[2]] if after[2] else 1) < writing.powers[here[2]]


def _number(digits: str, writing: Writing) -> float:
    group = {",": ".", ".": ","}[writing.decimal]
    plain = re.sub(r"[\s\u00a0\u202f]", "", digits.replace(group, ""))
    return float(plain.replace(writing.decimal, "."))


def _dates(text: str, language: str) -> Iterator[Date]:
    day = r"(?P<d1>\d{1,2})"
    for pattern, months in _date_patterns(language, day):
        for match in re.finditer(pattern, text):
            parts = match.groupdict()
            month = _month(parts.get("m2") or parts["m"], months)
            last = parts.get("d2") or (parts.get("d1") if not parts.get("m2") else None)
            yield int(parts["y"]), month, int(last or 0)


def _month(word: str, months: tuple[str, ...]) -> int:
    if word.isdigit():
        return int(word)
    return max(
        (i for i, m in enumerate(months, 1) if word.lower().startswith(m.lower())), key=lambda i: len(months[i - 1])
    )


def _date_patterns(language: str, day: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    year = r"(?P<y>(?:1[4-9]|20)\d\d)"
    second = r"(?P<d2>\d{1,2})"
    if language in ("zh", "ja", "ko"):
        y, m, d = ("년", "월", "일") if language == "ko" else ("年", "月", "日")
        until = rf"(?:{_TO}(?:(?P<m2>\d{{1,2}}){m})?(?:\s*{second}{d})?)?"
        yield rf"{year}{y}\s*(?P<m>\d{{1,2}}){m}(?:\s*{day}{d}?)?{until}", ()
        return
    months = WRITINGS[language].months
    if months:
        words = "|".join(months)
        tail = r"[а-я]*" if language == "ru" else ""
        yield rf"(?:\b{day}(?:{_TO}{second})?\s+)?(?P<m>(?:{words}){tail})\s+(?:in )?{year}", months
    yield rf"(?<![\d/])(?:{day}(?:{_TO}{second})?/)?(?P<m>1[0-2]|[1-9])/{year}(?![\d/])", ()
    if language == "vi":
        yield rf"(?:{day}(?:{_TO}{second})?\s+)?tháng (?P<m>\d{{1,2}})(?:/|\s+năm\s+){year}", ()
