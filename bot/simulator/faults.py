"""Faults on demand, and Telegram's rate limits when they are switched on.

A fault waits for the next calls of a method and spoils them: before the method acts (the bot's request was lost)
or after (only the answer was lost: the message is there, and the bot does not know it).
"""

from dataclasses import dataclass, replace
from typing import Literal

from bot.simulator.methods import Parameters
from bot.simulator.refusals import Refusal, bad_request, flood

When = Literal["before", "after"]
_MOMENTS: dict[str, When] = {"before": "before", "after": "after"}
_DESCRIPTIONS = {
    400: "Bad Request: message is refused by the simulator",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next calls of a method.

    Args:
        method: Bot API method in any case, «*» for every one but getUpdates.
        kind: «drop» (the connection breaks), «hang» (the answer is late), or an HTTP status.
        when: before or after the method has acted.
        count: how many calls, at least 1.
        seconds: delay of «hang».
        retry_after: seconds of a 429.
    """

    method: str
    kind: str
    when: When = "before"
    count: int = 1
    seconds: float = 1.0
    retry_after: int = 1

    @property
    def status(self) -> int:
        """HTTP status of the answer, 0 for «drop» and «hang»."""
        return int(self.kind) if self.kind.isdigit() else 0

    def refusal(self) -> Refusal:
        """The answer of a fault with a status."""
        if self.status == 429:
            return flood(self.retry_after)
        return Refusal(self.status, _DESCRIPTIONS.get(self.status, "Bad Gateway"))


def read_fault(given: Parameters) -> Fault:
    """A fault from the body of ``POST /sim/faults``.

    Args:
        given: method, kind, and optionally when, count, seconds, retry_after.

    Returns:
        The fault.

    Raises:
        Refusal: an unknown kind or moment, or no number where one belongs.
    """
    kind, when = given.text("kind"), given.text("when", "before")
    if kind not in ("drop", "hang") and not (kind.isdigit() and 400 <= int(kind) <= 599):
        raise bad_request("kind is drop, hang or a status from 400 to 599")
    if when not in _MOMENTS:
        raise bad_request("when is before or after")
    return Fault(
        method=given.text("method", "*").lower(),
        kind=kind,
        when=_MOMENTS[when],
        count=max(1, given.integer("count", 1)),
        seconds=given.number("seconds") if given.text("seconds") else 1.0,
        retry_after=max(1, given.integer("retry_after", 1)),
    )


class Faults:
    """The faults that wait, first in first out."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault wait for its calls.

        Args:
            fault: what to do.
        """
        self._waiting.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        self._waiting.clear()

    def waiting(self) -> tuple[Fault, ...]:
        """The faults that have not happened yet."""
        return tuple(self._waiting)

    def take(self, method: str) -> Fault | None:
        """The fault that spoils this call, if any; it is used up by one.

        Args:
            method: the Bot API method, in lower case.

        Returns:
            The fault, or None.
        """
        for rank, fault in enumerate(self._waiting):
            if fault.method == method or (fault.method == "*" and method != "getupdates"):
                if fault.count > 1:
                    self._waiting[rank] = replace(fault, count=fault.count - 1)
                else:
                    del self._waiting[rank]
                return fault
        return None


class RateLimits:
    """About one message a second a chat and thirty a second overall, once switched on (Bot FAQ, «limits»).

    A chat may send ``burst`` messages at once before the first second counts.
    """

    def __init__(self) -> None:
        self.per_chat = 0.0
        self.overall = 0.0
        self.burst = 3
        self._sent: dict[int, list[float]] = {}

    def switch(self, per_chat: float, overall: float, burst: int) -> None:
        """Set the limits.

        Args:
            per_chat: messages a second to one chat, 0 for no limit.
            overall: messages a second to all, 0 for no limit.
            burst: messages that a chat may get at once, at least 1.
        """
        self.per_chat, self.overall, self.burst = per_chat, overall, max(1, burst)
        self._sent.clear()

    def check(self, chat_id: int, now: float) -> None:
        """Count a message, or refuse it.

        Args:
            chat_id: its chat.
            now: seconds, on a clock that never goes back.

        Raises:
            Refusal: 429 with the seconds to wait.
        """
        for key, rate, burst in ((chat_id, self.per_chat, self.burst), (0, self.overall, max(1, int(self.overall)))):
            if not rate:
                continue
            window = burst / rate
            recent = [at for at in self._sent.get(key, ()) if now - at < window]
            self._sent[key] = recent
            if len(recent) >= burst:
                raise flood(max(1, int(recent[0] + window - now + 0.999)))
        for key, rate in ((chat_id, self.per_chat), (0, self.overall)):
            if rate:
                self._sent.setdefault(key, []).append(now)
