"""How well `knowledge.languages` names the language of questions: prints a table.

Reads the public questions in ../shared/eval (not shipped). Run `python tests/bench/language.py`, or with
`--without-eldc` to measure the fallback. Only wrong answers among the odd-numbered questions were looked at
while tuning, so the two columns tell whether it went too far.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from knowledge.bare_vietnamese import strip_marks  # noqa: E402
from knowledge.languages import Detected, detect  # noqa: E402

EVAL = ROOT.parent / "shared" / "eval"
SETS = (
    *(("xquad-dev", code) for code in ("en", "vi", "zh", "ru", "th")),
    ("jsquad-dev", "ja"),
    *(("nomiracl-dev", code) for code in ("en", "ja", "ko", "zh")),
)
UNSPACED = ("zh", "ja", "th")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: texts in one form, and what counts as right."""

    name: str
    form: str
    texts: list[str]
    right: Callable[[Detected], bool]
    hint: str | None = None

    def share(self, start: int = 0, step: int = 1) -> float:
        """The part of the texts (every `step`-th from `start`) that is detected rightly, 0 to 1."""
        texts = self.texts[start::step]
        return sum(self.right(detect(text, self.hint)) for text in texts) / len(texts)


def questions(folder: str, code: str) -> list[str]:
    """The questions of one public set, as they stand."""
    path = EVAL / folder / f"{code}.questions.jsonl"
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def first(text: str, words: int, code: str) -> str:
    """The first words (twice as many characters where words are not spaced), lower case, no punctuation."""
    kept = "".join(c if c.isalnum() or not c.isascii() else " " for c in text.lower())
    for mark in "“”‘’…—–。，、？！《》":
        kept = kept.replace(mark, " ")
    return kept.strip()[: 2 * words] if code in UNSPACED else " ".join(kept.split()[:words])


def rows() -> Iterator[Row]:
    """Every measured set in every form."""
    for folder, code in SETS:
        asked = questions(folder, code)
        forms = {"full": asked} | {f"first {n}": [first(text, n, code) for text in asked] for n in (5, 3)}
        for form, texts in forms.items():
            yield Row(f"{folder} {code}", form, texts, lambda seen, code=code: seen.language == code)  # type: ignore[misc]
            if code == "vi":
                bare = [strip_marks(text) for text in texts]
                yield Row("vi without marks", form, bare, lambda seen: seen.bare)
                yield Row("vi without marks, hint en", form, bare, lambda seen: seen.bare, "en")
                yield Row("vi not as bare vi", form, texts, lambda seen: not seen.bare)
            if code == "en" and folder == "xquad-dev":
                yield Row("en not as bare vi", form, texts, lambda seen: not seen.bare)
                yield Row("en, hint vi", form, texts, lambda seen: seen.language == "en", "vi")


def main() -> None:
    """Print the time of the first call, then the table."""
    if "--without-eldc" in sys.argv:
        sys.modules["eldc"] = None  # type: ignore[assignment]  # Python's way to make an import fail
    started = time.perf_counter()
    detect("ho nui coc how get there")
    print(f"first call (reads the words, loads eldc): {(time.perf_counter() - started) * 1e3:.0f} ms")
    if not EVAL.is_dir():
        sys.exit(f"The public questions are not there: {EVAL}")
    print(f"{'set':28}{'form':10}{'n':>5}{'odd':>8}{'even':>8}{'µs':>7}")
    for row in rows():
        started = time.perf_counter()
        odd, even = row.share(0, 2), row.share(1, 2)
        each = (time.perf_counter() - started) / len(row.texts) * 1e6
        print(f"{row.name:28}{row.form:10}{len(row.texts):5}{odd:8.3f}{even:8.3f}{each:7.0f}")


if __name__ == "__main__":
    main()
