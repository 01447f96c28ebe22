"""One worker a chat: its updates strictly in order, each handled (T2) and its replies sent (T3) before the next.

A worker lives as long as its chat has something waiting in the inbox or the outbox. A chat that hangs (a slow
network, a reply that must wait) holds back no other. An update that cannot be handled is set aside after a few
tries: it stays in the database with the reason, the person is told, the next ones go on.

Where several processes share a database, a chat is claimed before anything of it is read (`bot.channel.Claims`).
Whoever stored an update waits for the claim until somebody has handled it, so that nothing is left lying when both
look at the same time.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channel import Claims, Conversations
from bot.logs import event
from bot.telegram.busy import busy
from bot.telegram.inbound import Group, read, read_text
from bot.telegram.outage import Outage
from bot.telegram.outbound import Outbound
from bot.telegram.pace import Backoff, first_of, wait_or_stop
from bot.telegram.pictures import fetch_picture
from bot.threads import Threads, Together
from dialogues.errors import FileWanted, StoreUnavailable
from dialogues.messages import Blob, Inbound, Phrase, Say, Tap
from dialogues.ports import Clock, InboxRow, Ready, Store, Taken, UnitOfWork

__all__ = ["Workers"]

_TRIES = 3
"""How often an update is handled before it is set aside."""
_SWEEP_SECONDS = 0.5
_INBOX_SWEEPS = 4
"""The inbox is looked through at the start and at every fourth sweep; `wake` tells of what comes meanwhile."""
_CRASH_SECONDS = 5.0
_CLAIM_SECONDS = 0.05
"""How long one waits before one asks again for a chat that another process sees to."""
_CATCH_UP_SECONDS = 1.5
"""How long what is owed waits for the first poll: replies can sometimes be sent when nothing can be fetched. With
what a start takes on a small machine they are all the same sent within five seconds of it."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What waits for a chat.

    Args:
        row: the update that has waited longest; None where nothing waits.
        taken: what came of it where it is handled already.
        more: whether another waits behind it.
    """

    row: InboxRow | None
    taken: Taken | None
    more: bool


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """An update that the library cannot parse: `reason` is an exception's type."""

    reason: str


class Workers:
    """The workers of all chats.

    Args:
        bot: parses updates, answers taps, leaves groups.
        service: handles messages.
        store: the inbox, and who is owed something.
        threads: where both are called.
        together: where what takes no time is handled.
        clock: UTC milliseconds.
        outbound: sends replies.
        outage: tells people when nothing can be stored.
        on_file: called when a message brought a file, or a tap may have asked for one.
        claims: says which process sees to a chat; None where there is only one.
        stop: set when the process has to end.
    """

    def __init__(
        self,
        bot: Bot,
        service: Conversations,
        store: Store,
        threads: Threads,
        together: Together,
        clock: Clock,
        outbound: Outbound,
        outage: Outage,
        on_file: Callable[[], None],
        claims: Claims | None,
        stop: asyncio.Event,
    ) -> None:
        self._bot = bot
        self._service = service
        self._store = store
        self._threads = threads
        self._together = together
        self._clock = clock
        self._outbound = outbound
        self._outage = outage
        self._on_file = on_file
        self._claims = claims
        self._stop = stop
        self.running = False
        """Whether chats are seen to."""
        self._working: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._asides: set[asyncio.Task[None]] = set()

    def wake(self, chats: Iterable[int]) -> None:
        """See to these chats; those being seen to are looked at once more before their worker ends."""
        if self._stop.is_set():
            return
        for chat in chats:
            if chat in self._working:
                self._again.add(chat)
            else:
                self._start(chat, patient=True)

    def _start(self, chat: int, *, patient: bool) -> None:
        self._working[chat] = asyncio.create_task(self._work(chat, patient=patient), name="chat worker")

    async def run(self, caught_up: asyncio.Event) -> None:
        """Resume what waits from before, then see to what others cause (files, commands), until told to stop.

        What is in hand is finished before this returns.

        Args:
            caught_up: set once the messages that came while nobody polled are stored; what was owed is sent after.
        """
        backoff = Backoff(0.5, 10.0)
        resumed = False
        began = time.monotonic()
        try:
            await first_of(caught_up, self._stop, _CATCH_UP_SECONDS)
            self.running = True
            for round_number in itertools.count():
                if self._stop.is_set():
                    break
                seconds = _SWEEP_SECONDS
                try:
                    found = await self._threads.run(self._chats, inbox=round_number % _INBOX_SWEEPS == 0)
                    for chat in found - self._working.keys():
                        self._start(chat, patient=False)
                    if not resumed:
                        self._aside(self._resumed([self._working[chat] for chat in found], began))
                        resumed = True
                except StoreUnavailable:
                    seconds = backoff.wait()
                else:
                    backoff.over()
                await wait_or_stop(self._stop, seconds)
        finally:
            self.running = False
            await asyncio.gather(*self._working.values(), *self._asides, return_exceptions=True)

    async def _resumed(self, workers: Sequence[asyncio.Task[None]], began: float) -> None:
        """Tell the log once what waited at the start has been seen to."""
        await asyncio.gather(*workers, return_exceptions=True)
        event("resumed", chats=len(workers), ms=round((time.monotonic() - began) * 1000))

    def _chats(self, *, inbox: bool) -> set[int]:
        """Chats that are owed something and, if asked for, those whose updates wait."""
        with self._store.reading() as unit:
            found = set(unit.outbox.chats())
            if inbox:
                found |= {row.chat for row in unit.inbox.waiting()}
        return found

    async def _work(self, chat: int, *, patient: bool) -> None:
        try:
            if await self._claimed(chat, patient=patient):
                await self._see_to(chat)
        except Exception as error:
            event("worker_failed", logging.ERROR, error=error)
            logging.getLogger("baro").debug("worker_trace", exc_info=error)
            await wait_or_stop(self._stop, _CRASH_SECONDS)
        finally:
            if self._claims is not None and self._claims.holds(chat):
                await self._threads.run(self._claims.release, chat)
            del self._working[chat]
            if chat in self._again:
                self.wake((chat,))

    async def _claimed(self, chat: int, *, patient: bool) -> bool:
        """Take a chat; False when another process sees to all that waits, or when one has to stop.

        Args:
            chat: to be seen to.
            patient: wait for as long as another process has not handled everything.
        """
        if self._claims is None:
            return True
        backoff = Backoff(0.5, 10.0)
        while not self._stop.is_set():
            try:
                if await self._threads.run(self._claims.take, chat):
                    return True
                if not patient:
                    return False
                # Asked where it is stored, for what woke this worker may be on its way there.
                if not await self._together.do(lambda unit: unit.inbox.waiting_of(chat, 1), durable=False):
                    await self._outage.over(chat)
                    return False
            except StoreUnavailable:
                seconds = backoff.wait()
            else:
                seconds = _CLAIM_SECONDS
            await wait_or_stop(self._stop, seconds)
        return False

    def _lost(self, chat: int) -> bool:
        """Whether one has to leave a chat: the process ends, or another one may see to it by now."""
        return self._stop.is_set() or self._elsewhere(chat)

    def _elsewhere(self, chat: int) -> bool:
        if self._claims is None or self._claims.holds(chat):
            return False
        self._again.add(chat)
        return True

    async def _see_to(self, chat: int) -> None:
        last = 0
        while not self._lost(chat):
            self._again.discard(chat)
            look = await self._looked(chat)
            ready = None
            if look.row is None:
                await self._outage.over(chat)
            elif look.row.id == last:
                raise RuntimeError("an update was handled and still waits")  # never handle it for ever
            else:
                last = look.row.id
                ready = await self._row(look.row, look.taken)
            # Also when one has to stop: an answer is finished with its reply, tried once, and nobody is in doubt.
            if self._lost(chat) if look.row is None else self._elsewhere(chat):
                return
            await self._outbound.deliver(chat, self._elsewhere, ready, answers=look.row is not None)
            if self._lost(chat):
                return
            # Whatever comes wakes this worker again: an empty inbox is not asked for twice.
            if not look.more and chat not in self._again:
                return

    async def _looked(self, chat: int) -> _Look:
        """What waits for a chat, once the database says so; nothing when one has to stop.

        Where its first update takes no time it is handled at once. Whatever goes wrong with that shows again where it
        is handled by itself, and is seen to there.
        """
        with suppress(Exception):
            async with busy(self._bot, chat):
                return await self._together.do(lambda unit: self._look(unit, chat))
        backoff = Backoff(0.5, 10.0)
        while True:
            try:
                row = await self._threads.run(self._first, chat)
            except StoreUnavailable:
                if await wait_or_stop(self._stop, backoff.wait()):
                    return _Look(None, None, more=False)
            else:
                return _Look(row, None, more=row is not None)

    def _look(self, unit: UnitOfWork, chat: int) -> _Look:
        rows = unit.inbox.waiting_of(chat, 2)
        if not rows:
            return _Look(None, None, more=False)
        words = _words(rows[0])
        taken = None if words is None else self._service.take(unit, words)
        return _Look(rows[0], taken, more=len(rows) > 1)

    def _first(self, chat: int) -> InboxRow | None:
        with self._store.reading() as unit:
            return next(iter(unit.inbox.waiting_of(chat, 1)), None)

    # --- one update -----------------------------------------------------------------------------------------

    async def _row(self, row: InboxRow, taken: Taken | None) -> Ready | None:
        """Handle an update, or set it aside; returns early, with the update still waiting, when one has to stop.

        Args:
            row: the update.
            taken: what came of it where it is handled already.

        Returns:
            What its chat is owed now; None where that has to be asked for.
        """
        if taken is not None:
            taken.stored()
            event("update_done", logging.DEBUG, row=row.id)
            await self._outage.over(row.chat)
            return taken.ready
        found = self._read(row)
        if isinstance(found, Inbound) and isinstance(found.content, Tap):
            self._aside(self._answer(found.content.query))
        if isinstance(found, Group):
            await self._leave(found)
        language = found.sender.language if isinstance(found, Inbound) else ""
        backoff = Backoff(0.5, 10.0)
        tries = 0
        while True:
            began = time.monotonic()
            try:
                async with busy(self._bot, row.chat):
                    ready = await self._handled(row, found)
            except StoreUnavailable as error:
                seconds = backoff.wait()
                event("store_unavailable", logging.WARNING, code=error.reason, row=row.id, seconds=round(seconds, 1))
                await self._outage.tell(row.chat, language)
            except Exception as error:
                tries += 1
                seconds = 0.05 * tries
                event("update_failed", logging.ERROR, error=error, row=row.id, attempt=tries)
                logging.getLogger("baro").debug("update_trace", exc_info=error, extra={"fields": {"row": row.id}})
                if isinstance(found, _Unreadable):
                    raise
                if tries >= _TRIES:
                    found = _Unreadable(type(error).__name__)
            else:
                break
            if await wait_or_stop(self._stop, seconds) or self._lost(row.chat):
                return None
        event("update_done", logging.DEBUG, row=row.id, ms=round((time.monotonic() - began) * 1000))
        await self._outage.over(row.chat)
        if isinstance(found, Inbound) and isinstance(found.content, Blob | Tap):
            self._on_file()
        return ready

    def _read(self, row: InboxRow) -> Inbound | Group | _Unreadable | None:
        try:
            given = json.loads(row.payload)
            return read_text(given, row.id) or read(Update.de_json(given, self._bot), row.id, row.received_at)
        except Exception as error:  # noqa: BLE001 - the library raises whatever a strange update makes it
            event("update_unreadable", logging.ERROR, error=error, row=row.id)
            return _Unreadable(type(error).__name__)

    async def _handled(self, row: InboxRow, found: Inbound | Group | _Unreadable | None) -> Ready | None:
        """See `_handle`; a picture that has to be looked at for it is fetched first, with nothing open."""
        try:
            return await self._threads.run(self._handle, row, found)
        except FileWanted as wanted:
            if not isinstance(found, Inbound) or not isinstance(found.content, Blob):
                raise
            picture = await fetch_picture(self._bot, wanted.file_id)
            whole = replace(found, content=replace(found.content, picture=picture))
            return await self._threads.run(self._handle, row, whole)

    def _handle(self, row: InboxRow, found: Inbound | Group | _Unreadable | None) -> Ready | None:
        """T2, in a thread; in the same go what T3 sends, for each call of a thread has its price."""
        if isinstance(found, Inbound):
            self._service.handle(found)
            try:
                return self._outbound.ready(row.chat)
            except Exception:  # noqa: BLE001 - T2 stands; what is owed is asked for again, and fails there if it must
                return None
        with self._store.writing() as unit:
            if isinstance(found, _Unreadable):
                if all(one.id != row.id for one in unit.inbox.waiting_of(row.chat, 1)):
                    return None  # another process has handled it
                unit.inbox.set_aside(row.id, self._clock(), found.reason)
                if row.chat > 0:  # groups hear nothing
                    unit.outbox.add(row.chat, Say((Phrase("telegram.set_aside"),)))
            else:
                unit.inbox.done(row.id, self._clock())
            unit.commit()
        return None

    async def _leave(self, group: Group) -> None:
        if group.there:
            try:
                await self._bot.leave_chat(group.chat)
            except TelegramError as error:
                event("group_not_left", logging.WARNING, error=error)

    async def _answer(self, query: str) -> None:
        """Stop the little clock on an inline key; too late is no matter."""
        try:
            await self._bot.answer_callback_query(query)
        except TelegramError as error:
            event("tap_not_answered", logging.DEBUG, error=error)

    def _aside(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)


def _words(row: InboxRow) -> Inbound | None:
    """What somebody typed, where an update is that and nothing else."""
    with suppress(Exception):  # the library says what is wrong with it
        return read_text(json.loads(row.payload), row.id)
    return None
