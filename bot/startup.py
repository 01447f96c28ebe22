"""What has to be in order before the bot may work."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.problems import CommandProblem

__all__ = ["LEAST_FREE_BYTES", "check_disk"]

LEAST_FREE_BYTES = 100 * 2**20
"""Below this a day's photographs would fill the disk."""


def check_disk(folder: Path) -> None:
    """Refuse to start on a disk that is nearly full.

    Raises:
        CommandProblem: less than `LEAST_FREE_BYTES` are free.
    """
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise CommandProblem(
            "cli.disk_full", path=str(folder), free=str(free // 2**20), needed=str(LEAST_FREE_BYTES // 2**20)
        )
