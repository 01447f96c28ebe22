"""T3: what a chat is owed is sent in order, one message in flight a chat; only then is it cleared.

Trouble, and what comes of it:

| trouble | what happens |
|---|---|
| 429 | wait as long as Telegram says, same message again |
| network, 5xx, timeout | back off, same message again: a reply may come twice, it is never dropped |
| blocked, chat not found | what is owed to the chat is dropped |
| edit changes nothing | done |
| edit refused | sent anew |
| refused otherwise (400) | once more without styles; then given up, logged, and the person is told |
| nothing can be made of it | given up, logged, and the person is told |
| database away | back off; what was sent is not sent again in this process |
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputFile, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.channel import Conversations, Words
from bot.logs import event
from bot.telegram.busy import busy
from bot.telegram.exhibits import VOICE_ENDINGS, Exhibits
from bot.telegram.outage import Outage
from bot.telegram.pace import Backoff, Pace, wait_or_stop
from bot.telegram.render import RenderedFile, RenderedText, render
from bot.telegram.request import TooFast, Unreached, send_text
from bot.threads import Threads, Together
from dialogues.errors import StoreUnavailable
from dialogues.interview.effects import Ask
from dialogues.messages import Delivery, Phrase, PutPrompt, RemoveMessages, SendFile
from dialogues.ports import Clock, Owed, Ready, Sent, Store

__all__ = ["Outbound"]

R = TypeVar("R")

DOCUMENT_BYTES = 50 * 1024 * 1024
"""What a bot may send (Bot API, sendDocument)."""
_CAPTION_UNITS = 1024
_DOWNLOADS = "exports"
"""Folder of the data folder whose files were made to be sent once."""
_OWED = 100
"""Replies that the outbox gives at once."""


class _Stopped(Exception):  # noqa: N818 - no error: one has to stop
    """One has to stop; what was not sent stays owed."""


class _Unreachable(Exception):  # noqa: N818 - same
    """Nothing can be sent to this chat any more."""


class _Unsendable(Exception):  # noqa: N818 - same
    """Telegram, or the disk, does not let this message go."""


@dataclass(frozen=True, slots=True)
class _Recipient:
    chat: int
    protect: bool


class Outbound:
    """Sends what chats are owed.

    Args:
        bot: the client.
        service: says what is owed and hears what was sent.
        store: clears a reply that was sent when the service cannot.
        clock: UTC milliseconds.
        threads: where the service is called.
        together: where it is recorded what was sent.
        words: puts phrases into words.
        pace: how fast one may send.
        outage: says that something could not be shown.
        folder: the data folder, where documents lie.
        stop: set when the process has to end.
    """

    def __init__(
        self,
        bot: Bot,
        service: Conversations,
        store: Store,
        clock: Clock,
        threads: Threads,
        together: Together,
        words: Words,
        pace: Pace,
        outage: Outage,
        folder: Path,
        stop: asyncio.Event,
    ) -> None:
        self._bot = bot
        self._service = service
        self._store = store
        self._clock = clock
        self._threads = threads
        self._words = words
        self._pace = pace
        self._outage = outage
        self._folder = folder
        self._stop = stop
        self._together = together
        self._answering: set[int] = set()
        self._doubtful: set[int] = set()
        """Chats where a try of the reply in hand may have been heard, though no answer came."""
        self._exhibits = Exhibits(bot, store, threads, self._through)

    def ready(self, chat: int) -> Ready:
        """What a chat is owed, the first of it ready to be sent; called in a thread.

        Raises:
            StoreUnavailable: the database is away.
        """
        owed = self._service.owed(chat)
        return Ready(tuple(owed), self._presented(owed[0]) if owed else None)

    def _presented(self, owed: Owed) -> Delivery | Exception | None:
        try:
            return self._service.present(owed)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a reply that cannot be shown must not hold back the next ones
            return error

    async def deliver(
        self, chat: int, lost: Callable[[int], bool], ready: Ready | None = None, *, answers: bool
    ) -> None:
        """Send all that a chat is owed; returns early, with the rest still owed, when one has to stop.

        One call at a time for a chat.

        Args:
            chat: to whom.
            lost: whether one has to leave the chat, for another process may see to it.
            ready: what it is owed, where that is known already.
            answers: whether it has just spoken and waits; those go before reminders and news.
        """
        if answers:
            self._answering.add(chat)
        try:
            await self._deliver_all(chat, lost, ready)
        except _Unreachable:
            event("chat_unreachable")
            with suppress(_Stopped):
                await self._kept(lambda: self._service.undeliverable(chat))
        except _Stopped:
            return
        finally:
            self._answering.discard(chat)
            self._doubtful.discard(chat)

    async def _deliver_all(self, chat: int, lost: Callable[[int], bool], ready: Ready | None) -> None:
        seen: set[int] = set()
        while True:
            now = await self._kept(partial(self.ready, chat)) if ready is None else ready
            fresh = [one for one in now.owed if one.id not in seen]
            for reply in fresh:
                if lost(chat):
                    return
                first = reply is now.owed[0]
                await self._reply(reply, now.first if first else await self._kept(partial(self._presented, reply)))
                seen.add(reply.id)
            if len(fresh) < _OWED:
                return  # what is owed since is seen by the next sweep
            ready = None

    async def _reply(self, owed: Owed, shown: Delivery | Exception | None) -> None:
        if shown is None:
            return
        language = "" if isinstance(shown, Exception) else shown.language
        beside: list[int] = []
        self._doubtful.discard(owed.chat)
        try:
            if isinstance(shown, Exception):
                raise shown  # noqa: TRY301 - it ends as what fails here does
            message = await self._deliver(shown, beside)
        except (_Stopped, _Unreachable):
            raise
        except Exception as error:  # noqa: BLE001 - a reply that cannot be shown must not hold back the next ones
            event("reply_given_up", logging.ERROR, error=error, owed=owed.id)
            message = None
            await self._outage.say(owed.chat, Phrase("telegram.not_shown"), language)
        overtaken = isinstance(owed.effect, Ask) and not (
            isinstance(shown, Delivery) and isinstance(shown.outgoing, PutPrompt)
        )
        sent = Sent(owed, message, tuple(beside), again=owed.chat in self._doubtful, asks=not overtaken)
        try:
            await self._tried(
                lambda: self._together.do(lambda unit: self._service.delivered(unit, sent), durable=False)
            )
        except _Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - it was sent: it must not be sent again for ever
            event("reply_not_recorded", logging.ERROR, error=error, owed=owed.id)
            await self._kept(lambda: self._clear(owed))
        if isinstance(shown, Delivery) and isinstance(shown.outgoing, SendFile):
            self._forget(shown.outgoing)

    def _forget(self, file: SendFile) -> None:
        """Remove a download once it was sent: what somebody takes back later must not live on in it."""
        root = (self._folder / _DOWNLOADS).resolve()
        path = (self._folder / file.path).resolve()
        if path.is_relative_to(root):
            with suppress(OSError):
                path.unlink()
                if path.parent != root:
                    path.parent.rmdir()

    def _clear(self, owed: Owed) -> None:
        with self._store.writing() as unit:
            unit.outbox.sent(owed.id, self._clock())
            unit.commit()

    async def _kept(self, call: Callable[[], R]) -> R:
        """Call the service in a thread, until the database is there; see `_tried`."""
        return await self._tried(lambda: self._threads.run(call))

    async def _tried(self, call: Callable[[], Awaitable[R]]) -> R:
        """Call until the database is there.

        Raises:
            _Stopped: one has to stop before that.
        """
        backoff = Backoff(0.5, 10.0)
        while True:
            try:
                return await call()
            except StoreUnavailable as error:
                seconds = backoff.wait()
                event("store_unavailable", logging.WARNING, code=error.reason, seconds=round(seconds, 1))
                if await wait_or_stop(self._stop, seconds):
                    raise _Stopped from None

    # --- one reply ------------------------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery, beside: list[int]) -> int | None:
        """Send a reply, whole; returns the id of its last message, which bears the keyboard.

        Args:
            delivery: the reply.
            beside: gains the ids of messages that are sent with a question.
        """
        if isinstance(delivery.outgoing, RemoveMessages):
            await self._remove(delivery.chat, delivery.outgoing.messages)
            return None
        to = _Recipient(delivery.chat, delivery.protect)
        edits = delivery.edits
        message: int | None = None
        if isinstance(delivery.outgoing, PutPrompt) and delivery.outgoing.view.media:
            media = delivery.outgoing.view.media
            beside += await self._exhibits.show(delivery.chat, media, protect=delivery.protect)
        for rendered in render(delivery, self._words):
            if edits is not None and isinstance(rendered, RenderedText):
                message = await self._edit(to, edits, rendered)
                edits = None
                if message is not None:
                    continue
            message = await self._send(to, rendered)
        return message

    async def _remove(self, chat: int, messages: Sequence[int]) -> None:
        """Take messages out of a chat; Telegram keeps those older than 48 hours, so then one by one."""
        try:
            await self._through(chat, lambda: self._bot.delete_messages(chat, messages))
        except BadRequest:
            for message in messages:
                with suppress(BadRequest):
                    await self._through(chat, partial(self._bot.delete_message, chat, message))

    async def _edit(self, to: _Recipient, message: int, rendered: RenderedText) -> int | None:
        """Edit a message in place; None when that cannot be done any more."""
        markup = rendered.markup if isinstance(rendered.markup, InlineKeyboardMarkup) else None
        try:
            await self._through(
                to.chat,
                lambda: self._bot.edit_message_text(
                    rendered.text,
                    to.chat,
                    message,
                    entities=rendered.entities or None,
                    reply_markup=markup,
                ),
            )
        except BadRequest as error:
            return message if "not modified" in error.message.lower() else None
        return message

    async def _send(self, to: _Recipient, rendered: RenderedText | RenderedFile) -> int:
        try:
            if isinstance(rendered, RenderedFile):
                return await self._document(to, rendered)
            try:
                return await self._text(to, rendered)
            except BadRequest as error:
                event("reply_refused", logging.WARNING, error=error)
                return await self._text(to, RenderedText(rendered.text, (), rendered.markup))
        except BadRequest as error:
            raise _Unsendable from error

    async def _text(self, to: _Recipient, rendered: RenderedText) -> int:
        text, entities, markup = rendered.text, rendered.entities, rendered.markup
        return await self._through(
            to.chat, lambda: send_text(self._bot, to.chat, text, entities, markup, protect=to.protect)
        )

    async def _document(self, to: _Recipient, rendered: RenderedFile) -> int:
        root = self._folder.resolve()
        path = (root / rendered.path).resolve()
        if not path.is_relative_to(root):
            raise _Unsendable
        try:
            if path.stat().st_size > DOCUMENT_BYTES:
                raise _Unsendable
            content = await self._threads.run(path.read_bytes)
        except OSError as error:
            raise _Unsendable from error
        caption = rendered.caption[: _CAPTION_UNITS // 2]

        def call() -> Awaitable[Message]:
            file = InputFile(content, filename=rendered.name)
            if not rendered.spoken:
                return self._bot.send_document(to.chat, file, caption=caption, protect_content=to.protect)
            if rendered.name.rpartition(".")[2] in VOICE_ENDINGS:
                return self._bot.send_voice(to.chat, file, caption=caption, protect_content=to.protect)
            return self._bot.send_audio(to.chat, file, caption=caption, protect_content=to.protect)

        async with busy(self._bot, to.chat, ChatAction.UPLOAD_DOCUMENT):
            sent = await self._through(to.chat, call)
        return sent.message_id

    async def _through(self, chat: int, call: Callable[[], Awaitable[R]], tries: int = 0) -> R:
        """Make one call until Telegram has answered it.

        Args:
            chat: whose pace it goes by.
            call: makes the call.
            tries: how often it may fail; 0 for as often as it takes.

        Raises:
            TelegramError: it failed that often.
            BadRequest: Telegram refuses it, for a reason that waiting does not change.
            _Unreachable: nothing can be sent to this chat.
            _Stopped: one has to stop before that.
        """
        backoff = Backoff(1.0, 60.0)
        failed = 0
        while True:
            await self._pace.turn(chat, self._stop, answers=chat in self._answering)
            if self._stop.is_set() and backoff.tried:
                raise _Stopped
            try:
                return await call()
            except TooFast as error:
                event("told_to_wait", logging.WARNING, seconds=error.seconds)
                seconds = error.seconds
            except (Forbidden, ChatMigrated) as error:
                raise _Unreachable from error
            except BadRequest as error:
                if "chat not found" in error.message.lower():
                    raise _Unreachable from error
                raise
            except TelegramError as error:
                seconds = backoff.wait()
                event("telegram_unreachable", logging.WARNING, error=error, seconds=round(seconds, 1))
                if not isinstance(error, Unreached):
                    self._doubtful.add(chat)
                failed += 1
                if failed == tries:
                    raise
            if await wait_or_stop(self._stop, seconds):
                raise _Stopped
