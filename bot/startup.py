"""What has to be in order before the bot may work."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.problems import CommandProblem

__all__ = ["LEAST_FREE_BYTES", "check_disk"]

LEAST_FREE_BYTES = 100 * 2**20
"""Below this a day's photographs would fill the disk."""


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
