"""The gate: of the questions that the starter materials answer, how many are answered when 5 % of the others are.

Prints AUROC, the share kept at 5 % false answers, and both shares at the thresholds in use, by language. The
passages' evidence also tells recall@1 and @5 of the right topic. `--write` writes the thresholds anew.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.judge import THRESHOLDS, least_support, support
from knowledge.building import STARTER
from knowledge.languages import detect
from knowledge.library import Library
from tests.bench.sets import EVAL, Asked, bench_embedder, editions_of, golden, off_topic, questions

FALSE_ANSWERS = 0.05
OTHERS = ["xquad-dev/en", "xquad-dev/vi", "xquad-dev/zh", "xquad-dev/ru", "jsquad-dev/ja"]
OTHERS += [f"nomiracl-dev/{language}" for language in ("en", "zh", "ja", "ko")]
TAKEN = 120  # questions of each of these sets


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, the support of its best passage, and the place of the right topic (99: not found)."""

    group: str
    answerable: bool
    support: float
    place: int


def main() -> None:
    """Print the table."""
    _, embedder = bench_embedder()
    with editions_of(embedder) as bench:
        library = bench.library([], starter=True)
        judged = [judge(library, asked) for asked in [*golden(), *off_topic(), *others()]]
    groups = sorted({one.group for one in judged})
    head = ("questions", "answerable", "off topic", "R@1", "R@5", "AUROC", "kept at 5 %", "kept now", "false now")
    print("{:10}{:>12}{:>11}{:>8}{:>8}{:>8}{:>13}{:>10}{:>11}".format(*head))
    least = {group: show(group, [one for one in judged if one.group == group]) for group in groups}
    if "--write" in sys.argv:
        write(least)


def others() -> list[Asked]:
    """Return questions about the world from the public sets, where they are there."""
    if not EVAL.is_dir():
        print("the public question sets are not there: only our own off-topic questions are asked")
        return []
    return [Asked(one.text, one.language, None) for name in OTHERS for one in questions(name)[::2][:TAKEN]]


def judge(library: Library, asked: Asked) -> Judged:
    """Ask for one question's passages."""
    detected = detect(asked.text, asked.language)
    found = library.search(asked.text, asked.language, bare=detected.bare)
    topics = [passage.chunk.material.topic for passage in found]
    place = topics.index(asked.right) if asked.right in topics else 99
    group = f"{asked.language}-bare" if detected.bare else asked.language
    return Judged(group, asked.right is not None, max(map(support, found), default=0.0), place)


def show(group: str, judged: Sequence[Judged]) -> float:
    """Print one row and return the threshold at which 5 % of the off-topic questions pass."""
    right = np.array([one.support for one in judged if one.answerable])
    wrong = np.array([one.support for one in judged if not one.answerable])
    if not len(right) or not len(wrong):
        return 0.0
    places = np.array([one.place for one in judged if one.answerable])
    auroc = float((right[:, None] > wrong[None, :]).mean())
    least = float(np.quantile(wrong, 1 - FALSE_ANSWERS))
    now = least_support(group.removesuffix("-bare"), group.endswith("-bare"))
    shares = [(right > least).mean(), (right >= now).mean(), (wrong >= now).mean()]
    kept, kept_now, false_now = (f"{share:.1%}" for share in shares)
    print(
        f"{group:10}{len(right):>12}{len(wrong):>11}{(places < 1).mean():>8.1%}{(places < 5).mean():>8.1%}"
        f"{auroc:>8.3f}{kept:>13}{kept_now:>10}{false_now:>11}"
    )
    return least


def write(least: dict[str, float]) -> None:
    """Write the thresholds that `judge` uses."""
    head = [line for line in THRESHOLDS.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    values = [f"{group} = {value:.3f}" for group, value in least.items() if value]
    THRESHOLDS.write_text("\n".join([*head, "", "[least]", *values, ""]), encoding="utf-8")
    print(f"wrote {THRESHOLDS.name} for {STARTER.name}")
