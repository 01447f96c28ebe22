"""The bot's update queue, with the offsets of getUpdates (Bot API, «Getting updates»).

An update stays until an offset above its number comes, or 24 hours. A positive offset beyond the next number is
not believed: nothing is confirmed by it. A negative one keeps that many from the end. After an idle week numbers
go on from another place.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.chats import Json, UpdateKind, Waiting
from bot.simulator.store import Store

KEPT_SECONDS = 24 * 3600
IDLE_SECONDS = 7 * 24 * 3600
_FIRST = 100_000_001


@dataclass(slots=True)
class UpdateQueue:
    """Updates that wait, oldest first.

    Args:
        store: where they survive a restart.
    """

    store: Store
    _waiting: list[Waiting] = field(default_factory=list)
    _again: list[Waiting] = field(default_factory=list)
    _last_id: int = _FIRST - 1
    _last_at: float = 0.0
    _allowed: tuple[str, ...] = ()
    _to_repeat: int = 0

    def restore(self) -> None:
        """Take back what the store kept."""
        self._waiting = sorted(
            (Waiting.from_json(dict(row)) for row in self.store.rows("update")),
            key=lambda update: (update.at, update.update_id),
        )
        for row in self.store.rows("queue"):
            self._last_id, self._last_at = row["last_id"], row["last_at"]
            self._allowed = tuple(row["allowed"])

    @property
    def allowed(self) -> tuple[str, ...]:
        """Kinds of update that are queued, empty for all."""
        return self._allowed

    def allow(self, kinds: Sequence[str]) -> None:
        """Queue only these kinds from now on.

        Args:
            kinds: ``allowed_updates``, empty for all that a bot gets by default.
        """
        self._allowed = tuple(kinds)
        self._remember()

    def _remember(self) -> None:
        kept = {"last_id": self._last_id, "last_at": self._last_at, "allowed": list(self._allowed)}
        self.store.put("queue", "state", kept)

    def add(self, kind: UpdateKind, chat_id: int, body: Json, now: float) -> None:
        """Queue an update, unless its kind is not allowed.

        Args:
            kind: field of the Update object.
            chat_id: chat it belongs to.
            body: value of that field.
            now: seconds since 1970.
        """
        if self._allowed and kind not in self._allowed:
            return
        if self._last_at and now - self._last_at > IDLE_SECONDS:
            self._last_id = _FIRST + zlib.crc32(str(int(now)).encode()) % 800_000_000
        else:
            self._last_id += 1
        self._last_at = now
        update = Waiting(self._last_id, now, chat_id, kind, body)
        self._waiting.append(update)
        self.store.put("update", str(update.update_id), update.to_json())
        self._remember()

    def _drop(self, gone: Sequence[Waiting]) -> None:
        numbers = {update.update_id for update in gone}
        self._waiting = [update for update in self._waiting if update.update_id not in numbers]
        for number in numbers:
            self.store.remove("update", str(number))

    def expire(self, now: float) -> None:
        """Forget updates older than 24 hours.

        Args:
            now: seconds since 1970.
        """
        gone = [update for update in self._waiting if now - update.at > KEPT_SECONDS]
        if gone:
            self._drop(gone)

    def take(self, offset: int, limit: int, now: float) -> list[dict[str, Any]]:
        """Confirm by the offset and show what waits.

        Args:
            offset: as in getUpdates; 0 confirms nothing.
            limit: most updates to show, 1-100.
            now: seconds since 1970.

        Returns:
            Update objects, oldest first; they stay until a later offset confirms them.
        """
        self.expire(now)
        if offset < 0:
            self._drop(self._waiting[:offset])
        elif 0 < offset <= self._last_id + 1:
            confirmed = [update for update in self._waiting if update.update_id < offset]
            if confirmed:
                repeated = confirmed[: self._to_repeat]
                self._again.extend(repeated)
                self._to_repeat -= len(repeated)
                self._drop(confirmed)
        shown = [*self._again, *self._waiting][:limit]
        self._again = self._again[limit:]
        return [update.rendered() for update in shown]

    def repeat(self, count: int) -> None:
        """Deliver the next updates a second time after their confirmation, as a lost offset does.

        Args:
            count: how many, at least 0.
        """
        self._to_repeat = count

    def waiting(self) -> tuple[Waiting, ...]:
        """All that waits, oldest first (for a webhook)."""
        return tuple(self._waiting)

    def confirm(self, update: Waiting) -> None:
        """Drop one update that a webhook has taken.

        Args:
            update: one of :meth:`waiting`.
        """
        if self._to_repeat:
            self._to_repeat -= 1
            return
        self._drop([update])

    def clear(self) -> None:
        """Forget everything (``drop_pending_updates``)."""
        self._drop(self._waiting)
