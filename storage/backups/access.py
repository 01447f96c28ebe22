"""Who was shut out, in the same file as withdrawals: a backup that is older must not let them in again.

`withdrawals.log`, lines that begin with a sign: «- project membership entered» when somebody's access was taken away,
«+ …» when it was given back; the last line counts. Ids and a time only: the moment at which the invitation was used
tells two members apart that bore the same id, before a restore and after it. What a crash keeps from being written is
written at the next start and before the next backup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from dialogues.errors import StoreUnavailable
from dialogues.fieldwork.people import MembershipStatus
from storage.backups.withdrawals import NAME, WithdrawalLog, append, content, known_to
from storage.database import Database
from storage.tables import invitations, memberships
from storage.troubles import reporting

__all__ = ["AccessLog", "Member", "members_of", "note_lost", "shut_in"]

_LINE = re.compile(rb"([-+]) (\d{1,19}) (\d{1,19}) (\d{1,19})")


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A member of a project.

    Args:
        project, membership: ids.
        entered_at: UTC milliseconds; 0 where no invitation brought them.
    """

    project: int
    membership: int
    entered_at: int


class AccessLog:
    """The lines. Safe to use from several threads and processes: they are appended in one write.

    Args:
        root: the data folder.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / NAME

    def content(self) -> bytes:
        """The whole file, empty where there is none.

        Raises:
            OSError: it cannot be read.
        """
        return content(self._path)

    def written(self) -> bytes:
        """The lines of those who are shut out.

        Raises:
            OSError: as of `content`.
        """
        return _lines(shut_in(self.content()), b"-")

    def note(self, members: Iterable[Member], *, shut: bool) -> None:
        """Append who was shut out, or let in again, where the last line does not say so; durable when this returns.

        Raises:
            OSError: the disk does not take it.
        """
        out = shut_in(self.content())
        append(self._path, _lines({one for one in members if (one in out) != shut}, b"-" if shut else b"+"))


def _lines(members: Iterable[Member], sign: bytes) -> bytes:
    return b"".join(b"%b %d %d %d\n" % (sign, m.project, m.membership, m.entered_at) for m in sorted(members))


def shut_in(content: bytes) -> frozenset[Member]:
    """Who is shut out by the lines of a log; those that say nothing of it are passed over."""
    last: dict[Member, bytes] = {}
    for line in content.splitlines():
        if found := _LINE.fullmatch(line):
            last[Member(int(found[2]), int(found[3]), int(found[4]))] = found[1]
    return frozenset(member for member, sign in last.items() if sign == b"-")


def members_of(connection: Connection, *, shut: bool) -> frozenset[Member]:
    """The members that a database knows.

    Args:
        connection: being read.
        shut: those who are shut out; else the others.
    """
    revoked = memberships.c.status == MembershipStatus.REVOKED.value
    asked = (
        select(memberships.c.project_id, memberships.c.id, func.coalesce(func.min(invitations.c.used_at), 0))
        .outerjoin(invitations, invitations.c.used_by == memberships.c.id)
        .where(revoked if shut else ~revoked)
        .group_by(memberships.c.project_id, memberships.c.id)
    )
    with reporting():
        return frozenset(Member(*row) for row in connection.execute(asked))


def note_lost(database: Database, root: Path) -> None:
    """Write down what a crash kept from being written: withdrawals, and who is shut out.

    Args:
        database: at this program's version.
        root: the data folder.

    Raises:
        StoreUnavailable: the database cannot be read, or the disk is full.
    """
    with database.reading() as connection:
        gone, shut = known_to(connection), members_of(connection, shut=True)
    try:
        WithdrawalLog(root).add(gone)
        AccessLog(root).note(shut, shut=True)
    except OSError as error:
        raise StoreUnavailable("full") from error
