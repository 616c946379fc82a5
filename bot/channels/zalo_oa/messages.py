"""A composed message as the Official Account's API takes it."""

from collections.abc import Mapping

from bot.inbox.base import Message

_TITLE = 100
_PAYLOAD = 1_000


def body_of(message: Message, plain: bool) -> Mapping[str, object]:
    """Return Zalo's `message` object, with query buttons unless `plain`."""
    if plain or not message["buttons"]:
        return {"text": message["plain"]}
    pairs = message["buttons"]
    assert isinstance(pairs, list)
    buttons = [
        {"title": title[:_TITLE], "type": "oa.query.show", "payload": asked[:_PAYLOAD]} for title, asked in pairs
    ]
    return {"text": message["text"], "attachment": {"type": "template", "payload": {"buttons": buttons}}}
