"""What people write to the Zalo bot, and what they get."""

from pathlib import Path

import pytest

from bot.channels.speaking import contact, say
from bot.channels.texts import units
from bot.channels.zalo_bot.updates import arrival_of
from bot.conversation import Outcome
from prompts import REPLY_LANGUAGES
from tests.bot.channels.zalo_bot.stage import Stage, until
from tests.fake_platforms.zalo_bot import ME, FakeZaloBot, Fault

pytestmark = pytest.mark.asyncio


async def test_the_first_answer_comes_after_the_greeting(stage: Stage, zalo: FakeZaloBot) -> None:
    """First what speaks here, in the language of the answer; then the answer with its sources; the sign meanwhile."""
    stage.ask.seconds = 0.2
    await stage.reply(await zalo.person().say("How far is the lake?"))
    greeting, answer = zalo.texts()
    assert greeting == say("en", "channel_greeting")
    assert answer.startswith("The lake is 15 km away. [1]")
    assert "https://a.example/1" in answer
    assert [call.fields for call in zalo.calls if call.method == "sendChatAction"] == [
        {"chat_id": "u1", "action": "typing"}
    ]
    await stage.reply(await zalo.person().say("And the pagoda?"))
    assert len(zalo.texts()) == 3
    assert zalo.refused == []


async def test_a_hello_is_greeted_once_with_doors(stage: Stage, zalo: FakeZaloBot) -> None:
    """Small talk at first contact gets the greeting with four numbered doors, and a number opens one."""
    stage.answer(outcome=Outcome.SMALL_TALK, citations=())
    await stage.reply(await zalo.person().say("hello"))
    (greeting,) = zalo.texts()
    assert greeting.startswith(say("en", "channel_greeting"))
    assert f"{say('en', 'numbered_hint')}\n1. {say('en', 'door_visit')}\n2. {say('en', 'door_tea')}" in greeting
    await stage.reply(await zalo.person().say("2"))
    assert stage.ask.asked[-1].text == say("en", "door_tea_question")


@pytest.mark.parametrize("typed", ["2", " 2 ", "2.", "(2)", "２"])
async def test_a_number_asks_that_suggestion_even_after_a_restart(
    stage: Stage, zalo: FakeZaloBot, tmp_path: Path, typed: str
) -> None:
    """The suggestions stand numbered below the answer; the number works in the next process, too."""
    stage.answer(suggestions=("How deep is it?", "Is there a boat?"))
    await stage.reply(await zalo.person().say("How far is the lake?"))
    assert zalo.texts()[-1].endswith(f"{say('en', 'numbered_hint')}\n1. How deep is it?\n2. Is there a boat?")
    async with Stage(zalo, tmp_path) as restarted:
        await restarted.reply(await zalo.person().say(typed))
        assert restarted.ask.asked[0].text == "Is there a boat?"


async def test_a_number_that_was_not_offered_is_a_question(stage: Stage, zalo: FakeZaloBot) -> None:
    """Numbers that stand nowhere go to the bot as they are."""
    await stage.greeted(await zalo.person().say("How far?"))
    await stage.reply(await zalo.person().say("3"))
    assert stage.ask.asked[0].text == "3"


async def test_long_answers_are_cut_on_sentence_borders(stage: Stage, zalo: FakeZaloBot) -> None:
    """At most three messages of at most 2,000 characters, each but the last ending with a sentence."""
    await stage.greeted(await zalo.person().say("How far?"))
    stage.answer(text="Chè Tân Cương thơm 🍵. " * 150, suggestions=("How deep is it?",))
    await stage.reply(await zalo.person().say("Everything about tea"))
    texts = zalo.texts()
    assert 2 <= len(texts) <= 3
    assert all(0 < units(text) <= 2_000 for text in texts)
    assert texts[0].endswith(".")
    assert texts[-1].endswith("1. How deep is it?")
    assert zalo.refused == []


@pytest.mark.parametrize("kind", ["image", "sticker", "voice", "unsupported"])
async def test_other_kinds_get_one_sentence_in_ten_minutes(stage: Stage, zalo: FakeZaloBot, kind: str) -> None:
    """Per chat; the numbers offered before stay good."""
    lan, minh = zalo.person(), zalo.person("u2")
    stage.answer(suggestions=("How deep is it?",))
    await stage.greeted(await lan.say("How far?"))
    await stage.greeted(await minh.say("How far?"))
    for _ in range(3):
        await stage.reply(await lan.send(kind))
    await stage.reply(await minh.send("sticker"))
    assert zalo.texts("u1") == zalo.texts("u2") == [say("en", "text_only")]
    await stage.reply(await lan.say("1"))
    assert stage.ask.asked[-1].text == "How deep is it?"
    stage.clock.now += 601
    await stage.reply(await lan.send(kind))
    assert zalo.texts("u1")[-1] == say("en", "text_only")


async def test_a_stranger_with_a_sticker_is_greeted(stage: Stage, zalo: FakeZaloBot) -> None:
    """In the language of the settings, since nothing was typed yet."""
    await stage.reply(await zalo.person().send("sticker"))
    assert zalo.texts() == [say("vi", "channel_greeting"), say("vi", "text_only")]


async def test_an_emergency_comes_before_any_greeting(stage: Stage, zalo: FakeZaloBot) -> None:
    """The numbers to call stand alone; the greeting waits for the next message."""
    stage.answer(outcome=Outcome.EMERGENCY, text="Call 115.", citations=())
    await stage.reply(await zalo.person().say("help, an accident"))
    assert zalo.texts() == ["Call 115."]


async def test_too_many_questions_are_answered_once(stage: Stage, zalo: FakeZaloBot) -> None:
    """The notice that somebody asks too fast comes once in ten minutes."""
    await stage.greeted(await zalo.person().say("How far?"))
    stage.answer(outcome=Outcome.THROTTLED, text="Too fast.", citations=())
    for _ in range(5):
        await stage.reply(await zalo.person().say("more"))
    assert zalo.texts() == ["Too fast."]


async def test_a_late_reply_begins_with_an_apology(stage: Stage, zalo: FakeZaloBot) -> None:
    """One line above whatever comes first."""
    await stage.reply(await zalo.person().say("How far?"), late=True)
    assert zalo.texts()[0] == f"{say('en', 'late_apology')}\n\n{say('en', 'channel_greeting')}"
    stage.answer(text="x" * 1_990, citations=())
    await stage.reply(await zalo.person().say("How far?"), late=True)
    assert zalo.texts()[2:] == [say("en", "late_apology"), "x" * 1_990]


async def test_commands_can_be_typed(stage: Stage, zalo: FakeZaloBot) -> None:
    """What the help names works, but for the location, which this kind of bot cannot get."""
    values = {"mydata": {"count": "3"}, "human": contact("vi")}
    for key in ("help", "human", "privacy", "mydata"):
        await stage.reply(await zalo.person().say(f"/{key}"))
        assert zalo.texts()[-1] == say("vi", key, values.get(key, {}))
    await stage.reply(await zalo.person().say("/near"))
    assert zalo.texts()[-1] == say("vi", "text_only")
    await stage.reply(await zalo.person().say("/nonsense"))
    assert zalo.texts()[-1] == say("vi", "help")
    await stage.reply(await zalo.person().say("/start"))
    assert zalo.texts()[-1].startswith(say("vi", "channel_greeting"))
    assert stage.ask.asked == []


async def test_a_language_can_be_chosen_by_number_or_name(stage: Stage, zalo: FakeZaloBot) -> None:
    """The choice stays and goes along with the questions."""
    await stage.reply(await zalo.person().say("/language"))
    assert "4. 한국어" in zalo.texts()[-1]
    await stage.reply(await zalo.person().say("4"))
    assert zalo.texts()[-1] == say("ko", "language_set", {"language": "한국어"})
    await stage.reply(await zalo.person().say("How far?"))
    assert stage.ask.asked[0].language == "ko"


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
async def test_the_sentences_fit_in_every_language(stage: Stage, zalo: FakeZaloBot, language: str) -> None:
    """Whatever the channel says by itself is one message that Zalo takes."""
    await stage.reply(await zalo.person().say(f"/language {language}"))
    for text in ("/start", "/help", "/human", "/privacy", "/mydata", "/feedback", "/delete", "/language"):
        before = len(zalo.texts())
        await stage.reply(await zalo.person().say(text))
        assert len(zalo.texts()) == before + 1
    assert zalo.texts()[1].startswith(say(language, "channel_greeting"))
    assert zalo.refused == []


async def test_feedback_is_kept_and_not_answered(stage: Stage, zalo: FakeZaloBot) -> None:
    """The message after the prompt, or what stands after the command; the one after that is a question again."""
    await stage.reply(await zalo.person().say("/feedback too long"))
    await stage.reply(await zalo.person().say("/feedback"))
    await stage.reply(await zalo.person().say("very kind"))
    assert list(stage.kept.feedback.values()) == ["too long", "very kind"]
    assert zalo.texts()[-1] == say("vi", "feedback_thanks")
    await stage.reply(await zalo.person().say("How far?"))
    assert [question.text for question in stage.ask.asked] == ["How far?"]


async def test_delete_erases_what_is_known(stage: Stage, zalo: FakeZaloBot) -> None:
    """The records and the numbers offered; nobody is greeted again for it."""
    stage.answer(suggestions=("How deep is it?",))
    await stage.greeted(await zalo.person().say("How far?"))
    await stage.reply(await zalo.person().say("/delete"))
    assert zalo.texts() == [say("en", "delete_done")]
    assert [conversation.chat for conversation in stage.kept.erased] == ["u1"]
    await stage.reply(await zalo.person().say("1"))
    assert stage.ask.asked[0].text == "1"
    assert len(zalo.texts()) == 2


async def test_in_a_group_everybody_has_a_conversation(stage: Stage, zalo: FakeZaloBot) -> None:
    """The bot's name is left out, the reply goes to the group."""
    async with stage.running():
        await zalo.person("u1", room="g1").say(f"@{ME['account_name']} How far?")
        await zalo.person("u2", room="g1").say(f"How far? @{ME['account_name']}")
        await until(lambda: len(zalo.texts("g1")) >= 3)
    assert [
        (question.text, question.conversation.chat, question.conversation.thread) for question in stage.ask.asked
    ] == [
        ("How far?", "g1", "u1"),
        ("How far?", "g1", "u2"),
    ]


async def test_an_unread_typing_sign_stops_nothing(stage: Stage, zalo: FakeZaloBot) -> None:
    """Whatever Zalo says to the sign, the answer goes out."""
    zalo.fail("sendChatAction", Fault(500))
    await stage.reply(await zalo.person().say("How far?"))
    assert len(zalo.texts()) == 2


async def test_being_busy_is_told_to_those_who_asked(stage: Stage, zalo: FakeZaloBot) -> None:
    """A sticker asks nothing."""
    for update, expected in (
        (await zalo.person().say("How far?"), [say("vi", "busy")]),
        (await zalo.person().send("sticker"), []),
    ):
        arrival = arrival_of(update, 0.0)
        assert arrival
        assert [message["text"] for message in await stage.channel.courier.refuse(arrival, "busy")] == expected
