"""What has to be in order before the bot may work."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.problems import CommandProblem
from dialogues.interview.status import InterviewStatus
from dialogues.ports import Store
from storage.files import DataFolder

__all__ = ["LEAST_FREE_BYTES", "check_disk", "forget_withdrawn"]

LEAST_FREE_BYTES = 100 * 2**20
"""Below this a day's photographs would fill the disk."""


def forget_withdrawn(store: Store, folder: DataFolder) -> int:
    """Remove the files of withdrawn interviews that a crash or a full disk left behind; how many interviews.

    Files of interviews that the database does not know stay: it may be the wrong database.

    Args:
        store: to look the interviews up.
        folder: where the files are.
    """
    with store.reading() as unit:
        records = [unit.interviews.interview(interview) for interview in folder.interviews()]
    gone = [record for record in records if record is not None and record.status is InterviewStatus.WITHDRAWN]
    for record in gone:
        folder.withdrawn(record)
    return len(gone)


def check_disk(folder: Path, least: int = LEAST_FREE_BYTES) -> None:
    """Refuse to start on a disk that is nearly full.

    Args:
        folder: on the disk.
        least: bytes that must be free.

    Raises:
        CommandProblem: there is less.
    """
    free = shutil.disk_usage(folder).free
    if free < least:
        raise CommandProblem("cli.disk_full", path=str(folder), free=str(free // 2**20), needed=str(least // 2**20))
