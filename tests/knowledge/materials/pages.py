"""The pages of the starter materials and their front matter, by topic and language."""

from collections import defaultdict
from pathlib import Path

import yaml

from tests.knowledge.materials.agreement import MATERIALS

EVERYWHERE = ("vi", "en", "zh", "ko")
"""Every topic is written in these; core topics in all eight."""

LANGUAGES = (*EVERYWHERE, "ja", "fr", "ru", "lo")


def pages() -> dict[str, dict[str, Path]]:
    """Return topic → language → file."""
    found: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted(MATERIALS.glob("*/*.md")):
        slug, language, _ = path.name.split(".")
        found[f"{path.parent.name}/{slug}"][language] = path
    return dict(found)


def front_matter(path: Path) -> dict[str, object]:
    """Return a page's register entry."""
    entry = yaml.safe_load(path.read_text(encoding="utf-8").split("\n---\n", 1)[0])
    assert isinstance(entry, dict), path
    return entry
