"""T1: what Telegram hands over is in the database before anything else happens to it (DESIGN, decision 4).

1. A batch is stored in one transaction, then the offset passes it: Telegram forgets only what is stored.
2. No offset is kept and none is sent after a start: what was stored and not confirmed comes again and is known.
3. A batch that cannot be stored is kept in hand and tried again; nothing is confirmed meanwhile.
4. After a start, what waits at Telegram is fetched before anything owed is sent (`caught_up`): whoever answered a
   question whose sending a crash kept from being recorded is read against that question, not asked it again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.logs import event
from bot.settings import SettingsProblem
from bot.telegram.outage import Outage
from bot.telegram.pace import Backoff, wait_or_stop
from bot.telegram.request import BATCH, Polling, TooFast
from bot.threads import Threads
from dialogues.errors import StoreUnavailable
from dialogues.ports import Clock, RawUpdate, Store

__all__ = ["Intake", "raw_update"]

_POLL_SECONDS = 50


class Intake:
    """The one who polls.

    Args:
        polling: raw getUpdates.
        store: where updates go.
        threads: where the store is called.
        clock: UTC milliseconds.
        outage: tells people when nothing can be stored.
        on_stored: called with the chats of each stored batch.
    """

    def __init__(
        self,
        polling: Polling,
        store: Store,
        threads: Threads,
        clock: Clock,
        outage: Outage,
        on_stored: Callable[[Iterable[int]], None],
    ) -> None:
        self._polling = polling
        self._store = store
        self._threads = threads
        self._clock = clock
        self._outage = outage
        self._on_stored = on_stored
        self._network = Backoff(0.5, 30.0)
        self._database = Backoff(0.5, 10.0)
        self.caught_up = asyncio.Event()
        """Set once everything that waited at Telegram when the bot was started is stored."""

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set.

        Raises:
            SettingsProblem: Telegram no longer takes the token.
        """
        offset: int | None = None
        while not stop.is_set():
            batch = await self._next(offset, stop)
            if batch and await self._keep(batch, stop):
                offset = max((_update_id(update) for update in batch), default=0) + 1
            if batch is not None and len(batch) < BATCH:
                self.caught_up.set()

    async def _next(self, offset: int | None, stop: asyncio.Event) -> Sequence[Mapping[str, Any]] | None:
        """The next batch; None after trouble, once that has been waited out, and when stopping."""
        wait = _POLL_SECONDS if self.caught_up.is_set() else 0
        poll = asyncio.ensure_future(self._polling.updates(offset, wait))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({poll, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not poll.done():
                return None
            batch = poll.result()
        except InvalidToken:
            raise SettingsProblem("cli.token_refused") from None
        except TooFast as error:
            await wait_or_stop(stop, error.seconds)
            return None
        except TelegramError as error:
            seconds = self._network.wait()
            kind = "second_poller" if isinstance(error, Conflict) else "telegram_unreachable"
            event(kind, logging.WARNING, error=error, seconds=round(seconds, 1))
            await wait_or_stop(stop, seconds)
            return None
        finally:
            poll.cancel()
            stopping.cancel()
            await asyncio.gather(poll, stopping, return_exceptions=True)
        self._network.over()
        return batch

    async def _keep(self, batch: Sequence[Mapping[str, Any]], stop: asyncio.Event) -> bool:
        """Store a batch, however long it takes; False when one has to stop before it is stored."""
        now = self._clock()
        rows = [raw_update(update, now) for update in batch]
        while True:
            try:
                new = await self._threads.run(self._add, rows)
            except StoreUnavailable as error:
                seconds = self._database.wait()
                event("store_unavailable", logging.WARNING, code=error.reason, seconds=round(seconds, 1))
                for update, row in zip(batch, rows, strict=True):
                    await self._outage.tell(row.chat, _language(update))
                if await wait_or_stop(stop, seconds):
                    return False
            else:
                self._database.over()
                await self._outage.over()
                event("batch_stored", logging.DEBUG, count=len(rows), new=new)
                self._on_stored({row.chat for row in rows})
                return True

    def _add(self, rows: Sequence[RawUpdate]) -> int:
        with self._store.writing() as unit:
            new = unit.inbox.add(rows)
            unit.commit()
        return new


def raw_update(update: Mapping[str, Any], received_at: int) -> RawUpdate:
    """An update as the inbox keeps it.

    Its key is the update id with the message's date or the tap's id, for update ids begin anew at random after an
    idle week (Bot API, Update).

    Args:
        update: as decoded from JSON.
        received_at: UTC milliseconds.
    """
    payload = json.dumps(update, separators=(",", ":"))
    number = update.get("update_id")
    body = next((value for name, value in update.items() if name != "update_id" and isinstance(value, dict)), {})
    tapped = "data" in body
    chat = _inner(_inner(body, "message") if tapped else body, "chat").get("id")
    mark = body.get("id") if tapped else body.get("edit_date") or body.get("date")
    key = f"{number}:{mark}" if number is not None else hashlib.sha256(payload.encode()).hexdigest()
    return RawUpdate(key, chat if isinstance(chat, int) else 0, payload, received_at)


def _inner(outer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within another; empty when there is none, whatever stands there."""
    found = outer.get(name)
    return found if isinstance(found, dict) else {}


def _update_id(update: Mapping[str, Any]) -> int:
    number = update.get("update_id")
    return number if isinstance(number, int) else -1


def _language(update: Mapping[str, Any]) -> str:
    """The language of the sender's application, "" when it cannot be seen."""
    for value in update.values():
        if isinstance(value, dict) and isinstance(value.get("from"), dict):
            return str(value["from"].get("language_code", ""))
    return ""
