"""Speed and memory: cold start, warm answers, ingest, beside the tutorial's pipeline in the same run."""

import asyncio
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.app import make_answerer
from bot.conversation import ConversationId, Question
from bot.settings import BotSettings
from knowledge.live import LiveLibrary
from knowledge.settings import KnowledgeSettings
from tests.bench.sets import EVAL, ROOT, Bench, bench_embedder, bench_settings, editions_of, golden, passages
from tests.bench.tutorial import Tutorial, missing

RUNS = 5
WARM = 300
COLD = "how do I get to Ba Be lake?"


def main() -> None:
    """Print a line a figure."""
    settings = bench_settings()
    run(["ingest", "build", "--publish", "--json", "--data-dir", str(settings.data_dir)])
    cold_start(settings)
    warm_answers(settings)
    _, embedder = bench_embedder()
    with editions_of(embedder) as bench:
        ingest(bench)


def run(words: list[str]) -> None:
    """Run one of the two programs."""
    subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def cold_start(settings: KnowledgeSettings) -> None:
    """Time whole processes, from start to answer."""
    words = ["bot", "ask", COLD, "--json", "--data-dir", str(settings.data_dir)]
    seconds = [timed(lambda: run(words)) for _ in range(RUNS)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"cold start of `ask`: median {statistics.median(seconds):.2f} s of {RUNS} (aim 2.5)")
    print(f"largest of these processes, the build included: {peak:.0f} MB peak")


def warm_answers(settings: KnowledgeSettings) -> None:
    """Time answers in one process, each question once."""
    answerer = make_answerer(BotSettings(knowledge=settings), LiveLibrary(settings))
    asked = golden()[:: max(1, len(golden()) // WARM)]
    conversation = ConversationId("bench", "speed")

    async def ask_all() -> list[float]:
        await answerer.answer(Question("xin chào hồ Ba Bể", conversation))
        return [(await answerer.answer(Question(one.text, conversation))).seconds["total"] for one in asked]

    report("answer in a warm process", asyncio.run(ask_all()), "aim 40 / 60 ms")
    print(f"memory of that process: {resident():.0f} MB now (aim 700)")


def ingest(bench: Bench) -> None:
    """Time a build of passages that were never embedded, and the tutorial's indexing and search of the same."""
    if not EVAL.is_dir():
        print("ingest is left out: the question sets are not there")
        return
    name = "xquad-dev/vi"
    count = len(passages(name))
    ours = count / timed(lambda: bench.library([name]))
    line = f"ingest: {ours:.1f} passages a second with their sentences (aim 25)"
    if reason := missing():
        print(f"{line}; tutorial {reason}")
        return
    start = time.perf_counter()
    lesson = Tutorial(passages(name))
    theirs = count / (time.perf_counter() - start)
    print(f"{line}; tutorial {theirs:.1f}, ratio {ours / theirs:.2f}")
    asked = [one.text for one in golden()[:200]]
    report("tutorial: search alone, warm", [timed(lambda text=text: lesson.search(text, 10)) for text in asked], "")


def timed(work: Callable[[], object]) -> float:
    """Return the wall seconds of `work`."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(label: str, seconds: Sequence[float], aim: str) -> None:
    """Print the median and the 95th percentile in milliseconds."""
    ordered = sorted(1000 * second for second in seconds)
    middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"{label}: p50 {middle:.0f} ms, p95 {high:.0f} ms of {len(ordered)} {f'({aim})' if aim else ''}")


def resident() -> float:
    """Return this process's resident memory in MB."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024
