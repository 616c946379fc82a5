"""The gate: of the questions that the starter materials answer, how many are answered when 5 % of the others are.

Prints AUROC, the share kept at 5 % false answers, and both shares at the thresholds in use, by language. The
passages' evidence also tells recall@1 and @5 of the right topic. `--write` writes the thresholds anew.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.judge import THRESHOLDS, least_support, support
from knowledge.languages import detect
from knowledge.library import Library
from knowledge.passages import Passage
from tests.bench.sets import EVAL, Asked, bench_embedder, editions_of, golden, off_topic, questions

FALSE_ANSWERS = 0.05
OTHERS = ["xquad-dev/en", "xquad-dev/vi", "xquad-dev/zh", "xquad-dev/ru", "jsquad-dev/ja"]
OTHERS += [f"nomiracl-dev/{language}" for language in ("en", "zh", "ja", "ko")]
AGENCIES = ("vi", "en")
TAKEN = 120  # questions of each of these sets


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, the support of its best passage, and the place of the right topic (99: not found)."""

    group: tuple[str, str]
    answerable: bool
    support: float
    place: int


def main() -> None:
    """Print the table."""
    _, embedder = bench_embedder()
    with editions_of(embedder) as bench:
        library = bench.library([], starter=True)
        judged = [one for asked in [*golden(), *off_topic(), *others()] for one in judge(library, asked)]
    head = (
        "question → passage",
        "answerable",
        "off topic",
        "R@1",
        "R@5",
        "AUROC",
        "kept at 5 %",
        "kept now",
        "false now",
    )
    print("{:22}{:>11}{:>11}{:>8}{:>8}{:>8}{:>13}{:>10}{:>11}".format(*head))
    groups = sorted({one.group for one in judged})
    least = {group: show(group, [one for one in judged if one.group == group]) for group in groups}
    if "--write" in sys.argv:
        write(least)


def others() -> list[Asked]:
    """Return questions about the world from the public sets, where they are there."""
    if not EVAL.is_dir():
        print("the public question sets are not there: only our own off-topic questions are asked")
        return []
    return [Asked(one.text, one.language, None) for name in OTHERS for one in questions(name)[::2][:TAKEN]]


def judge(library: Library, asked: Asked) -> list[Judged]:
    """Ask for one question's passages in its own language, and in the others that agencies write in."""
    detected = detect(asked.text, asked.language)
    group = f"{asked.language}-bare" if detected.bare else asked.language
    found = {
        language: library.search(asked.text, language, bare=detected.bare, same_language_only=True)
        for language in {asked.language, *AGENCIES} & set(library.languages)
    }
    kinds = {"own": found.pop(asked.language, []), "foreign": [one for passages in found.values() for one in passages]}
    return [_judge((kind, group), asked, passages) for kind, passages in kinds.items() if passages]


def _judge(group: tuple[str, str], asked: Asked, found: Sequence[Passage]) -> Judged:
    ordered = sorted(found, key=support, reverse=True)
    topics = [passage.chunk.material.topic for passage in ordered]
    place = topics.index(asked.right) if asked.right in topics else 99
    return Judged(group, asked.right is not None, support(ordered[0]), place)


def show(group: tuple[str, str], judged: Sequence[Judged]) -> float:
    """Print one row and return the threshold at which 5 % of the off-topic questions pass."""
    right = np.array([one.support for one in judged if one.answerable])
    wrong = np.array([one.support for one in judged if not one.answerable])
    places = np.array([one.place for one in judged if one.answerable])
    auroc = float((right[:, None] > wrong[None, :]).mean())
    least = float(np.quantile(wrong, 1 - FALSE_ANSWERS))
    now = least_support(group[1], group[0] == "own")
    shares = [(right > least).mean(), (right >= now).mean(), (wrong >= now).mean()]
    kept, kept_now, false_now = (f"{share:.1%}" for share in shares)
    print(
        f"{f'{group[1]} → {group[0]}':22}{len(right):>11}{len(wrong):>11}{(places < 1).mean():>8.1%}"
        f"{(places < 5).mean():>8.1%}{auroc:>8.3f}{kept:>13}{kept_now:>10}{false_now:>11}"
    )
    return least


def write(least: dict[tuple[str, str], float]) -> None:
    """Write the thresholds that `judge` uses."""
    lines = [line for line in THRESHOLDS.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    for kind in ("own", "foreign"):
        lines += ["", f"[{kind}]", *(f"{group} = {value:.3f}" for (of, group), value in least.items() if of == kind)]
    THRESHOLDS.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(f"wrote {THRESHOLDS.name}")
