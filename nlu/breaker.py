"""A circuit breaker: a service that is away is left alone, and asked again by one message after a while."""

from __future__ import annotations

import threading
from collections.abc import Callable

TRIES = 3
"""Quick failures in a row that open it: one answer lost on the way proves nothing, and three cost nobody time."""

FIRST_REST = 5.0
"""Seconds until the first probe: shorter than any restart, longer than a burst of messages."""

LONGEST_REST = 300.0
"""Seconds between two probes at most: whoever starts the service again waits five minutes and no longer."""


class Breaker:
    """Lets calls through while they succeed; safe to use from several threads.

    Closed, every call goes through. Open, none does until the rest is over; then exactly one goes through as a probe,
    and the rest doubles with every probe that fails.

    Args:
        clock: seconds that never go back.
        on_change: is told True when it opens and False when it closes; never while a lock is held.
    """

    def __init__(self, clock: Callable[[], float], on_change: Callable[[bool], None] | None = None) -> None:
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._failures = 0
        self._rest = 0.0
        self._until = 0.0
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, the probe apart."""
        with self._lock:
            return self._rest > 0

    def allows(self) -> bool:
        """Whether a call may go through now; whoever is told True must say `succeeded` or `failed` afterwards."""
        with self._lock:
            if self._rest == 0:
                return True
            if self._probing or self._clock() < self._until:
                return False
            self._probing = True
            return True

    def succeeded(self) -> None:
        """A call came back well."""
        with self._lock:
            changed = self._rest > 0
            self._failures, self._rest, self._probing = 0, 0.0, False
        if changed and self._on_change is not None:
            self._on_change(False)

    def failed(self, *, slow: bool) -> None:
        """A call did not come back well.

        Args:
            slow: somebody waited for it; then it opens at once, so that only one message is late.
        """
        with self._lock:
            self._failures += 1
            was_open = self._rest > 0
            if was_open and not self._probing:
                return  # it was on its way when another one opened the breaker
            if not was_open and not slow and self._failures < TRIES:
                return
            self._rest = min(LONGEST_REST, self._rest * 2) if was_open else FIRST_REST
            self._until = self._clock() + self._rest
            self._probing = False
        if not was_open and self._on_change is not None:
            self._on_change(True)
