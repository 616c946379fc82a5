"""A tiny knowledge: two translated topics, and one topic that only one language has, for each of two languages."""

from collections.abc import Sequence

from knowledge.building import Changes, write_edition
from knowledge.editions import Editions, Manifest
from knowledge.embedders.base import Embedder
from knowledge.passages import Chunk, Material
from knowledge.settings import KnowledgeSettings
from tests.fakes import FakeEmbedder, make_chunk

# What the fake embedder takes for one word, marks folded: a question in one language finds another's passages.
_MEANINGS = {"che": "tea", "茶叶": "tea", "lake": "ho", "visa": "thi", "thuc": "thi", "签证": "thi", "train": "tau"}

_TEA_VI = Material("tea.vi", "Chè Tân Cương", "vi")
_TEA_EN = Material("tea.en", "Tan Cuong tea", "en")
_LAKE_VI = Material("lake.vi", "Hồ Núi Cốc", "vi")
_LAKE_EN = Material("lake.en", "Nui Coc Lake", "en")
_TRAIN_VI = Material("train.vi", "Tàu hỏa", "vi")
_VISA_EN = Material("visa.en", "Student visa", "en")

CHUNKS = (
    make_chunk(_TEA_VI, 0, "Chè Tân Cương được trồng ở phía tây.", "Vụ xuân cho búp chè ngon nhất trong năm."),
    make_chunk(_TEA_VI, 1, "Pha chè bằng nước sôi tám mươi độ.", "1455."),
    make_chunk(_TEA_EN, 0, "Tan Cuong tea is grown in the west.", "The spring harvest gives the finest tea."),
    make_chunk(_LAKE_VI, 0, "Hồ Núi Cốc cách trung tâm mười lăm kilômét."),
    make_chunk(_LAKE_EN, 0, "The lake lies fifteen kilometres from the centre."),
    make_chunk(_TRAIN_VI, 0, "Tàu từ Hà Nội đến ga Quán Triều mất hai giờ."),
    make_chunk(_VISA_EN, 0, "Foreign students apply for a visa at an embassy.", "The visa costs twenty-five dollars."),
)


def tiny_embedder() -> FakeEmbedder:
    """Return a fake that understands the tiny knowledge's languages."""
    return FakeEmbedder(meanings=_MEANINGS)


def build(
    settings: KnowledgeSettings, embedder: Embedder, chunks: Sequence[Chunk] = CHUNKS
) -> tuple[Manifest, Changes]:
    """Build an edition without telling anybody how far it is."""
    return write_edition(settings, embedder, chunks, lambda done, total: None)


def publish(settings: KnowledgeSettings, embedder: Embedder, chunks: Sequence[Chunk] = CHUNKS) -> str:
    """Build an edition, publish it unverified, and return its id."""
    manifest, _ = build(settings, embedder, chunks)
    editions = Editions(settings.editions)
    editions.mark_verified(manifest.edition)
    editions.publish(manifest.edition, by="a test")
    return manifest.edition
