"""How many people: «12F 8H 5f 3g», «35 femmes et 12 hommes», «F:22 H:15», «muso 20 ni cɛ 10», «50 pers dont 30 fem».

A number counts with its unit beside it: before it in French, Arabic and English, after it in Bambara and on forms. In
a row of both («f 17 h 4 g 2») the first piece of the row says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogues.interview.told import Said
from dialogues.locales import Locales
from nlu.sessions.amounts import amounts
from nlu.sessions.tokens import Amount, Kind, Sentence
from nlu.sessions.vocabulary import Vocabulary

_SLOT = "count"
_SHORTEST_SLIP = 4
"""Letters of a unit with a slip."""
_PARTS = ("women", "men", "girls", "boys")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted.

    Args:
        parts: by «women», «men», «girls», «boys».
        total: everybody.
        said: the total was said, not worked out.
    """

    parts: dict[str, Said[int]]
    total: Said[int] | None
    said: bool


@dataclass(frozen=True, slots=True)
class _Unit:
    who: str
    start: int
    end: int
    letter: bool = False


@dataclass(frozen=True, slots=True)
class _Count:
    """A number with its unit, its `letter` where that is one.

    Args:
        within: «dont» makes it a part of what was counted before it.
        corrects: «pardon» makes it the figure that is meant.
    """

    who: str
    value: int
    start: int
    certain: bool = True
    within: bool = False
    letter: str = ""
    about: bool = False
    corrects: bool = False


def read_counts(sentence: Sentence, words: Vocabulary, locales: Locales) -> Counted:
    """Everybody that a message counts; their pieces are taken.

    Args:
        sentence: the message; days and durations were taken.
        words: the vocabulary.
        locales: numerals.
    """
    reader = _Counts(sentence, words, locales)
    counts = reader.all()
    return _settled(counts)


class _Counts:
    def __init__(self, sentence: Sentence, words: Vocabulary, locales: Locales) -> None:
        self._s = sentence
        self._w = words
        self._amounts = amounts(sentence, words, locales)
        self._by_start = {amount.start: amount for amount in self._amounts}
        self._by_end = {amount.end: amount for amount in self._amounts}
        self._letters = self._letters_here()

    def all(self) -> list[_Count]:
        """Every count, in the order of the message."""
        counts = self._duals() + self._paired(self._units()) + self._totals() + self._nobody()
        counts.sort(key=lambda count: count.start)
        return sorted((*counts, *self._corrections(counts)), key=lambda count: count.start)

    # --- units ----------------------------------------------------------------------------------------------------

    def _letters_here(self) -> dict[str, str]:
        """What letters mean here: English ones where «W» or «B» stand beside a figure, else the French ones."""
        beside = {self._s.words[at] for at in range(len(self._s)) if self._s.is_word(at) and self._number_beside(at)}
        tag = "en" if beside & {"w", "b"} else "fr"
        return dict(self._w.letters[tag])

    def _number_beside(self, place: int) -> bool:
        gap = 2 if self._s.is_sign(place + 1, ":=(") and place + 1 < len(self._s) else 1
        return place in self._by_end or place + gap in self._by_start

    def _units(self) -> list[_Unit]:
        found: list[_Unit] = []
        place = 0
        while place < len(self._s):
            unit = self._unit_at(place)
            if unit is None:
                place += 1
            else:
                found.append(unit)
                place = unit.end
        return found

    def _unit_at(self, place: int) -> _Unit | None:
        s = self._s
        if s.taken[place] or place in self._by_start or not (s.is_word(place) or s.kind(place) is Kind.FIGURE):
            return None
        read = self._w["units"].at(s.words, place)
        if read is not None and s.free(place, read[1]):
            return _Unit(read[0], place, read[1])
        slipped = self._slipped(place)
        if slipped is not None:
            return _Unit(slipped, place, place + 1)
        text = s.tokens[place].text
        if len(text) > 1 and text[0] == "و":  # Arabic writes «and» joined to what follows
            read = self._w["units"].at([s.words[place][1:], *s.words[place + 1 : place + 4]], 0)
            return None if read is None else _Unit(read[0], place, place + read[1])
        if len(text) == 1 and self._number_beside(place):
            who = self._letters.get(text) or self._letters.get(text.upper()) or self._letters.get(text.lower())
            return None if who is None else _Unit(who, place, place + 1, letter=True)
        return None

    def _slipped(self, place: int) -> str | None:
        """The unit that a word beside a number is but for one slip: «fammes», «ommes»."""
        word = self._s.words[place]
        if len(word) < _SHORTEST_SLIP or not (self._s.is_word(place) and self._number_beside(place)):
            return None
        if any(self._w.has(name, word) for name in ("other.small", "other.common", "activities", "topic.labels")):
            return None
        return self._w["units"].near(word, 1, _SHORTEST_SLIP + 1)

    # --- pairing --------------------------------------------------------------------------------------------------

    def _paired(self, units: Sequence[_Unit]) -> list[_Count]:
        """Numbers and units that stand side by side, row by row."""
        counts: list[_Count] = []
        used: set[int] = set()
        for row in self._rows(units):
            unit_first = isinstance(row[0], _Unit)
            if unit_first and not isinstance(row[-1], Amount):
                unit_first = len(row) % 2 == 0
                row = row[1:] if not unit_first else row  # noqa: PLW2901 - «femmes 20 hommes»: the first has no number
            pairs = [row[at : at + 2] for at in range(0, len(row) - 1, 2)]
            for pair in pairs:
                amount, unit = (pair[1], pair[0]) if isinstance(pair[0], _Unit) else (pair[0], pair[1])
                if isinstance(amount, Amount) and isinstance(unit, _Unit) and amount.start not in used:
                    used.add(amount.start)
                    counts.append(self._count(amount, unit))
        return self._by_case(counts)

    def _rows(self, units: Sequence[_Unit]) -> list[list[Amount | _Unit]]:
        """Numbers and units with nothing between them, alternating."""
        pieces: list[Amount | _Unit] = sorted(
            (*(each for each in self._amounts if not self._s.taken[each.start]), *units), key=lambda each: each.start
        )
        rows: list[list[Amount | _Unit]] = []
        for piece in pieces:
            row = rows[-1] if rows else []
            if row and type(row[-1]) is not type(piece) and self._close(row[-1], piece):
                row.append(piece)
            else:
                rows.append([piece])
        return [row for row in rows if len(row) > 1]

    def _close(self, first: Amount | _Unit, second: Amount | _Unit) -> bool:
        """Whether nothing stands between two pieces but «de», «:», «étaient»."""
        place = first.end
        while place < second.start:
            if isinstance(first, _Unit) and self._s.is_sign(place, ":=("):
                place += 1
                continue
            name = "total.verbs" if isinstance(first, _Unit) else "total.between"
            between = self._w[name].at(self._s.words, place)
            if between is None or between[1] > second.start:
                return False
            place = between[1]
        return True

    def _count(self, amount: Amount, unit: _Unit) -> _Count:
        start, end = min(amount.start, unit.start), max(amount.end, unit.end)
        within = self._w["total.including"].before(self._s.words, start)
        corrects = self._w["total.corrects"].before(self._s.words, start)
        said = within or corrects
        self._s.take(start if said is None else said[1], end, _SLOT)
        letter = self._s.tokens[unit.start].text if unit.letter else ""
        return _Count(
            unit.who,
            amount.value,
            start,
            within=within is not None,
            letter=letter,
            about=not amount.certain,
            corrects=corrects is not None,
        )

    def _by_case(self, counts: list[_Count]) -> list[_Count]:
        """«12f 8h 5f 3g»: without capitals the first «f» is women, the second girls; with «F» beside it, girls."""
        small = next((count for count in counts if count.letter == "f"), None)
        if small is None or self._letters.get("f") != "girls":
            return counts
        said = {count.who for count in counts if count is not small}
        children = "boys" in said and "men" not in said
        if "women" in said or (children and "girls" not in said):
            return counts
        capital = any(count.letter.isupper() for count in counts)
        women = replace(small, who="women", certain=small.certain and not capital)
        return [women if count is small else count for count in counts]

    # --- the rest -------------------------------------------------------------------------------------------------

    def _duals(self) -> list[_Count]:
        """«طفلتين»: two girls."""
        found: list[_Count] = []
        for place in range(len(self._s)):
            read = self._w["dual"].at(self._s.words, place) if not self._s.taken[place] else None
            word = self._s.words[place]
            if read is None and word.startswith("و"):
                read = self._w["dual"].at([word[1:]], 0)
                read = None if read is None else (read[0], place + 1)
            if read is not None:
                self._s.take(place, read[1], _SLOT)
                found.append(_Count(read[0], 2, place))
        return found

    def _totals(self) -> list[_Count]:
        """«total 30», «30 en tout», «on était 48», «elles étaient 27»."""
        found: list[_Count] = []
        for amount in self._amounts:
            if not self._s.free(amount.start, amount.end):
                continue
            start = amount.start
            while start > 0 and self._s.is_sign(start - 1, ":=.("):
                start -= 1
            women = self._w["total.women_before"].before(self._s.words, start)
            before = women or self._w["total.before"].before(self._s.words, start)
            after = self._w["total.after"].at(self._s.words, amount.end)
            if before is None and after is None:
                continue
            begin = amount.start if before is None else before[1]
            self._s.take(begin, amount.end if after is None else after[1], _SLOT)
            found.append(_Count("women" if women else "people", amount.value, begin, about=not amount.certain))
        return found

    def _corrections(self, counts: Sequence[_Count]) -> list[_Count]:
        """«25 femmes, pardon 27»: whom the figure is of was said before it."""
        found: list[_Count] = []
        for amount in self._amounts:
            corrects = self._w["total.corrects"].before(self._s.words, amount.start)
            before = [count for count in counts if count.start < amount.start]
            if corrects is not None and before and self._s.free(amount.start, amount.end):
                self._s.take(corrects[1], amount.end, _SLOT)
                found.append(_Count(before[-1].who, amount.value, amount.start, corrects=True))
        return found

    def _nobody(self) -> list[_Count]:
        """«aucun homme», «pas d'hommes»; «quelques hommes» is no number."""
        found: list[_Count] = []
        for place in range(len(self._s)):
            read = self._w["total.none"].at(self._s.words, place) if not self._s.taken[place] else None
            unit = None if read is None else self._w["units"].at(self._s.words, read[1])
            if read is not None and unit is not None and self._s.free(place, unit[1]):
                self._s.take(place, unit[1], _SLOT)
                found.append(_Count(unit[0], 0, place))
        return found


# --- what they come to --------------------------------------------------------------------------------------------


def _settled(counts: Sequence[_Count]) -> Counted:
    counts = _corrected(counts)
    parts: dict[str, Said[int]] = {}
    for who in _PARTS:
        said = [count for count in counts if count.who == who]
        if said:
            same = len({count.value for count in said}) == 1
            parts[who] = _said(said[0], certain=said[0].certain and same)
    counts = [count for count in counts if count.who != "ignored"]
    people = [count for count in counts if count.who == "people"]
    added = _added(counts)
    if not people:
        certain, about = all(count.certain for count in counts), any(count.about for count in counts)
        total_of = None if added is None else Said(added, certain and not about, certain and about)
        return Counted(parts, total_of, said=False)
    total = max(people, key=lambda count: count.value)
    same = len({count.value for count in people if not count.within}) <= 1
    fits = added is None or added == total.value or (added < total.value and not {"women", "men"} <= parts.keys())
    return Counted(parts, _said(total, certain=total.certain and same and fits), said=True)


def _corrected(counts: Sequence[_Count]) -> Sequence[_Count]:
    """The counts without those that a later one corrects, which is in doubt."""
    kept: list[_Count] = []
    for count in counts:
        if count.corrects and any(count.who == other.who for other in kept):
            kept = [other for other in kept if other.who != count.who]
            kept.append(replace(count, certain=False))
        else:
            kept.append(count)
    return kept


def _said(count: _Count, *, certain: bool) -> Said[int]:
    """A count; «une vingtaine» is not certain, and nothing else about it is in doubt."""
    return Said(count.value, certain and not count.about, certain and count.about)


def _added(counts: Sequence[_Count]) -> int | None:
    """Everybody who was counted; girls «dont» women are among them already."""
    first: dict[str, _Count] = {}
    for count in counts:
        first.setdefault(count.who, count)
    said = [count for who, count in first.items() if who != "people"]
    if not said:
        return None
    inside = [count for count in said if count.within and _holds(first, count)]
    youths = first.get("others")
    if youths is not None and youths.value == sum(count.value for count in said if count.start > youths.start):
        inside.append(youths)  # «15 jeunes (9 filles et 6 garçons)»
    return sum(count.value for count in said if count not in inside)


def _holds(first: dict[str, _Count], part: _Count) -> bool:
    """Whether a part lies within women, men or youths that were counted before it."""
    wholes = {"girls": ("women", "others"), "boys": ("men", "others"), "women": ("others",), "men": ("others",)}
    return any(
        who in first and first[who].start < part.start and first[who].value >= part.value
        for who in wholes.get(part.who, ())
    )
