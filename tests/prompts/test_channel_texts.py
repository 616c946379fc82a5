"""The messengers' sentences: short enough for the platforms, honest, and filled the same way in all languages."""

import re

import pytest

from prompts import REPLY_LANGUAGES, load_replies
from prompts.loader import placeholders

DOORS = ("visit", "tea", "study", "invest")
COMMANDS = ("start", "help", "language", "near", "human", "feedback", "mydata", "delete", "privacy")
BUTTONS = (*(f"door_{door}" for door in DOORS), "near_button", "button_human", "button_useful", "button_not_useful")
LIMITS = {
    **dict.fromkeys(BUTTONS, 20),
    **{f"command_{command}": 60 for command in COMMANDS},
    "bot_description": 300,
    "bot_short_description": 100,
}
PLACEHOLDERS = {
    "language_set": {"language"},
    "near_item": {"name", "distance"},
    "human": {"contact"},
    "mydata": {"count"},
    "start_place": {"place"},
}
MACHINE = {
    "vi": "trợ lý tự động",
    "en": "automated assistant",
    "zh": "自动助手",
    "ko": "자동 응답 챗봇",
    "ja": "自動アシスタント",
    "fr": "assistant automatique",
    "ru": "автоматический помощник",
    "lo": "ຜູ້ຊ່ວຍອັດຕະໂນມັດ",
}
NOBODY_READS = {
    "vi": "chưa có cán bộ nào đọc",
    "en": "No person reads this chat yet",
    "zh": "没有工作人员查看本对话",
    "ko": "이 대화를 확인하는 담당자가 없습니다",
    "ja": "この会話を確認している担当者はいません",
    "fr": "personne ne lit cette conversation",
    "ru": "Сотрудники пока не читают этот чат",
    "lo": "ຍັງບໍ່ມີພະນັກງານອ່ານການສົນທະນານີ້",
}

languages = pytest.mark.parametrize("language", REPLY_LANGUAGES)


def units(text: str) -> int:
    """The length in UTF-16 units, the strictest way in which a platform counts characters."""
    return len(text.encode("utf-16-le")) // 2


@languages
def test_labels_and_descriptions_fit_the_platforms(language: str) -> None:
    """Buttons, command descriptions and the bot's descriptions stay within their limits, on one line."""
    texts = load_replies(language).section("channels")
    too_long = {key: units(texts[key]) for key, limit in LIMITS.items() if units(texts[key]) > limit}
    assert not too_long
    assert not [key for key in LIMITS if "\n" in texts[key]]


@languages
def test_placeholders_are_those_agreed(language: str) -> None:
    """Five sentences of the channels are filled in with exactly the agreed values, all others with none."""
    texts = load_replies(language).section("channels")
    assert {key: names for key, text in texts.items() if (names := placeholders(text))} == PLACEHOLDERS


@languages
def test_every_command_is_described_and_no_other(language: str) -> None:
    """The nine commands of the menu have a description; the help names all but the two that lead to it."""
    texts = load_replies(language).section("channels")
    assert {key for key in texts if key.startswith("command_")} == {f"command_{command}" for command in COMMANDS}
    lines = texts["help"].splitlines()
    assert len(lines) <= 8
    assert [re.findall(r"^/([a-z]+)", line) for line in lines[1:]] == [
        [command] for command in ("near", "language", "human", "feedback", "mydata", "delete", "privacy")
    ]


@languages
def test_labels_differ(language: str) -> None:
    """No two buttons and no two commands read the same."""
    texts = load_replies(language).section("channels")
    assert len({texts[key] for key in BUTTONS}) == len(BUTTONS)
    assert len({texts[f"command_{command}"] for command in COMMANDS}) == len(COMMANDS)


@languages
def test_a_door_asks_one_of_its_suggestions(language: str) -> None:
    """What a door asks is, word for word, a question that the materials answer."""
    replies = load_replies(language)
    for door in DOORS:
        assert replies.say(f"channels.door_{door}_question") in replies.lines(f"suggestions.{door}")


@languages
@pytest.mark.parametrize("key", ["channel_greeting", "privacy", "bot_description", "bot_short_description"])
def test_it_says_that_it_is_a_machine(language: str, key: str) -> None:
    """Whoever meets the bot, asks for its privacy rules or sees its profile reads that it is automated."""
    assert MACHINE[language] in load_replies(language).section("channels")[key].lower()


@languages
def test_it_says_that_nobody_reads_the_chat(language: str) -> None:
    """Neither /human nor /privacy lets anybody wait for a person in the chat."""
    texts = load_replies(language).section("channels")
    assert NOBODY_READS[language] in texts["human"]
    assert NOBODY_READS[language] in texts["privacy"]


@languages
def test_the_greeting_and_privacy_lead_on(language: str) -> None:
    """The greeting names /human; the privacy rules have three to five lines and name /mydata and /delete."""
    texts = load_replies(language).section("channels")
    assert "/human" in texts["channel_greeting"]
    assert 3 <= len(texts["privacy"].splitlines()) <= 5
    assert all(command in texts["privacy"] for command in ("/mydata", "/delete"))
    assert "/delete" in texts["mydata"]


@languages
def test_no_emoji(language: str) -> None:
    """The sentences hold no emoji and no pictograms."""
    texts = load_replies(language).section("channels")
    assert not [key for key, text in texts.items() if re.search("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]", text)]
