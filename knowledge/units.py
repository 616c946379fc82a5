"""What of a chunk gets a vector: its whole text, and each of its sentences.

Sentences find, chunks are read: half the chunk's cosine and half its best sentence's was the largest gain that the
design experiments measured (+3 to +9 points of R@1).
"""

import hashlib

from knowledge.passages import Chunk, Sentence

RECIPE = "units-2"
"""Raise the number when other texts are embedded: editions of another recipe are built anew, not reused."""

_SCRAP = 20  # letters


def vector_space(fingerprint: str) -> str:
    """Name what an edition's vectors are vectors of: the embedder, and the recipe by which texts are cut for it."""
    return f"{fingerprint}+{RECIPE}"


def unit_texts(chunk: Chunk) -> list[str]:
    """Return the texts to embed: the chunk in its context, then those of its sentences that can be found alone."""
    whole = "\n".join([*context(chunk), chunk.text])
    return [whole, *(in_context(chunk, chunk.sentences[number]) for number in findable(chunk))]


def in_context(chunk: Chunk, sentence: Sentence) -> str:
    """Return a sentence behind title and headings: +2 to +8 points of R@1 for questions in other languages."""
    return ": ".join([*context(chunk), sentence.text])


def findable(chunk: Chunk) -> list[int]:
    """Return the numbers of the sentences that have a vector of their own.

    None where the chunk is one sentence. Scraps such as "1455–1536)." are left out: their vectors lie
    near every question in another language, and one scrap cost 4 points of R@1 from Chinese to English.
    """
    if len(chunk.sentences) < 2:
        return []
    return [number for number, sentence in enumerate(chunk.sentences) if _weigh(sentence.text) >= _SCRAP]


def _weigh(text: str) -> int:
    """Count letters; one of a script that writes syllables or words counts as three."""
    return sum(3 if character > "\u2fff" else 1 for character in text if character.isalpha())


def context(chunk: Chunk) -> list[str]:
    """Return title and headings, which a text alone may not repeat; a title that is only a file's name is left out."""
    material = chunk.material
    title = [] if material.title in material.id else [material.title]
    return list(dict.fromkeys([*title, *chunk.headings]))


def unit_names(row: int, count: int) -> list[str]:
    """Return the names of a chunk's units in the vector store, in the order of `unit_texts`."""
    return [str(row), *(f"{row}:{number}" for number in range(count - 1))]


def row_of(unit: str) -> int:
    """Return the row of the chunk to which a unit belongs."""
    return int(unit.split(":", 1)[0])


def text_digest(text: str) -> bytes:
    """Return 16 bytes that name a text among all texts that were ever embedded."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
