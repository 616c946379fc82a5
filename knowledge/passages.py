"""What the agencies' materials say, cut into pieces that can be found and cited."""

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from. Dates are ISO 8601 and may be partial ("2025", "2025-10")."""

    url: str | None = None
    name: str | None = None
    published: str | None = None
    accessed: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, WGS 84 degrees."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Material:
    """A document's register entry: who says it, since when, until when, about what."""

    id: str
    title: str
    language: str
    agency: str | None = None
    domain: str | None = None
    audience: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    published: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    recheck_by: str | None = None
    tier: str | None = None
    approved_by: str | None = None
    approved_on: str | None = None
    places: tuple[Place, ...] = ()
    photo: str | None = None
    aliases: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """The id without its language: "tourism/ho-ba-be.en" and "….vi" are one topic in two languages."""
        return self.id.removesuffix(f".{self.language}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or table row, complete enough to be quoted.

    `sources` are indexes into the material's sources; empty means that the whole material backs it, or, in a
    marked document, that it is the editors' own notice, such as "not found when checked".
    """

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one document, short enough for the embedder (see `ingest.split`).

    `marked` tells that the document's sentences name their own sources.
    """

    id: str
    material: Material
    headings: tuple[str, ...]
    text: str
    sentences: tuple[Sentence, ...]
    page: int | None
    position: int
    marked: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 over all fields, hexadecimal: equal digests mean that nothing has to be done again."""
        fields = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(fields.encode()).hexdigest()


NO_VECTOR = -1.0
"""Stands for the cosine of a sentence that has no vector of its own."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a passage was found.

    `dense` and `sentences` are cosines of the question with the whole chunk and with each of its sentences
    (NO_VECTOR: it has none), `likeness` that with the mean passage of its language; `lexical` (BM25) and `coverage`
    (share of the question's words in the best sentence) lie between 0 and 1.
    """

    dense: float
    sentences: tuple[float, ...]
    lexical: float
    likeness: float = 0.0
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found for a question; `score` is its relevance, 0 to 1."""

    chunk: Chunk
    score: float
    evidence: Evidence | None = None
