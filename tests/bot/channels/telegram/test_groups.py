"""Groups: the bot speaks when it is spoken to, and keeps people's conversations apart."""

import pytest

from bot.channels.speaking import say
from tests.bot.channels.telegram.post import Post
from tests.fake_platforms.telegram import ME, FakeTelegram
from tests.fake_platforms.telegram_words import Room

pytestmark = pytest.mark.asyncio

NAME = ME["username"]


@pytest.fixture
def group(telegram: FakeTelegram) -> Room:
    """A supergroup that the bot is in."""
    return telegram.room(-1001234, "supergroup", "Travellers")


async def test_only_what_is_meant_for_the_bot_is_answered(post: Post, telegram: FakeTelegram, group: Room) -> None:
    """A mention, a reply to the bot and a command are; talk, other bots' commands and other mentions are not."""
    lan = telegram.person()
    await post.reply(await lan.say("How far is the lake?", group))
    await post.reply(await lan.say("/help@another_bot", group))
    await post.reply(await lan.say("/weather", group))
    await post.reply(await lan.say("@somebody_else how far?", group))
    await post.reply(await lan.send("sticker", group))
    assert telegram.texts(group.id) == []
    await post.reply(await lan.say(f"🌿 @{NAME} how far is the lake?", group))
    await post.reply(await lan.say("And how deep?", group, reply_to=1))
    await post.reply(await lan.say(f"/help@{NAME}", group))
    assert [question.text for question in post.ask.asked] == ["🌿 how far is the lake?", "And how deep?"]
    assert len(telegram.texts(group.id)) == 3
    assert all("reply_parameters" in shown.params for shown in telegram.shown(group.id))


async def test_each_person_has_a_conversation_of_his_own(post: Post, telegram: FakeTelegram, group: Room) -> None:
    """Two people in one group and one at home are three conversations."""
    for number, room in ((1001, group), (1002, group), (1001, None)):
        await post.reply(await telegram.person(number).say(f"@{NAME} how far?", room))
    assert len({question.conversation for question in post.ask.asked}) == 3


async def test_the_bot_presents_itself_when_it_is_put_into_a_group(
    post: Post, telegram: FakeTelegram, group: Room
) -> None:
    """The greeting says that it is automated, and the hint how to ask it; an empty mention gets the hint again."""
    lan = telegram.person()
    await post.reply(await lan.add_to(group))
    await post.reply(await lan.say(f"@{NAME}", group))
    hint = say("en", "group_hint")
    assert telegram.texts(group.id) == [say("en", "channel_greeting"), hint, hint]


async def test_near_in_a_group_asks_without_the_private_button(post: Post, telegram: FakeTelegram, group: Room) -> None:
    """Telegram allows the button in private chats only."""
    await post.reply(await telegram.person().say("/near", group))
    assert telegram.texts(group.id) == [say("en", "near_prompt")]
    assert telegram.refused == []


async def test_bots_channels_and_broken_updates_are_left_alone(post: Post, telegram: FakeTelegram) -> None:
    """Nobody who is no person gets a reply, and no malformed update breaks the channel."""
    lan = telegram.person()
    base = await lan.say("How far?")
    message = base["message"]
    assert isinstance(message, dict)
    changes: list[dict[str, object]] = [
        {"from": {**lan.user, "is_bot": True}},
        {"via_bot": ME},
        {"sender_chat": {"id": -100, "type": "channel", "title": "News"}},
        {"chat": {"id": -100, "type": "channel", "title": "News"}},
        {"from": None},
        {"from": {}},
        {"entities": [{"type": "bot_command", "offset": 0, "length": "x"}]},
        {"entities": "x"},
        {"text": None, "location": {"latitude": 1}},
        {"text": None, "new_chat_title": "x"},
        {"date": "yesterday"},
        {"text": 5},
    ]
    for change in changes:
        assert await post.compose({**base, "message": {**message, **change}}) == []
    assert await post.compose({"update_id": 1, "callback_query": {"message": message, "id": 5}}) == []
    assert post.ask.asked == []
