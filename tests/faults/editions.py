"""Kills real builds and publications and looks at what is left: `python -m tests.faults.editions --kills 200`.

Every build has a generation of materials of its own, whose number stands in every sentence, so that an edition mixed
out of two builds would give itself away. After each kill the pointer must name a whole, verified edition of one
generation that answers, and the next build must work.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.run import build, list_files
from ingest.verify import verify
from knowledge.editions import Editions
from knowledge.embedders.base import Embedder
from knowledge.errors import KnowledgeError
from knowledge.opening import SHELF, open_embedder, open_library
from knowledge.settings import KnowledgeSettings
from knowledge.shelf import Shelf
from tests.faults.moments import MOMENTS, PUBLISHED

ROOT = Path(__file__).parents[2]
_LANGUAGES = {
    "en": "Generation {0}: the tea of hill {1} is picked in month {2}.",
    "vi": "Đời {0}: đồi chè {1} hái tháng {2}.",
}
_FILES = 2  # in each language
_SECTIONS = 3  # in each file; a chunk a section
_SENTENCES = 5  # in each section
_WHOLE_BUILD = 20  # of so many kills, one is followed by a complete child; the others by a build in this process
_PATIENCE = 120.0
_PUBLICATION = 0.01  # seconds that a publication takes, about
_ANY, _LATE = "any time", "publishing"  # the two kinds of random kills


@dataclass
class Tally:
    """What the kills left: `half` tells what was wrong, and must stay empty."""

    kills: Counter[str] = field(default_factory=Counter)
    old: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    too_late: int = 0
    rebuilt: int = 0
    half: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the figures as a table."""
        lines = [f"{'killed at':12} {'kills':>6} {'old':>6} {'new':>6}"]
        lines += [
            f"{name:12} {self.kills[name]:6} {self.old[name]:6} {self.new[name]:6}"
            for name in sorted(self.kills, key=[_ANY, _LATE, *MOMENTS].index)
        ]
        lines.append(f"{'all':12} {self.kills.total():6} {self.old.total():6} {self.new.total():6}")
        lines.append(f"half {len(self.half)}; builds that were over before the kill {self.too_late}")
        lines.append(f"builds that worked after a kill {self.rebuilt}")
        return "\n".join([*lines, *self.half])


class Ground:
    """A data directory and a folder of materials on which builds are killed."""

    def __init__(self, folder: Path, seed: int, cache: Path | None = None) -> None:
        """Build and publish generation 1 under `folder`; `cache` is an embedder's cache that exists already."""
        folder.mkdir(parents=True, exist_ok=True)
        self.settings = KnowledgeSettings(data_dir=folder / "data")
        self.editions = Editions(self.settings.editions)
        if cache:
            self.settings.data_dir.mkdir()
            self.settings.cache.symlink_to(cache, target_is_directory=True)
        self._folder = folder
        self._materials = folder / "materials"
        self._scratch = folder / "scratch"  # a killed process leaves its private views here
        self._scratch.mkdir()
        self._chance = random.Random(seed)
        self._embedder: Embedder = open_embedder(self.settings)
        self._generations: dict[str, int] = {}
        self._generation = 0
        self.tally = Tally()
        self._seconds = self._whole_build()

    def kill(self, name: str) -> None:
        """Kill a build with publication at a moment, or at a random time, and look at what is left."""
        before = self.editions.current()
        self._write_materials()
        child = self._start(["tests.faults.moments", name] if name in MOMENTS else ["ingest"])
        if name not in MOMENTS:
            self._wait(name, child)
            child.kill()
        ended = child.wait(_PATIENCE)
        if ended != -signal.SIGKILL:
            self._note_too_late(name, ended)
            return
        self._look(name, before)
        self._go_on()

    def _note_too_late(self, name: str, ended: int) -> None:
        """Count a build that ended by itself: it must have published, and a named moment must have come."""
        self.tally.too_late += 1
        self._generations[self.editions.current() or ""] = self._generation
        if name in MOMENTS or ended != 0:
            self.tally.half.append(f"{name}: not killed, the build ended with {ended}")

    def _wait(self, name: str, child: subprocess.Popen[bytes]) -> None:
        """Wait for a random time: of the whole build, or from the verification on."""
        if name == _ANY:
            time.sleep(self._chance.uniform(0, self._seconds))
            return
        verified = self._verified()
        while child.poll() is None and self._verified() == verified:
            time.sleep(0.001)
        time.sleep(self._chance.uniform(0, _PUBLICATION))

    def _verified(self) -> int:
        return sum(1 for _ in self.settings.editions.glob("[!.]*/verified.json"))

    def _look(self, name: str, before: str | None) -> None:
        """Count the kill, and note whatever is not as it must be."""
        self.tally.kills[name] += 1
        current = self.editions.current()
        wrong = self._wrong(current or "")
        is_new = current != before
        (self.tally.new if is_new else self.tally.old)[name] += 1
        if name in MOMENTS and is_new != (name in PUBLISHED):
            wrong.append("the pointer is at the wrong edition")
        generations = {self._generation if is_new else self._generations.get(before or "")}
        if not wrong and self._found_generations(current or "") != generations:
            wrong.append(f"generations {self._found_generations(current or '')} instead of {generations}")
        if current:
            self._generations[current] = self._generation if is_new else self._generations[current]
        for manifest in self.editions.all():
            wrong += [f"{manifest.edition}: {file} is damaged" for file in self.editions.damage(manifest.edition)]
        self.tally.half += [f"{name}: {problem}" for problem in wrong]

    def _wrong(self, edition: str) -> list[str]:
        """Return what is wrong with the published edition."""
        if not edition or not self.editions.is_verified(edition):
            return [f"the published edition {edition!r} is not verified"]
        try:
            library = open_library(self.settings, edition, self._embedder)
        except KnowledgeError as error:
            return [str(error)]
        generation = self._generations.get(edition, self._generation)
        problems = [f"{edition} has nothing in {language}" for language in set(_LANGUAGES) - set(library.languages)]
        for language, sentence in _LANGUAGES.items():
            question = sentence.format(generation, "1-1", 1)
            passages = library.search(question, language, limit=3, same_language_only=True)
            if not any(question in passage.chunk.text for passage in passages):
                problems.append(f"{edition} does not answer in {language}")
        return problems

    def _found_generations(self, edition: str) -> set[int]:
        """Return the generations whose numbers stand in the edition; -1 where chunks are missing."""
        shelf = Shelf(self.editions.folder(edition) / SHELF)
        chunks = [chunk for _, chunk in shelf.all()]
        shelf.close()
        numbers = {int(number) for chunk in chunks for number in re.findall(r"(?:Generation|Đời) (\d+)", chunk.text)}
        return numbers if len(chunks) == len(_LANGUAGES) * _FILES * _SECTIONS else numbers | {-1}

    def _go_on(self) -> None:
        """Prove that the next build works, and remove what is no longer needed."""
        if self.tally.kills.total() % _WHOLE_BUILD == 0:
            self._whole_build()
        else:
            report = build(
                self.settings,
                self._embedder,
                list_files([self._materials]),
                lambda read: None,
                lambda done, total: None,
            )
            if self.editions.damage(report.edition):
                self.tally.half.append(f"{report.edition} is damaged as soon as it is built")
        self.tally.rebuilt += 1
        self.editions.prune(1)
        left = [path.name for path in self.settings.editions.glob(".building-*")]
        self.tally.half += [f"{name} is left over" for name in left]

    def _whole_build(self) -> float:
        """Build and publish a generation by a child that lives; return its seconds."""
        self._write_materials()
        start = time.monotonic()
        child = self._start(["ingest"])
        if child.wait(_PATIENCE) != 0:
            raise RuntimeError((self._folder / "child.log").read_text(encoding="utf-8", errors="replace"))
        seconds = time.monotonic() - start
        current = self.editions.current() or ""
        verify(self.settings, current)
        self._generations[current] = self._generation
        return seconds

    def _start(self, module: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a build with publication."""
        data, materials = str(self.settings.data_dir), str(self._materials)
        given = ["build", "--publish", "--allow-drop", "--materials", materials, "--data-dir", data]
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment = {**inherited, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TMPDIR": str(self._scratch)}
        with (self._folder / "child.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *module, *given], stdout=log, stderr=log, env=environment, cwd=self._folder
            )

    def _write_materials(self) -> None:
        """Write the next generation of the materials."""
        self._generation += 1
        self._materials.mkdir(exist_ok=True)
        for language, sentence in _LANGUAGES.items():
            for number in range(_FILES):
                parts = [f"---\ntitle: Hill {number}\nlanguage: {language}\n---"]
                for section in range(_SECTIONS):
                    lines = [
                        sentence.format(self._generation, f"{number}-{section}", month)
                        for month in range(1, _SENTENCES + 1)
                    ]
                    parts.append(f"# Part {section}\n\n" + " ".join(lines))
                path = self._materials / f"hill-{number}.{language}.md"
                path.write_text("\n\n".join(parts), encoding="utf-8")


def run(folder: Path, kills: int, seed: int, cache: Path | None = None) -> Tally:
    """Kill so many builds, at random times, while publishing and at the moments in turn; return what was left."""
    ground = Ground(folder, seed, cache)
    names = list(MOMENTS)
    random.Random(seed).shuffle(names)
    turn = 0
    while ground.tally.kills.total() < kills and not ground.tally.half:
        ground.kill((names[turn // 3 % len(names)], _ANY, _LATE)[turn % 3])
        turn += 1
    return ground.tally


def main() -> int:
    """Print the figures; 1 where anything was half."""
    parser = argparse.ArgumentParser(description="Kills builds and publications.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        start = time.monotonic()
        tally = run(Path(folder), options.kills, options.seed)
    print(tally)
    print(f"{time.monotonic() - start:.0f} s")
    return bool(tally.half)


if __name__ == "__main__":
    sys.exit(main())
