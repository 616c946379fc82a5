"""Telegram's HTML, read as strictly as its documentation has it: unknown tags, loose "<" and open tags are errors."""

import html
import re

from tests.fake_platforms.telegram_words import Refusal, units

_TAGS = {
    **{"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"},
    **{"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler"},
    **{"a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote"},
}
_TAG = re.compile(r"<(/?)([a-z-]+)((?:\s+[a-z]+(?:=\"[^\"<>]*\")?)*)\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z]+)(?:=\"([^\"]*)\")?")
_NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)[a-z]+;")

Entity = dict[str, object]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the visible text and its entities, offsets in UTF-16 units; raises Refusal 400."""
    if found := _NAMED.search(source):
        raise broken(f'Unsupported entity "{found.group()}"')
    text, at = "", 0
    entities: list[Entity] = []
    open_tags: list[tuple[str, dict[str, str], int]] = []
    while at < len(source):
        stop = source.find("<", at)
        piece = source[at : stop if stop >= 0 else len(source)]
        text += html.unescape(piece)
        if stop < 0:
            break
        tag = _TAG.match(source, stop)
        if not tag or tag.group(2).lower() not in _TAGS:
            raise broken(f'Unsupported start tag "{source[stop + 1 : stop + 9]}" at byte offset {stop}')
        name = tag.group(2).lower()
        if tag.group(1):
            if not open_tags or open_tags[-1][0] != name:
                raise broken(f"Unmatched end tag at byte offset {stop}")
            entities.append(_entity(open_tags.pop(), units(text)))
        else:
            open_tags.append((name, dict(_ATTRIBUTE.findall(tag.group(3))), units(text)))
        at = tag.end()
    if open_tags:
        raise broken(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return text, [entity for entity in entities if entity["length"]]


def broken(why: str) -> Refusal:
    """What Telegram says of markup that it cannot read."""
    return Refusal(400, f"Bad Request: can't parse entities: {why}")


def _entity(opened: tuple[str, dict[str, str], int], stop: int) -> Entity:
    name, attributes, start = opened
    entity: Entity = {"type": _TAGS[name], "offset": start, "length": stop - start}
    if name == "a":
        if set(attributes) != {"href"}:
            raise broken("a link needs href and nothing else")
        entity["url"] = html.unescape(attributes["href"])
    elif name == "blockquote" and set(attributes) <= {"expandable"}:
        entity["type"] = "expandable_blockquote" if attributes else "blockquote"
    elif attributes:
        raise broken(f"{name} takes no attributes")
    return entity
