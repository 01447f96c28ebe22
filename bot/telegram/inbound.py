"""A Telegram update as the service takes it, or nothing: groups are left, what is nobody's is passed over.

Texts go on as they came: the service cleans what no database or file of ours would take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, PhotoSize, Update, User

from dialogues.messages import (
    Blob,
    Content,
    EditedWords,
    Inbound,
    Place,
    Presence,
    Sender,
    Tap,
    Unsupported,
    Words,
)

__all__ = ["Group", "read", "read_text"]

_PRIVATE = "private"
_GONE = frozenset({"kicked", "left"})


@dataclass(frozen=True, slots=True)
class Group:
    """A chat of several people: the bot leaves it (DESIGN, decision 8).

    Args:
        chat: its id.
        there: whether the bot is in it now.
    """

    chat: int
    there: bool


def read_text(update: Mapping[str, Any], inbox: int) -> Inbound | None:
    """What somebody typed to the bot, as nearly every update is: read without the library's object of 100 fields.

    Args:
        update: as it came.
        inbox: id of its inbox row.

    Returns:
        As `read` would; None for everything but a text of a person in their own chat that answers no message.
    """
    match update:
        case {
            "message": {
                "message_id": int(message),
                "date": int(date),
                "text": str(text),
                "chat": {"id": int(chat), "type": "private"},
                "from": {"id": int(person), "is_bot": False, "first_name": str(first)} as user,
            } as whole
        } if "reply_to_message" not in whole:
            last, language = user.get("last_name") or "", user.get("language_code") or ""
            if isinstance(last, str) and isinstance(language, str):
                sender = Sender(person, f"{first} {last}" if last else first, language)
                return Inbound(inbox, sender, chat, message, date * 1000, Words(text))
    return None


def read(update: Update, inbox: int, received_at: int) -> Inbound | Group | None:
    """What an update says.

    Args:
        update: the update.
        inbox: id of its inbox row.
        received_at: UTC milliseconds, for what bears no date of its own (taps).

    Returns:
        What the service takes; a group to leave; None for what nobody needs.
    """
    if update.message is not None:
        return _message(update.message, inbox)
    if update.edited_message is not None:
        return _edited(update.edited_message, inbox)
    if update.callback_query is not None:
        return _tap(update.callback_query, inbox, received_at)
    if update.my_chat_member is not None:
        return _presence(update.my_chat_member, inbox)
    return None


def _message(message: Message, inbox: int) -> Inbound | Group | None:
    content = _content(message)
    if message.chat.type != _PRIVATE:
        return Group(message.chat.id, there=True)
    if content is None or message.from_user is None or message.from_user.is_bot:
        return None
    return Inbound(
        inbox=inbox,
        sender=_sender(message.from_user),
        chat=message.chat.id,
        message=message.message_id,
        sent_at=_ms(message.date),
        content=content,
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
    )


def _edited(message: Message, inbox: int) -> Inbound | Group | None:
    if message.chat.type != _PRIVATE:
        return Group(message.chat.id, there=True)
    if message.text is None or message.from_user is None or message.from_user.is_bot:
        return None
    return Inbound(
        inbox=inbox,
        sender=_sender(message.from_user),
        chat=message.chat.id,
        message=message.message_id,
        sent_at=_ms(message.edit_date or message.date),
        content=EditedWords(message.text),
    )


def _tap(query: CallbackQuery, inbox: int, received_at: int) -> Inbound | Group | None:
    if query.message is None or query.data is None:
        return None
    if query.message.chat.type != _PRIVATE:
        return Group(query.message.chat.id, there=True)
    return Inbound(
        inbox=inbox,
        sender=_sender(query.from_user),
        chat=query.message.chat.id,
        message=query.message.message_id,
        sent_at=received_at,
        content=Tap(query.data, query.id),
    )


def _presence(change: ChatMemberUpdated, inbox: int) -> Inbound | Group | None:
    there = change.new_chat_member.status not in _GONE
    if change.chat.type != _PRIVATE:
        return Group(change.chat.id, there=there)
    return Inbound(
        inbox=inbox,
        sender=_sender(change.from_user),
        chat=change.chat.id,
        message=0,
        sent_at=_ms(change.date),
        content=Presence(reachable=there),
    )


def _content(message: Message) -> Content | None:
    """What a message holds; None for Telegram's own notices (a pinned message, a changed picture)."""
    if message.text is not None:
        return Words(message.text)
    if message.location is not None:
        where = message.location
        return Place(where.latitude, where.longitude, accuracy=where.horizontal_accuracy or 0.0)
    blob = _blob(message)
    if blob is not None:
        return blob
    return Unsupported() if message.effective_attachment else None


def _blob(message: Message) -> Blob | None:
    caption = message.caption or ""
    if message.photo:
        photo: PhotoSize = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
        return Blob("image", photo.file_id, "", "image/jpeg", photo.file_size or 0, caption)
    if message.voice:
        voice = message.voice
        return Blob("audio", voice.file_id, "", voice.mime_type or "", voice.file_size or 0, caption)
    if message.video_note:
        return Blob("video", message.video_note.file_id, "", "video/mp4", message.video_note.file_size or 0, caption)
    named = message.audio or message.video or message.document
    if named is None:
        return None
    media_type = named.mime_type or ""
    kind = "audio" if message.audio else "video" if message.video else _kind(media_type)
    return Blob(kind, named.file_id, named.file_name or "", media_type, named.file_size or 0, caption)


def _kind(media_type: str) -> str:
    """A document by what it holds: a picture sent «as a file» is a picture."""
    first = media_type.partition("/")[0]
    return first if first in {"image", "audio", "video"} else "file"


def _sender(user: User) -> Sender:
    return Sender(user.id, user.full_name, user.language_code or "")


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
