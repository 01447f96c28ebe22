"""Pictures, recordings and films of a guide, sent before the question that they belong to.

A file is uploaded once for all chats: what Telegram calls it is kept beside it. Nothing that is wrong with a file
(gone, too large, refused, a connection that breaks again and again) holds the question back.

| file | sent as | at most |
|---|---|---|
| image | photo | 10 MB |
| audio, Ogg | voice message | 50 MB |
| audio, other | audio | 50 MB |
| video | video | 50 MB |
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from telegram import Bot, InputFile, Message
from telegram.error import BadRequest, TelegramError

from bot.logs import event
from bot.threads import Threads
from dialogues.errors import StoreUnavailable
from dialogues.messages import Medium
from dialogues.ports import Store

__all__ = ["VOICE_ENDINGS", "Exhibits"]

PHOTO_BYTES = 10 * 1024 * 1024
"""What a photo may weigh (Bot API, sendPhoto)."""
FILE_BYTES = 50 * 1024 * 1024
"""What other files may (Bot API, sendAudio, sendVoice, sendVideo)."""
_TRIES = 3
"""How often a file is sent over a connection that breaks: the question waits behind it."""
VOICE_ENDINGS = frozenset({"ogg", "oga", "opus"})
"""Of files that Telegram shows as a voice message; other recordings are sent as audio."""


class Through(Protocol):
    """Makes one call until Telegram has answered it, or `tries` have failed."""

    def __call__(self, chat: int, call: Callable[[], Awaitable[Message]], tries: int) -> Awaitable[Message]:
        """The answer. Raises `TelegramError` when Telegram refuses or cannot be reached."""
        ...


class Exhibits:
    """Sends the files that go with questions.

    Args:
        bot: the client.
        store: holds the files, and what Telegram calls them.
        threads: where the store is called.
        through: makes calls at a pace that Telegram allows.
    """

    def __init__(self, bot: Bot, store: Store, threads: Threads, through: Through) -> None:
        self._bot = bot
        self._store = store
        self._threads = threads
        self._through = through

    async def show(self, chat: int, media: Sequence[Medium], *, protect: bool) -> tuple[int, ...]:
        """Send files in their order.

        Args:
            chat: where to.
            media: which.
            protect: forwarding and saving are off.

        Returns:
            Ids of the messages that show those that could be sent.
        """
        shown: list[int] = []
        for medium in media:
            try:
                message = await self._one(chat, medium, protect)
            except (TelegramError, StoreUnavailable) as error:
                event("medium_not_shown", logging.WARNING, error=error, version=medium.version, kind=medium.kind)
            else:
                if message is not None:
                    shown.append(message)
        return tuple(shown)

    async def _one(self, chat: int, medium: Medium, protect: bool) -> int | None:
        known = await self._threads.run(self._known, medium)
        if known:
            try:
                return (await self._sent(chat, medium, known, protect)).message_id
            except BadRequest as error:  # another bot's token, or Telegram has thrown it away: it is uploaded again
                event("medium_unknown", logging.WARNING, error=error, version=medium.version)
        content = await self._threads.run(self._content, medium)
        limit = PHOTO_BYTES if medium.kind == "image" else FILE_BYTES
        if content is None or not 0 < len(content) <= limit:
            size = -1 if content is None else len(content)
            event("medium_not_shown", logging.WARNING, version=medium.version, kind=medium.kind, size=size)
            return None
        # Under a name of ours: the author's may tell what the guide is about.
        upload = InputFile(content, filename=f"{medium.kind}.{_ending(medium)}")
        sent = await self._sent(chat, medium, upload, protect)
        await self._threads.run(self._remember, medium, _file_id(sent))
        return sent.message_id

    async def _sent(self, chat: int, medium: Medium, file: str | InputFile, protect: bool) -> Message:
        def call() -> Awaitable[Message]:
            if medium.kind == "image":
                return self._bot.send_photo(chat, file, protect_content=protect)
            if medium.kind == "video":
                return self._bot.send_video(chat, file, protect_content=protect)
            if _ending(medium) in VOICE_ENDINGS:
                return self._bot.send_voice(chat, file, protect_content=protect)
            return self._bot.send_audio(chat, file, protect_content=protect)

        return await self._through(chat, call, _TRIES)

    def _known(self, medium: Medium) -> str:
        with self._store.reading() as unit:
            return unit.guides.file_id(medium.version, medium.name)

    def _content(self, medium: Medium) -> bytes | None:
        with self._store.reading() as unit:
            return unit.guides.file(medium.version, medium.name)

    def _remember(self, medium: Medium, file_id: str) -> None:
        with self._store.writing() as unit:
            unit.guides.set_file_id(medium.version, medium.name, file_id)
            unit.commit()


def _ending(medium: Medium) -> str:
    ending = medium.name.rpartition(".")[2].lower()
    return ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "bin"


def _file_id(sent: Message) -> str:
    """What Telegram calls the file of a message; of a photo the largest size."""
    if sent.photo:
        return sent.photo[-1].file_id
    for file in (sent.voice, sent.audio, sent.video):
        if file is not None:
            return file.file_id
    return ""  # it was taken for something else: it is uploaded again the next time
