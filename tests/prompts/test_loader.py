"""The loader is strict: what does not fit the catalogue is an error, not a surprise in front of a person."""

from pathlib import Path

import pytest

from prompts import REPLY_LANGUAGES, BrokenReplies, UnknownReply, WrongValues, load_replies, reply_language
from prompts.loader import read_replies

CATALOGUE = 'hello = ["name"]\nbye = []\n[web]\ntitle = []\n[suggestions]\ntea = 2\n'
FITTING = 'hello = "Hi {name}"\nbye = "Bye"\n[web]\ntitle = "T"\n[suggestions]\ntea = ["a", "b"]\n'


def write_room(folder: Path, replies: str) -> Path:
    """A small room: one catalogue and one language."""
    (folder / "replies").mkdir()
    (folder / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "replies" / "en.toml").write_text(replies, encoding="utf-8")
    return folder


def test_a_fitting_file_is_read(tmp_path: Path) -> None:
    """Sentences, tables and lists come out under dotted keys."""
    replies = read_replies("en", write_room(tmp_path, FITTING))
    assert replies.say("hello", {"name": "Lan"}) == "Hi Lan"
    assert replies.say("web.title") == "T"
    assert replies.lines("suggestions.tea") == ("a", "b")


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('bye = "Bye"', "", "bye is missing"),
        ('bye = "Bye"', 'bye = "Bye"\nextra = "E"', "extra is not in the catalogue"),
        ('bye = "Bye"', 'bye = ""', "bye must be a text"),
        ('bye = "Bye"', "bye = 3", "bye must be a text"),
        ("{name}", "{nane}", "hello must hold exactly"),
        ("{name}", "{name!r}", "hello must hold exactly"),
        ("{name}", "{name.upper}", "hello must hold exactly"),
        ("{name}", "{name", "hello must hold exactly"),
        ('["a", "b"]', '["a"]', "suggestions.tea must be a list of 2"),
        ('["a", "b"]', '["a", "{b}"]', "suggestions.tea must hold plain texts"),
        ('bye = "Bye"', "bye = Bye", "en.toml"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, right: str, wrong: str, complaint: str) -> None:
    """The error names the key that the translator must mend."""
    room = write_room(tmp_path, FITTING.replace(right, wrong))
    with pytest.raises(BrokenReplies, match=complaint):
        read_replies("en", room)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A language without a file is an error of this room, not an OSError."""
    with pytest.raises(BrokenReplies, match=r"fr\.toml"):
        read_replies("fr", write_room(tmp_path, FITTING))


def test_unknown_keys_are_errors() -> None:
    """A key, list, table or language that does not exist is never answered with something else."""
    replies = load_replies("en")
    with pytest.raises(UnknownReply):
        replies.say("no_such_key")
    with pytest.raises(UnknownReply):
        replies.lines("suggestions.no_such_door")
    with pytest.raises(UnknownReply):
        replies.section("no_such_table")
    with pytest.raises(UnknownReply):
        load_replies("de")


def test_values_must_fit_exactly() -> None:
    """A missing and a superfluous value are both errors."""
    replies = load_replies("en")
    with pytest.raises(WrongValues):
        replies.say("too_long")
    with pytest.raises(WrongValues):
        replies.say("too_long", {"limit": "500", "contact": "X"})


def test_braces_in_a_value_are_left_alone() -> None:
    """What a person typed is put in as it is, even when it looks like a placeholder."""
    assert "{limit} {0}" in load_replies("en").say("command_unknown", {"command": "{limit} {0}"})


def test_replies_are_read_once() -> None:
    """Asking twice gives the same object, so a sentence costs no file access."""
    assert load_replies("vi") is load_replies("vi")


def test_section_gives_the_unfilled_texts_of_a_table() -> None:
    """The web page takes its whole table, with the names of the doors, and fills in limits itself."""
    web = load_replies("en").section("web")
    assert web["send"] == "Send"
    assert web["doors.tea"] == "Tea"
    assert "{limit}" in web["too_long"]


def test_an_unnamed_language_stays_a_code() -> None:
    """A material in a language that we have no name for is still announced."""
    assert load_replies("en").language_name("vi") == "Vietnamese"
    assert load_replies("en").language_name("de") == "de"


@pytest.mark.parametrize(
    ("code", "language"),
    [
        *((language, language) for language in REPLY_LANGUAGES),
        ("vi-VN", "vi"),
        ("zh_Hans_CN", "zh"),
        ("FR", "fr"),
        ("ko_KR.UTF-8", "ko"),
        ("de", "en"),
        ("th", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_reply_language_is_ours_or_english(code: str | None, language: str) -> None:
    """Tags and locales are reduced to a language; one without replies is answered in English."""
    assert reply_language(code) == language
