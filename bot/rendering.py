"""An answer as JSON: the one form that the web channel, the terminal and batch runs all give out."""

from dataclasses import asdict

from bot.conversation import Answer
from knowledge.passages import Passage


def answer_json(answer: Answer) -> dict[str, object]:
    """The Answer object of the contract: strings, numbers, lists and objects only; seconds are floats."""
    return {
        "id": answer.id,
        "outcome": answer.outcome.value,
        "language": answer.language,
        "text": answer.text,
        "citations": [asdict(citation) for citation in answer.citations],
        "passages": [passage_json(passage) for passage in answer.passages],
        "suggestions": list(answer.suggestions),
        "places": [asdict(place) for place in answer.places],
        "contact": asdict(answer.contact) if answer.contact else None,
        "edition": answer.edition,
        "model": answer.model,
        "seconds": dict(answer.seconds),
    }


def passage_json(passage: Passage) -> dict[str, object]:
    """The Passage object of the contract; `page` counts from 1 or is None, `score` lies between 0 and 1."""
    chunk = passage.chunk
    return {
        "id": chunk.id,
        "document": chunk.material.id,
        "language": chunk.material.language,
        "title": chunk.material.title,
        "headings": list(chunk.headings),
        "text": chunk.text,
        "page": chunk.page,
        "score": passage.score,
    }
