"""An embedder without a model: texts that share letter groups are alike. For tests that need no meaning."""

import zlib
from collections.abc import Sequence

import numpy as np

from knowledge.embedders.base import Vectors
from knowledge.embedders.e5_tokenizer import normalise


class FakeEmbedder:
    """Counts groups of three letters, hashed into 256 places; same text, same vector, everywhere."""

    fingerprint = "fake-1"
    dimensions = 256

    def embed_question(self, text: str) -> Vectors:
        """Return the question's vector, shape (1, 256)."""
        return self.embed_passages([text])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text."""
        return np.array([self._embed(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def _embed(self, text: str) -> Vectors:
        padded = f"  {' '.join(normalise(text).lower().split())} "
        counts = np.zeros(self.dimensions, dtype=np.float32)
        for start in range(len(padded) - 2):
            counts[zlib.crc32(padded[start : start + 3].encode()) % self.dimensions] += 1
        return counts / np.linalg.norm(counts)
