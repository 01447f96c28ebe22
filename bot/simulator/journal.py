"""The record of Bot API calls: which method, which chat, which outcome; texts only for who asks."""

from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.simulator.chats import Json
from bot.simulator.methods import Parameters, Upload

_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call.

    Args:
        sequence: its rank, from 1.
        at: seconds since 1970 in the world's time.
        method: as called.
        chat_id: its ``chat_id``, empty without one.
        status: HTTP status of the answer, 0 when the connection was dropped.
        error: Telegram's description, empty for success.
        milliseconds: real time it took.
        given: its parameters, files as their sizes.
    """

    sequence: int
    at: float
    method: str
    chat_id: str
    status: int
    error: str
    milliseconds: float
    given: Json

    def to_json(self, *, texts: bool) -> Json:
        """The call for ``GET /sim/journal``.

        Args:
            texts: with its parameters.

        Returns:
            Plain JSON.
        """
        shown: Json = {
            "sequence": self.sequence,
            "at": self.at,
            "method": self.method,
            "chat_id": self.chat_id,
            "status": self.status,
            "error": self.error,
            "ms": round(self.milliseconds, 2),
        }
        if texts:
            shown["parameters"] = self.given
        return shown


class Journal:
    """The last 20,000 calls."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=_KEPT)
        self._count = 0

    def add(self, *, at: float, method: str, given: Parameters, status: int, error: str, milliseconds: float) -> None:
        """Record a call.

        Args:
            at: seconds since 1970 in the world's time.
            method: as called.
            given: its parameters.
            status: HTTP status of the answer, 0 when the connection was dropped.
            error: Telegram's description, empty for success.
            milliseconds: real time it took.
        """
        self._count += 1
        chat: Any = given.values.get("chat_id", "")
        kept = {
            name: {"name": value.name, "size": len(value.data)} if isinstance(value, Upload) else value
            for name, value in given.values.items()
        }
        self._calls.append(Call(self._count, at, method, str(chat), status, error, milliseconds, kept))

    def shown(self, *, after: int, method: str, texts: bool) -> list[Json]:
        """Calls for ``GET /sim/journal``.

        Args:
            after: sequence seen before, 0 for all.
            method: only this one, in any case; empty for all.
            texts: with their parameters.

        Returns:
            Plain JSON, oldest first.
        """
        wanted = method.lower()
        return [
            call.to_json(texts=texts)
            for call in self._calls
            if call.sequence > after and (not wanted or call.method.lower() == wanted)
        ]
