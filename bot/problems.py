"""What stops a command, told to whoever typed it in one clear line.

CommandProblem       the command cannot go on: exit code 1
    SettingsProblem  bot.settings: the environment is wrong: exit code 2
"""

from __future__ import annotations

import errno

from dialogues.errors import BaroError
from dialogues.messages import Phrase

__all__ = ["NO_ROOM", "CommandProblem"]

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Codes of `OSError` when a disk, or somebody's share of it, is full."""


class CommandProblem(BaroError):  # noqa: N818 - errors are named after what is wrong (DESIGN, words)
    """A command that cannot go on, with the sentence to print.

    Args:
        key: key of the sentence in the locales, as "cli.token_missing".
        params: what stands in its holes; never a secret.
    """

    exit_code = 1

    def __init__(self, key: str, **params: str | int) -> None:
        super().__init__(key)
        self.phrase = Phrase(key, params)
