"""How long something lasts, as people write it: «2h», «1h30», «une heure et demie», «45 mn», «de 9h à 11h».

Rules:

1. Hours and minutes are counted in minutes, days and weeks in days: nobody knows how many hours a day had.
2. A half or a quarter stands before its unit («une demi-heure», «trois quarts d'heure») or after it («une heure et
   demie», «2 heures moins le quart»).
3. «environ» makes it doubtful. From one hour of the clock to another is what lies between them, on the same day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain
from dialogues.questions.numbers import Number, ascii_digits, read_number, read_numeral, without_about
from dialogues.questions.units import Counts

if TYPE_CHECKING:
    from dialogues.locales import Locales

LONGEST = 80
"""Characters; nobody writes a span as long as this."""

WORKING_DAY = 8 * 60
"""Minutes of a whole day of work, where somebody says «une journée»: doubtful, always."""

_MOST_WORDS = 10
_HOUR = 60
_COMPACT = re.compile(r"(?P<hours>[0-9]{1,3}) ?h(?: ?(?P<minutes>[0-5]?[0-9])(?: ?(?:mn|min|m))?)?")
_GLUED = re.compile(r"(?<=[0-9])(?=[^\W\d_])")
_DECIMAL = re.compile(r"(?P<number>[0-9]+[.,][0-9]+) ?(?P<unit>[^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Span:
    """How long something lasts: minutes, or days.

    Args:
        minutes: 0 where it is said in days.
        days: 0 where it is said in hours and minutes.
        doubtful: «environ», «une vingtaine de minutes».
    """

    minutes: Decimal = Decimal(0)
    days: Decimal = Decimal(0)
    doubtful: bool = False

    def counted_in(self, unit: Counts) -> tuple[Decimal, bool] | None:
        """How many of a unit it lasts, and whether that is doubtful; None where nobody can say.

        Args:
            unit: of the question, no money. A day, or half of one, is a working day's hours, and doubtful; two days
                are no number of hours, and two hours no number of days.
        """
        if unit is Counts.DAYS:
            return None if self.minutes else (self.days, self.doubtful)
        if self.days > 1 or (self.days and self.minutes):
            return None
        minutes = self.minutes + self.days * WORKING_DAY
        return minutes / (1 if unit is Counts.MINUTES else _HOUR), self.doubtful or bool(self.days)


def read_duration(text: str, locales: Locales, languages: tuple[str, ...] = ()) -> Span | None:
    """Read a whole message as how long something lasts.

    Args:
        text: as typed.
        locales: units, numerals, halves and quarters.
        languages: tags of those spoken here; see `Locales.counted`.

    Returns:
        None when it says no such thing, or more than one.
    """
    if len(text) > LONGEST:
        return None
    tidy, rough = without_about(ascii_digits(plain(text)).rstrip(" .!"), locales)
    compact = _COMPACT.fullmatch(tidy.casefold())
    if compact is not None:
        minutes = int(compact["hours"]) * _HOUR + int(compact["minutes"] or 0)
        return Span(Decimal(minutes), doubtful=rough) if minutes else None
    broken = _DECIMAL.fullmatch(tidy.casefold())
    if broken is not None:
        return _of_unit(Decimal(broken["number"].replace(",", ".")), fold(broken["unit"]), locales, rough=rough)
    words = tuple(fold(_GLUED.sub(" ", tidy.replace("-", " "))).replace("d'", "").split(" "))
    if not 1 <= len(words) <= _MOST_WORDS:
        return None
    found = _said(words, locales, languages)
    return replace(found, doubtful=True) if found is not None and rough else found


def _of_unit(number: Decimal, unit: str, locales: Locales, *, rough: bool) -> Span | None:
    if number <= 0:
        return None
    if unit in locales.lasting:
        return Span(minutes=number * locales.lasting[unit], doubtful=rough)
    return Span(days=number * locales.days_long[unit], doubtful=rough) if unit in locales.days_long else None


def _said(words: tuple[str, ...], locales: Locales, languages: tuple[str, ...]) -> Span | None:
    """Numbers, halves and quarters of units, the larger unit first."""
    known = locales.words
    places = [at for at, word in enumerate(words) if word in locales.lasting or word in locales.days_long]
    if not places or len(places) > 2:
        return None
    first = places[0]
    if first == 0 and words[0].isascii() and len(words) == 1:
        return None  # «heure»: how many?
    unit = _of_unit(Decimal(1), words[first], locales, rough=False)
    head = _times(words[:first], locales, languages)
    rest = words[first + 1 :]
    if unit is None:
        return None
    if not words[:first] and len(places) == 1 and rest:  # «lɛrɛ fila»: the unit first
        after = read_numeral(" ".join(rest), locales, languages)
        if isinstance(after, Number) and after.value > 0:
            return _scaled(unit, after.value, doubtful=after.approximate)
    if head is None:
        return None
    span = _scaled(unit, *head)
    if not rest:
        return span
    less = rest[0] in known["less"]
    rest = rest[1:] if less or rest[0] in known["and"] else rest
    more = _rest(rest, unit, locales, languages)
    if more is None or more.days or span.days:
        return None
    minutes = span.minutes + (-more.minutes if less else more.minutes)
    return Span(minutes, doubtful=span.doubtful or more.doubtful) if minutes > 0 and more.minutes < _HOUR else None


def _scaled(unit: Span, number: Decimal, doubtful: bool) -> Span:
    return Span(unit.minutes * number, unit.days * number, doubtful)


def _times(words: tuple[str, ...], locales: Locales, languages: tuple[str, ...]) -> tuple[Decimal, bool] | None:
    """What stands before a unit: nothing, a number, «une demi», «trois quarts», «une vingtaine de»."""
    known = locales.words
    kept = words
    while kept and kept[-1] in known["of"]:
        kept = kept[:-1]
    if not kept or kept[-1] in known["whole"]:
        return Decimal(1), False
    fraction = {**dict.fromkeys(known["half"], Decimal("0.5")), **dict.fromkeys(known["quarter"], Decimal("0.25"))}
    if kept[-1] in fraction:
        many = kept[:-1]
        number = read_numeral(" ".join(many), locales, languages) if many else Number(Decimal(1))
        if isinstance(number, Number) and number.value in (1, 2, 3) and not number.approximate:
            return number.value * fraction[kept[-1]], False
        return None
    text = " ".join(kept)
    read = read_number(text, locales, "", languages) if kept[0].isdigit() else read_numeral(text, locales, languages)
    return (read.value, read.approximate) if isinstance(read, Number) and read.value > 0 else None


def _rest(words: tuple[str, ...], unit: Span, locales: Locales, languages: tuple[str, ...]) -> Span | None:
    """What follows a unit: «demie», «le quart», «20», «20 minutes»."""
    known = locales.words
    words = tuple(word for word in words if word not in known["at"])
    parts = {**dict.fromkeys(known["half"], 2), **dict.fromkeys(known["quarter"], 4)}
    for share in _shares(words, parts):
        return Span(unit.minutes / share, unit.days / share)
    if words and locales.lasting.get(words[-1]) == 1:
        words = words[:-1]
    times = _times(words, locales, languages) if words and unit.minutes == _HOUR else None
    return None if times is None else Span(times[0], doubtful=times[1])


def _shares(words: tuple[str, ...], parts: dict[str, int]) -> Iterator[int]:
    """The share that one word alone is, written with «and» before it or not."""
    if len(words) == 1:
        for word in (words[0], words[0].removeprefix("و")):
            if word in parts:
                yield parts[word]
                return
