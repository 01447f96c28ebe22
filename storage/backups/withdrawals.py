"""Who took answers back, in a file beside the database: a backup that is older must not bring them again.

`withdrawals.log` in the data folder: one line a withdrawal, ids and times only (of the project, of the interview, when
that was begun), appended and synced as soon as the withdrawal is in the database. An interview is meant only where
all three agree: after a restore the same id may be given to another one. What a crash keeps from being written is
written at the next start and before the next backup (DESIGN, decision 11). Other lines of it: see `access`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from dialogues.interview.status import InterviewStatus
from storage.tables import interviews
from storage.troubles import reporting

__all__ = ["NAME", "Withdrawal", "WithdrawalLog", "append", "content", "known_to", "read", "written"]

NAME = "withdrawals.log"
_LINE = re.compile(rb"(\d{1,19}) (\d{1,19}) (\d{1,19})")


@dataclass(frozen=True, slots=True, order=True)
class Withdrawal:
    """An interview whose answers were taken back.

    Args:
        project, interview: ids.
        started_at: UTC milliseconds.
    """

    project: int
    interview: int
    started_at: int


class WithdrawalLog:
    """The file. Safe to use from several threads and processes: a line is appended in one write.

    Args:
        root: the data folder.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / NAME

    def all(self) -> frozenset[Withdrawal]:
        """What it holds; a line that a crash cut short holds nothing.

        Raises:
            OSError: it cannot be read.
        """
        return read(content(self._path))

    def add(self, gone: Iterable[Withdrawal]) -> None:
        """Append what is not there yet; durable when this returns.

        Raises:
            OSError: the disk does not take it.
        """
        append(self._path, written(set(gone) - self.all()))


def content(path: Path) -> bytes:
    """All that a log holds, nothing where there is none.

    Raises:
        OSError: it cannot be read.
    """
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""


def append(path: Path, lines: bytes) -> None:
    """Append lines in one write; durable when this returns. Nothing for no lines.

    Raises:
        OSError: the disk does not take it.
    """
    if not lines:
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, b"\n" + lines)  # the line before may have been cut short
        os.fsync(handle)
    finally:
        os.close(handle)


def written(gone: Iterable[Withdrawal]) -> bytes:
    """The lines of a log."""
    return "".join(f"{one.project} {one.interview} {one.started_at}\n" for one in sorted(gone)).encode()


def read(content: bytes) -> frozenset[Withdrawal]:
    """What the lines of a log say; those that say nothing are passed over."""
    found = (_LINE.fullmatch(line) for line in content.splitlines())
    return frozenset(Withdrawal(int(one[1]), int(one[2]), int(one[3])) for one in found if one is not None)


def known_to(connection: Connection) -> frozenset[Withdrawal]:
    """Every withdrawal that a database knows."""
    asked = select(interviews.c.project_id, interviews.c.id, interviews.c.started_at).where(
        interviews.c.status == InterviewStatus.WITHDRAWN.value
    )
    with reporting():
        return frozenset(Withdrawal(*row) for row in connection.execute(asked))
