"""What each command of `python -m ingest` does."""

import argparse
import json
from collections.abc import Callable, Mapping

from tqdm import tqdm

from ingest.diff import compare_editions
from ingest.errors import IngestError
from ingest.inspection import inspect_file
from ingest.run import Read, build, default_folders, list_files
from ingest.settings import IngestSettings
from ingest.shipping import ship_starter
from ingest.verify import verify, verify_in_child
from knowledge.editions import Editions
from knowledge.opening import forget_vectors, open_embedder

Command = Callable[[IngestSettings, argparse.Namespace], int]


def _build(settings: IngestSettings, options: argparse.Namespace) -> int:
    knowledge = settings.knowledge
    files = list_files(options.materials or default_folders(knowledge))
    with (
        tqdm(total=len(files), desc="reading", unit="file", disable=options.json) as reading,
        tqdm(total=0, desc="embedding", unit="text", disable=options.json) as embedding,
    ):

        def show(read: Read) -> None:
            reading.update()
            if options.json:
                _say(read.event())

        def embedded(done: int, total: int) -> None:
            embedding.total = total
            embedding.update(done - embedding.n)

        report = build(knowledge, open_embedder(knowledge), files, show, embedded)
    verify_in_child(knowledge, report.edition)
    if options.json:
        _say(report.event())
    else:
        print(report)
    if options.publish:
        _switch(settings, report.edition, options)
    if not options.json:
        print("Published." if options.publish else f"Publish it: python -m ingest publish {report.edition} --by NAME")
    return 0


def _diff(settings: IngestSettings, options: argparse.Namespace) -> int:
    difference = compare_editions(settings.knowledge, options.edition)
    if options.json:
        _say(difference.event())
    else:
        print(difference)
    return 0


def _publish(settings: IngestSettings, options: argparse.Namespace) -> int:
    _switch(settings, options.edition, options)
    print(f"Edition {options.edition} is published.")
    return 0


def _switch(settings: IngestSettings, edition: str, options: argparse.Namespace) -> None:
    """Publish, unless the edition is damaged or lost too much."""
    editions = Editions(settings.knowledge.editions)
    _check_whole(editions, edition)
    current = editions.current()
    after = editions.manifest(edition).passages
    before = editions.manifest(current).passages if current else 0
    limit = settings.ingest.max_drop
    if before and after < before * (1 - limit) and not options.allow_drop:
        raise IngestError(
            f"Edition {edition} has {after} passages, the published one {before}: more than {limit:.0%} would go. "
            "Look at `python -m ingest diff`; if it is meant, publish with --allow-drop."
        )
    editions.publish(edition, options.by)


def _check_whole(editions: Editions, edition: str) -> None:
    """Refuse what a disk or a hand has changed since the verification."""
    damaged = editions.damage(edition)
    if damaged:
        raise IngestError(f"Edition {edition} is damaged ({', '.join(damaged)}): build it again.")


def _rollback(settings: IngestSettings, options: argparse.Namespace) -> int:
    editions = Editions(settings.knowledge.editions)
    edition = editions.before_current()
    _check_whole(editions, edition)
    editions.publish(edition, options.by, "rollback")
    print(f"Rolled back to edition {edition}.")
    return 0


def _list(settings: IngestSettings, options: argparse.Namespace) -> int:
    editions = Editions(settings.knowledge.editions)
    current, published = editions.current(), {line.edition: line for line in editions.history()}
    rows = []
    for manifest in editions.all():
        line = published.get(manifest.edition)
        state = "verified" if editions.is_verified(manifest.edition) else "built"
        if line:
            state = "retired"
        if manifest.edition == current:
            state = "published"
        rows.append(
            {
                "edition": manifest.edition,
                "state": state,
                "built": manifest.built,
                "published": line.at if line else None,
                "by": line.by if line else None,
                "documents": manifest.documents,
                "chunks": manifest.chunks,
                "embedder": manifest.embedder,
            }
        )
    if options.json:
        _say({"editions": rows})
        return 0
    for row in rows:
        print("  ".join(str(value) for value in row.values() if value is not None))
    if not rows:
        print("No edition yet: run `python -m ingest build --publish`.")
    return 0


def _prune(settings: IngestSettings, options: argparse.Namespace) -> int:
    keep = settings.knowledge.keep_editions if options.keep is None else options.keep
    if keep < 1:
        raise IngestError("--keep must be at least 1.")
    removed = Editions(settings.knowledge.editions).prune(keep)
    for edition in removed:
        forget_vectors(settings.knowledge, edition)
    print(f"Removed {len(removed)} editions." if removed else "Nothing to remove.")
    return 0


def _inspect(settings: IngestSettings, options: argparse.Namespace) -> int:
    inspection = inspect_file(options.file)
    if options.json:
        _say(inspection.event())
    else:
        print(inspection)
    return 0


def _verify(settings: IngestSettings, options: argparse.Namespace) -> int:
    verify(settings.knowledge, options.edition)
    return 0


def _ship(settings: IngestSettings, options: argparse.Namespace) -> int:
    with tqdm(desc="embedding", unit="text") as bar:
        written = ship_starter(settings.knowledge, bar.update)
    print(f"Wrote the vectors of {written} materials.")
    return 0


def _say(event: Mapping[str, object]) -> None:
    print(json.dumps(event, ensure_ascii=False), flush=True)


COMMANDS: Mapping[str, Command] = {
    "build": _build,
    "diff": _diff,
    "publish": _publish,
    "rollback": _rollback,
    "list": _list,
    "prune": _prune,
    "inspect": _inspect,
    "verify": _verify,
    "ship": _ship,
}
