"""The life of an interview as a table: which status may follow which (h11's habit: the table is the rule).

active -> suspended, sent, abandoned, withdrawn
suspended -> active, abandoned, withdrawn
sent -> withdrawn            (corrections after sending leave it sent)
abandoned -> withdrawn       (what was said before is kept until somebody takes it back)
withdrawn                    end
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class InterviewStatus(Enum):
    """Where an interview stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    SENT = "sent"
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"

    @property
    def open(self) -> bool:
        """Whether it can still be answered."""
        return self in (InterviewStatus.ACTIVE, InterviewStatus.SUSPENDED)


NEXT: Mapping[InterviewStatus, frozenset[InterviewStatus]] = {
    InterviewStatus.ACTIVE: frozenset(
        {
            InterviewStatus.SUSPENDED,
            InterviewStatus.SENT,
            InterviewStatus.ABANDONED,
            InterviewStatus.WITHDRAWN,
        }
    ),
    InterviewStatus.SUSPENDED: frozenset(
        {InterviewStatus.ACTIVE, InterviewStatus.ABANDONED, InterviewStatus.WITHDRAWN}
    ),
    InterviewStatus.SENT: frozenset({InterviewStatus.WITHDRAWN}),
    InterviewStatus.ABANDONED: frozenset({InterviewStatus.WITHDRAWN}),
    InterviewStatus.WITHDRAWN: frozenset(),
}
"""Which status may follow which."""
