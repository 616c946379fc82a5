"""The webhook: what gets in, what Zalo hears, and when."""

import json
import time
from pathlib import Path

import aiohttp
import pytest

from tests.bot.channels.zalo_oa.world import Stage, World
from tests.fake_platforms.zalo_oa import OA


async def test_a_signed_event_is_stored_before_200(world: World) -> None:
    """A text is in the inbox when Zalo hears 200, with Zalo's own id and time."""
    assert await world.people.text("u1", "Hồ ở đâu?") == 200
    (task,) = world.inbox.tasks
    assert (task.arrival.channel, task.arrival.key, task.arrival.chat) == ("zalo_oa", "in000001", "u1")
    assert abs(task.arrival.sent_at - time.time()) < 5


async def test_copies_are_one_arrival(world: World) -> None:
    """The same event, eight times at once and once again later, is stored once and answered 200 each time."""
    event = world.people.message("user_send_text", "u1", {"text": "Xin chào"})
    assert await world.people.push(event, copies=8) == 200
    assert await world.people.push(event, retry=1) == 200
    assert len(world.inbox.tasks) == 1


async def test_the_console_probe_gets_200_and_does_nothing(world: World) -> None:
    """An unsigned request, whatever its body, is answered 200 without effect."""
    for raw in (
        b"",
        b"{}",
        b"not json",
        json.dumps(world.people.message("user_send_text", "u1", {"text": "x"})).encode(),
    ):
        assert await world.people.push_raw(raw, {}) == 200
    assert not world.inbox.tasks


@pytest.mark.parametrize("change", ["flip", "short", "empty", "unicode", "app secret", "re-serialised"])
async def test_a_wrong_signature_gets_403(world: World, change: str) -> None:
    """Nothing but the digest over these very bytes with the webhook's own secret gets in."""
    event = world.people.message("user_send_text", "u1", {"text": "Xin chào"})
    raw = json.dumps(event).encode()
    good = world.people.sign(raw, str(event["timestamp"]))
    world.people.secret = "app-secret-not-real" if change == "app secret" else world.people.secret
    bad = {
        "flip": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "short": good[:20],
        "empty": "",
        "unicode": "mac=é",
        "app secret": world.people.sign(raw, str(event["timestamp"])),
        "re-serialised": good,
    }[change]
    sent = json.dumps(event, indent=2).encode() if change == "re-serialised" else raw
    assert await world.people.push_raw(sent, {"X-ZEvent-Signature": bad}) == 403
    assert not world.inbox.tasks


async def test_the_digest_without_its_prefix_is_taken(world: World) -> None:
    """`mac=` may be missing."""
    raw = json.dumps(world.people.message("user_send_text", "u1", {"text": "x"})).encode()
    bare = world.people.sign(raw, json.loads(raw)["timestamp"]).removeprefix("mac=")
    assert await world.people.push_raw(raw, {"X-ZEvent-Signature": bare}) == 200
    assert len(world.inbox.tasks) == 1


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\xff\xfe", 400),
        (b"[1]", 400),
        (b"[" * 20_000, 400),
        (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, 413),
        (b'{"a":' * 9_000 + b"1" + b"}" * 9_000, 400),
        (b" " * 1_000_000, 413),
    ],
)
async def test_broken_bodies_are_refused(world: World, raw: bytes, status: int) -> None:
    """Bytes that are no JSON object, nested or long beyond reason, get 400 or 413 and never 500."""
    assert await world.people.push_raw(raw, {"X-ZEvent-Signature": "mac=0"}) == status


async def test_an_inbox_that_cannot_write_gets_503(world: World) -> None:
    """What is not stored is not received; the repeat gets in."""
    world.inbox.broken = True
    event = world.people.message("user_send_text", "u1", {"text": "x"})
    assert await world.people.push(event) == 503
    world.inbox.broken = False
    assert await world.people.push(event, retry=1) == 200
    assert len(world.inbox.tasks) == 1


async def test_a_slow_inbox_gets_503_within_two_seconds(world: World) -> None:
    """Zalo never waits longer than two seconds."""
    world.inbox.slow = 10
    began = time.monotonic()
    assert await world.people.text("u1", "x") == 503
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "name",
    [
        *("oa_send_text", "oa_send_image", "user_seen_message", "user_received_message", "user_reacted_message"),
        *("user_send_group_text", "anonymous_send_text", "add_user_to_tag", "something_new", ""),
    ],
)
async def test_what_needs_no_reply_is_not_stored(world: World, name: str) -> None:
    """Echoes, receipts, groups and unknown events get 200 and leave no row."""
    assert await world.people.push(world.people.message(name, "u1", {"text": "x"})) == 200
    assert not world.inbox.tasks


@pytest.mark.parametrize(
    "strange",
    [
        *({"sender": None}, {"sender": {"id": 5}}, {"sender": {"id": "../x y"}}, {"timestamp": "soon"}),
        *({"timestamp": ""}, {"event_name": ["user_send_text"]}, {"recipient": {"id": "another-oa"}}),
    ],
)
async def test_strange_events_are_ignored(world: World, strange: dict[str, object]) -> None:
    """A signed event without a person or a time, or for another account, gets 200 and leaves no row."""
    event = {**world.people.message("user_send_text", "u1", {"text": "x"}), **strange}
    assert await world.people.push(event) == 200
    assert not world.inbox.tasks


async def test_a_form_is_not_kept(world: World) -> None:
    """What a person filled in does not get into the inbox."""
    info = {"name": "Lan", "phone": "84912345678"}
    event = world.people.event("user_submit_info", sender={"id": "u1"}, recipient={"id": OA}, info=info)
    assert await world.people.push(event) == 200
    assert "84912345678" not in world.inbox.tasks[0].arrival.body


async def test_the_domain_file_is_served(tmp_path: Path) -> None:
    """The file that Zalo gave is served byte for byte under its own name."""
    file = tmp_path / "zalo_verifierAb-12_x.html"
    file.write_bytes("<html>Zalo é</html>".encode())
    async with Stage(tmp_path, verifier=file) as world, aiohttp.ClientSession() as session:
        address = world.people.url.replace("/zalo/oa/webhook", f"/{file.name}")
        async with session.get(address) as response:
            assert response.status == 200
            assert await response.read() == file.read_bytes()
