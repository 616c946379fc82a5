"""Reads the head of a Vietnamese dispatch: who issued it, under which number, when, about what."""

import re
from dataclasses import dataclass

from ingest.documents import Document

_HEAD = 3_000
_NUMBER = re.compile(r"^Số\s*:?[ \t]*(\d*\s*/[\w/.-]+)", re.MULTILINE)
_DATE = re.compile(r"ngày\s*(\d{0,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_SUBJECT = re.compile(r"^V/v:?\s+(.{5,300}?)(?=\n\n|\n[A-ZĐ]|\Z)", re.MULTILINE | re.DOTALL)
_MOTTO = re.compile(r"CỘNG H[ÒO][AÀ] XÃ HỘI|VIỆT NAM|Độc lập", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What stands over a dispatch; the date is ISO 8601 and partial where the day was left open."""

    issuer: str | None
    number: str | None
    date: str | None
    subject: str | None


def read_dispatch(document: Document) -> Dispatch | None:
    """Return the head of a dispatch, None where a document has no number line of one."""
    text = "\n\n".join("\n".join((*section.headings, section.text)) for section in document.sections)[:_HEAD]
    number = _NUMBER.search(text)
    if number is None:
        return None
    date = _DATE.search(text, number.end()) or _DATE.search(text)
    subject = _SUBJECT.search(text)
    return Dispatch(
        issuer=_issuer(text[: number.start()]),
        number="".join(number[1].split()),
        date=_iso(date) if date else None,
        subject=" ".join(subject[1].split()) if subject else document.title,
    )


def _issuer(head: str) -> str | None:
    """Return the capitals over the number that are not the motto of the state."""
    lines = [line.strip() for line in head.splitlines()]
    names = [line for line in lines if line.isupper() and not _MOTTO.search(line)]
    return " ".join(names) or None


def _iso(date: re.Match[str]) -> str:
    month = f"{date[3]}-{int(date[2]):02d}"
    return f"{month}-{int(date[1]):02d}" if date[1] else month
