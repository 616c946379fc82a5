"""What `ingest.cleaning.quality` promises."""

import pytest

from ingest.cleaning.quality import score_text


@pytest.mark.parametrize(
    "text",
    [
        "Hồ Núi Cốc ở xã Tân Thái, cách trung tâm 15 km; giá vé 20.000 đồng (2025).",
        "The lake lies 15 km west of the old city centre.",
        "太原省在越南北部，茶很有名。",
        "Озеро находится в 15 км к западу от города.",
    ],
)
def test_language_scores_high(text: str) -> None:
    """Sentences of any language are plausible."""
    assert score_text(text) > 0.9


@pytest.mark.parametrize("text", ["", "\ufffd\ufffd \ufffda", "Căn c Lu t H t ch ứ ậ ộ ị", "%$ x#$%x @@# \ue000\ue001"])
def test_debris_scores_low(text: str) -> None:
    """Replacement characters, signs and displaced accents are not language."""
    assert score_text(text) < 0.5
