"""Data directories with editions in them, made once by the program itself and copied for each test."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ingest.program import Program, link_cache, read_lines, write_bad_files, write_material

EDITION = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")
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
    """The JSON lines of the first build."""
    told: tuple[str, str]
    """What the builds of the second and the small edition printed for people."""

    @property
    def materials(self) -> Path:
        """The materials of the first edition, bad files among them."""
        return self.program.data.parent / "first"


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
    write_material(folder / "small", "bad.md", "")
    lines = read_lines(program("build", "--materials", folder / "first", "--json"))
    first = str(lines[-1]["edition"])
    published = program("publish", first, "--by", "Lan")
    assert published.returncode == 0, published.stderr
    second = program("build", "--materials", folder / "second")
    small = program("build", "--publish", "--materials", folder / "small")
    assert (second.returncode, small.returncode) == (0, 1), second.stderr + small.stderr
    editions = [EDITION.findall(run.stdout)[0] for run in (second, small)]
    return Shop(program, first, *editions, tuple(lines), (second.stdout, small.stdout))


@pytest.fixture
def shop(_stock: Shop, tmp_path: Path) -> Shop:
    """A copy of the three editions that the test may change."""
    folder = tmp_path / "shop"
    shutil.copytree(_stock.program.data.parent, folder, symlinks=True)
    return Shop(Program(folder / "data"), _stock.first, _stock.second, _stock.small, _stock.built, _stock.told)
