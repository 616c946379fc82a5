"""What the page template is given of an answer: plain pieces of text, and links that were checked."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from bot.conversation import Answer, Citation, Contact
from knowledge.passages import Place
from prompts import Office, UnreadableDate, format_date, load_replies, offices_for

MAP = "https://www.google.com/maps/search/"
DOMAINS = (None, "tourism", "tea", "education", "investment")

_MARK = re.compile(r"\[(\d{1,3})\]")
_NUMBER = re.compile(r"\+?\d[\d .()-]+\d", re.ASCII)
_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer for the page without scripts."""

    question: str
    answer: Answer

    @property
    def paragraphs(self) -> list[list[str | int]]:
        """The text by paragraphs: strings, and numbers where a mark of one of the citations stands."""
        numbers = {citation.number for citation in self.answer.citations}
        return [_pieces(paragraph, numbers) for paragraph in _BLANK.split(self.answer.text.strip())]


def safe_url(url: str | None) -> str | None:
    """The address when it is http or https with a host, else None: no script, no file, no app link."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def map_url(place: Place) -> str:
    """A Google Maps search link (developers.google.com/maps/documentation/urls, Search action)."""
    return f"{MAP}?{urlencode({'api': 1, 'query': f'{place.latitude},{place.longitude}'}, safe=',')}"


def dialled(phone: str) -> str:
    """The digits of the first number in a line about a telephone, for a `tel:` link; empty without one."""
    found = _NUMBER.search(phone)
    return re.sub(r"[^+\d]", "", found.group()) if found else ""


def origin_line(citation: Citation, language: str) -> str:
    """Who says it, when and on which page, in one line of this language; what is not known is left out."""
    replies = load_replies(language)
    dated = _date(citation.published, language)
    checked = None if dated else _date(citation.accessed, language)
    said = [
        citation.agency or citation.site,
        dated,
        replies.say("checked", {"date": checked}) if checked else None,
        replies.say("page", {"page": str(citation.page)}) if citation.page else None,
    ]
    return " · ".join(part for part in said if part)


def offices(language: str) -> list[Contact]:
    """The offices that a person can reach by telephone or on the web, each once, in this language.

    A phone carries the day on which it was published, as `prompts/contacts.toml` has it.
    """
    known = {office.id: office for domain in DOMAINS for office in offices_for(domain)}
    return [_contact(office, language) for office in known.values() if office.url or office.phone]


def date_words(language: str) -> dict[str, object]:
    """The forms and month names of `prompts.format_date`, for the script that writes dates on the page."""
    replies = load_replies(language)
    months = {name: replies.lines(f"dates.{name}") for name in ("months", "months_alone")}
    return {**replies.section("dates"), **months}


def _contact(office: Office, language: str) -> Contact:
    name = office.names[language]
    if not office.phone or not office.phone_published:
        return Contact(name, office.url)
    values = {"phone": office.phone, "date": format_date(office.phone_published, language)}
    return Contact(name, office.url, load_replies(language).say("contact_phone", values))


def _date(iso: str | None, language: str) -> str | None:
    try:
        return format_date(iso, language) if iso else None
    except UnreadableDate:
        return iso


def _pieces(paragraph: str, numbers: set[int]) -> list[str | int]:
    pieces: list[str | int] = []
    for position, piece in enumerate(_MARK.split(paragraph)):
        marked = position % 2 == 1
        if marked and int(piece) in numbers:
            pieces.append(int(piece))
        elif piece:
            pieces.append(f"[{piece}]" if marked else piece)
    return pieces
