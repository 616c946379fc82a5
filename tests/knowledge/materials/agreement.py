"""Compares a page with the same topic's page in another language: sections, marks, figures, dates and names."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.knowledge.materials.figures import dates, figures

MATERIALS = Path(__file__).resolve().parents[3] / "knowledge" / "materials"
_GAZETTEER = MATERIALS.parent / "gazetteer"


def sections(path: Path) -> list[str]:
    """Return the text of each section of a page, the part before the first heading first."""
    body = unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).split("\n---\n", 1)[1]
    return re.split(r"^## ", body, flags=re.MULTILINE)


def differences(reference: Path, page: Path) -> Iterator[str]:
    """Yield a line for everything that one page says and the other does not."""
    theirs, ours = sections(reference), sections(page)
    was, language = reference.suffixes[-2][1:], page.suffixes[-2][1:]
    if len(theirs) != len(ours):
        yield f"{len(theirs) - 1} sections, not {len(ours) - 1}"
        return
    for number, (there, here) in enumerate(zip(theirs, ours, strict=True)):
        yield from _compare(f"§{number} marks", _marks(there), _marks(here))
        yield from _compare(f"§{number} figures", figures(there, was), figures(here, language))
        yield from _compare(f"§{number} dates", dates(there, was), dates(here, language))
    yield from _strange_words(reference, page)
    yield from _lost_names("\n".join(theirs), "\n".join(ours), was, language)


def _compare(what: str, there: set[object], here: set[object]) -> Iterator[str]:
    if there != here:
        missing, added = sorted(there - here, key=str), sorted(here - there, key=str)
        yield f"{what}: missing {missing}, added {added}"


def _marks(text: str) -> set[object]:
    return set(re.findall(r"\[\^\d+\]", text))


def _strange_words(reference: Path, page: Path) -> Iterator[str]:
    """Vietnamese words of a page that neither the other pages nor the gazetteer have: misspelt or invented."""
    vietnamese = reference.with_name(page.name.split(".")[0] + ".vi.md")
    names = " ".join(form for row in _names() for form in row["vi"])
    known = set(_vietnamese_words(reference.read_text("utf-8") + vietnamese.read_text("utf-8") + names))
    strange = sorted(set(_vietnamese_words("\n".join(sections(page)))) - known)
    if strange and page.suffixes[-2] != ".vi":
        yield f"Vietnamese words not on the other pages: {strange}"


def _vietnamese_words(text: str) -> Iterator[str]:
    for word in re.findall(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+", unicodedata.normalize("NFC", text)):
        if any(letter >= "\u0100" and letter not in "œŒŸ" for letter in word):
            yield word.lower()


@cache
def _names() -> list[dict[str, list[str]]]:
    tables = [tomllib.loads(file.read_text("utf-8")) for file in sorted(_GAZETTEER.rglob("*.toml"))]
    return [row for table in tables for row in table.get("name", [])]


def _lost_names(there: str, here: str, was: str, language: str) -> Iterator[str]:
    """Names of the glossary that a page uses and the other does not have in any spelling."""
    lower = here.lower()
    for name in sorted(_names(), key=lambda row: len((row.get(was) or row["vi"])[0]), reverse=True):
        forms = name.get(was) or name["vi"]
        there, found = re.subn(rf"(?<!\w){re.escape(forms[0])}(?![\w-])", " ", there)
        if not found or language == "vi" or language not in name:
            continue
        known = [form for code in (language, "vi", "en") for form in name.get(code, [])]
        if not any(form.lower() in lower for form in known):
            yield f"the name {forms[0]} is not there as any of {known[:4]}"
