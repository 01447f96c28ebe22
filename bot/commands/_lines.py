"""The lines of the standard input, for commands that answer each with one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

__all__ = ["lines_of"]

_LONGEST = 2**20
"""Bytes of a line that are looked into."""


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream as they come; of a huge one its beginning, so that no line fills the memory."""
    while line := stream.readline(_LONGEST):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(_LONGEST)):
            pass
        yield line
