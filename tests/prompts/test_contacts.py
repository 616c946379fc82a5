"""Whom people are sent to: an office that exists, named in their language, with nothing invented."""

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from prompts import REPLY_LANGUAGES, BrokenReplies, UnknownReply, describe_office, office_for, offices_for
from prompts.contacts import load_contacts, read_contacts

DOMAINS = ("tourism", "tea", "education", "investment", "practical", "culture", "plan")
NAMES = {language: f"Office {language}" for language in REPLY_LANGUAGES}
STATED_SITES = {"https://thainguyen.gov.vn", "http://thainguyentourism.vn", "https://tnu.edu.vn"}
SCRIPTS = {
    "zh": "[一-鿿]",
    "ko": "[가-힣]",
    "ja": "[ァ-ヶ]",
    "ru": "[а-я]",
    "lo": "[ກ-ໝ]",
    "vi": "tỉnh|Đại học",
}


def written(offices: str) -> str:
    """A contacts file with one office "a"."""
    names = "\n".join(f'{code} = "{name}"' for code, name in NAMES.items())
    return f'[domains]\ndefault = ["a"]\n[offices.a]\n{offices}\n[offices.a.names]\n{names}\n'


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("tourism", "Sở Văn hóa, Thể thao và Du lịch tỉnh Thái Nguyên"),
        ("culture", "Sở Văn hóa, Thể thao và Du lịch tỉnh Thái Nguyên"),
        ("practical", "Sở Văn hóa, Thể thao và Du lịch tỉnh Thái Nguyên"),
        ("investment", "Sở Tài chính tỉnh Thái Nguyên"),
        ("tea", "Sở Công Thương tỉnh Thái Nguyên"),
        ("agriculture", "Sở Nông nghiệp và Môi trường tỉnh Thái Nguyên"),
        ("education", "Đại học Thái Nguyên"),
        ("plan", "Văn phòng Ủy ban nhân dân tỉnh Thái Nguyên"),
        ("press", "Văn phòng Ủy ban nhân dân tỉnh Thái Nguyên"),
        ("weather", "Cổng thông tin điện tử tỉnh Thái Nguyên"),
        (None, "Cổng thông tin điện tử tỉnh Thái Nguyên"),
    ],
)
def test_each_domain_has_its_office(domain: str | None, name: str) -> None:
    """A question is sent to the office in charge of its domain, any other to the province's portal."""
    assert office_for(domain).names["vi"] == name


def test_every_domain_of_the_materials_is_covered() -> None:
    """No domain of the contract falls back to the portal."""
    assert set(DOMAINS) <= set(load_contacts())


def test_second_offices_are_kept() -> None:
    """Where two offices share a domain, both can be offered."""
    assert [office.id for office in offices_for("education")] == [
        "thai_nguyen_university",
        "education_training",
    ]


def test_offices_are_named_in_every_script() -> None:
    """Each office has eight clean names, in the script of the language."""
    for office in load_contacts().values():
        for entry in office:
            assert set(entry.names) == set(REPLY_LANGUAGES)
            assert all(unicodedata.is_normalized("NFC", name) for name in entry.names.values())
            assert all(re.search(letters, entry.names[code]) for code, letters in SCRIPTS.items())


def test_chinese_office_names_say_vietnam() -> None:
    """太原 alone is a city in Shanxi, so every Chinese name begins with 越南太原."""
    assert all(office.names["zh"].startswith("越南太原") for offices in load_contacts().values() for office in offices)


def test_only_stated_addresses_and_no_phone_are_given() -> None:
    """Web addresses are those that the fact sheets state; the phones that they state are too old to be given out."""
    offices = {office.id: office for found in load_contacts().values() for office in found}
    assert {office.url for office in offices.values() if office.url} == STATED_SITES
    assert not [office for office in offices.values() if office.phone]


def test_description_gives_name_address_and_dated_phone() -> None:
    """A phone is never shown without the day on which it was published and a request to check it."""
    office = replace(office_for("tourism"), phone="0208 111", phone_published="2023-02-18")
    said = describe_office(office, "en")
    assert said.startswith("Thái Nguyên Department of Culture, Sports and Tourism (http://thainguyentourism.vn; ")
    assert "0208 111, published 18 February 2023, please check" in said


def test_description_of_an_office_without_details_is_its_name() -> None:
    """No empty brackets are shown."""
    assert describe_office(office_for("investment"), "vi") == "Sở Tài chính tỉnh Thái Nguyên"


def test_description_needs_a_reply_language() -> None:
    """Asking in a language without replies is an error of the code."""
    with pytest.raises(UnknownReply):
        describe_office(office_for(None), "de")


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
@pytest.mark.parametrize("domain", [*DOMAINS, None])
def test_descriptions_read_well(language: str, domain: str | None) -> None:
    """No description holds a brace, doubled brackets or doubled spaces."""
    assert not re.search(r"[{}]|\)\)|））|  ", describe_office(office_for(domain), language))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (written('phone = "0208"'), "a phone needs the date"),
        (written('fax = "0208"'), "unknown entry"),
        (written("").replace('lo = "Office lo"\n', ""), "needs a name in each"),
        (written("").replace('["a"]', '["b"]'), "unknown offices"),
        ('[domains]\ntea = ["a"]\n[offices.a]\n', "default"),
    ],
)
def test_contacts_that_do_not_fit_are_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """A contact without a date, name or office is refused when it is read."""
    file = tmp_path / "contacts.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenReplies, match=complaint):
        read_contacts(file)
