"""One order for all languages, with places kept for each side."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.passages import Evidence
from knowledge.ranking import Hit, rank, relevance

BASE = Evidence(dense=0.85, sentences=(0.84, 0.88), lexical=0.3, likeness=0.8, coverage=0.4)


def make_hits(language: str, *dense: float, first_row: int = 0) -> list[Hit]:
    """Return hits of one language with these likenesses."""
    return [Hit(first_row + n, language, replace(BASE, dense=value)) for n, value in enumerate(dense)]


def languages_of(hits: list[Hit]) -> list[str]:
    """The languages in order."""
    return [hit.language for hit in hits]


@pytest.mark.parametrize(
    "change",
    [{"dense": 0.9}, {"sentences": (0.84, 0.95)}, {"lexical": 0.6}, {"coverage": 0.9}, {"likeness": 0.7}],
    ids=str,
)
def test_more_evidence_is_a_higher_score(change: dict[str, float]) -> None:
    """Each kind of evidence raises the score, and so does being less like everything in that language."""
    more = replace(BASE, **change)  # type: ignore[arg-type]
    assert Hit(0, "vi", more).score > Hit(0, "vi", BASE).score


def test_only_the_best_sentence_counts() -> None:
    """More weak sentences do not make a chunk better or worse."""
    more = replace(BASE, sentences=(-1.0, 0.88, 0.1, 0.1))
    assert Hit(0, "vi", more).score == pytest.approx(Hit(0, "vi", BASE).score)


def test_a_chunk_without_sentences_stands_by_itself() -> None:
    """A chunk of one sentence is judged as if its sentence were as near as the chunk."""
    alone, same = replace(BASE, sentences=()), replace(BASE, sentences=(BASE.dense,))
    assert Hit(0, "vi", alone).score == pytest.approx(Hit(0, "vi", same).score)


def test_what_all_passages_of_a_language_share_counts_for_nothing() -> None:
    """Where one language lies nearer to every question as a whole, its passages are not preferred."""
    near = replace(BASE, dense=BASE.dense + 0.1, sentences=(0.98,), likeness=BASE.likeness + 0.1)
    far = replace(BASE, sentences=(0.88,))
    assert Hit(0, "en", near).score == pytest.approx(Hit(1, "vi", far).score)


def test_scores_are_absolute() -> None:
    """A score is the hit's own: what else came up does not change it, so a weak best hit stays weak."""
    weak = Hit(0, "vi", Evidence(0.8, (), 0.0, 0.8, 0.0))
    strong = make_hits("vi", 0.95, 0.97, first_row=1)
    assert rank([weak], "vi", 1)[0].score == rank([weak, *strong], "vi", 3)[-1].score
    assert relevance(weak.score) < relevance(strong[0].score)


@given(st.floats(allow_nan=False))
def test_relevance_lies_between_0_and_1(score: float) -> None:
    """Whatever the score."""
    assert 0.0 <= relevance(score) <= 1.0


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_relevance_keeps_the_order(first: float, second: float) -> None:
    """A better score is never shown as a worse relevance."""
    low, high = sorted((first, second))
    assert relevance(low) <= relevance(high)


def test_relevance_tells_good_from_poor() -> None:
    """Scores in use are spread over the scale, not all at one end."""
    poor, good = Hit(0, "vi", Evidence(0.8, (), 0, 0.8)), Hit(0, "vi", Evidence(0.92, (0.95,), 0.8, 0.78, 1.0))
    assert relevance(poor.score) < 0.5 < relevance(good.score)


def test_the_questions_language_keeps_half_the_places() -> None:
    """Better hits in other languages cannot push out the question's own."""
    own, others = make_hits("vi", *[0.5] * 10), make_hits("en", *[0.9] * 10, first_row=10)
    chosen = rank([*own, *others], "vi", 10)
    assert languages_of(chosen).count("vi") == 5
    assert languages_of(chosen).count("en") == 5


def test_the_other_languages_keep_half_the_places() -> None:
    """Better hits in the question's language cannot push out the only right one in another."""
    own, others = make_hits("vi", *[0.9] * 10), make_hits("en", *[0.5] * 10, first_row=10)
    assert languages_of(rank([*own, *others], "vi", 10)).count("en") == 5


def test_places_that_one_side_cannot_fill_go_to_the_other() -> None:
    """Two hits in the question's language leave eight places, and the other way round."""
    own, others = make_hits("vi", 0.9, 0.8), make_hits("en", *[0.5] * 10, first_row=10)
    assert languages_of(rank([*own, *others], "vi", 10)).count("en") == 8
    assert languages_of(rank([*own, *others], "en", 10)).count("en") == 8


def test_a_single_place_goes_to_the_questions_language() -> None:
    """With one place there is no half to give away."""
    hits = [*make_hits("vi", 0.5), *make_hits("en", 0.9, first_row=1)]
    assert languages_of(rank(hits, "vi", 1)) == ["vi"]
    assert languages_of(rank(hits, "ko", 1)) == ["en"]


HITS = st.lists(st.tuples(st.sampled_from(("vi", "en", "zh")), st.floats(-1, 1)), max_size=30)


@given(HITS, st.sampled_from(("vi", "en", "ko")), st.integers(0, 12))
def test_the_quota_holds_for_any_hits(drawn: list[tuple[str, float]], language: str, limit: int) -> None:
    """The places are all used, both sides get their half as far as they can, and the best of each side are taken."""
    hits = [Hit(row, name, Evidence(dense, (), 0.0)) for row, (name, dense) in enumerate(drawn)]
    chosen = rank(hits, language, limit)
    own, others = ([hit for hit in hits if (hit.language == language) is mine] for mine in (True, False))
    assert len(chosen) == min(limit, len(hits))
    assert len(set(chosen)) == len(chosen)
    assert [hit.score for hit in chosen] == sorted((hit.score for hit in chosen), reverse=True)
    for side, half in ((own, math.ceil(limit / 2)), (others, limit // 2)):
        taken = [hit for hit in chosen if hit in side]
        assert len(taken) >= min(half, len(side))
        left = [hit.score for hit in side if hit not in taken]
        assert not left or not taken or max(left) <= min(hit.score for hit in taken)
