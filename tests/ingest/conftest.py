"""Data directories with editions in them, made once by the program itself and copied for each test."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ingest.program import Program, link_cache, read_lines, write_bad_files, write_material

VI = {"title": "Trà Tân Cương", "language": "vi", "agency": "Sở Công Thương"}
EN = {"title": "Phượng Hoàng cave", "language": "en"}
TEA = "# Vùng chè\n\nTrà Tân Cương được trồng ở phía tây thành phố.\n\n# Hương vị\n\nNước trà xanh, vị chát dịu."
CAVE = "# The way\n\nThe cave lies in Võ Nhai.\n\n# Inside\n\nA stream flows through the lower cave.\n\n# Fee\n\nNone."


@dataclass(frozen=True)
class Shop:
    """A program on a data directory with three verified editions; only the first is published."""

    program: Program
    first: str
    second: str
    small: str
    built: tuple[dict[str, object], ...]
    """The lines of the first build."""

    @property
    def materials(self) -> Path:
        """The materials of the first edition, bad files among them."""
        return self.program.data.parent / "first"


def _build(program: Program, folder: Path) -> list[dict[str, object]]:
    run = program("build", "--materials", folder, "--json")
    assert run.returncode == 0, run.stderr
    return read_lines(run)


@pytest.fixture(scope="session")
def _stock(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Shop:
    folder = tmp_path_factory.mktemp("stock")
    program = Program(link_cache(folder / "data", model_cache))
    for name in ("first", "second"):
        write_material(folder / name, "tea.vi.md", TEA, VI)
        write_material(folder / name, "cave.en.md", CAVE, EN)
    write_material(folder / "first", "plain.txt", "Thành phố Thái Nguyên nằm bên sông Cầu.")
    write_bad_files(folder / "first")
    write_material(folder / "second", "tea.vi.md", TEA.replace("chát dịu", "ngọt hậu"), VI)
    write_material(folder / "second", "lake.vi.md", "Hồ Núi Cốc ở Đại Từ.", {"title": "Hồ Núi Cốc", "language": "vi"})
    write_material(folder / "small", "tea.vi.md", TEA, VI)
    first = _build(program, folder / "first")
    published = program("publish", first[-1]["edition"], "--by", "Lan")
    assert published.returncode == 0, published.stderr
    second = _build(program, folder / "second")
    small = program("build", "--publish", "--materials", folder / "small", "--json")
    assert small.returncode == 1, "an edition of a third of the passages was published"
    editions = [str(lines[-1]["edition"]) for lines in (first, second, read_lines(small))]
    return Shop(program, *editions, tuple(first))


@pytest.fixture
def shop(_stock: Shop, tmp_path: Path) -> Shop:
    """A copy of the three editions that the test may change."""
    folder = tmp_path / "shop"
    shutil.copytree(_stock.program.data.parent, folder, symlinks=True)
    return Shop(Program(folder / "data"), _stock.first, _stock.second, _stock.small, _stock.built)
