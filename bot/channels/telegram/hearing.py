"""Reads an update: what a person did, or None where nothing was meant for the bot.

Left alone are bots (they could talk for ever), channels and anonymous admins, live locations that move, service
messages, and in groups whatever is no command, no reply to the bot and does not name it.
"""

import json
import logging
from dataclasses import dataclass

from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageEntity, Update, User

from bot.channels.telegram.heard import Commanded, Edited, Joined, Located, Pressed, Said, What, Where, Wordless
from bot.channels.telegram.messages import Button, Target
from bot.channels.telegram.updates import CHANNEL
from bot.conversation import ConversationId
from bot.inbox.base import Arrival

_ABSENT = ("left", "kicked")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own id and user name."""

    id: int
    name: str


def hear(arrival: Arrival, me: Me) -> tuple[Where, What] | None:
    """Return where something happened and what; a broken update is noted and left alone."""
    try:
        update = Update.de_json(json.loads(arrival.body), None)
        return _hear(update, arrival.key, me)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, IndexError) as error:
        _log.warning("an update of Telegram could not be read (%s)", type(error).__name__)
        return None


def _hear(update: Update, key: str, me: Me) -> tuple[Where, What] | None:
    if update.callback_query:
        return _press(update.callback_query, key)
    if update.my_chat_member:
        return _join(update.my_chat_member, key)
    message = update.message or update.edited_message
    if not message or not message.from_user or _is_foreign(message):
        return None
    group = message.chat.type != "private"
    what = _read(message, me, edited=update.message is None)
    if what is None or (group and not _is_addressed(message, what, me)):
        return None
    return _where(message, message.from_user, key, reply=group), what


def _is_foreign(message: Message) -> bool:
    bot = bool(message.from_user and message.from_user.is_bot) or message.via_bot is not None
    return bot or message.chat.type == "channel" or message.sender_chat is not None


def _read(message: Message, me: Me, edited: bool) -> What | None:
    if edited:
        return Edited() if message.text else None
    if message.text:
        return _read_text(message, message.text, me)
    if message.location:
        return Located(message.location.latitude, message.location.longitude)
    return Wordless() if message.effective_attachment else None


def _read_text(message: Message, text: str, me: Me) -> What | None:
    first = message.entities[0] if message.entities else None
    if first and first.type == MessageEntity.BOT_COMMAND and first.offset == 0:
        name, _, addressee = text[1 : first.length].partition("@")
        if addressee and addressee.lower() != me.name.lower():
            return None
        return Commanded(name.lower(), text[first.length :].strip())
    for entity in reversed(message.entities):
        if _names(message, entity, me):
            before, _, after = text.rpartition(message.parse_entity(entity))
            text = f"{before.rstrip()} {after.lstrip()}"
    return Said(text.strip())


def _is_addressed(message: Message, what: What, me: Me) -> bool:
    before = message.reply_to_message
    replies = bool(before and before.from_user and before.from_user.id == me.id)
    named = any(_names(message, entity, me) for entity in (*message.entities, *message.caption_entities))
    return isinstance(what, Commanded) or replies or named


def _names(message: Message, entity: MessageEntity, me: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return bool(entity.user and entity.user.id == me.id)
    if entity.type != MessageEntity.MENTION:
        return False
    parse = message.parse_entity if message.text else message.parse_caption_entity
    return parse(entity).lower() == f"@{me.name.lower()}"


def _press(query: CallbackQuery, key: str) -> tuple[Where, What] | None:
    message = query.message
    if not isinstance(message, Message) or not query.data or query.from_user.is_bot:
        return None
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    rows = tuple(
        tuple(Button(text=button.text, data=str(button.callback_data)) for button in row if button.callback_data)
        for row in keyboard
    )
    label = next((button.text for row in rows for button in row if button.data == query.data), "")
    where = _where(message, query.from_user, key, reply=message.chat.type != "private")
    return where, Pressed(query.id, query.data, label, message.message_id, rows)


def _join(change: ChatMemberUpdated, key: str) -> tuple[Where, What] | None:
    came = change.old_chat_member.status in _ABSENT and change.new_chat_member.status not in _ABSENT
    if not came or change.chat.type not in ("group", "supergroup"):
        return None
    conversation = ConversationId(CHANNEL, str(change.chat.id), str(change.from_user.id))
    hint = change.from_user.language_code
    return Where(Target(chat=change.chat.id), conversation, True, hint, key), Joined()


def _where(message: Message, person: User, key: str, reply: bool) -> Where:
    """Return the place; in a group each person has a conversation of his own."""
    topic = message.message_thread_id if message.is_topic_message else None
    group = message.chat.type != "private"
    thread = [str(part) for part in (topic, person.id if group else None) if part is not None]
    to = Target(chat=message.chat.id, topic=topic, reply_to=message.message_id if reply else None)
    conversation = ConversationId(CHANNEL, str(message.chat.id), "/".join(thread) or None)
    return Where(to, conversation, group, person.language_code, key)
