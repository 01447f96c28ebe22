"""Guides sent to be published: fetched and checked in the background, one at a time, while every chat goes on.

What waits is on disk (`dialogues.drafts`), so a restart begins again where it broke off. The check runs in a child
process (DESIGN, decision 2), waited for in a thread that is none of the service's; no transaction is open then.
"""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from pathlib import Path, PurePosixPath

from telegram import Bot
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest

from bot.channel import Conversations
from bot.logs import event
from bot.telegram.busy import busy
from bot.telegram.pace import Backoff, wait_or_stop
from bot.telegram.request import TooFast
from bot.threads import Threads
from dialogues.drafts import FETCHABLE_BYTES, Draft
from dialogues.errors import StoreUnavailable
from dialogues.ports import Clock
from dialogues.xforms.converted import Checked
from dialogues.xforms.sandbox import check_in_sandbox
from storage.drafts import MADE, FolderDrafts
from storage.files import DataFolder

__all__ = ["GuideReader", "plain_name"]

_SWEEP_SECONDS = 5.0
_TRIES = 3
"""How often Telegram may refuse a file, or something unforeseen may happen, before it counts as lost."""
_KEPT_MS = 24 * 3600 * 1000
_STEM = 60


class GuideReader:
    """Fetches and checks drafts.

    Args:
        bot: asks where files lie.
        request: fetches them.
        service: tells what was found.
        folder: where drafts are.
        threads: where the service and the folder are called.
        clock: UTC milliseconds.
        stop: set when the process has to end.
    """

    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        service: Conversations,
        folder: DataFolder,
        threads: Threads,
        clock: Clock,
        stop: asyncio.Event,
    ) -> None:
        self._bot = bot
        self._request = request
        self._service = service
        self._folder = folder
        self._drafts = FolderDrafts(folder)
        self._threads = threads
        self._clock = clock
        self._stop = stop
        self._news = asyncio.Event()
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._gate = asyncio.Semaphore(1)

    def wake(self) -> None:
        """Look now: a message brought a file."""
        self._news.set()

    async def run(self) -> None:
        """Fetch and check until told to stop; what was not told by then waits for the next start."""
        try:
            while not self._stop.is_set():
                self._news.clear()
                for draft in await self._waiting():
                    if draft.id not in self._reading:
                        self._reading[draft.id] = asyncio.create_task(self._one(draft), name="guide")
                await self._pause()
        finally:
            for task in self._reading.values():
                task.cancel()
            await asyncio.gather(*self._reading.values(), return_exceptions=True)

    async def _waiting(self) -> tuple[Draft, ...]:
        try:
            await self._threads.run(self._drafts.expire, self._clock() - _KEPT_MS)
            return tuple(await self._threads.run(self._drafts.waiting))
        except StoreUnavailable as error:
            event("guides_unreadable", logging.WARNING, code=error.reason)
            return ()

    async def _pause(self) -> None:
        """Wait for news, for a while, or for the end."""
        waits = [asyncio.ensure_future(self._news.wait()), asyncio.ensure_future(self._stop.wait())]
        await asyncio.wait(waits, timeout=_SWEEP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)

    async def _one(self, draft: Draft) -> None:
        """See to one draft, however long it takes: a network that is away is waited for."""
        backoff = Backoff(1.0, 300.0)
        failures = 0
        try:
            while not self._stop.is_set():
                seconds = backoff.wait()
                try:
                    await (self._read(draft) if failures < _TRIES else self._lose(draft))
                except TooFast as error:
                    seconds = error.seconds
                except BadRequest as error:
                    event("guide_refused", logging.WARNING, error=error, id=draft.id)
                    failures = _TRIES if "too big" in error.message.lower() else failures + 1
                except (TelegramError, StoreUnavailable) as error:
                    event("guide_delayed", logging.WARNING, error=error, id=draft.id)
                except Exception as error:  # noqa: BLE001 - one guide's trouble is not the others'
                    event("guide_failed", logging.ERROR, error=error, id=draft.id)
                    failures += 1
                else:
                    return
                await wait_or_stop(self._stop, seconds)
        finally:
            del self._reading[draft.id]

    async def _read(self, draft: Draft) -> None:
        """Fetch, check, tell.

        Raises:
            BadRequest: Telegram does not give the file.
            TelegramError, StoreUnavailable: not now; it is worth trying again.
        """
        async with self._gate, busy(self._bot, draft.chat):
            place = await self._fetched(draft)
            found = await self._checked(place, stays=not draft.file_id)
        if not self._stop.is_set():  # else the child may have been told to stop too: what it found counts for nothing
            await self._threads.run(self._service.guide_checked, draft, found)
            event("guide_checked", id=draft.id, count=len(found.problems))

    async def _lose(self, draft: Draft) -> None:
        await self._threads.run(self._service.guide_lost, draft)

    async def _fetched(self, draft: Draft) -> str:
        """Fetch the file; where it is, relative to the data folder."""
        if not draft.file_id:
            return self._drafts.place(draft.id, MADE)
        if draft.size > FETCHABLE_BYTES:
            raise BadRequest("File is too big")
        found = await self._bot.get_file(draft.file_id)
        if found.file_path is None:
            raise BadRequest("no path")
        content = await self._request.retrieve(found.file_path)
        if len(content) > FETCHABLE_BYTES:
            raise BadRequest("File is too big")
        place = self._drafts.place(draft.id, plain_name(draft.name))
        await self._threads.run(self._folder.write, place, (content,))
        return place

    async def _checked(self, place: str, *, stays: bool) -> Checked:
        """Check a file; what was fetched goes then, what was made here cannot be fetched again."""
        path: Path = self._folder.path(place)
        try:
            return await asyncio.to_thread(check_in_sandbox, path)
        finally:
            if not stays:
                await self._threads.run(self._folder.remove, place)


def plain_name(name: str) -> str:
    """A file name without accents, spaces and paths: the form's name is taken from it when its settings give none.

    Args:
        name: as the sender called it; it ends as a form does.
    """
    whole = PurePosixPath(name.replace("\\", "/")).name
    stem, _, ending = whole.rpartition(".")
    ascii_stem = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", ascii_stem).strip("_-")[:_STEM] or "guide"
    return f"{plain}.{ending.lower()}"
