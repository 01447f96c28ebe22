"""Better wordings of questions, hints and choices that supervisors accepted, until a version carries them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Wording", "Wordings"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of a guide as it shall be.

    Args:
        id: rises with the order in which they were accepted; 0 before it is stored.
        place: which text: path of a question for its label, that and `:hint` for its hint, `LIST/NAME` for a choice.
        language: the guide's language name; "" where it has one.
        text: the words.
        remark: id of the remark that led to it.
        reviewer: who accepted it, as the guide will say: name and code.
        at: UTC milliseconds.
    """

    id: int
    project: int
    guide: int
    place: str
    language: str
    text: str
    remark: int
    reviewer: str
    at: int


class Wordings(Protocol):
    """Wordings that wait for the next version, within a project."""

    def add(self, wording: Wording) -> Wording:
        """Keep a wording, in place of the one that waits for the same text and language."""
        ...

    def waiting(self, project: int, guide: int) -> Sequence[Wording]:
        """Those that no version carries yet, in the order in which they were accepted."""
        ...

    def carried(self, wording: int, version: int) -> None:
        """A version of the guide says it now."""
        ...
