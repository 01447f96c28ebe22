"""Downloads that were asked for: written in the background, one at a time, while every chat goes on.

What waits is in the database (`dialogues.downloads`), so a restart begins the file anew. It is written in a thread that
is none of the service's. How far it is stands in one message that is edited in place, and goes when the file comes;
that message is owed by nobody: what Telegram does with it stops nothing.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channel import Conversations, Words
from bot.logs import event
from bot.telegram.busy import busy
from bot.telegram.pace import Backoff, first_of, wait_or_stop
from bot.threads import Threads
from dialogues.downloads import Download
from dialogues.errors import StoreUnavailable
from dialogues.messages import Phrase
from dialogues.ports import Clock, Store
from storage.files import DOWNLOADS_KEPT_MS, DataFolder

__all__ = ["ExportWriter"]

_SWEEP_SECONDS = 5.0
_TELL_SECONDS = 3.0
"""Between two words about how far it is; a file that is ready by then needs none."""


class ExportWriter:
    """Writes downloads.

    Args:
        bot: shows how far it is.
        service: writes them, and owes them to their chats.
        store: knows which wait.
        threads: where both are called, but for the writing itself.
        words: puts phrases into words.
        folder: where they lie until they are sent.
        clock: UTC milliseconds.
        stop: set when the process has to end.
    """

    def __init__(
        self,
        bot: Bot,
        service: Conversations,
        store: Store,
        threads: Threads,
        words: Words,
        folder: DataFolder,
        clock: Clock,
        stop: asyncio.Event,
    ) -> None:
        self._bot = bot
        self._service = service
        self._store = store
        self._threads = threads
        self._words = words
        self._folder = folder
        self._clock = clock
        self._stop = stop
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Look now: a tap may have ordered something."""
        self._news.set()

    async def run(self) -> None:
        """Write until told to stop; what is being written then is written again at the next start."""
        backoff = Backoff(1.0, 60.0)
        while not self._stop.is_set():
            self._news.clear()
            try:
                waiting = await self._threads.run(self._waiting)
                for download in waiting:
                    if self._stop.is_set():
                        return
                    await self._one(download)
            except StoreUnavailable as error:
                event("exports_delayed", logging.WARNING, code=error.reason)
                await wait_or_stop(self._stop, backoff.wait())
            else:
                backoff.over()
                if not waiting:
                    await first_of(self._news, self._stop, _SWEEP_SECONDS)

    def _waiting(self) -> tuple[Download, ...]:
        self._folder.forget_downloads(self._clock() - DOWNLOADS_KEPT_MS)
        with self._store.reading() as unit:
            return tuple(unit.downloads.waiting())

    async def _one(self, download: Download) -> None:
        """Write one file; what goes wrong again and again is told by the service, which counts the beginnings.

        Raises:
            StoreUnavailable: the database is away; it still waits.
        """
        teller = _Teller(self._bot, self._words, download)
        telling = asyncio.create_task(teller.run(), name="export progress")
        try:
            async with busy(self._bot, download.chat, ChatAction.UPLOAD_DOCUMENT):
                await self._written(download, teller)
            event("export_done", id=download.id)
        except StoreUnavailable:
            raise
        except _Stopped:
            return
        except Exception as error:
            event("export_failed", logging.ERROR, error=error, id=download.id, attempt=download.attempts + 1)
            logging.getLogger("baro").debug("export_trace", exc_info=error)
            await wait_or_stop(self._stop, float(download.attempts + 1))
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling
            await teller.over()

    async def _written(self, download: Download, teller: _Teller) -> None:
        """Wait for the thread that writes; when one has to stop, it is told so at its next word.

        Raises:
            _Stopped: one has to stop; nothing was sent.
        """

        def progress(done: int, total: int) -> None:
            if self._stop.is_set():
                raise _Stopped
            teller.heard(done, total)

        await asyncio.to_thread(self._service.write_download, download, progress)


class _Stopped(Exception):  # noqa: N818 - no error: one has to stop
    """One has to stop; the order still waits."""


class _Teller:
    """Says how far a file is: one message, edited in place, gone at the end."""

    def __init__(self, bot: Bot, words: Words, download: Download) -> None:
        self._bot = bot
        self._words = words
        self._download = download
        self._far: tuple[int, int] | None = None
        self._message: int | None = None

    def heard(self, done: int, total: int) -> None:
        """It is so far; called from the thread that writes."""
        self._far = (done, total)

    async def run(self) -> None:
        """Tell, every few seconds, what has changed."""
        said: tuple[int, int] | None = None
        while True:
            await asyncio.sleep(_TELL_SECONDS)
            if self._far is not None and self._far != said:
                said = self._far
                with suppress(TelegramError):
                    await self._tell(*said)

    async def _tell(self, done: int, total: int) -> None:
        text = self._words(Phrase("download.progress", {"done": done, "n": total}), self._download.order.language)
        if self._message is None:
            sent = await self._bot.send_message(self._download.chat, text, disable_notification=True)
            self._message = sent.message_id
        else:
            await self._bot.edit_message_text(text, self._download.chat, self._message)

    async def over(self) -> None:
        """Take the message away."""
        if self._message is not None:
            with suppress(TelegramError):
                await self._bot.delete_message(self._download.chat, self._message)
