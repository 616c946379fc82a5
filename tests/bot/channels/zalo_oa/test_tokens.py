"""The chain of tokens: renewed once, stored before use, told when it is broken."""

import asyncio
from pathlib import Path
from typing import Self

import pytest
import sqlalchemy as sql

from bot.channels.zalo.store import Store
from bot.channels.zalo_oa.chain import chain
from bot.channels.zalo_oa.line import Line
from bot.channels.zalo_oa.people import People
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.tokens import Tokens
from bot.channels.zalo_oa.upkeep import Upkeep
from bot.inbox.base import ChannelDown, Unreachable
from tests.bot.channels.zalo_oa.replicas import race
from tests.bot.channels.zalo_oa.world import World, settings_for
from tests.fake_platforms.zalo_oa import SEND, TOKEN, FakeZaloOa, Fault


class Holder:
    """One process's tokens over a fake; use it with `async with`."""

    def __init__(self, zalo: FakeZaloOa, folder: Path, **more: object) -> None:
        self.settings = settings_for(zalo, folder, **more)
        self.store, self.line = Store(self.settings.database_url), Line(self.settings.call_seconds)
        self.tokens = Tokens(self.store, self.line, self.settings, zalo.oauth.now)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.line.close()
        self.store.close()


async def test_many_at_once_refresh_once(tmp_path: Path) -> None:
    """Fifty who need a token at once cause one refresh."""
    async with FakeZaloOa() as zalo, Holder(zalo, tmp_path) as one:
        links = await asyncio.gather(*(one.tokens.current() for _ in range(50)))
        assert {link.access for link in links} == {zalo.oauth.access}
        assert zalo.oauth.issued == 1


@pytest.mark.parametrize("code", [-216, -220])
async def test_a_refused_token_is_renewed_once(world: World, code: int) -> None:
    """The call is repeated once with the new token, and the message arrives once."""
    await world.people.text("u1", "Hồ ở đâu?")
    world.zalo.fail(SEND, Fault(code=code))
    assert await world.work() == []
    assert len(world.texts()) == 2
    assert world.zalo.oauth.issued == 2


async def test_tokens_that_are_always_refused_stop_the_channel(world: World) -> None:
    """A fresh token that is refused too is the operator's business, not a loop."""
    await world.people.text("u1", "Hồ ở đâu?")
    world.zalo.fail(SEND, Fault(code=-216, times=50))
    (ended,) = await world.work()
    assert isinstance(ended, ChannelDown)
    assert world.zalo.calls.count(SEND) == 2


async def test_it_is_renewed_after_twenty_hours(tmp_path: Path) -> None:
    """Before twenty hours nothing is renewed, after them it is, while the old token still works."""
    async with FakeZaloOa() as zalo, Holder(zalo, tmp_path) as one:
        await one.tokens.current()
        zalo.oauth.offset = 19.9 * 3_600
        await one.tokens.current()
        assert zalo.oauth.issued == 1
        zalo.oauth.offset = 20.1 * 3_600
        await one.tokens.current()
        assert zalo.oauth.issued == 2


async def test_a_failed_early_renewal_leaves_the_old_token(tmp_path: Path) -> None:
    """When OAuth is out of order after twenty hours, the token that still works is given."""
    async with FakeZaloOa() as zalo, Holder(zalo, tmp_path) as one:
        old = await one.tokens.current()
        zalo.oauth.offset = 21 * 3_600
        zalo.fail(TOKEN, Fault(status=503, times=9))
        assert await one.tokens.current() == old


@pytest.mark.parametrize("fault", [Fault(status=503), Fault(cut=True), Fault(code=-32), Fault(body=b"<html>")])
async def test_trouble_on_the_way_is_no_dead_chain(tmp_path: Path, fault: Fault) -> None:
    """5xx, a cut, -32 and HTML may pass: try again later with the same refresh token."""
    async with FakeZaloOa() as zalo, Holder(zalo, tmp_path) as one:
        zalo.fail(TOKEN, fault)
        with pytest.raises(Unreachable):
            await one.tokens.current()
        assert (await one.tokens.current()).access == zalo.oauth.access
        assert zalo.oauth.reused == []


async def test_a_dead_chain_is_told_and_not_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A refused refresh token stops the channel with who must do what; nobody asks Zalo again; the log says it once."""
    async with FakeZaloOa() as zalo, Holder(zalo, tmp_path) as one:
        zalo.oauth.break_chain()
        for _ in range(3):
            with pytest.raises(ChannelDown, match="administrator of the Official Account"):
                await one.tokens.current()
        assert zalo.calls.count(TOKEN) == 1
        upkeep = Upkeep(one.tokens, People(one.store), zalo.oauth.now)
        for _ in range(3):
            await upkeep.look_once()
        assert len([record for record in caplog.records if "administrator" in record.getMessage()]) == 1


async def test_a_new_first_token_revives_the_chain(tmp_path: Path) -> None:
    """A new token in the settings starts again; the old one does not come back with an old configuration."""
    async with FakeZaloOa() as zalo:
        old = zalo.oauth.refresh
        async with Holder(zalo, tmp_path) as one:
            zalo.oauth.break_chain()
            with pytest.raises(ChannelDown):
                await one.tokens.current()
        zalo.oauth.refresh = "granted-again"
        for first in ("granted-again", old):
            async with Holder(zalo, tmp_path, refresh_token=first) as one:
                assert (await one.tokens.current()).access == zalo.oauth.access
        assert zalo.oauth.reused == []


async def test_a_right_app_secret_revives_the_chain(tmp_path: Path) -> None:
    """A wrong app secret does not condemn the refresh token."""
    async with FakeZaloOa() as zalo:
        async with Holder(zalo, tmp_path, app_secret="mistyped") as one:
            with pytest.raises(ChannelDown):
                await one.tokens.current()
        async with Holder(zalo, tmp_path) as one:
            assert (await one.tokens.current()).access == zalo.oauth.access


async def test_the_pair_is_stored_before_anyone_has_it(tmp_path: Path) -> None:
    """What the caller gets stands in the database already, and survives the process."""
    async with FakeZaloOa() as zalo, Holder(zalo, tmp_path) as one, Holder(zalo, tmp_path) as two:
        link = await one.tokens.current()
        stored = two.store.run_now(lambda connection: connection.execute(sql.select(chain)).one())
        assert (stored.access, stored.refresh) == (link.access, zalo.oauth.refresh)
        assert (await two.tokens.current()).access == link.access
        assert zalo.oauth.issued == 1


async def test_who_leaves_does_not_break_the_chain(tmp_path: Path) -> None:
    """A caller that is cancelled during the call leaves a refresh that ends and is stored."""
    async with FakeZaloOa() as zalo, Holder(zalo, tmp_path, call_seconds=3.0) as one:
        waiting = asyncio.create_task(one.tokens.current())
        while TOKEN not in zalo.calls:  # noqa: ASYNC110 - the fake has no event
            await asyncio.sleep(0.001)
        waiting.cancel()
        assert (await one.tokens.current()).access == zalo.oauth.access
        assert zalo.oauth.issued == 1
        assert zalo.oauth.reused == []


async def test_the_lock_of_a_dead_process_runs_out(tmp_path: Path) -> None:
    """A lock that nobody gives back is free again after its time."""
    async with FakeZaloOa() as zalo, Holder(zalo, tmp_path, call_seconds=0.5, lock_seconds=1.0) as one:
        now = zalo.oauth.now()
        one.store.run_now(
            lambda connection: connection.execute(chain.update().values(holder="gone", locked_until=now + 1)).rowcount
        )
        assert (await one.tokens.current()).access == zalo.oauth.access


def test_a_lock_must_outlive_the_call(tmp_path: Path) -> None:
    """Settings with a lock shorter than the call are refused, and show no secret."""
    with pytest.raises(ValueError, match="longer"):
        settings_for(FakeZaloOa(), tmp_path, lock_seconds=1.0, call_seconds=1.0)
    shown = repr(ZaloOaSettings("1", "secret-a", "secret-b", "secret-c", "sqlite:///secret-d"))
    assert "secret" not in shown.replace("webhook_secret", "").replace("app_secret", "")


async def test_processes_never_reuse_a_refresh_token(tmp_path: Path) -> None:
    """Three processes through four expiries: every call succeeds and no refresh token comes twice."""
    outcome = await race(tmp_path, processes=3, expiries=4)
    assert outcome.reused == 0
    assert outcome.failed == 0
    assert outcome.issued >= 5
