"""The province's real plan of 2026 can be asked, whichever kind of file it is handed in as."""

import os
import shutil
from pathlib import Path

import pytest

from ingest.run import build, list_files
from ingest.sources.folder import Found
from knowledge.building import STARTER
from knowledge.editions import Editions
from knowledge.embedders.base import Embedder
from knowledge.library import Library
from knowledge.opening import open_embedder, open_library
from knowledge.settings import KnowledgeSettings
from tests.ingest.program import link_cache

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
PLAN = "ke-hoach-173"
KINDS = ("docx", "pdf", "txt")
_ABSENT = "the agency documents in ../shared/samples are not here"


@pytest.fixture(scope="module")
def libraries(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Library]:
    """By kind of file, an edition of the plan and the Vietnamese starter materials."""
    if not SAMPLES.is_dir():
        if os.environ.get("CI"):
            pytest.fail(_ABSENT)
        pytest.skip(_ABSENT)
    folder = tmp_path_factory.mktemp("plan")
    settings = KnowledgeSettings(data_dir=link_cache(folder / "data", model_cache))
    embedder = open_embedder(settings)
    starter = [found for found in list_files([STARTER]) if found.relative.endswith(".vi.md")]
    editions: dict[str, str] = {}
    for kind in KINDS:
        (folder / kind).mkdir()
        shutil.copy(SAMPLES / f"{PLAN}.{kind}", folder / kind)
        files = [*starter, *list_files([folder / kind])]
        editions[kind] = _publish(settings, embedder, files)
    return {kind: open_library(settings, edition, embedder) for kind, edition in editions.items()}


def _publish(settings: KnowledgeSettings, embedder: Embedder, files: list[Found]) -> str:
    """Build and publish, so that the next build embeds only what is new to it."""
    report = build(settings, embedder, files, lambda read: None, lambda done, total: None)
    assert report.refused == ()
    editions = Editions(settings.editions)
    editions.mark_verified(report.edition)
    editions.publish(report.edition, "test")
    return report.edition


QUESTIONS = {
    "Cơ quan nào chủ trì quảng bá thương hiệu trà Thái Nguyên?": ("vi", "4. Sở Công Thương", "trà"),
    "Who prepares investment promotion publications?": ("en", "2. Sở Tài chính", "Xây dựng các ấn phẩm"),
}
"""Question → its language, the heading of the section that answers, and words of that section."""

TASKS = {
    "Thời gian thực hiện nhiệm vụ tập huấn kỹ năng truyền thông?": ("Tập huấn kỹ năng", "Thường xuyên"),
    "Thời gian thực hiện việc sơ kết, đánh giá kế hoạch truyền thông?": ("Sơ kết, đánh giá", "Theo quy định"),
    "Bao giờ xây dựng, định vị thương hiệu, hình ảnh địa phương?": ("Xây dựng, phát triển", "Nhiệm vụ thường niên"),
    "Khi nào tuyên truyền trên các kênh truyền hình nước ngoài?": ("Tuyên truyền hình ảnh", "Thường xuyên"),
}
"""Question about a task of the appendix → words of its row, and the answer in that row."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_finds_its_section(libraries: dict[str, Library], kind: str, question: str) -> None:
    """The section stands among the first five passages."""
    language, heading, words = QUESTIONS[question]
    passages = libraries[kind].search(question, language, limit=5)
    found = [(passage.chunk.headings[-1:], passage.chunk.text) for passage in passages]
    assert any(heading in headings and words in " ".join(text.split()) for headings, text in found), found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("question", TASKS)
def test_a_deadline_stands_in_one_sentence_with_its_task(
    libraries: dict[str, Library], kind: str, question: str
) -> None:
    """The row of the appendix is one sentence of one of the first three passages, task and deadline together."""
    task, deadline = TASKS[question]
    passages = libraries[kind].search(question, "vi", limit=3)
    rows = [sentence.text for passage in passages for sentence in passage.chunk.sentences]
    answer = f"Thời gian thực hiện: {deadline}"
    assert any(f"Nhiệm vụ: {task}" in row and answer in row for row in rows), rows
