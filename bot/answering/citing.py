"""Turns a draft's marks into citations: only what stands in a passage is cited, and links are ours alone."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.conversation import Citation
from bot.llm.base import unmark
from knowledge.passages import Passage, Sentence, Source

_MARK = re.compile(r"\s*\[(\d{1,3})\]", re.ASCII)


def cite(text: str, passages: Sequence[Passage]) -> tuple[str, tuple[Citation, ...]]:
    """Return the text with marks renumbered from 1 in order of use, and its citations.

    A mark without a passage is dropped. One source of one document is one citation, whose quote holds every
    sentence that the text takes from it.
    """
    numbers: dict[tuple[str, int | None, int | None], int] = {}
    cited: list[tuple[Passage, Source | None, list[str]]] = []
    pieces: list[str] = []
    end = 0
    for mark in _MARK.finditer(text):
        said, end = text[end : mark.start()], mark.end()
        pieces.append(said)
        passage = passages[int(mark[1]) - 1] if 0 < int(mark[1]) <= len(passages) else None
        if passage is None:
            continue
        sentence = _find(said, passage)
        source = sentence.sources[0] if sentence.sources else None
        key = (passage.chunk.material.id, source, passage.chunk.page)
        if key not in numbers:
            numbers[key] = len(cited) + 1
            cited.append((passage, _source(passage, source), []))
        quotes = cited[numbers[key] - 1][2]
        if sentence.text not in quotes:
            quotes.append(sentence.text)
        pieces.append(f" [{numbers[key]}]")
    citations = (
        _citation(number, passage, source, " … ".join(quotes))
        for number, (passage, source, quotes) in enumerate(cited, start=1)
    )
    return "".join([*pieces, text[end:]]).strip(), tuple(citations)


def _find(said: str, passage: Passage) -> Sentence:
    """Return the passage's sentence that was said, else the one nearest to the question."""
    sentences = passage.chunk.sentences
    for sentence in sentences:
        if unmark(sentence.text) in said:
            return sentence
    cosines = passage.evidence.sentences if passage.evidence else ()
    best = max(range(len(cosines)), key=cosines.__getitem__, default=0)
    return sentences[best]


def _source(passage: Passage, number: int | None) -> Source | None:
    """Return the sentence's own source, else the material's first; none for the editors' own notice."""
    sources = passage.chunk.material.sources
    if number is not None:
        return sources[number]
    return sources[0] if sources and not passage.chunk.marked else None


def _citation(number: int, passage: Passage, source: Source | None, quote: str) -> Citation:
    chunk, material = passage.chunk, passage.chunk.material
    url = source.url if source else None
    site = (source.name if source else None) or (urlsplit(url).hostname if url else None)
    return Citation(
        number=number,
        document=material.id,
        title=material.title,
        agency=material.agency,
        url=url,
        published=source.published if source else material.published,
        language=material.language,
        page=chunk.page,
        quote=quote,
        site=site,
        accessed=source.accessed if source else None,
    )
