"""References: where an answer sits in one interview, `/data/visite[2]/age`.

A ref is plain text. Every repeat step bears its position, also the first (`[1]`); no other step does, so equal
places have equal refs. A path is a ref without positions.
"""

from __future__ import annotations

import re
from typing import NewType

Ref = NewType("Ref", str)

_POSITION = re.compile(r"\[(\d+)\]")


def path_of(ref: str) -> str:
    """The schema path of a ref: `/data/visite[2]/age` -> `/data/visite/age`."""
    return _POSITION.sub("", ref)


def positions_of(ref: str) -> tuple[int, ...]:
    """The repeat positions in a ref, outermost first: `/data/visite[2]/age` -> (2,)."""
    return tuple(int(n) for n in _POSITION.findall(ref))


def address_of(number: int, ref: str, letter: str = "") -> str:
    """What is printed before a question: «12», «7.2» in a repeat's second instance, «B7.2» beside other interviews."""
    return ".".join([f"{letter}{number}", *(str(p) for p in positions_of(ref))])
