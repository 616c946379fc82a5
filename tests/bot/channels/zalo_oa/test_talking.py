"""What people see: answers, numbers, notices, greetings, places, languages."""

from dataclasses import replace

import pytest

from bot.channels.speaking import say
from prompts import REPLY_LANGUAGES
from tests.bot.channels.zalo_oa.world import ANSWER, VALUES, World

KEYS = """
    channel_greeting help language_prompt language_set near_prompt near_list_title near_item near_far near_note human
    sources_title mydata delete_done privacy text_only late_apology busy unavailable numbered_hint
""".split()
KINDS = ["image", "gif", "sticker", "audio", "video", "file", "link", "business_card"]


async def greeted(world: World, person: str = "u1") -> None:
    """Let a person follow, so that later answers come without a greeting."""
    await world.people.push(world.people.follow(person))
    assert await world.work() == []
    world.zalo.talks.of(person).entries.clear()


async def test_an_answer_has_sources_and_buttons(world: World) -> None:
    """The answer comes with its sources as a foot and a button for each suggestion."""
    await greeted(world)
    await world.people.text("u1", "Hồ ở đâu?")
    assert await world.work() == []
    (entry,) = world.zalo.received("u1")
    assert entry.text.startswith("Hồ cách trung tâm 15 km [1].\n\n<vi sources_title>:\n[1] Hồ Núi Cốc · ")
    assert entry.text.endswith("https://a.example/1")
    assert [button["payload"] for button in entry.buttons] == list(ANSWER.suggestions)
    assert {button["type"] for button in entry.buttons} == {"oa.query.show"}
    assert world.zalo.refused == []


async def test_without_buttons_numbers_stand_in(world: World) -> None:
    """Where Zalo refuses buttons the same message goes out with numbers, and from then on at once."""
    await greeted(world)
    world.zalo.talks.buttons = False
    for _ in range(2):
        await world.people.text("u1", "Hồ ở đâu?")
    assert await world.work() == []
    assert [text.split("<vi numbered_hint>")[1] for text in world.texts()] == [
        "\n1. Giá vé là bao nhiêu?\n2. Đi bằng gì?"
    ] * 2
    assert len(world.zalo.refused) == 1


@pytest.mark.parametrize(
    ("typed", "asked"), [("2", "Đi bằng gì?"), (" 1. ", "Giá vé là bao nhiêu?"), ("２", "Đi bằng gì?")]
)
async def test_a_number_asks_its_suggestion(world: World, typed: str, asked: str) -> None:
    """A number that was offered asks what stands beside it."""
    await world.people.text("u1", "Hồ ở đâu?")
    await world.work()
    await world.people.text("u1", typed)
    await world.work()
    assert [question.text for question in world.ask.asked] == ["Hồ ở đâu?", asked]


@pytest.mark.parametrize("typed", ["3", "0", "12", "2026"])
async def test_other_numbers_are_questions(world: World, typed: str) -> None:
    """A number that was not offered is asked as it is."""
    await world.people.text("u1", "Hồ ở đâu?")
    await world.people.text("u1", typed)
    await world.work()
    assert world.ask.asked[-1].text == typed


async def test_the_first_answer_comes_after_a_greeting(world: World) -> None:
    """Who writes without following is told first, once, what he talks to."""
    for text in ("Hồ ở đâu?", "Chè ở đâu?"):
        await world.people.text("u1", text)
    assert await world.work() == []
    texts = world.texts()
    assert texts[0] == "<vi channel_greeting>"
    assert [text.startswith("Hồ cách") for text in texts] == [False, True, True]


async def test_following_is_greeted_once_with_four_doors(world: World) -> None:
    """A follower gets the greeting with four buttons, once although "chat now" comes too."""
    await world.people.push(world.people.follow("u1"))
    await world.people.push(world.people.event("user_click_chatnow", oa_id="oa-77", user_id="u1", user_id_by_app="a1"))
    assert await world.work() == []
    (entry,) = world.zalo.received("u1")
    assert [button["payload"] for button in entry.buttons] == [
        f"<vi door_{door}_question>" for door in ("visit", "tea", "study", "invest")
    ]


async def test_other_kinds_get_one_notice_in_ten_minutes(world: World) -> None:
    """Pictures, voices and stickers get one polite sentence; after ten minutes another one."""
    for kind in KINDS:
        await world.people.push(world.people.attachment(kind, "u1", {"url": "http://x.zdn.vn/1"}))
    assert await world.work() == []
    assert world.texts() == ["<vi text_only>"]
    world.zalo.oauth.offset += 601
    await world.people.push(world.people.attachment("sticker", "u1", {"id": "1", "url": "http://x"}))
    await world.work()
    assert world.texts() == ["<vi text_only>"] * 2


@pytest.mark.parametrize("point", [("21.5928", "105.8442"), (21.5928, 105.8442)])
async def test_a_location_gets_the_nearest_places(world: World, point: tuple[object, object]) -> None:
    """A location, in strings or numbers, gets up to five places with distances."""
    coordinates = {"latitude": point[0], "longitude": point[1]}
    await world.people.push(world.people.attachment("location", "u1", {"coordinates": coordinates}))
    assert await world.work() == []
    lines = world.texts()[0].splitlines()
    assert lines[0] == "<vi near_list_title>"
    assert lines[-1] == "<vi near_note>"
    assert len([line for line in lines if line.startswith("<vi near_item") and "km>" in line]) == 5


@pytest.mark.parametrize(
    ("coordinates", "said"),
    [
        ({"latitude": "10.76", "longitude": "106.66"}, "<vi near_far>"),
        ({"latitude": "north", "longitude": "1"}, "<vi text_only>"),
        ({"latitude": "nan", "longitude": "1"}, "<vi text_only>"),
        (None, "<vi text_only>"),
    ],
)
async def test_a_far_or_broken_location(world: World, coordinates: object, said: str) -> None:
    """A place far away is told so; what is no place is told that only text is read."""
    await world.people.push(world.people.attachment("location", "u1", {"coordinates": coordinates}))
    assert await world.work() == []
    assert world.texts() == [said]


@pytest.mark.parametrize(("word", "code"), [("English", "en"), ("中文", "zh"), ("language fr", "fr"), ("한국어", "ko")])
async def test_the_name_of_a_language_chooses_it(world: World, word: str, code: str) -> None:
    """Who types a language's name gets answers in it from then on."""
    await world.people.text("u1", word)
    await world.people.text("u1", "Hồ ở đâu?")
    assert await world.work() == []
    assert [question.language for question in world.ask.asked] == [code]
    assert world.texts()[0].startswith(f"<{code} language_set ")


async def test_the_word_language_offers_all_by_number(world: World) -> None:
    """`language` lists all eight with numbers, and a number chooses."""
    await world.people.text("u1", "language")
    await world.people.text("u1", "3")
    assert await world.work() == []
    assert len(world.texts()[0].split("\n")) >= 9
    assert world.texts()[1].startswith("<zh language_set ")


async def test_a_late_answer_apologises(world: World) -> None:
    """An answer that comes late begins with an apology."""
    await greeted(world)
    await world.people.text("u1", "Hồ ở đâu?")
    await world.work(late=True)
    assert world.texts()[0].startswith("<vi late_apology>\n\nHồ cách")


async def test_a_form_is_answered_with_an_office(world: World) -> None:
    """Who sends a form is told honestly whom to ask."""
    event = world.people.event("user_submit_info", sender={"id": "u1"}, recipient={"id": "oa-77"}, info={"name": "Lan"})
    world.zalo.talks.hear("u1", "", "", world.zalo.oauth.now())
    await world.people.push(event)
    await world.work()
    assert world.texts()[0].startswith("<vi human ")


async def test_a_long_answer_has_at_most_three_parts(world: World) -> None:
    """Ten thousand characters become three messages of whole sentences, the last one with the sources."""
    await greeted(world)
    world.ask.answer = replace(ANSWER, text="Đây là một câu khá dài về hồ nước [1]. " * 260)
    await world.people.text("u1", "Hồ ở đâu?")
    assert await world.work() == []
    texts = world.texts()
    assert len(texts) == 3
    assert all(len(text) <= 2_000 for text in texts)
    assert texts[0].endswith("[1].")
    assert "https://a.example/1" in texts[2]
    assert world.zalo.refused == []


async def test_unfollowing_stops_and_writing_again_starts(world: World) -> None:
    """After an unfollow nothing waits to be said; a new message is answered again."""
    await greeted(world)
    await world.people.push(world.people.follow("u1", "unfollow"))
    await world.work()
    assert world.texts() == []
    await world.people.text("u1", "Hồ ở đâu?")
    await world.work()
    assert len(world.texts()) == 1


async def test_withdrawing_deletes_and_stops(world: World) -> None:
    """After a withdrawal nothing is known of the person and a message that was composed before is not sent."""
    await world.people.text("u1", "Hồ ở đâu?")
    task = world.inbox.tasks.pop()
    messages = tuple(await world.channel.courier.compose(task.arrival, False))
    await world.people.push(world.people.event("user_withdraw", oa_id="oa-77", user_id="u1"))
    await world.work()
    world.inbox.tasks.append(replace(task, messages=messages))
    (ended,) = await world.work()
    assert type(ended).__name__ == "Undeliverable"
    assert world.texts() == []
    assert [conversation.chat for conversation in world.records.erased] == ["u1"]


async def test_what_waits_is_not_answered_after_leaving(world: World) -> None:
    """A question that still waits when its person leaves or withdraws is neither asked nor answered."""
    await world.people.text("u1", "Hồ ở đâu?")
    await world.people.text("u2", "Hồ ở đâu?")
    await world.people.push(world.people.event("user_withdraw", oa_id="oa-77", user_id="u1"))
    await world.people.push(world.people.event("user_withdraw", oa_id="oa-77", user_id="u2"))
    assert await world.work() == []
    assert world.ask.asked == []
    assert world.zalo.received("u1") == world.zalo.received("u2") == []


async def test_an_old_farewell_does_not_silence(world: World) -> None:
    """An unfollow that Zalo delivers again after the person came back changes nothing."""
    await greeted(world)
    farewell = world.people.follow("u1", "unfollow")
    await world.people.push(farewell)
    world.zalo.oauth.offset += 60
    await world.people.text("u1", "Hồ ở đâu?")
    await world.people.push(farewell, retry=1)
    assert await world.work() == []
    assert len(world.texts()) == 1


async def test_people_are_forgotten_after_thirty_days(world: World) -> None:
    """Who was not here for thirty days is deleted, and who withdrew after a day."""
    await world.people.text("u1", "Hồ ở đâu?")
    await world.people.push(world.people.event("user_withdraw", oa_id="oa-77", user_id="u2"))
    await world.work()
    people, now = world.channel.courier.sender.people, world.zalo.oauth.now()
    assert await people.forget(now - 30 * 86_400, now) == 0
    assert await people.forget(now - 29 * 86_400, now + 86_400 * 1.1) == 1
    assert await people.forget(now + 1, now + 31 * 86_400) == 1


async def test_people_see_and_delete_what_is_stored(world: World) -> None:
    """`/mydata` counts, `/delete` erases and says so, and the person is unknown afterwards."""
    for text in ("English", "/mydata", "/delete"):
        await world.people.text("u1", text)
    assert await world.work() == []
    assert world.texts()[1:] == ["<en mydata 3>", "<en delete_done>"]
    assert [conversation.chat for conversation in world.records.erased] == ["u1"]
    assert await world.channel.courier.sender.people.find("u1") is None


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("/help", "<vi help>"),
        ("/privacy", "<vi privacy>"),
        ("/near", "<vi near_prompt>"),
        ("/start", "<vi channel_greeting>"),
    ],
)
async def test_commands_are_understood(world: World, word: str, said: str) -> None:
    """The words of the help text have their answers, and are not asked as questions."""
    await world.people.text("u1", word)
    assert await world.work() == []
    assert world.texts() == [said]
    assert world.ask.asked == []


async def test_the_busy_notice_is_said_in_his_language(world: World) -> None:
    """Who chose a language is told in it that too many ask."""
    await world.people.text("u1", "English")
    await world.work()
    await world.people.text("u1", "Where is the lake?")
    (message,) = await world.channel.courier.refuse(world.inbox.tasks[0].arrival, "busy")
    assert message["text"] == "<en busy>"


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
def test_the_real_sentences_fit(language: str) -> None:
    """Every sentence that the channel says is there in each language, and the labels fit on buttons."""
    for key in KEYS:
        assert say(language, key, dict.fromkeys(VALUES.get(key, ()), "x"))
    for door in ("visit", "tea", "study", "invest"):
        assert len(say(language, f"door_{door}")) <= 20
        assert len(say(language, f"door_{door}_question")) <= 160
    assert len(say(language, "channel_greeting")) < 1_000
