"""What a unit of work has read, so that it reads no row twice: one message asks for its sender three times.

Nobody else can change what a unit has seen without its noticing: SQLite lets one writer in at a time, and on PostgreSQL
it is as if it had read a moment earlier. Its own writes forget all of it, but for those that say what they touch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from enum import Enum
from typing import Any, TypeVar

__all__ = ["Kind", "Seen"]

T = TypeVar("T")


class Kind(Enum):
    """What is kept, each by what it is asked with."""

    ACCOUNT = "account"
    ACCOUNT_OF_CHAT = "account of chat"
    INTERVIEW = "interview"
    LATEST_PROMPT = "latest prompt of chat"
    MEMBERSHIP = "membership"
    OPEN_INTERVIEWS = "open interviews of membership"
    OWED = "owed"
    PERSON = "person"
    PROJECT = "project"
    PROMPT = "prompt"


class Seen:
    """Records by kind; lives as long as its unit of work."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[Kind, dict[Hashable, Any]] = defaultdict(dict)

    def once(self, kind: Kind, of: Hashable, read: Callable[[], T]) -> T:
        """A record, read once.

        Args:
            kind: what.
            of: of what.
            read: reads it.
        """
        known = self._found[kind]
        if of not in known:
            known[of] = read()
        found: T = known[of]
        return found

    def get(self, kind: Kind, of: Hashable) -> Any:
        """A record; None where it was not read."""
        return self._found[kind].get(of)

    def put(self, kind: Kind, of: Hashable, record: object) -> None:
        """Keep a record as it was just written."""
        self._found[kind][of] = record

    def touched(self, kinds: tuple[Kind, ...] | None) -> None:
        """Know nothing of these kinds any more; None for all of them."""
        if kinds is None:
            self._found.clear()
        else:
            for kind in kinds:
                self._found.pop(kind, None)
