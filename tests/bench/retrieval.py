"""Retrieval on XQuAD (the part for tuning): ours, dense alone, rank fusion, and what a tutorial would build."""

from collections.abc import Callable, Sequence

import numpy as np

from knowledge.embedders.base import Embedder
from knowledge.languages import detect
from knowledge.lexical.bm25 import Bm25Store
from knowledge.library import Library
from tests.bench.sets import (
    EVAL,
    Asked,
    Bench,
    bare,
    bench_embedder,
    decomposed,
    editions_of,
    passages,
    questions,
    typos,
)
from tests.bench.tutorial import Tutorial, missing

Search = Callable[[Asked, int], Sequence[str]]

# question language, passage language, figure to reach (design: R@1 measured on all of XQuAD)
PAIRS = (
    ("vi", "vi", 95),
    ("en", "en", 97),
    ("zh", "zh", 96),
    ("en", "vi", 80),
    ("zh", "vi", 72),
    ("vi", "en", 77),
    ("zh", "en", 76),
)
CHANGED: tuple[tuple[str, Callable[[str], str], float], ...] = (
    ("bare vi", bare, 93),
    ("typos vi", typos, 88),
    ("NFD vi", decomposed, 95),
    ("CAPITALS vi", str.upper, 95),
)
OTHER_MATTERS = ["jsquad-dev/ja", "nomiracl-dev/en", "nomiracl-dev/zh", "nomiracl-dev/ja", "nomiracl-dev/ko"]
MIXED = (("vi", "en", 73), ("en", "vi", 80), ("zh", "vi", 58))


def main() -> None:
    """Print the tables."""
    if not EVAL.is_dir():
        print(f"left out: the question sets are not there ({EVAL.name}/)")
        return
    _, embedder = bench_embedder()
    if reason := missing():
        print(f"the tutorial's pipeline is left out: {reason}")
    with editions_of(embedder) as bench:
        alone(bench, embedder)
        mixed(bench, embedder)


def alone(bench: Bench, embedder: Embedder) -> None:
    """One language in the index: R@1 in percent."""
    head = ("R@1, 120 passages", "dense alone", "rank fusion", "tutorial", "ours", "to reach")
    print("{:22}{:>12}{:>12}{:>10}{:>8}{:>10}".format(*head))
    for passage_language in ("vi", "en", "zh"):
        name = f"xquad-dev/{passage_language}"
        library = bench.library([name])
        ways = [*baselines(bench, embedder, name), tutorial(name), ours(library)]
        for asked_in, target, figure in PAIRS:
            if target == passage_language:
                asked = questions(f"xquad-dev/{asked_in}")
                show(f"{asked_in} → {target}", [recall(way, asked, target, 1) for way in ways], figure)
        if passage_language == "vi":
            for label, change, figure in CHANGED:
                asked = [Asked(change(one.text), "vi", one.right) for one in questions("xquad-dev/vi")]
                show(label, [recall(way, asked, "vi", 1) for way in ways], figure)


def mixed(bench: Bench, embedder: Embedder) -> None:
    """All languages in the index, the only right passage in another one than the question: R@10 in percent."""
    print("\nR@10 among other matters in five languages")
    for target in ("en", "vi"):
        names = [f"xquad-dev/{target}", *OTHER_MATTERS]
        library = bench.library(names, starter=True)
        ways = [*baselines(bench, embedder, *names), tutorial(*names), ours(library)]
        for asked_in, language, figure in MIXED:
            if language == target:
                asked = questions(f"xquad-dev/{asked_in}")
                show(f"{asked_in} → {target}", [recall(way, asked, target, 10) for way in ways], figure)


def ours(library: Library) -> Search:
    """The library, as the bot uses it."""

    def search(asked: Asked, limit: int) -> list[str]:
        detected = detect(asked.text, asked.language)
        found = library.search(asked.text, asked.language, bare=detected.bare, limit=limit)
        return [passage.chunk.material.id for passage in found]

    return search


def baselines(bench: Bench, embedder: Embedder, *names: str) -> list[Search]:
    """The same embedder alone, and fused with BM25 by ranks (k = 60), over whole passages in one index."""
    texts = [one for name in names for one in passages(name)]
    ids = np.array([identity for identity, _ in texts])
    vectors = embedder.embed_passages([text for _, text in texts])
    store = Bm25Store(bench.settings.data_dir / "baseline")
    store.write("-".join(names).replace("/", "-"), [text for _, text in texts])
    words = store.open("-".join(names).replace("/", "-"))

    def dense(asked: Asked, limit: int) -> list[str]:
        return list(ids[np.argsort(-(vectors @ embedder.embed_question(asked.text)[0]))[:limit]])

    def fused(asked: Asked, limit: int) -> list[str]:
        by_meaning = np.argsort(np.argsort(-(vectors @ embedder.embed_question(asked.text)[0])))
        by_words = np.argsort(np.argsort(-words.scores(asked.text), kind="stable"))
        return list(ids[np.argsort(-(1 / (60 + by_meaning) + 1 / (60 + by_words)))[:limit]])

    return [dense, fused]


def tutorial(*names: str) -> Search | None:
    """LangChain, Chroma and all-MiniLM-L6-v2, where they are installed."""
    if missing():
        return None
    return_ids = Tutorial([one for name in names for one in passages(name)])
    return lambda asked, limit: return_ids.search(asked.text, limit)


def recall(way: Search | None, asked: Sequence[Asked], language: str, limit: int) -> float | None:
    """The share of questions whose passage is among the first `limit`, in percent."""
    if way is None:
        return None
    found = sum(f"{language}:{one.right}" in way(one, limit)[:limit] for one in asked)
    return 100 * found / len(asked)


def show(label: str, figures: Sequence[float | None], to_reach: float) -> None:
    """Print one row; ours is the last figure."""
    dense, fusion, lesson, mine = ("–" if figure is None else f"{figure:.1f}" for figure in figures)
    print(f"{label:22}{dense:>12}{fusion:>12}{lesson:>10}{mine:>8}{to_reach:>10}", flush=True)
