"""BM25 by the library bm25s, over two fields: marks kept, and folded.

The score is divided by the sum of the question's inverse document frequencies, unseen terms at the
highest, which puts it on an absolute scale (`design` experiments: +20 to +50 points of R@1 across languages over
rank fusion, because a list that matched only a function word stays near 0).
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.lexical.base import Scores
from knowledge.lexical.words import fold, terms


class Bm25Index:
    """The two fields of one language."""

    def __init__(self, folder: Path) -> None:
        """Open the index that `Bm25Store.write` left in `folder`."""
        self._kept = _Field(folder / "kept")
        self._folded = _Field(folder / "folded")

    def scores(self, question: str) -> Scores:
        """Return the better of both fields for every chunk."""
        words = terms(question)
        return np.maximum(self._kept.scores(words), self._folded.scores([fold(word) for word in words]))

    def coverage(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the share of the question's inverse document frequencies that each text meets, marks folded."""
        weights = self._folded.weights({fold(word) for word in terms(question)})
        whole = sum(weights.values()) or 1.0
        return [sum(weights[word] for word in weights.keys() & set(map(fold, terms(text)))) / whole for text in texts]


class Bm25Store:
    """A folder with a sub-folder a language."""

    def __init__(self, folder: Path) -> None:
        """Keep the indexes under `folder`."""
        self._folder = folder

    def write(self, language: str, texts: Sequence[str]) -> None:
        """Index the texts of one language."""
        tokens = [terms(text) for text in texts]
        _write_field(self._folder / language / "kept", tokens)
        _write_field(self._folder / language / "folded", [[fold(word) for word in words] for words in tokens])

    def open(self, language: str) -> Bm25Index:
        """Open the index of one language."""
        return Bm25Index(self._folder / language)


class _Field:
    def __init__(self, folder: Path) -> None:
        import bm25s

        self._index = bm25s.BM25.load(folder, load_vocab=False, show_progress=False)
        self._vocabulary: dict[str, int] = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        frequencies = np.diff(np.asarray(self._index.scores["indptr"]))
        self._count = int(self._index.scores["num_docs"])
        self._idf = np.log1p((self._count - frequencies + 0.5) / (frequencies + 0.5))  # Lucene's BM25
        self._unseen = float(np.log1p((self._count + 0.5) / 0.5))

    def weights(self, words: set[str]) -> dict[str, float]:
        """Return the inverse document frequency of each word."""
        numbers = {word: self._vocabulary.get(word) for word in words}
        return {word: self._unseen if number is None else float(self._idf[number]) for word, number in numbers.items()}

    def scores(self, words: list[str]) -> Scores:
        """Return BM25 over the highest sum that the words could reach."""
        known = [self._vocabulary[word] for word in words if word in self._vocabulary]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        highest = float(self._idf[known].sum()) + self._unseen * (len(words) - len(known))
        scores: Scores = self._index.get_scores_from_ids(np.array(known)).astype(np.float32)
        return scores[: self._count] / highest


def _write_field(folder: Path, tokens: list[list[str]]) -> None:
    import bm25s

    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(word, len(vocabulary)) for word in words] for words in tokens]
    index = bm25s.BM25(method="lucene", dtype="float32")
    index.index((ids, vocabulary), create_empty_token=False, show_progress=False)
    index.save(folder, show_progress=False)
    (folder / "terms.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
