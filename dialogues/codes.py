"""The port that reads codes on pictures: bars and squares, as they stand on cards, bags and boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["LARGEST_PICTURE", "CodeReader"]

LARGEST_PICTURE = 20 * 1024 * 1024
"""Bytes of a picture that is looked at: what a bot can fetch from Telegram (Bot API, getFile)."""


class CodeReader(Protocol):
    """Reads the codes on a picture, offline."""

    def codes(self, picture: bytes) -> Sequence[str] | None:
        """The texts of all codes on a picture, in the order in which they were found.

        Args:
            picture: a file as it came, not trusted: perhaps no picture at all.

        Returns:
            The texts, empty for a picture on which no code can be read; None where it could not be looked at: it is
            no picture, too large, or there is no reader. Never raises for any bytes.
        """
        ...
