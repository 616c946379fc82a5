"""What people write and press, and what they get."""

from dataclasses import replace

import pytest

from bot.channels.speaking import say
from bot.conversation import Outcome
from knowledge.passages import Place
from tests.bot.channels.telegram.post import ANSWER, Post
from tests.fake_platforms.telegram import FakeTelegram

pytestmark = pytest.mark.asyncio


async def test_a_question_gets_its_answer_with_folded_sources_and_buttons(post: Post, telegram: FakeTelegram) -> None:
    """The text is shown as it is, its mark leads to the source, the sources fold, and questions can be pressed."""
    post.answer(suggestions=("How deep is it?",))
    lan = telegram.person()
    await post.reply(await lan.say("How far is the lake?"))
    (shown,) = telegram.shown(lan.id)
    assert shown.text.startswith("The lake is <15 km> away & deep. [1]\n\n" + say("en", "sources_title"))
    kinds = {str(entity["type"]): entity for entity in shown.entities}
    assert kinds["text_link"]["url"] == "https://a.example/1?a=1&b=2"
    assert "expandable_blockquote" in kinds
    labels = ["How deep is it?", *(say("en", key) for key in ("button_useful", "button_not_useful", "button_human"))]
    assert [button["text"] for button in shown.buttons] == labels
    assert shown.params["link_preview_options"] == {"is_disabled": True}
    assert telegram.refused == []


async def test_a_long_search_shows_the_typing_sign_again(post: Post, telegram: FakeTelegram) -> None:
    """The sign is renewed before its five seconds are over."""
    post.ask.seconds = 4.3
    await post.reply(await telegram.person().say("How far?"))
    assert telegram.count("sendChatAction") == 2


async def test_start_greets_in_the_language_of_the_app_with_four_doors(post: Post, telegram: FakeTelegram) -> None:
    """The greeting tells what this is; a door asks its question, shows it, and the button's clock stops."""
    minh = telegram.person(language="ko-KR")
    await post.reply(await minh.say("/start"))
    (greeting,) = telegram.shown(minh.id)
    assert greeting.text == say("ko", "channel_greeting")
    assert [button["text"] for button in greeting.buttons] == [
        say("ko", f"door_{door}") for door in ("visit", "tea", "study", "invest")
    ]
    await post.reply(await minh.press(greeting, say("ko", "door_tea")))
    assert post.ask.asked[0].text == say("ko", "door_tea_question")
    assert telegram.texts(minh.id)[1].startswith(say("ko", "door_tea_question") + "\n\n")
    assert None not in telegram.methods.queries.values()


async def test_a_link_opens_a_place_a_language_and_counts_its_source(
    post: Post, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    """`place_`, `lang_` and `src_` work alone and together; only the source's word is logged."""
    caplog.set_level("INFO")
    lan = telegram.person()
    await post.reply(await lan.say("/start place_ho-nui-coc__lang_fr__src_fair26"))
    greeting, answer = telegram.texts(lan.id)
    assert say("fr", "start_place", {"place": "lac Núi Cốc"}) in greeting
    assert answer.startswith("The lake")
    assert (post.ask.asked[0].text, post.ask.asked[0].language) == ("lac Núi Cốc", "fr")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert ours == ["started from source=fair26"]


@pytest.mark.parametrize("payload", ["place_nowhere", "lang_xx", "src_" + "x" * 50, "src_a b", "x", "__", "place_"])
async def test_a_link_that_means_nothing_is_a_plain_start(post: Post, telegram: FakeTelegram, payload: str) -> None:
    """Whatever somebody writes into a link, the greeting comes."""
    lan = telegram.person()
    await post.reply(await lan.say(f"/start {payload}"))
    assert telegram.texts(lan.id) == [say("en", "channel_greeting")]


async def test_a_chosen_language_stays(post: Post, telegram: FakeTelegram) -> None:
    """/language offers all, a press or a code chooses, and questions carry the choice."""
    lan = telegram.person()
    await post.reply(await lan.say("/language"))
    (prompt,) = telegram.shown(lan.id)
    assert len(prompt.buttons) == 8
    await post.reply(await lan.press(prompt, "日本語"))
    await post.reply(await lan.say("どこ?"))
    assert post.ask.asked[-1].language == "ja"
    await post.reply(await lan.say("/language vi"))
    assert telegram.texts(lan.id)[-1].startswith(say("vi", "language_set", {"language": "@"}).split("@")[0])


async def test_each_command_of_the_menu_replies(post: Post, telegram: FakeTelegram) -> None:
    """help, human, privacy, mydata and delete say what they should; an unknown command gets help."""
    lan = telegram.person()
    for command in ("/help", "/human", "/privacy", "/mydata", "/delete", "/mydata", "/nonsense"):
        await post.reply(await lan.say(command))
    texts = telegram.texts(lan.id)
    assert texts[0] == texts[6] == say("en", "help")
    assert "thainguyen" in texts[1].lower().replace(" ", "")
    assert texts[2] == say("en", "privacy")
    assert texts[3] == say("en", "mydata", {"count": "3"})
    assert texts[4] == say("en", "delete_done")
    assert texts[5] == say("en", "mydata", {"count": "0"})
    assert telegram.refused == []


async def test_feedback_is_the_next_message_only(post: Post, telegram: FakeTelegram) -> None:
    """After /feedback one message is kept without a name, the one after it is a question; composing twice is alike."""
    lan = telegram.person()
    await post.reply(await lan.say("/feedback"))
    words = await lan.say("Well done")
    assert await post.compose(words) == await post.reply(words)
    await post.reply(await lan.say("How far?"))
    assert list(post.kept.feedback.values()) == [("words", "en", "Well done")]
    assert [question.text for question in post.ask.asked] == ["How far?"]


async def test_a_rating_counts_once_and_its_buttons_go(post: Post, telegram: FakeTelegram) -> None:
    """Useful is kept with the answer's id; the other buttons stay."""
    lan = telegram.person()
    await post.reply(await lan.say("How far?"))
    (shown,) = telegram.shown(lan.id)
    first = await lan.press(shown, say("en", "button_useful"))
    second = await lan.press(shown, say("en", "button_not_useful"))
    await post.reply(first)
    await post.reply(second)
    assert list(post.kept.feedback.values()) == [("useful", "en", "a1")]
    assert [button["text"] for button in shown.buttons] == [say("en", "button_human")]
    assert list(telegram.methods.queries.values()) == [say("en", "rating_thanks")] * 2


async def test_a_suggestion_is_asked_even_after_a_restart(post: Post, telegram: FakeTelegram) -> None:
    """The short id is known, else the label is the question; a cut label leads to help."""
    long = "What should a visitor who arrives late in the evening at the bus station do first?"
    post.answer(suggestions=("How deep is it?", long))
    lan = telegram.person()
    await post.reply(await lan.say("How far?"))
    (shown,) = telegram.shown(lan.id)
    labels = [str(button["text"]) for button in shown.buttons]
    assert labels[1].endswith("…")
    await post.reply(await lan.press(shown, labels[1]))
    assert post.ask.asked[-1].text == long
    async with Post(telegram) as restarted:
        await restarted.reply(await lan.press(shown, labels[0]))
        await restarted.reply(await lan.press(shown, labels[1]))
        assert [question.text for question in restarted.ask.asked] == ["How deep is it?"]
    assert telegram.texts(lan.id)[-1] == say("en", "help")


async def test_a_location_brings_the_nearest_places_and_pins(post: Post, telegram: FakeTelegram) -> None:
    """/near asks with a button; the reply lists names with distances and pins communes by their own names."""
    lan = telegram.person()
    await post.reply(await lan.say("/near"))
    keyboard = telegram.shown(lan.id)[0].markup
    assert keyboard
    assert keyboard["keyboard"][0][0]["request_location"] is True  # type: ignore[index]
    await post.reply(await lan.locate(21.5194, 105.787))
    listed, *pins = telegram.shown(lan.id)[1:]
    assert "Thái Hải" in listed.text
    assert "1 km" in listed.text
    assert pins[0].params["title"] == "xã Tân Cương"
    assert len(pins) == len({(pin.params["latitude"], pin.params["longitude"]) for pin in pins}) <= 3
    await post.reply(await lan.locate(48.85, 2.35))
    assert telegram.texts(lan.id)[-1] == say("en", "near_far")
    assert telegram.refused == []


async def test_an_answer_about_a_place_brings_its_pin(post: Post, telegram: FakeTelegram) -> None:
    """The pin comes after the words, under the place's name."""
    post.answer(places=(Place("Hồ Núi Cốc", 21.58, 105.7),))
    lan = telegram.person()
    await post.reply(await lan.say("How far?"))
    words, pin = telegram.shown(lan.id)
    assert (words.kind, pin.kind, pin.params["title"]) == ("message", "venue", "Hồ Núi Cốc")


async def test_what_holds_no_text_gets_one_notice(post: Post, telegram: FakeTelegram) -> None:
    """A sticker, photo, voice, document and contact get one sentence together; an edited text another."""
    lan = telegram.person()
    for kind in ("sticker", "photo", "voice", "document", "contact"):
        await post.reply(await lan.send(kind))
    await post.reply(await lan.edit("How far now?"))
    await post.reply(await lan.edit("And now?"))
    assert telegram.texts(lan.id) == [say("en", "text_only"), say("en", "edited_notice")]
    assert post.ask.asked == []


async def test_who_asks_too_much_is_told_once(post: Post, telegram: FakeTelegram) -> None:
    """The sentence comes once in ten minutes, then nothing."""
    post.ask.answer = replace(ANSWER, outcome=Outcome.THROTTLED, text="Slowly, please.", citations=())
    lan = telegram.person()
    for _ in range(3):
        await post.reply(await lan.say("How far?"))
    assert telegram.texts(lan.id) == ["Slowly, please."]


async def test_a_late_answer_begins_with_an_apology(post: Post, telegram: FakeTelegram) -> None:
    """The line stands above the answer."""
    lan = telegram.person()
    await post.reply(await lan.say("How far?"), late=True)
    assert telegram.texts(lan.id)[0].startswith(say("en", "late_apology") + "\n\nThe lake")
