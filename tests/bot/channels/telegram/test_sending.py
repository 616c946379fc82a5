"""How messages go out: once, whatever happens, and within what Telegram takes."""

import asyncio
import logging
import re
import traceback

import pytest

from bot.channels.speaking import say
from bot.channels.telegram.messages import Pin, Target, Words, read_message
from bot.conversation import Citation
from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait
from knowledge.passages import Place
from tests.bot.channels.telegram.post import LAKE, SECRET, Post
from tests.fake_platforms.telegram import FakeTelegram
from tests.fake_platforms.telegram_words import (
    ANSWER_LOST,
    BAD_GATEWAY,
    BLOCKED,
    NEVER_ARRIVED,
    Fault,
    flood,
    units,
)

pytestmark = pytest.mark.asyncio


async def test_sending_again_shows_nothing_twice(post: Post, telegram: FakeTelegram) -> None:
    """With the committed receipt a message may be sent any number of times; "not modified" counts as done."""
    post.answer(places=(Place("Hồ Núi Cốc", 21.58, 105.7),))
    lan = telegram.person()
    update = await lan.say("How far?")
    messages = await post.reply(update)
    for _ in range(3):
        for number in range(len(messages)):
            await post.send(update, messages, number)
    assert [shown.kind for shown in telegram.shown(lan.id)] == ["message", "venue"]


async def test_dying_before_the_receipt_leaves_an_orphan_and_one_answer(post: Post, telegram: FakeTelegram) -> None:
    """The placeholder stays behind as "…"; the answer comes once."""
    lan = telegram.person()
    update = await lan.say("How far?")
    messages = await post.compose(update)
    with pytest.raises(asyncio.CancelledError):
        await post.send(update, messages, 0, dies=True)
    await post.send(update, messages, 0)
    orphan, answer = telegram.texts(lan.id)
    assert orphan == "…"
    assert answer.startswith("The lake")


@pytest.mark.parametrize("fault", [ANSWER_LOST, NEVER_ARRIVED, BAD_GATEWAY, Fault(500), Fault(page=True)])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_an_unknown_end_is_repeated_without_a_second_answer(
    post: Post, telegram: FakeTelegram, method: str, fault: Fault
) -> None:
    """Whether the reply was lost or the call never came, trying again brings the answer once."""
    lan = telegram.person()
    update = await lan.say("How far?")
    messages = await post.compose(update)
    telegram.fail(method, fault)
    with pytest.raises(Unreachable):
        await post.send(update, messages, 0)
    await post.send(update, messages, 0)
    answers = [text for text in telegram.texts(lan.id) if text != "…"]
    assert len(answers) == 1


async def test_a_pin_is_never_sent_twice(post: Post, telegram: FakeTelegram) -> None:
    """After an unknown end it is not repeated, after a flood limit it is."""
    post.answer(places=(Place("Hồ Núi Cốc", 21.58, 105.7),))
    lan = telegram.person()
    for fault, error in ((ANSWER_LOST, Unreachable), (flood(1), Wait)):
        update = await lan.say("How far?")
        messages = await post.compose(update)
        telegram.fail("sendVenue", fault)
        with pytest.raises(error):
            await post.send(update, messages, 1)
        await post.send(update, messages, 1)
        await post.send(update, messages, 1)
    assert [shown.kind for shown in telegram.shown(lan.id)] == ["venue", "venue"]


async def test_a_silent_telegram_is_left_after_a_while(telegram: FakeTelegram) -> None:
    """A call that hangs ends within its seconds."""
    async with Post(telegram, call_seconds=0.3) as post:
        update = await telegram.person().say("How far?")
        messages = await post.compose(update)
        telegram.fail("sendMessage", Fault(500, hang=1))
        began = asyncio.get_running_loop().time()
        with pytest.raises(Unreachable):
            await post.send(update, messages, 0)
        assert asyncio.get_running_loop().time() - began < 0.8


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (BLOCKED, Undeliverable),
        (Fault(403, "Forbidden: user is deactivated"), Undeliverable),
        (Fault(400, "Bad Request: chat not found"), Undeliverable),
        (Fault(400, "Bad Request: not enough rights to send text messages to the chat"), Undeliverable),
        (Fault(401, "Unauthorized"), ChannelDown),
        (Fault(404, "Not Found"), ChannelDown),
        (flood(474), Wait),
    ],
)
async def test_refusals_become_what_the_worker_understands(
    post: Post, telegram: FakeTelegram, fault: Fault, error: type[Exception]
) -> None:
    """Blocked and gone are undeliverable, a bad token stops the channel, a flood limit waits exactly as long."""
    update = await telegram.person().say("How far?")
    messages = await post.compose(update)
    telegram.fail("sendMessage", fault)
    with pytest.raises(error) as caught:
        await post.send(update, messages, 0)
    if isinstance(caught.value, Wait):
        assert (caught.value.seconds, caught.value.whole_channel) == (474, False)


async def test_floods_in_many_chats_pause_the_channel(post: Post, telegram: FakeTelegram) -> None:
    """From the third chat at a time on, the limit counts as one of the whole bot."""
    telegram.fail("sendMessage", flood(30), times=3)
    judged = []
    for number in (1, 2, 3):
        update = await telegram.person(number).say("How far?")
        with pytest.raises(Wait) as caught:
            await post.reply(update)
        judged.append(caught.value.whole_channel)
    assert judged == [False, False, True]


async def test_markup_that_telegram_cannot_read_goes_out_plainly(post: Post, telegram: FakeTelegram) -> None:
    """The same words, without tags."""
    lan = telegram.person()
    telegram.fail("editMessageText", Fault(400, "Bad Request: can't parse entities: Unsupported start tag"))
    await post.reply(await lan.say("How far?"))
    (text,) = telegram.texts(lan.id)
    assert text.startswith("The lake is <15 km> away & deep. [1]")
    assert "<b>" not in text


async def test_a_deleted_placeholder_is_replaced(post: Post, telegram: FakeTelegram) -> None:
    """Where the message to edit is gone, a new one takes its place."""
    lan = telegram.person()
    update = await lan.say("How far?")
    messages = await post.compose(update)
    telegram.fail("editMessageText", Fault(400, "Bad Request: message to edit not found"))
    await post.send(update, messages, 0)
    await post.send(update, messages, 0)
    assert sum(text.startswith("The lake") for text in telegram.texts(lan.id)) == 1


async def test_a_group_that_moved_gets_its_answer_under_the_new_id(post: Post, telegram: FakeTelegram) -> None:
    """The answer follows the group into the supergroup, and so do later ones."""
    old, new = telegram.room(-55, "group", "Old"), telegram.room(-10055, "supergroup", "New")
    moved = Fault(400, "Bad Request: group chat was upgraded to a supergroup chat", new_chat=new.id)
    telegram.fail("*", moved, times=100, chat=old.id)
    await post.reply(await telegram.person().say("/help", old))
    assert telegram.texts(new.id) == [say("en", "help")]


SENTENCE = "Vùng chè Tân Cương 🌿 nằm ở phía tây [1]. "


@pytest.mark.parametrize("length", [4_000, 4_096, 4_097, 8_300, 12_200, 30_000])
async def test_long_answers_are_cut_at_sentences_into_three_parts_at_most(
    post: Post, telegram: FakeTelegram, length: int
) -> None:
    """Every part is taken by Telegram, nothing is lost below three full parts, and a cut end shows."""
    text = (SENTENCE * (length // units(SENTENCE) + 1))[: length - length // 45].strip()
    post.answer(text=text)
    lan = telegram.person()
    await post.reply(await lan.say("Tell me all"))
    texts = telegram.texts(lan.id)
    assert telegram.refused == []
    assert len(texts) <= 3
    assert all(part.endswith(("[1].", "…")) or part is texts[-1] for part in texts)
    assert say("en", "sources_title") in texts[-1]
    shown = " ".join(texts).partition(say("en", "sources_title"))[0]
    whole = re.sub(r"\s+", "", text)
    got = re.sub(r"\s+", "", shown)
    assert got == whole or (length > 8_000 and got.endswith("…") and whole.startswith(got[:-1]))
    assert telegram.shown(lan.id)[-1].buttons
    assert not any(shown.buttons for shown in telegram.shown(lan.id)[:-1])


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> & <b>x</b> &amp; &lt;",
        "\u202eabc\u202c \x00\x07 tab\tand\nline",
        "half \ud83d pair",
        "_*[]()~`>#+-=|{}.! [1] [2] [001] [999]",
        "🌿" * 5_000,
        "x" * 9_000,
        "https://a.example/" + "y" * 4_500,
        "。" * 5_000,
        " \n ",
        "",
    ],
)
async def test_hostile_texts_reach_people_without_a_refusal(post: Post, telegram: FakeTelegram, text: str) -> None:
    """Markup signs, control signs, half letters and texts without a border are shown or left out, never refused."""
    post.answer(text=text, citations=(LAKE, Citation(2, "x", "<b>", None, "javascript:x", None, "en", None, "q")))
    lan = telegram.person()
    await post.reply(await lan.say(text or "x"))
    assert telegram.refused == []
    assert 1 <= len(telegram.texts(lan.id)) <= 3
    assert "…" not in telegram.texts(lan.id)


async def test_neither_the_token_nor_anybodys_words_get_into_log_or_errors(
    post: Post, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    """At every level of the log, and in every error with its causes."""
    caplog.set_level(logging.DEBUG)
    told = []
    for fault in (
        Fault(401, "Unauthorized"),
        Fault(404),
        BAD_GATEWAY,
        ANSWER_LOST,
        Fault(page=True),
        flood(5),
        BLOCKED,
    ):
        update = await telegram.person().say("my secret question")
        messages = await post.compose(update)
        telegram.fail("sendMessage", fault)
        with pytest.raises((ChannelDown, Undeliverable, Unreachable, Wait)) as caught:
            await post.send(update, messages, 0)
        told.append("".join(traceback.format_exception(caught.value)))
    written = "\n".join([*(record.getMessage() for record in caplog.records), *told, repr(post.settings)])
    assert SECRET not in written
    assert "my secret question" not in "\n".join(record.getMessage() for record in caplog.records)


async def test_messages_survive_the_database() -> None:
    """What is composed comes back from JSON as it was."""
    for message in (
        Words(to=Target(chat=1, topic=2, reply_to=3), html="<b>x</b>", plain="x"),
        Pin(to=Target(chat=1), name="x", address="y", latitude=1.0, longitude=2.0),
    ):
        assert read_message(message.model_dump(mode="json")) == message
