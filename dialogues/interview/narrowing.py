"""Long lists of choices, narrowed by typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogues.locales import fold
from dialogues.messages import Option

LONG_LIST = 12
"""Choices beyond which a list is paged, and narrowed by typing."""


def found_in(options: Sequence[Option], words: str) -> Sequence[Option]:
    """The choices whose label holds every word, whatever its case and accents; each with its place in the list."""
    wanted = fold(words).split()
    if not wanted:
        return ()
    return [
        replace(option, place=place)
        for place, option in enumerate(options, 1)
        if all(word in fold(option.label) for word in wanted)
    ]
