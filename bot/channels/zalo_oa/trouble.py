"""What Zalo's error codes mean for a message (table "ma-loi" of the OA documentation), and what is done about each."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from bot.inbox.base import ChannelDown, Undeliverable, Unreachable, Wait

HANOI = timezone(timedelta(hours=7))
TRIES = 3
_PERSON = 300.0  # seconds to leave somebody alone who has received too much


class Refused(Exception):
    """Zalo has answered with an error: the message did not go out."""

    def __init__(self, code: int) -> None:
        """Hold the code; Zalo's words stay out of the log."""
        super().__init__(f"Zalo error {code}")
        self.code = code


class Action(StrEnum):
    """What is done about an error."""

    WAIT = "wait for the next minute"
    WAIT_PERSON = "leave this person alone for a while"
    WAIT_MORNING = "wait for six o'clock"
    REFRESH = "renew the token, once"
    AGAIN = "once more"
    GIVE_UP = "give up"
    ALARM = "stop and call the operator"


ALARMS = {
    -204: "Zalo says that the Official Account was deleted: its administrator must look at oa.zalo.me.",
    -205: "Zalo does not find the Official Account: the operator must check which account the app belongs to.",
    -209: "The app is not activated: the operator must activate it at developers.zalo.me.",
    -211: "The quota of the Official Account is used up: its administrator must buy more or wait.",
    -212: "The app is not registered for the Official Account API: the operator must add it at developers.zalo.me.",
    -219: "The app was removed or disabled: the operator must look at developers.zalo.me.",
    -221: "The Official Account must be verified: its administrator does so at oa.zalo.me.",
    -223: "The Official Account has not allowed the app to write: its administrator must grant it again.",
    -224: "The package of the Official Account does not include this: its administrator must buy a higher one.",
    -235: "This kind of Official Account may not write: its administrator must ask Zalo.",
    -237: "Groups are disabled or have expired: the administrator must look at oa.zalo.me.",
    -240: "Zalo has shut down this version of its API: the program must be updated.",
    -242: "Zalo asks for an appsecret_proof that fits: the operator must check the app secret.",
    -320: "No Zalo Cloud Account is linked to the app: the administrator must link one.",
    -321: "The Zalo Cloud Account is out of money: the administrator must top it up.",
}
PAID_ONLY = frozenset({-224, -320, -321})
"""Past 48 hours these may mean this one message, not the channel."""

_GIVE_UP = """
    -100 -201 -210 -213 -214 -217 -227 -230 -231 -232 -233 -238 -241 -244 -248 -249 -403 -1340 -1341
"""
ACTIONS: dict[int, Action] = {
    **dict.fromkeys(map(int, _GIVE_UP.split()), Action.GIVE_UP),
    **dict.fromkeys(ALARMS, Action.ALARM),
    -32: Action.WAIT,
    -200: Action.AGAIN,
    -216: Action.REFRESH,
    -220: Action.REFRESH,
    -218: Action.WAIT_PERSON,
    -234: Action.WAIT_MORNING,
}
FORM = frozenset({-201, -210, -233})
"""The message itself is refused, so its plain form may pass."""


def judge(code: int, tries: int, billed: bool, clock: Callable[[], float]) -> Exception:
    """Return what to raise after `tries` tries of one message; `billed`: the last 48 hours are over."""
    action = ACTIONS.get(code)
    if action is Action.ALARM and not (billed and code in PAID_ONLY):
        return ChannelDown(ALARMS[code])
    if action is Action.WAIT:
        return Wait(61 - clock() % 60, whole_channel=True)
    if action is Action.WAIT_PERSON:
        return Wait(_PERSON)
    if action is Action.WAIT_MORNING:
        return Wait(_until_six(clock()))
    if action is Action.REFRESH:
        return ChannelDown("Zalo refuses a token that it has just given: the operator must check the app's grant.")
    if (action is Action.AGAIN and tries < 2) or (action is None and tries < TRIES):
        return Unreachable(f"Zalo error {code}")
    return Undeliverable(f"Zalo error {code}")


def _until_six(now: float) -> float:
    here = datetime.fromtimestamp(now, HANOI)
    six = here.replace(hour=6, minute=0, second=5, microsecond=0)
    return ((six if six > here else six + timedelta(days=1)) - here).total_seconds()
