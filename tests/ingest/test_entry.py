"""What `ingest.entry` promises."""

from pathlib import Path

import pytest

from ingest.documents import Document, Section
from ingest.entry import read_entry
from ingest.errors import Unreadable
from ingest.parsers.markdown import parse, read_markdown
from knowledge.passages import Material, Place, Source

ENTRY = """---
title: Getting to Núi Cốc Lake
agency:
domain: tourism
audience: [tourist]
language: en
sources:
  - url: https://example.org/a
    name: Báo Thái Nguyên
    published: 2025-10
    accessed: 2026-11-22
published: 2026-11-22
recheck_by: 2027
tier: press
places:
  - {name: Hồ Núi Cốc, latitude: 21.58, longitude: 105.69}
facts: [NC01]
aliases: [Nui Coc Lake]
---
# Getting to Núi Cốc Lake

Bus 9 goes there.[^1]
"""


def detect(text: str) -> str:
    """Take everything for Vietnamese."""
    assert text
    return "vi"


def refuse(text: str) -> str:
    """Fail where a language is asked for that the entry names."""
    raise AssertionError(text)


def test_front_matter_becomes_a_material(tmp_path: Path) -> None:
    """Every field arrives; dates are text, also partial ones; the id is the path without .md."""
    path = tmp_path / "ho-nui-coc.en.md"
    path.write_text(ENTRY, encoding="utf-8")
    material, warnings = read_entry(path, "tourism/ho-nui-coc.en.md", parse(path), refuse)
    assert warnings == ()
    assert material == Material(
        id="tourism/ho-nui-coc.en",
        title="Getting to Núi Cốc Lake",
        language="en",
        domain="tourism",
        audience=("tourist",),
        sources=(Source("https://example.org/a", "Báo Thái Nguyên", "2025-10", "2026-11-22"),),
        published="2026-11-22",
        recheck_by="2027",
        tier="press",
        places=(Place("Hồ Núi Cốc", 21.58, 105.69),),
        aliases=("Nui Coc Lake",),
        facts=("NC01",),
    )


def test_a_file_without_entry_is_accepted_with_warnings(tmp_path: Path) -> None:
    """The id is the whole relative path, the title the first heading, the language is detected."""
    document = Document("text", None, (Section(("Giá vé",), "Miễn phí."),))
    material, warnings = read_entry(tmp_path / "a.vi.md", "x/a.vi.md", document, detect)
    assert (material.id, material.title, material.language) == ("x/a.vi.md", "Giá vé", "vi")
    assert len(warnings) == 2


def test_the_file_name_is_the_last_resort_for_a_title(tmp_path: Path) -> None:
    """A file without headings is called by its name."""
    document = Document("text", None, (Section((), "Miễn phí."),))
    assert read_entry(tmp_path / "gia-ve.txt", "gia-ve.txt", document, detect)[0].title == "gia-ve"


@pytest.mark.parametrize("name", ["plan.pdf.meta.yaml", "plan.meta.yaml"])
def test_a_sidecar_is_the_entry_of_other_files(tmp_path: Path, name: str) -> None:
    """The sidecar goes before what the file itself says."""
    (tmp_path / name).write_text("id: plan/173\ntitle: Kế hoạch\nlanguage: vi\n", encoding="utf-8")
    document = Document("pdf", "x", (Section((), "a"),), entry={"title": "x", "published": "2026-03"})
    material, warnings = read_entry(tmp_path / "plan.pdf", "plan.pdf", document, refuse)
    assert (material.id, material.title, material.published, warnings) == (
        "plan/173",
        "Kế hoạch",
        "2026-03",
        (),
    )


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("domain: sport", "domain"),
        ("publisher: x", "publisher"),
        ("published: 2026-13-01", "published"),
        ("recheck_by: soon", "recheck_by"),
        ("id: a#b", "id"),
        ("tier: best", "tier"),
        ("sources: [{url: 'javascript:alert(1)'}]", "sources.1.url"),
        ("sources: [{accessed: 2026-11-22}]", "sources.1"),
        ("places: [{name: x, latitude: 99, longitude: 0}]", "places.1.latitude"),
    ],
)
def test_a_bad_field_is_named(tmp_path: Path, line: str, field: str) -> None:
    """The officer learns which field is wrong."""
    document = read_markdown(f"---\ntitle: x\nlanguage: vi\n{line}\n---\na\n")
    with pytest.raises(Unreadable, match=f'"{field}"'):
        read_entry(tmp_path / "x.md", "x.md", document, refuse)


def test_a_document_without_address_can_be_a_source(tmp_path: Path) -> None:
    """A plan on paper has a name and no url."""
    document = read_markdown("---\ntitle: x\nlanguage: vi\nsources: [{name: Kế hoạch, published: 2026-03}]\n---\na\n")
    material, _ = read_entry(tmp_path / "x.md", "x.md", document, refuse)
    assert material.sources == (Source(None, "Kế hoạch", "2026-03"),)
