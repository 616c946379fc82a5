"""What an edition would change against the published one, as a value that prints itself."""

from dataclasses import asdict, dataclass

from knowledge.building import Changes, compare_digests
from knowledge.editions import Editions
from knowledge.errors import NoEdition
from knowledge.opening import SHELF
from knowledge.settings import KnowledgeSettings
from knowledge.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Difference:
    """Documents that are new, gone or changed, by id, and the passages behind them."""

    edition: str
    current: str | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    chunks: Changes

    def event(self) -> dict[str, object]:
        """Return the difference as JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the difference as an officer reads it."""
        lines = [f"Edition {self.edition} against {self.current or 'nothing published'}:"]
        for mark, documents in (("+", self.added), ("-", self.removed), ("~", self.changed)):
            lines += [f"  {mark} {document}" for document in documents]
        lines.append(f"  passages: {self.chunks}")
        return "\n".join(lines)


def compare_editions(settings: KnowledgeSettings, edition: str | None) -> Difference:
    """Compare an edition (default: the newest) with the published one; raises NoEdition."""
    editions = Editions(settings.editions)
    if edition is None:
        built = editions.all()
        if not built:
            raise NoEdition("There is no edition yet: run `python -m ingest build`.")
        edition = built[-1].edition
    current = editions.current()
    after = _digests(editions, edition)
    before = _digests(editions, current) if current else {}
    old, new = _by_document(before), _by_document(after)
    changed = sorted(document for document in old.keys() & new.keys() if old[document] != new[document])
    return Difference(
        edition,
        current,
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(old.keys() - new.keys())),
        tuple(changed),
        compare_digests(before, after),
    )


def _digests(editions: Editions, edition: str) -> dict[str, str]:
    shelf = Shelf(editions.folder(edition) / SHELF)
    try:
        return shelf.digests()
    finally:
        shelf.close()


def _by_document(digests: dict[str, str]) -> dict[str, set[str]]:
    documents: dict[str, set[str]] = {}
    for chunk, digest in digests.items():
        documents.setdefault(chunk.rsplit("#", 1)[0], set()).add(digest)
    return documents
