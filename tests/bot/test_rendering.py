"""An answer as JSON has exactly the keys and types of the contract."""

import json

import pytest

from bot.conversation import Outcome
from bot.rendering import answer_json, passage_json
from tests.bot.channels.web_fakes import ANSWER, PASSAGE
from tests.bot.fakes_bot import LAKE, answer_of, passage_of

TEXT, MAYBE = (str,), (str, type(None))
ANSWER_KEYS: dict[str, tuple[type, ...]] = {
    "id": TEXT,
    "outcome": TEXT,
    "language": TEXT,
    "text": TEXT,
    "citations": (list,),
    "passages": (list,),
    "suggestions": (list,),
    "places": (list,),
    "contact": (dict, type(None)),
    "edition": MAYBE,
    "model": TEXT,
    "seconds": (dict,),
}
CITATION_KEYS: dict[str, tuple[type, ...]] = {
    "number": (int,),
    "document": TEXT,
    "title": TEXT,
    "agency": MAYBE,
    "url": MAYBE,
    "published": MAYBE,
    "language": TEXT,
    "page": (int, type(None)),
    "quote": TEXT,
    "site": MAYBE,
    "accessed": MAYBE,
}
PASSAGE_KEYS: dict[str, tuple[type, ...]] = {
    "id": TEXT,
    "document": TEXT,
    "language": TEXT,
    "title": TEXT,
    "headings": (list,),
    "text": TEXT,
    "page": (int, type(None)),
    "score": (float,),
}
PLACE_KEYS: dict[str, tuple[type, ...]] = {"name": TEXT, "latitude": (float,), "longitude": (float,)}
CONTACT_KEYS: dict[str, tuple[type, ...]] = {"name": TEXT, "url": MAYBE, "phone": MAYBE}


def check(found: object, keys: dict[str, tuple[type, ...]]) -> None:
    """Fail unless an object has exactly these keys and types."""
    assert isinstance(found, dict)
    assert found.keys() == keys.keys()
    for key, value in found.items():
        assert type(value) in keys[key], key


def check_answer(found: object) -> None:
    """Fail unless an object is an Answer of the contract, all the way down."""
    check(found, ANSWER_KEYS)
    assert isinstance(found, dict)
    assert found["outcome"] in set(Outcome)
    for part, keys in (("citations", CITATION_KEYS), ("passages", PASSAGE_KEYS), ("places", PLACE_KEYS)):
        for one in found[part]:
            check(one, keys)
    assert all(type(line) is str for line in found["suggestions"])
    assert all(0 <= passage["score"] <= 1 for passage in found["passages"])
    assert all(type(seconds) is float for seconds in found["seconds"].values())
    if found["contact"] is not None:
        check(found["contact"], CONTACT_KEYS)


def test_a_full_answer_is_the_contracts() -> None:
    """Every part, after a way through JSON and back."""
    rendered = answer_json(ANSWER)
    check_answer(rendered)
    assert json.loads(json.dumps(rendered)) == rendered
    citations = rendered["citations"]
    assert isinstance(citations, list)
    assert [citation["number"] for citation in citations] == [1, 2]
    assert rendered["contact"] == {"name": "Sở Du lịch", "url": "https://c.example/", "phone": "0208 123 456"}


@pytest.mark.parametrize("outcome", Outcome)
def test_an_empty_answer_is_the_contracts_too(outcome: Outcome) -> None:
    """Nothing is left out where there is nothing to say; an outcome is its plain word."""
    rendered = answer_json(answer_of(outcome=outcome))
    check_answer(rendered)
    assert rendered["outcome"] == outcome.value
    assert (rendered["citations"], rendered["contact"], rendered["edition"]) == ([], None, None)


def test_a_passage_shows_what_the_contract_names_and_no_more() -> None:
    """Neither evidence nor the register entry goes out."""
    check(passage_json(PASSAGE), PASSAGE_KEYS)
    check(passage_json(passage_of(LAKE, "Hồ lớn.")), PASSAGE_KEYS)
    assert passage_json(PASSAGE)["page"] == 3
