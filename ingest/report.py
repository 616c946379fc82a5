"""What a build did: a value that prints itself."""

from dataclasses import asdict, dataclass

from knowledge.building import Changes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be taken in; `reason` and `advice` are whole sentences."""

    file: str
    reason: str
    advice: str
    page: int | None = None

    def event(self) -> dict[str, object]:
        """Return the refusal as JSON; "page" only where there is one."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The outcome of a build."""

    edition: str
    documents: int
    chunks: Changes
    refused: tuple[Refusal, ...]
    warnings: int
    seconds: float

    def event(self) -> dict[str, object]:
        """Return the last JSON line of a build."""
        return {"event": "built", **asdict(self), "refused": [refusal.event() for refusal in self.refused]}

    def __str__(self) -> str:
        """Return the summary that a person reads."""
        chunks = self.chunks
        passages = chunks.created + chunks.updated + chunks.unchanged
        lines = [
            f"Edition {self.edition}: {self.documents} documents, {passages} passages, {self.seconds:.1f} s",
            f"  passages: {chunks}",
        ]
        if self.warnings:
            lines.append(f"  {self.warnings} warnings: `python -m ingest inspect FILE` shows those of one file")
        for refusal in self.refused:
            page = f", page {refusal.page}" if refusal.page else ""
            lines.append(f"  refused {refusal.file}{page}: {refusal.reason} {refusal.advice}")
        return "\n".join(lines)
