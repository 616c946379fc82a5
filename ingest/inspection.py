"""What is read out of one file, for the officer who handed it in."""

from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.cleaning.dispatch import Dispatch, read_dispatch
from ingest.cleaning.quality import score_text
from ingest.documents import Document, Section
from ingest.entry import read_entry
from ingest.errors import IngestError
from ingest.parsers.child import ParserChild
from knowledge.languages import detect_language
from knowledge.passages import Material


@dataclass(frozen=True, slots=True)
class Inspection:
    """A document as it was read, its entry, warnings, and a quality from 0 to 1."""

    document: Document
    material: Material
    warnings: tuple[str, ...]
    quality: float
    dispatch: Dispatch | None = None

    def event(self) -> dict[str, object]:
        """Return the inspection as JSON."""
        event: dict[str, object] = {
            "kind": self.document.kind,
            "title": self.material.title,
            "language": self.material.language,
            "pages": self.document.pages,
            "sections": [
                {"heading": " › ".join(section.headings), "page": section.page, "text": _text(section)}
                for section in self.document.sections
            ],
            "tables": sum(bool(section.rows) for section in self.document.sections),
            "quality": round(self.quality, 3),
            "warnings": list(self.warnings),
        }
        if self.dispatch:
            event["dispatch"] = asdict(self.dispatch)
        return event

    def __str__(self) -> str:
        """Return what an officer reads."""
        head = f"{self.material.title} ({self.document.kind}, {self.material.language}, quality {self.quality:.2f})"
        lines = [head, *(f"! {warning}" for warning in self.warnings)]
        for section in self.document.sections:
            page = f" [page {section.page}]" if section.page else ""
            lines += ["", f"## {' › '.join(section.headings)}{page}", _text(section)]
        return "\n".join(lines)


def inspect_file(path: Path) -> Inspection:
    """Read one file; raises Unreadable, or IngestError where there is no such file."""
    if not path.is_file():
        raise IngestError(f"There is no file {path}.")
    with ParserChild() as child:
        document = child.parse(path)
    material, warnings = read_entry(path, path.name, document, detect_language)
    text = "\n".join(_text(section) for section in document.sections)
    return Inspection(document, material, (*document.warnings, *warnings), score_text(text), read_dispatch(document))


def _text(section: Section) -> str:
    if not section.rows:
        return section.text
    return "\n".join(" | ".join(cell.replace("\n", " ") for cell in row) for row in section.rows)
