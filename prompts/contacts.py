"""Whom to ask when the materials end: one office for each domain, named in the person's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from prompts.dates import format_date
from prompts.errors import BrokenReplies, UnknownReply
from prompts.languages import REPLY_LANGUAGES
from prompts.loader import ROOM, load_replies, read_toml

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Office:
    """A public office. `phone` is only what a source printed, on `phone_published` (ISO 8601)."""

    id: str
    names: Mapping[str, str]
    url: str | None = None
    phone: str | None = None
    phone_published: str | None = None
    facts: tuple[str, ...] = ()


def office_for(domain: str | None) -> Office:
    """The first office to ask about a domain; the province's portal where none is known."""
    return offices_for(domain)[0]


def offices_for(domain: str | None) -> tuple[Office, ...]:
    """All offices that answer for a domain, the first one first; never empty."""
    domains = load_contacts()
    return domains.get(domain or DEFAULT, domains[DEFAULT])


def describe_office(office: Office, language: str) -> str:
    """Name, web address and dated phone in one phrase that fits `{contact}`; raises UnknownReply."""
    if language not in office.names:
        raise UnknownReply(f"office {office.id} has no name in {language!r}")
    details = [office.url] if office.url else []
    if office.phone and office.phone_published:
        day = format_date(office.phone_published, language)
        details.append(load_replies(language).say("contact_phone", {"phone": office.phone, "date": day}))
    if not details:
        return office.names[language]
    inside = load_replies(language).say("separator").join(details)
    return load_replies(language).say("contact_details", {"name": office.names[language], "details": inside})


@cache
def load_contacts() -> Mapping[str, tuple[Office, ...]]:
    """Domain → offices, read once from contacts.toml; raises BrokenReplies."""
    return read_contacts(ROOM / "contacts.toml")


def read_contacts(file: Path) -> dict[str, tuple[Office, ...]]:
    """Reads one file of contacts; raises BrokenReplies where a name, date or office is missing."""
    tables = read_toml(file)
    entries, domains = tables.get("offices"), tables.get("domains")
    if not isinstance(entries, dict) or not isinstance(domains, dict) or not domains.get(DEFAULT):
        raise BrokenReplies(f"{file.name}: needs [offices.…] and [domains] with {DEFAULT!r}")
    offices = {name: read_office(name, entry) for name, entry in entries.items()}
    missing = {name for named in domains.values() for name in named} - set(offices)
    if missing:
        raise BrokenReplies(f"{file.name}: unknown offices {sorted(missing)}")
    return {domain: tuple(offices[name] for name in named) for domain, named in domains.items()}


def read_office(office_id: str, entry: Mapping[str, object]) -> Office:
    """One office; raises BrokenReplies unless it is named in every language and its phone is dated."""
    names, facts = entry.get("names"), entry.get("facts", [])
    if not isinstance(names, dict) or set(names) != set(REPLY_LANGUAGES):
        raise BrokenReplies(f"office {office_id}: needs a name in each of {REPLY_LANGUAGES}")
    if ("phone" in entry) != ("phone_published" in entry):
        raise BrokenReplies(f"office {office_id}: a phone needs the date on which it was published")
    if not isinstance(facts, list) or set(entry) - {"names", "facts", "url", "phone", "phone_published"}:
        raise BrokenReplies(f"office {office_id}: has an unknown entry")
    texts = {key: str(entry[key]) for key in ("url", "phone", "phone_published") if key in entry}
    return Office(
        office_id,
        names,
        url=texts.get("url"),
        phone=texts.get("phone"),
        phone_published=texts.get("phone_published"),
        facts=tuple(map(str, facts)),
    )
