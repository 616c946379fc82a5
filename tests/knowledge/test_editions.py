"""Editions are built beside, switched to by one rename, and never half there."""

import hashlib
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from knowledge.editions import Editions, Manifest, edition_of
from knowledge.errors import KnowledgeError, NoEdition

OLD, NEW, NEWEST = "20260101-000000-aaaa", "20260102-000000-bbbb", "20260103-000000-cccc"
FILES = {"passages": b"Ch\xc3\xa8 T\xc3\xa2n C\xc6\xb0\xc6\xa1ng", "words/vi/terms": b"0123456789", "empty": b""}


@pytest.fixture
def editions(tmp_path: Path) -> Editions:
    """An empty data directory's editions."""
    return Editions(tmp_path / "editions")


def seal(editions: Editions, folder: Path, name: str) -> Manifest:
    """Seal an edition of that name, as `begin` would have built it in `folder`."""
    building = folder / f".building-{name}"
    for path, content in FILES.items():
        target = building / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return editions.finish(building, ("fake-1", 64), 2, {"vi": 3, "en": 4})


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three verified editions, made once: each costs a tenth of a second on the disk."""
    folder = tmp_path_factory.mktemp("sealed") / "editions"
    for name in (OLD, NEW, NEWEST):
        seal(Editions(folder), folder, name)
        Editions(folder).mark_verified(name)
    return folder


@pytest.fixture
def three(editions: Editions, sealed: Path, tmp_path: Path) -> Editions:
    """Three verified editions, of which none is published."""
    shutil.copytree(sealed, tmp_path / "editions")
    return editions


def test_nothing_is_there_at_first(editions: Editions) -> None:
    """A directory that does not exist has no current edition, no editions and no history."""
    assert (editions.current(), editions.all(), editions.history()) == (None, [], [])
    with pytest.raises(NoEdition):
        editions.before_current()


def test_a_finished_build_is_an_edition(editions: Editions) -> None:
    """What was built under `begin` has the id of its folder, every file's SHA-256, and its counts."""
    with editions.begin() as folder:
        (folder / "words").mkdir()
        (folder / "words" / "vi").write_bytes(b"ch\xc3\xa8")
        name = edition_of(folder)
        assert editions.all() == []
        made = editions.finish(folder, ("fake-1", 64), 1, {"vi": 3, "en": 4})
    assert editions.all() == [made]
    assert editions.manifest(name) == made
    assert (made.edition, made.embedder, made.dimensions, made.documents, made.passages) == (name, "fake-1", 64, 1, 7)
    assert made.files == {"words/vi": hashlib.sha256(b"ch\xc3\xa8").hexdigest()}
    assert datetime.fromisoformat(made.built).tzinfo is not None
    assert (editions.folder(name) / "words" / "vi").read_bytes() == b"ch\xc3\xa8"
    assert editions.current() is None


def test_a_build_that_fails_leaves_nothing(editions: Editions, tmp_path: Path) -> None:
    """What was built before an error is removed at once."""
    with pytest.raises(OSError, match="disk full"), editions.begin() as folder:
        (folder / "half").write_text("…", encoding="utf-8")
        raise OSError("disk full")
    assert [path for path in (tmp_path / "editions").iterdir() if path.is_dir()] == []


def test_a_build_left_half_is_removed_by_the_next(editions: Editions, tmp_path: Path) -> None:
    """A killed build is no edition, holds no lock, and the next build clears it away."""
    code = (
        "import os, signal, sys; from pathlib import Path; from knowledge.editions import Editions\n"
        "with Editions(Path(sys.argv[1])).begin() as folder:\n"
        "    (folder / 'half').write_text('x'); (folder / 'manifest.json').write_text('{')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    child = subprocess.run([sys.executable, "-c", code, str(tmp_path / "editions")], check=False)
    assert child.returncode == -signal.SIGKILL
    left = [path for path in (tmp_path / "editions").iterdir() if path.is_dir()]
    assert len(left) == 1
    assert editions.all() == []
    with editions.begin() as folder:
        assert not left[0].exists()
        assert list(folder.iterdir()) == []


def test_a_second_build_is_refused(editions: Editions) -> None:
    """While a build is under way, another build and a prune are refused, and the first goes on."""
    with editions.begin() as folder:
        with pytest.raises(KnowledgeError, match="under way"), editions.begin():
            pass
        with pytest.raises(KnowledgeError, match="under way"):
            editions.prune(1)
        assert folder.is_dir()
    with editions.begin():
        pass


def test_publish_switches_and_is_noted(three: Editions) -> None:
    """The published edition is current, and the history says who did what, when."""
    three.publish(OLD, by="Nguyễn Thị Hà")
    three.publish(NEW, by="Lê Văn Nam")
    assert three.current() == NEW
    assert [(line.edition, line.action, line.by) for line in three.history()] == [
        (OLD, "publish", "Nguyễn Thị Hà"),
        (NEW, "publish", "Lê Văn Nam"),
    ]
    assert all(datetime.fromisoformat(line.at).tzinfo is not None for line in three.history())


def test_what_was_not_verified_is_not_published(editions: Editions, tmp_path: Path) -> None:
    """An edition without a passed verification is refused, and nothing changes."""
    seal(editions, tmp_path / "editions", OLD)
    assert not editions.is_verified(OLD)
    with pytest.raises(KnowledgeError, match="not verified"):
        editions.publish(OLD, by="x")
    assert editions.current() is None
    assert editions.history() == []
    editions.mark_verified(OLD)
    assert editions.is_verified(OLD)
    assert editions.damage(OLD) == []
    editions.publish(OLD, by="x")
    assert editions.current() == OLD


def test_a_rollback_goes_to_the_edition_published_before(three: Editions) -> None:
    """Not to the one built before: only what was published once can come back."""
    three.publish(OLD, by="x")
    with pytest.raises(NoEdition):
        three.before_current()
    three.publish(NEWEST, by="x")
    assert three.before_current() == OLD
    three.publish(three.before_current(), by="y", action="rollback")
    assert three.current() == OLD
    assert three.history()[-1].action == "rollback"


def test_a_rollback_passes_over_what_is_gone(three: Editions, tmp_path: Path) -> None:
    """An edition that was removed is not gone back to."""
    for name in (OLD, NEW, NEWEST):
        three.publish(name, by="x")
    (tmp_path / "editions" / NEW).rename(tmp_path / "moved away")
    assert three.before_current() == OLD


def test_prune_keeps_the_newest_the_published_and_the_one_before(three: Editions, tmp_path: Path) -> None:
    """The published edition and its predecessor stay, however old they are."""
    three.publish(OLD, by="x")
    three.publish(NEW, by="x")
    seal(three, tmp_path / "editions", "20260104-000000-dddd")
    assert three.prune(1) == [NEWEST]
    assert [manifest.edition for manifest in three.all()] == [OLD, NEW, "20260104-000000-dddd"]
    assert three.prune(1) == []


@pytest.mark.parametrize("keep", [3, 4, 5, 99])
def test_prune_never_removes_when_there_are_no_more_than_it_keeps(three: Editions, keep: int) -> None:
    """Three editions stay three where three or more may stay."""
    assert three.prune(keep) == []
    assert len(three.all()) == 3


def test_a_whole_edition_has_no_damage(three: Editions) -> None:
    """Reading and verifying an edition does not count as damage."""
    assert three.damage(OLD) == []


@pytest.mark.parametrize("name", [name for name in FILES if name != "empty"])
@pytest.mark.parametrize("harm", ["delete", "truncate", "empty", "flip", "append"])
def test_damage_is_found(three: Editions, name: str, harm: str) -> None:
    """A file that was deleted, cut, emptied, changed in one bit or lengthened is named, and no other."""
    path = three.folder(OLD) / name
    content = path.read_bytes()
    path.unlink()
    changed = {
        "truncate": content[:-1],
        "empty": b"",
        "flip": content[:-1] + bytes([content[-1] ^ 1]),
        "append": content + b"\0",
    }
    if harm in changed:
        path.write_bytes(changed[harm])
    assert three.damage(OLD) == [name]
    assert three.damage(NEW) == []


@pytest.mark.parametrize("content", [b"", b'{"edition": "2026', b"\xff\xfe", b"[]", b"{}", b'{"colour": "red"}'])
def test_a_damaged_manifest_harms_only_its_edition(three: Editions, content: bytes) -> None:
    """It is an error for the operator, and the other editions can still be listed, pruned and gone back to."""
    three.publish(OLD, by="x")
    three.publish(NEWEST, by="x")
    (three.folder(NEW) / "manifest.json").write_bytes(content)
    with pytest.raises(KnowledgeError, match=NEW):
        three.manifest(NEW)
    with pytest.raises(KnowledgeError):
        three.damage(NEW)
    assert [manifest.edition for manifest in three.all()] == [OLD, NEWEST]
    assert three.before_current() == OLD


@pytest.mark.parametrize(
    "torn",
    [b'{"edition": "2026', "{“by”: “Nguyễ".encode()[:-1], b'{"edition": "x}', b"{", b"\0\0\0\0", b"\xff\xfe"],
    ids=["cut", "inside a letter", "after a brace", "one byte", "zeros", "garbage"],
)
def test_a_torn_line_is_survived(three: Editions, tmp_path: Path, torn: bytes) -> None:
    """A history line that a crash cut short is left out, and the next one begins on a line of its own."""
    three.publish(OLD, by="x")
    with (tmp_path / "editions" / "history.jsonl").open("ab") as file:
        file.write(torn)
    assert [line.edition for line in three.history()] == [OLD]
    three.publish(NEW, by="y")
    assert [line.edition for line in three.history()] == [OLD, NEW]
    assert three.before_current() == OLD


@pytest.mark.parametrize("by", ["a\u2028b", "a\nb", 'a"}', "a\x85b", "{}", "🍵", ""])
def test_every_name_is_kept_in_the_history(three: Editions, by: str) -> None:
    """Line separators and quotes in a name do not tear a line."""
    three.publish(OLD, by=by)
    assert [line.by for line in three.history()] == [by]


def test_a_name_in_no_encoding_does_not_stop_a_publication(three: Editions) -> None:
    """A terminal's broken bytes in a name are replaced."""
    three.publish(OLD, by="a\udcffb")
    assert three.current() == OLD
    assert [line.by for line in three.history()] == ["a?b"]


@pytest.mark.parametrize(
    "name", ["../secret", "..", ".", "", f".building-{OLD}", f"../editions/{OLD}", f"{OLD}/", "/etc", "a\0b", "none"]
)
def test_an_id_never_leads_out_of_the_folder(three: Editions, tmp_path: Path, name: str) -> None:
    """Only the plain id of a finished edition names one."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "manifest.json").write_text("{}", encoding="utf-8")
    for ask in (three.folder, three.manifest, three.damage, three.is_verified, three.mark_verified):
        with pytest.raises(NoEdition):
            ask(name)
    with pytest.raises(NoEdition):
        three.publish(name, by="x")
    assert three.current() is None


def test_a_killed_publish_leaves_one_edition_or_the_other(three: Editions, tmp_path: Path) -> None:
    """Wherever a publishing process is killed, the pointer names a whole edition and the history can be read."""
    code = (
        "import sys; from pathlib import Path; from knowledge.editions import Editions\n"
        f"editions = Editions(Path(sys.argv[1])); print('go', flush=True)\n"
        f"while True: editions.publish({OLD!r}, by='Nguyễn'); editions.publish({NEW!r}, by='Nguyễn')"
    )
    three.publish(OLD, by="x")
    for kill in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "editions")], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(0.005 + 0.003 * kill)
            child.kill()
        current = three.current()
        assert current in (OLD, NEW)
        assert three.damage(current) == []
        assert {line.edition for line in three.history()} <= {OLD, NEW}
    three.publish(NEW, by="y")
    assert three.history()[-1].by == "y"
