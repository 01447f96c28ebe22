"""What a question counts in: minutes, hours, days, francs CFA, ouguiyas.

A guide says so in its appearance column: `en-minutes`, `en-heures`, `en-jours`, `en-fcfa`, `en-mru`; ODK's other
programs pass over words that they do not know. Where it does not, the unit that the question's own words name is meant,
if they name only one, and whatever is worked out with it is asked back before it is stored.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from dialogues.locales import fold

if TYPE_CHECKING:
    from dialogues.locales import Locales


class Counts(Enum):
    """What is counted; the value is the end of the appearance word, and of the phrase that asks back."""

    MINUTES = "minutes"
    HOURS = "heures"
    DAYS = "jours"
    XOF = "fcfa"
    MRU = "mru"


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a question.

    Args:
        counts: what.
        sure: the appearance says so, not only the question's words.
    """

    counts: Counts
    sure: bool


def unit_of(appearance: AbstractSet[str], words: str, locales: Locales) -> Unit | None:
    """The unit of a question.

    Args:
        appearance: the words of its appearance.
        words: its label and its hint.
        locales: names of the units.
    """
    for counts in Counts:
        if f"en-{counts.value}" in appearance:
            return Unit(counts, sure=True)
    if not words:
        return None
    said = f" {fold(words)} ".replace("'", " ")
    named = [counts for counts in Counts if any(f" {name} " in said for name in locales.words[f"in_{counts.value}"])]
    return Unit(named[0], sure=False) if len(named) == 1 else None
