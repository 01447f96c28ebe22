"""How a language says whole numbers: its numerals, what multiplies, what joins, and every number that words may be.

Rules, the same for all languages; what differs is in the table `words.counting` of a language's file:

1. `numerals` stand for themselves («douze», «tannikelen»). One with `room` takes more after it: «soixante» up to 19.
   Without a room of its own, twenty takes up to 9, a hundred up to 99, fifteen nothing.
2. `scales` multiply what stands before them («deux cents») or, where `after` says so, after them («kɛmɛ fila»).
   From a hundred on, a scale alone is one of them; ten never is («bi» alone is no number, «bi saba» is thirty).
3. What follows a scale or a numeral is smaller and adds to it, after one of the words in `joins`; `joined` says that
   the word is needed («mugan ni duuru»), else it may be left out («vingt et un», «vingt deux»).
4. `units_first`: one, join, tens («واحد وعشرون»). A sign in `attached` may be written with the word that follows it.
5. Digits stand beside a thousand or more only: «5 mille 500», «waa 5».

A text may be two numbers: «waa mugan ni duuru» is 25,000 or 20,005. Nothing is chosen here: all of them are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dialogues.locales.plaintext import fold

MOST_WORDS = 20
"""Words of one number; no number that people say has more."""

_THOUSAND = 1_000

Words = tuple[str, ...]
_Found = tuple[int, int]
"""A value, and the place of the word after it."""


@dataclass(frozen=True, eq=False)
class Counting:
    """The numerals of one language. No slots: the words that begin something are worked out once, when first needed.

    Args:
        numerals: the values of folded words; more than one where an area counts otherwise than another («hemre»).
        scales: what a folded word multiplies by: 10, 100, 1,000 and so on.
        room: what may be added to a numeral is below this; by folded word, where it is not as rule 1 says.
        joins: folded words that add («et», «ni»).
        unsure: folded words that nobody has checked, or that mean another number elsewhere.
        after: the scale stands before what it multiplies.
        joined: a join is needed.
        units_first: «one and twenty».
        attached: signs that are written with the word that follows.
    """

    numerals: Mapping[str, tuple[int, ...]]
    scales: Mapping[str, int]
    room: Mapping[str, int]
    joins: frozenset[str]
    unsure: frozenset[str] = frozenset()
    after: bool = False
    joined: bool = False
    units_first: bool = False
    attached: tuple[str, ...] = ()

    @staticmethod
    def of(table: Mapping[str, object]) -> Counting:
        """The counting of a language's file.

        Args:
            table: its `words.counting`.
        """
        return Counting(
            numerals={fold(word): _values(value) for word, value in _table(table, "numerals").items()},
            scales={fold(word): int(str(value)) for word, value in _table(table, "scales").items()},
            room={fold(word): int(str(value)) for word, value in _table(table, "room").items()},
            joins=frozenset(fold(word) for word in _list(table, "joins")),
            unsure=frozenset(fold(word) for word in _list(table, "unsure")),
            after=table.get("after") is True,
            joined=table.get("joined") is True,
            units_first=table.get("units_first") is True,
            attached=tuple(fold(sign) for sign in _list(table, "attached")),
        )

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every single word that may stand in a number."""
        whole = (*self.numerals, *self.scales, *self.joins)
        return frozenset(word for words in whole for word in words.split(" "))

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """The scales there are, the largest first."""
        return tuple(sorted(set(self.scales.values()), reverse=True))

    @cached_property
    def longest(self) -> int:
        """Words of the longest numeral."""
        return max((words.count(" ") + 1 for words in (*self.numerals, *self.scales)), default=1)

    def values(self, words: Words) -> tuple[int, ...]:
        """Every number that words may be, all of them taken; rising.

        Args:
            words: folded.
        """
        found = {value for apart in self._readings(words) for value in self._whole(apart)}
        return tuple(sorted(found))

    def _whole(self, words: Words) -> Iterator[int]:
        if words and len(words) <= MOST_WORDS and all(self._known(word) for word in words):
            yield from (value for value, end in _Search(self, words).number(0, 0) if end == len(words))

    def is_unsure(self, words: Words) -> bool:
        """Whether a word is among them that nobody has checked."""
        return any(each in self.unsure for each in words)

    def _readings(self, words: Words) -> Iterator[Words]:
        """Words as they stand, and with what is written with the next one set apart: «وعشرون» is «و» and «عشرون»."""
        yield words
        if self.attached:
            yield tuple(part for word in words for part in self._parted(word, known=True))
            yield tuple(part for word in words for part in self._parted(word, known=False))

    def _parted(self, word: str, *, known: bool) -> Words:
        """A word in two, where its rest is known; «واحد» is a word by itself as well: apart only where `known` is."""
        for sign in self.attached:
            rest = word.removeprefix(sign)
            if rest != word and rest in self.vocabulary and (known or word not in self.vocabulary):
                return sign, rest
        return (word,)

    def _known(self, word: str) -> bool:
        return word in self.vocabulary or is_figures(word)


def is_figures(word: str) -> bool:
    """Whether a word is one to three digits, as they stand beside «mille»."""
    return word.isascii() and word.isdigit() and len(word) <= 3


class _Search:
    """One text in one language: what number begins at each place, worked out once for each level."""

    def __init__(self, counting: Counting, words: Words) -> None:
        self._by = counting
        self._words = words
        self._known: dict[_Found, frozenset[_Found]] = {}

    def number(self, place: int, level: int) -> frozenset[_Found]:
        """The numbers that begin at a place and use scales from a level on."""
        key = (place, level)
        if key not in self._known:
            found = self._base(place) if level == len(self._by.levels) else self._scaled(place, level)
            self._known[key] = frozenset(found)
        return self._known[key]

    def _scaled(self, place: int, level: int) -> Iterator[_Found]:
        scale = self._by.levels[level]
        yield from self.number(place, level + 1)
        for value, end in self._times(place, level, scale):
            yield value, end
            for start in self._joined(end):
                for more, last in (*self.number(start, level + 1), *self._figures(start, scale)):
                    if 0 < more < scale:
                        yield value + more, last

    def _times(self, place: int, level: int, scale: int) -> Iterator[_Found]:
        """A scale, with or without what it is multiplied by."""
        for end in self._scale_at(place, scale):
            if scale > 10:  # rule 2
                yield scale, end
            if self._by.after:
                for factor, last in (*self.number(end, level + 1), *self._figures(end, scale)):
                    if _least(scale) <= factor < (10 if scale <= 100 else _THOUSAND):
                        yield factor * scale, last
        if not self._by.after:
            for factor, end in (*self.number(place, level + 1), *self._figures(place, scale)):
                if _least(scale) <= factor < min(scale, _THOUSAND):
                    yield from ((factor * scale, last) for last in self._scale_at(end, scale))

    def _scale_at(self, place: int, scale: int) -> Iterator[int]:
        for words, end in self._runs(place):
            if self._by.scales.get(words) == scale:
                yield end

    def _base(self, place: int) -> Iterator[_Found]:
        for words, end in self._runs(place):
            for value in self._by.numerals.get(words, ()):
                yield value, end
                room = self._by.room.get(words, _room(value))
                tens = self._by.units_first and 0 < value < 10
                for start in self._joined(end) if room > 1 or tens else ():
                    for more, last in self._base(start):
                        if 0 < more < room or (tens and end < start and more < 100 and more % 10 == 0 and more > 10):
                            yield value + more, last

    def _figures(self, place: int, scale: int) -> Iterator[_Found]:
        if scale >= _THOUSAND and place < len(self._words) and is_figures(self._words[place]):
            yield int(self._words[place]), place + 1

    def _joined(self, place: int) -> Iterator[int]:
        """Where what is added may begin."""
        if not self._by.joined:
            yield place
        if place < len(self._words) and self._words[place] in self._by.joins:
            yield place + 1

    def _runs(self, place: int) -> Iterator[tuple[str, int]]:
        for end in range(place + 1, min(len(self._words), place + self._by.longest) + 1):
            yield " ".join(self._words[place:end]), end


def _least(scale: int) -> int:
    """The least that a scale is multiplied by: nobody says «one ten»."""
    return 2 if scale == 10 else 1


def _room(value: int) -> int:
    """What may be added to a numeral is below this: 10 after twenty, 100 after two hundred, nothing after fifteen."""
    room = 1
    while value and value % (room * 10) == 0:
        room *= 10
    return room


def _values(value: object) -> tuple[int, ...]:
    return tuple(int(str(each)) for each in value) if isinstance(value, list) else (int(str(value)),)


def _table(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise TypeError("a table was expected in a locale file")
    return found


def _list(table: Mapping[str, object], name: str) -> list[str]:
    found = table.get(name, [])
    if not isinstance(found, list):
        raise TypeError("a list was expected in a locale file")
    return [str(each) for each in found]
