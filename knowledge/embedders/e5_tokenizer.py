"""Turns text into the token ids of multilingual-e5-small, by the library `tokenizers`.

The order matters and was measured: NFKC first (the table does not compose letters and accents, and the
code points that explode are gone), then the model's own replacements, then single spaces. Special tokens
that somebody typed are broken up, so that text never acts as a mark.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from knowledge.embedders.e5_weights import E5Weights

MAX_TOKENS = 512
_MAX_CHARACTERS = 4_000  # no passage is longer; a flood of text must not cost seconds
_TYPED_MARK = re.compile(r"<(/?s|pad|unk|mask)>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


class E5Tokenizer:
    """Text → ids with start and end marks, at most 512."""

    def __init__(self, tokenizer: Tokenizer, replacements: dict[int, str], weights: E5Weights) -> None:
        """Take the parts that `load_tokenizer` read."""
        self._tokenizer = tokenizer
        self._replacements = replacements
        self._start, self._end = weights.start, weights.end

    def encode(self, kind: str, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text; `kind` is what the model wants before it, "query" or "passage"."""
        encodings = self._tokenizer.encode_batch_fast([f"{kind}: {self._clean(text)}" for text in texts])
        return [[self._start, *encoding.ids[: MAX_TOKENS - 2], self._end] for encoding in encodings]

    def _clean(self, text: str) -> str:
        text = normalise(text).translate(self._replacements)
        return _SPACES.sub(" ", _TYPED_MARK.sub(r"< \1 >", text)).strip()


def normalise(text: str) -> str:
    """Return the text as the model should see it: NFKC, no NUL or surrogates, ALL CAPITALS in lower case."""
    text = text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode().replace("\0", " ")
    text = unicodedata.normalize("NFKC", text)[:_MAX_CHARACTERS]
    return text.lower() if _is_capitals(text) else text


def _is_capitals(text: str) -> bool:
    """Tell whether a text is written in capitals: more than half of its letters, and none in lower case.

    Letters without case count too, so that an acronym in a Chinese sentence stays as it is.
    """
    capitals = sum(character.isupper() for character in text)
    return text.isupper() and capitals > max(5, sum(map(str.isalpha, text)) / 2)


def build_tokenizer(weights: E5Weights, target: Path) -> None:
    """Write tokenizer and replacements as one JSON file (about 17 MB), whole or not at all."""
    from tokenizers import models, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(weights.pieces(), unk_id=weights.unknown, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    part = target.with_suffix(".part")
    document = {"tokenizer": tokenizer.to_str(), "replacements": weights.replacements()}
    part.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    part.replace(target)


def load_tokenizer(weights: E5Weights, path: Path) -> E5Tokenizer:
    """Read what `build_tokenizer` wrote."""
    document = json.loads(path.read_text(encoding="utf-8"))
    replacements = {int(point): text for point, text in document["replacements"].items()}
    return E5Tokenizer(Tokenizer.from_str(document["tokenizer"]), replacements, weights)
