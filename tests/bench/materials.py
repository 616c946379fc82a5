"""The starter materials in figures: facts used and left out, topics by domain and language, words."""

import re
from collections import Counter

from tests.knowledge.materials.pages import LANGUAGES, front_matter, pages

_MARK = re.compile(r"\[\^\d+\]")
_UNSPACED = ("zh", "ja", "lo")


def main() -> None:
    """Print the tables."""
    topics = pages()
    facts = {fact for found in topics.values() for fact in _listed(front_matter(found["en"]), "facts")}
    print(f"{len(topics)} topics, {sum(map(len, topics.values()))} pages, {len(facts)} facts used\n")
    print("{:14}{}".format("domain", "".join(f"{language:>7}" for language in LANGUAGES)))
    domains = Counter((topic.split("/")[0], language) for topic, found in topics.items() for language in found)
    for domain in sorted({domain for domain, _ in domains}):
        print(f"{domain:14}" + "".join(f"{domains[domain, language]:>7}" for language in LANGUAGES))
    counts = (sum(language in found for found in topics.values()) for language in LANGUAGES)
    print(f"{'all':14}" + "".join(f"{count:>7}" for count in counts))
    print("\nwords (characters in zh, ja, lo)")
    for language in LANGUAGES:
        texts = [found[language].read_text(encoding="utf-8") for found in topics.values() if language in found]
        bodies = [_MARK.sub("", text.split("\n---\n", 1)[1]) for text in texts]
        count = sum(len(re.sub(r"\s", "", body)) if language in _UNSPACED else len(body.split()) for body in bodies)
        print(f"  {language}{count:>10,}")


def _listed(entry: dict[str, object], key: str) -> list[str]:
    found = entry.get(key, [])
    return [str(one) for one in found] if isinstance(found, list) else []
