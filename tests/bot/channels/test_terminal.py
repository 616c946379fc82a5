"""A conversation in a terminal, with scripted lines and a chat that answers as it was told."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.channels.terminal import render, talk
from bot.conversation import Outcome
from prompts import REPLY_LANGUAGES, format_date, load_replies
from tests.bot.channels.web_fakes import ANSWER, FakeChat

SPOKEN = ["vi", "en", "zh", "ko", "lo"]


def typed(*lines: str | type[BaseException]) -> Callable[[str], str]:
    """A reader that types these lines; an exception is raised in its place, and the end is the input's end."""
    script: Iterator[str | type[BaseException]] = iter((*lines, EOFError))

    def read(prompt: str) -> str:
        line = next(script)
        if isinstance(line, str):
            return line
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad") if line is UnicodeDecodeError else line()

    return read


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on the screen; nothing may stand on stderr."""
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("language", SPOKEN)
def test_a_conversation_begins_and_ends_in_the_chosen_language(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Greeting, disclosure and help, and a goodbye at the end of the input."""
    talk(FakeChat(), language, typed())
    text, replies = shown(capsys), load_replies(language)
    assert text.startswith(replies.say("greeting"))
    assert replies.say("help") in text
    assert text.rstrip().endswith(replies.say("goodbye"))
    disclosed = replies.say("disclosure", {"contact": "\0"}).split("\0")
    assert all(part in text for part in disclosed)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_question_is_answered_with_sources(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, numbered sources with address, page and date, places and further questions."""
    chat = FakeChat(replace(ANSWER, language=language))
    talk(chat, language, typed("Hồ ở đâu?"))
    text, replies = shown(capsys), load_replies(language)
    assert ANSWER.text in text
    assert f"\n{replies.say('sources')}\n" in text
    dated = replies.say("dated", {"date": format_date("2025-10", language)})
    page = replies.say("page", {"page": "3"})
    assert f"[1] Sở Du lịch, Hồ Núi Cốc, {page}, {dated}\n    https://a.example/1" in text
    checked = replies.say("checked", {"date": format_date("2026-01-02", language)})
    assert f"[2] b.example, Vùng chè, {checked}\n    https://b.example/2" in text
    assert "Hồ Núi Cốc: 21.58, 105.7" in text
    assert f"{replies.say('might_ask')}\n– Giá vé là bao nhiêu?" in text
    (question,) = chat.asked
    assert (question.text, question.language, question.conversation.channel) == ("Hồ ở đâu?", language, "terminal")


@pytest.mark.parametrize("language", SPOKEN)
def test_help_and_unknown_commands(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Help is shown again; an unknown command is named; neither is a question."""
    chat = FakeChat()
    talk(chat, language, typed("/help", "/frobnicate now", "/"))
    text, replies = shown(capsys), load_replies(language)
    assert text.count(replies.say("help")) == 2
    assert replies.say("command_unknown", {"command": "/frobnicate"}) in text
    assert replies.say("command_unknown", {"command": "/"}) in text
    assert chat.asked == []


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_can_be_chosen(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is confirmed in that language, questions carry it from then on, and so does the goodbye."""
    chat = FakeChat(replace(ANSWER, language=language))
    talk(chat, None, typed("a", f"/language {language.upper()}", "b"))
    replies = load_replies(language)
    text = shown(capsys)
    assert replies.say("language_set", {"language": replies.language_name(language)}) in text
    assert [question.language for question in chat.asked] == [None, language]
    assert text.rstrip().endswith(replies.say("goodbye"))


@pytest.mark.parametrize("line", ["/language", "/language xx", "/language ../vi"])
def test_an_unknown_language_changes_nothing(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The codes that there are are told, and the chosen language stays."""
    chat = FakeChat()
    talk(chat, "vi", typed(line, "a"))
    told = load_replies("vi").say("language_unknown", {"codes": " ".join(REPLY_LANGUAGES)})
    assert told in shown(capsys)
    assert chat.asked[0].language == "vi"


def test_the_house_speaks_the_language_of_the_last_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Who chose none begins in English and goes on in the language in which he was answered."""
    talk(FakeChat(replace(ANSWER, language="ko")), None, typed("호수", "/help"))
    text = shown(capsys)
    assert text.startswith(load_replies("en").say("greeting"))
    assert load_replies("ko").say("help") in text


@pytest.mark.parametrize("leave", ["/quit", "/exit", " /quit ", EOFError, KeyboardInterrupt])
def test_every_way_to_leave(leave: str | type[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    """Commands, the end of the input and Ctrl-C end with a goodbye; what follows is not read."""
    chat = FakeChat()
    talk(chat, "en", typed(leave, "never"))
    assert shown(capsys).rstrip().endswith(load_replies("en").say("goodbye"))
    assert chat.asked == []


def test_blank_lines_and_broken_bytes_are_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    """An accident on the keyboard ends nothing."""
    chat = FakeChat()
    talk(chat, "en", typed("", "   ", UnicodeDecodeError, "a"))
    assert [question.text for question in chat.asked] == ["a"]
    assert ANSWER.text in shown(capsys)


@pytest.mark.parametrize("outcome", [Outcome.NO_INFORMATION, Outcome.FAILED, Outcome.THROTTLED])
def test_an_answer_without_sources_has_no_empty_parts(outcome: Outcome) -> None:
    """Only the text is shown where there is nothing else."""
    bare = replace(ANSWER, outcome=outcome, text="Sorry.", citations=(), places=(), suggestions=())
    assert render(bare) == "Sorry."


def test_a_source_without_an_address_takes_one_line() -> None:
    """Title and agency suffice."""
    citation = replace(ANSWER.citations[0], url=None, page=None, published=None)
    text = render(replace(ANSWER, language="en", citations=(citation,), places=(), suggestions=()))
    assert text.endswith("\n[1] Sở Du lịch, Hồ Núi Cốc")
