"""How large an archive says it is, before anything of it is opened."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from dialogues.xforms.problems import Problem, ProblemCode, problem

__all__ = ["MEGABYTE", "MOST_MEMBERS", "UNPACKED_BYTES", "archive_problem", "is_protected", "looks_packed"]

MEGABYTE = 1_000_000
UNPACKED_BYTES = 200 * MEGABYTE
"""Largest sum of the sizes that the members of an archive declare."""

MOST_MEMBERS = 5_000
_SIGNATURE = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_LOOKED_THROUGH = 50 * MEGABYTE
_ENCRYPTED = 0x1
"""Bit of a member's flags (PKWARE APPNOTE, 4.4.4)."""


def archive_problem(source: Path | IO[bytes], name: str) -> Problem | None:
    """What is wrong with a file that may be an archive (.zip, .xlsx).

    Args:
        source: the file.
        name: what to call it.

    Returns:
        A problem; None when it is well, or no archive at all.
    """
    if is_protected(source):
        return problem(ProblemCode.PROTECTED, name)
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
    if any(member.flag_bits & _ENCRYPTED for member in members):
        return problem(ProblemCode.PROTECTED, name)
    return None


def is_protected(source: Path | IO[bytes]) -> bool:
    """Whether a file is a workbook with a password: an OLE file around an encrypted package ([MS-OFFCRYPTO] 2.3)."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return is_protected(file)
    head = source.read(len(_OLE))
    rest = source.read(_LOOKED_THROUGH) if head == _OLE else b""
    source.seek(0)
    return _PACKAGE in rest


def looks_packed(head: bytes) -> bool:
    """Whether a file's first bytes are an archive's."""
    return head.startswith(_SIGNATURE)
