"""Choices as people name them: by the number of their key, by name, by label, by the beginning of a label.

What is tried, in this order; the first step that finds something decides:

1. the label or the name, letter for letter;
2. the number of the key («3», «3)», «n° 3»), or number and label («3 Eau»). A bare number that is also the label
   of *another* choice (a scale from 0) may mean either: it is asked;
3. the label or the name without case, accents and signs;
4. the only label that begins with the words (three letters or more).

Two choices found in one step: asked, never chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain
from dialogues.messages import Option, Phrase
from dialogues.questions.numbers import ascii_digits

if TYPE_CHECKING:
    from dialogues.questions.base import ParseContext

LONGEST = 2_000
"""Characters; whoever names choices does not write more."""

SHORTEST_BEGINNING = 3
"""Letters from which the beginning of a label stands for it."""

SHOWN = 5
"""How many choices are named when several are meant."""

_NUMBER = re.compile(
    r"(?P<mark>n°|no\.?|nº|#)? ?(?P<number>[0-9]{1,5})(?P<end>[).:·]?)(?: ?[-–—] ?| )?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceIndex:
    """The choices of one prompt, ready to be looked up; built once for each message.

    Args:
        options: in the order of their key numbers.
        exact: places by label and by name, tidy.
        folded: places by folded label and name.
        beginnings: folded labels in the order of `options`.
    """

    options: tuple[Option, ...]
    exact: Mapping[str, AbstractSet[int]]
    folded: Mapping[str, AbstractSet[int]]
    beginnings: tuple[str, ...]

    @staticmethod
    def of(options: Sequence[Option]) -> ChoiceIndex:
        """Index choices."""
        exact: dict[str, set[int]] = {}
        folded: dict[str, set[int]] = {}
        beginnings: list[str] = []
        for place, option in enumerate(options):
            label = fold(option.label)
            beginnings.append(label)
            exact.setdefault(plain(option.label), set()).add(place)
            exact.setdefault(option.name, set()).add(place)
            folded.setdefault(label, set()).add(place)
            folded.setdefault(fold(option.name), set()).add(place)
        folded.pop("", None)
        return ChoiceIndex(tuple(options), exact, folded, tuple(beginnings))

    def find(self, text: str) -> frozenset[int] | Phrase:
        """The places that words may mean: one when they are clear, several when they are not, none when unknown.

        Args:
            text: tidy (`plain`), digits in ASCII.

        Returns:
            Places in `options`, or a phrase that says what is wrong.
        """
        numbered = self._numbered(text)
        found = frozenset(self.exact.get(text, ()))
        if numbered is not None:
            return self._either(numbered, found, text)
        if len(found) == 1:
            return found
        folded = fold(text)
        found = found or frozenset(self.folded.get(folded, ()))
        if found or len(folded) < SHORTEST_BEGINNING:
            return found
        return frozenset(place for place, label in enumerate(self.beginnings) if label.startswith(folded))

    def _numbered(self, text: str) -> tuple[int, bool] | None:
        """The place of a key number, and whether it can only be that; None when the text is no key number."""
        number = _NUMBER.fullmatch(text)
        if number is None:
            return None
        place = int(number["number"]) - 1
        rest = fold(number["rest"])
        if not rest:
            return place, bool(number["mark"] or number["end"])
        if 0 <= place < len(self.options) and self.beginnings[place].startswith(rest):
            return place, True
        return None

    def _either(self, numbered: tuple[int, bool], named: frozenset[int], text: str) -> frozenset[int] | Phrase:
        place, clear = numbered
        inside = 0 <= place < len(self.options)
        if clear and inside:
            return frozenset({place})
        named = named or frozenset(self.folded.get(fold(text), ()))
        labelled = frozenset(at for at in named if self.beginnings[at] == fold(text))
        if not inside:
            if named:
                return named
            return Phrase("questions.select_one.no_such_number", {"n": len(self.options)})
        if labelled and labelled != {place}:
            at = min(labelled - {place})
            return Phrase(
                "questions.select_one.number_or_label",
                {"number": str(place + 1), "first": self.options[place].label, "second": self.options[at].label},
            )
        return frozenset({place})


def several(key: str, index: ChoiceIndex, places: frozenset[int]) -> Phrase:
    """Several choices are meant: the first few of them, named.

    Args:
        key: key of the phrase, with a hole `labels`.
        index: the choices offered.
        places: those that may be meant.
    """
    shown = [index.options[place].label for place in sorted(places)[:SHOWN]]
    return Phrase(key, {"labels": " / ".join(shown) + (" / …" if len(places) > SHOWN else "")})


def tidy_choice(text: str) -> str:
    """Words as `ChoiceIndex.find` takes them."""
    return ascii_digits(plain(text))


def labels_of(value: str, options: Sequence[Option]) -> list[str]:
    """Labels of the names in a value; a name that is not offered stands for itself."""
    by_name = {option.name: option.label for option in options}
    return [by_name.get(name) or name for name in value.split()]


def split_names(tidy: str, context: ParseContext) -> list[str] | None:
    """The pieces of a list of bare numbers: «1 3 5», «1,3 et 5», «1-3»? no: a range is not a list."""
    words = re.sub(r"[,;،؛+/.&]+", " ", tidy).split()
    numbers = [word for word in words if word.casefold() not in context.locales.words["and"]]
    if numbers and all(word.isascii() and word.isdigit() and len(word) <= 5 for word in numbers):
        return numbers
    return None
