"""The public question sets that lie beside the project, and editions built of them by the real ingest."""

import json
import random
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.run import build, list_files
from knowledge.bare_vietnamese import strip_marks
from knowledge.editions import Editions
from knowledge.embedders.base import Embedder
from knowledge.library import Library
from knowledge.opening import open_embedder, open_library
from knowledge.settings import KnowledgeSettings

ROOT = Path(__file__).parents[2]
EVAL = ROOT.parent / "shared" / "eval"
GOLDEN = ROOT / "tests" / "evals" / "golden"
OFF_TOPIC = ROOT / "tests" / "evals" / "offtopic.jsonl"
STARTER = ROOT / "knowledge" / "materials"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the id of its passage without the language, or its topic; None: nothing answers it."""

    text: str
    language: str
    right: str | None


def lines(path: Path) -> list[dict[str, str]]:
    """Return the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def questions(name: str) -> list[Asked]:
    """Return the questions of a set, such as "xquad-dev/vi"."""
    return [
        Asked(line["text"], line["language"], line.get("passage", "").partition(":")[2] or None)
        for line in lines(EVAL / f"{name}.questions.jsonl")
    ]


def passages(name: str) -> list[tuple[str, str]]:
    """Return (id, text) of a set's passages."""
    return [(line["id"], line["text"]) for line in lines(EVAL / f"{name}.passages.jsonl")]


def golden() -> list[Asked]:
    """Return the questions that the starter materials answer."""
    return [
        Asked(line["text"], line["language"], line["topic"])
        for path in sorted(GOLDEN.glob("*.jsonl"))
        for line in lines(path)
    ]


def off_topic() -> list[Asked]:
    """Return questions that the starter materials do not answer."""
    return [Asked(line["text"], line["language"], None) for line in lines(OFF_TOPIC)]


def bench_settings() -> KnowledgeSettings:
    """Return settings whose data, the embedder's cache above all, are kept between runs."""
    return KnowledgeSettings(data_dir=ROOT / "var" / "bench")


def bench_embedder() -> tuple[KnowledgeSettings, Embedder]:
    """Open the default embedder."""
    return bench_settings(), open_embedder(bench_settings())


@contextmanager
def editions_of(embedder: Embedder) -> Iterator["Bench"]:
    """Give a place to build editions in, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Bench(Path(folder), embedder)


class Bench:
    """Builds editions of question sets one after the other; each reuses the vectors of the one before."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Work in `folder`."""
        self._folder = folder
        self._embedder = embedder
        self.settings = KnowledgeSettings(data_dir=folder / "var")

    def library(self, names: Iterable[str], starter: bool = False) -> Library:
        """Build, publish and open an edition of the sets, with or without the starter materials."""
        materials = self._folder / "materials"
        for name in names:
            folder = materials / name.replace("/", "-")
            if not folder.exists():
                self._write(folder, name)
        folders = [materials / name.replace("/", "-") for name in names]
        files = list_files([*folders, *([STARTER] if starter else [])])
        report = build(self.settings, self._embedder, files, lambda _: None, lambda *_: None)
        editions = Editions(self.settings.editions)
        editions.mark_verified(report.edition)
        editions.publish(report.edition, "bench")
        return open_library(self.settings, embedder=self._embedder)

    def _write(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True)
        for identity, text in passages(name):
            language, _, number = identity.partition(":")
            entry = f"---\nid: '{identity}'\ntitle: '{identity}'\nlanguage: {language}\n---\n"
            (folder / f"{number.replace('/', '_')}.md").write_text(f"{entry}\n{_quiet(text)}\n", encoding="utf-8")


def _quiet(text: str) -> str:
    """Return a text in which no line reads as Markdown's own."""
    return "\n\n".join(line.lstrip("#|>-*+ ") for line in text.splitlines() if line.strip())


def bare(text: str) -> str:
    """Return a text as typed without diacritics, in lower case."""
    return strip_marks(text).lower()


def typos(text: str, share: float = 0.06, seed: int = 0) -> str:
    """Return a text with a share of its letters swapped, doubled, left out or replaced."""
    chance = random.Random(f"{seed}{text}")
    letters = list(text)
    for at in range(len(letters) - 1):
        if letters[at].isalpha() and chance.random() < share:
            change = chance.randrange(4)
            if change == 0:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            elif change == 1:
                letters[at] *= 2
            elif change == 2:
                letters[at] = ""
            else:
                letters[at] = chance.choice("abcdefghiklmnopqrstuvxy")
    return "".join(letters)


def decomposed(text: str) -> str:
    """Return a text in NFD, as some phones and Macs send it."""
    return unicodedata.normalize("NFD", text)
