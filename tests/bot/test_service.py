"""`python -m bot serve` as an operator runs it: a process, the starter edition, and a Telegram on loopback."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.bot.channels.zalo_bot.stage import until
from tests.bot.conftest import Starter
from tests.bot.program import ROOT, Bot, failure
from tests.fake_platforms.telegram import TOKEN, FakeTelegram
from tests.fake_platforms.telegram_words import Fault, Shown

ENGLISH = "How far is Nui Coc lake from the city?"
KOREAN = "누이꼭 호수는 어디에 있나요?"
PATIENCE = 30.0
HANG = Fault(cut=True, hang=3.0)


@asynccontextmanager
async def serving(starter: Starter, telegram: FakeTelegram, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The running program; whoever has not ended it ends it here."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "KNOWLEDGE__DATA_DIR": str(starter.settings.data_dir)}
    own = {"DATA_DIR": str(folder / "kept"), "WEB__PORT": str(free_port())}
    channel = {"TELEGRAM__TOKEN": TOKEN, "TELEGRAM__BASE_URL": telegram.base_url}
    with (folder / "log.txt").open("ab") as log:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve"),
            stdout=log,
            stderr=log,
            env={**inherited, **settings, **own, **channel},
            cwd=folder,
        )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def messages(telegram: FakeTelegram, chat: int) -> list[Shown]:
    """The bot's texts in a chat, placeholders too; pins on the map are left out."""
    return [shown for shown in telegram.shown(chat) if shown.kind == "message"]


def is_answered(telegram: FakeTelegram, chat: int) -> bool:
    """Whether a text of the bot is complete."""
    return any("[1]" in shown.text for shown in messages(telegram, chat))


async def end(child: asyncio.subprocess.Process) -> int:
    """Ask the program to end, as a service manager does; its exit code."""
    child.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(child.wait(), PATIENCE)


async def test_people_are_answered_once_in_their_language(starter: Starter, tmp_path: Path) -> None:
    """A question in English and one in Korean bring one answer each with its sources; SIGTERM ends with 0."""
    async with FakeTelegram() as telegram, serving(starter, telegram, tmp_path) as child:
        await telegram.person(1, "en").say(ENGLISH)
        await telegram.person(2, "ko").say(KOREAN)
        await until(lambda: is_answered(telegram, 1) and is_answered(telegram, 2), PATIENCE)
        assert await end(child) == 0
        (english,), (korean,) = messages(telegram, 1), messages(telegram, 2)
        assert telegram.refused == []
    assert "km" in english.text
    assert "\nSources\n[1] " in english.text
    assert "누이꼭" in korean.text
    assert "\n출처\n[1] " in korean.text
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "Web chat: http://" in log
    assert not any(word in log for word in (TOKEN.partition(":")[2], "Nui Coc", "누이꼭", "Traceback"))


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_a_question_survives_a_kill(method: str, starter: Starter, tmp_path: Path) -> None:
    """Killed before the placeholder is there, or before it becomes the answer, the bot answers once when it is back."""
    async with FakeTelegram() as telegram:
        telegram.fail(method, HANG)
        async with serving(starter, telegram, tmp_path) as child:
            await telegram.person(1, "en").say(ENGLISH)
            await until(lambda: telegram.count(method) == 1, PATIENCE)
            assert [shown.text for shown in messages(telegram, 1)] == ["…"] * (method == "editMessageText")
            child.send_signal(signal.SIGKILL)
            assert await child.wait() == -signal.SIGKILL
        async with serving(starter, telegram, tmp_path) as child:
            await until(lambda: is_answered(telegram, 1), PATIENCE)
            await telegram.person(2, "ko").say(KOREAN)
            await until(lambda: is_answered(telegram, 2), PATIENCE)
            assert await end(child) == 0
        (answer,) = messages(telegram, 1)
        assert telegram.refused == []
    assert "km" in answer.text
    assert "\nSources\n[1] " in answer.text


@pytest.mark.parametrize("name", ["TELEGRAM__TOKEN", "ZALO_BOT__TOKEN"])
def test_a_token_that_cannot_be_one_ends_with_a_sentence(name: str, bot: Bot) -> None:
    """`serve` ends with 1, and its one sentence does not show what was set."""
    secret = "my-secret-without-a-number"
    sentence = failure(bot("serve", **{name: secret, "DATA_DIR": str(bot.folder), "WEB__PORT": str(free_port())}))
    assert secret not in sentence
    assert "token" in sentence
