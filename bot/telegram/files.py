"""Files that are part of answers: fetched in the background while the chat goes on (DESIGN, decision 12).

A file is pending in the database from T2 on, so that a restart finds it. Network trouble is waited out for ever; a
file that Telegram cannot give (over 20 MB, expired) is said to have failed, and the person is asked again. While the
disk or the database does not take it, whoever sent it is told to keep it, once, and told again when it works.
"""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest

from bot.channel import Conversations
from bot.logs import event
from bot.telegram.outage import Outage
from bot.telegram.pace import Backoff, first_of, wait_or_stop
from bot.telegram.request import TooFast
from bot.threads import Threads
from dialogues.errors import StoreUnavailable
from dialogues.ports import Attachment, Store
from storage.files import DataFolder

__all__ = ["FETCHABLE_BYTES", "Fetcher"]

FETCHABLE_BYTES = 20 * 1024 * 1024
"""What getFile gives (Bot API, getFile)."""
_SWEEP_SECONDS = 5.0
_AT_ONCE = 3
_REFUSALS = 3
"""How often Telegram may refuse a file before it counts as lost: «temporarily unavailable» is one of its words."""


class Fetcher:
    """Fetches pending files.

    Args:
        bot: asks where files lie.
        request: fetches them.
        service: hears what became of them.
        store: knows which are pending.
        folder: where they go.
        threads: where all three are called.
        outage: tells people when nothing can be stored.
        stop: set when the process has to end.
    """

    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        service: Conversations,
        store: Store,
        folder: DataFolder,
        threads: Threads,
        outage: Outage,
        stop: asyncio.Event,
    ) -> None:
        self._bot = bot
        self._request = request
        self._service = service
        self._store = store
        self._folder = folder
        self._threads = threads
        self._outage = outage
        self._stop = stop
        self._news = asyncio.Event()
        self._fetching: dict[str, asyncio.Task[None]] = {}
        self._gate = asyncio.Semaphore(_AT_ONCE)

    def wake(self) -> None:
        """Look now: a message brought a file."""
        self._news.set()

    async def run(self) -> None:
        """Fetch until told to stop; what was not fetched stays pending."""
        try:
            while not self._stop.is_set():
                self._news.clear()
                try:
                    pending = await self._threads.run(self._pending)
                except StoreUnavailable:
                    pending = ()
                for attachment in pending:
                    if attachment.id not in self._fetching:
                        self._fetching[attachment.id] = asyncio.create_task(self._one(attachment), name="fetch")
                await first_of(self._news, self._stop, _SWEEP_SECONDS)
        finally:
            for task in self._fetching.values():
                task.cancel()
            await asyncio.gather(*self._fetching.values(), return_exceptions=True)

    def _pending(self) -> tuple[Attachment, ...]:
        with self._store.reading() as unit:
            return tuple(unit.attachments.pending())

    async def _one(self, attachment: Attachment) -> None:
        """Fetch one file, however long it takes."""
        backoff = Backoff(1.0, 300.0)
        refusals = attachment.attempts
        told: int | None = None
        try:
            while True:
                seconds = backoff.wait()
                try:
                    async with self._gate:
                        await self._fetch(attachment)
                except TooFast as error:
                    seconds = error.seconds
                except BadRequest as error:
                    refusals += 1
                    event("file_refused", logging.WARNING, error=error, attachment=attachment.id, attempt=refusals)
                    if refusals >= _REFUSALS or "too big" in error.message.lower():
                        await self._fail(attachment)
                        return
                    await self._count(attachment)
                except TelegramError as error:
                    event("file_delayed", logging.WARNING, error=error, attachment=attachment.id)
                except StoreUnavailable as error:
                    event("file_delayed", logging.WARNING, code=error.reason, attachment=attachment.id)
                    told = told or await self._told(attachment)
                else:
                    return
                if await wait_or_stop(self._stop, seconds):
                    return
        except Exception as error:  # noqa: BLE001 - one file's trouble is not the others'
            event("file_given_up", logging.ERROR, error=error, attachment=attachment.id)
            await wait_or_stop(self._stop, _SWEEP_SECONDS)
        finally:
            del self._fetching[attachment.id]
            if told is not None:
                self._outage.free((told,), attachment.id)
                if not self._stop.is_set():
                    await self._outage.over(told)

    async def _fetch(self, attachment: Attachment) -> None:
        if attachment.size > FETCHABLE_BYTES:
            raise BadRequest("File is too big")
        found = await self._bot.get_file(attachment.file_id)
        if found.file_path is None:
            raise BadRequest("no path")
        content = await self._request.retrieve(found.file_path)
        place = self._folder.attachment(attachment.interview, attachment.id)
        stored = await self._threads.run(self._folder.write, place, (content,))
        await self._threads.run(self._service.file_stored, attachment, stored.sha256, stored.size)
        event("file_stored", attachment=attachment.id, size=stored.size)

    async def _told(self, attachment: Attachment) -> int | None:
        """Tell whoever sent a file that it is not stored; their chat, None where nobody can be asked whose it is."""
        try:
            found = await self._threads.run(self._service.waits_for, attachment)
        except StoreUnavailable:
            return None
        if found is None:
            return None
        chat, language = found
        self._outage.hold((chat,), attachment.id)
        await self._outage.tell(chat, language)
        return chat

    async def _fail(self, attachment: Attachment) -> None:
        """Say that it cannot be had, once the database takes it."""
        backoff = Backoff(0.5, 10.0)
        while True:
            try:
                await self._threads.run(self._service.file_failed, attachment)
            except StoreUnavailable:
                if await wait_or_stop(self._stop, backoff.wait()):
                    return
            else:
                return

    async def _count(self, attachment: Attachment) -> None:
        def count() -> None:
            with self._store.writing() as unit:
                unit.attachments.failed_once(attachment.id)
                unit.commit()

        try:
            await self._threads.run(count)
        except StoreUnavailable as error:
            event("store_unavailable", logging.WARNING, code=error.reason)
