"""What supervisors follow: counts of work by member, by guide and by place; never an answer, never a trial."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["PLACES", "Doubt", "Following", "GuideWork", "Marks", "MemberWork", "marks_of"]

PLACES = ("region", "adm1", "wilaya")
"""Names of the question that says where an interview was held, the first that has an answer counts."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is counted of a submission besides its times.

    Args:
        doubtful: how many answers stand «à vérifier».
        place: name of the choice that says where, "" when the guide does not ask.
    """

    doubtful: int = 0
    place: str = ""


def marks_of(answers: str) -> Marks:
    """Read the marks out of a submission's canonical JSON; one that is not ours has none."""
    try:
        found = json.loads(answers)
    except ValueError:
        return Marks()
    if not isinstance(found, Mapping):
        return Marks()
    values, doubtful = found.get("values", {}), found.get("doubtful", ())
    steps = {ref.rpartition("/")[2]: value for ref, value in values.items() if "[" not in ref}
    place = next((steps[name] for name in PLACES if steps.get(name)), "")
    return Marks(len(doubtful), place)


@dataclass(frozen=True, slots=True)
class MemberWork:
    """What a member has done and has open; trials apart.

    Args:
        today, week, sent: interviews sent since the day began, since the week began, in all.
        doubtful: sent ones with answers to be checked.
        opened: open ones.
        oldest: when the oldest open one began, UTC milliseconds; 0 when none is open.
        waiting: open ones with files that did not arrive yet.
        last: when something last happened in any of theirs, UTC milliseconds; 0 for never.
    """

    membership: int
    today: int = 0
    week: int = 0
    sent: int = 0
    doubtful: int = 0
    opened: int = 0
    oldest: int = 0
    waiting: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class GuideWork:
    """What was done with a guide; trials apart. Counts as in `MemberWork`."""

    guide: int
    today: int = 0
    week: int = 0
    sent: int = 0
    doubtful: int = 0
    opened: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sent interview with answers to be checked.

    Args:
        count: how many answers.
    """

    interview: int
    code: str
    membership: int
    guide: int
    sent_at: int
    count: int


class Following(Protocol):
    """Counts within a project, made by the database: no interview is loaded."""

    def members(self, project: int, today: int, week: int, *, guide: int | None = None) -> Sequence[MemberWork]:
        """Members who have done something, by id.

        Args:
            project: its id.
            today: when the day began, UTC milliseconds.
            week: when the week began.
            guide: only work with this guide.
        """
        ...

    def guides(self, project: int, today: int, week: int, *, membership: int | None = None) -> Sequence[GuideWork]:
        """Guides with which something was done, by id; of one member, where one is given."""
        ...

    def places(self, project: int, guide: int) -> Sequence[tuple[str, int]]:
        """(name of the place, how many were sent), most first; "" for those that do not say."""
        ...

    def doubts(self, project: int, *, membership: int | None = None, limit: int = 20) -> Sequence[Doubt]:
        """Sent interviews with answers to be checked, newest first."""
        ...

    def trials(self, project: int) -> int:
        """How many trials were sent."""
        ...
