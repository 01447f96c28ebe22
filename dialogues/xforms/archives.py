"""How large an archive says it is, before anything of it is opened."""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING

from dialogues.xforms.problems import Problem, ProblemCode, problem

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MEGABYTE", "MOST_MEMBERS", "UNPACKED_BYTES", "archive_problem", "looks_packed"]

MEGABYTE = 1_000_000
UNPACKED_BYTES = 200 * MEGABYTE
"""Largest sum of the sizes that the members of an archive declare."""

MOST_MEMBERS = 5_000
_SIGNATURE = b"PK\x03\x04"


def archive_problem(source: Path | IO[bytes], name: str) -> Problem | None:
    """What is wrong with a file that may be an archive (.zip, .xlsx).

    Args:
        source: the file.
        name: what to call it.

    Returns:
        A problem; None when it is well, or no archive at all.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OverflowError):
        return problem(ProblemCode.NOT_A_FORM, name)
    declared = sum(member.file_size for member in members)
    if declared > UNPACKED_BYTES or len(members) > MOST_MEMBERS:
        return problem(
            ProblemCode.ZIP_BOMB,
            name,
            found=declared // MEGABYTE,
            members=len(members),
            limit=UNPACKED_BYTES // MEGABYTE,
        )
    return None


def looks_packed(head: bytes) -> bool:
    """Whether a file's first bytes are an archive's."""
    return head.startswith(_SIGNATURE)
