"""What Zalo's answers mean for the worker. Zalo's own words are never passed on: they may repeat what people wrote.

The documentation has a handful of codes and no table of reasons; 403 stands there as "internal server error", so it
does not mean that somebody has blocked the bot. https://docs.zaloplatforms.com/docs/BOT
"""

from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait

REJECTED = (
    "Zalo rejects the token of the bot: ask the OA «Zalo Bot Manager» for a new one and set it as ZALO_BOT__TOKEN."
)
_FULL = 60.0  # seconds; Zalo does not say how long its quota stays used up


class NeverLeft(Unreachable):
    """There was no connection, so it is certain that nothing arrived."""


class Idle(Unreachable):
    """Zalo's time ran out; for a poll that means that there was nothing."""


class Missing(Exception):
    """Zalo answered 404: there is no such thing."""


def judge(code: int) -> Exception:
    """Return what to raise for an error code of Zalo's."""
    if code == 401:
        return ChannelDown(REJECTED)
    if code == 429:
        return Wait(_FULL, whole_channel=True)
    if code == 408:
        return Idle("Zalo's time ran out")
    if code == 404:
        return Missing("Zalo does not know this")
    if code in (400, 413, 422):
        return Undeliverable(f"Zalo refuses the message ({code})")
    return Unreachable(f"Zalo answers with error {code}")
