"""A number with its unit, as people write it where a question counts in minutes, days or money.

Rules:

1. A bare number in figures is what was asked for, in the unit that was asked for.
2. A length of time is turned into the unit: «1h30» is 90 minutes, «de 9h à 11h» 120. Half a day is doubtful.
3. Money in words is asked back in figures. In Bambara it may be counted in dɔrɔmɛ, five francs each: it is asked which.
   «dɔrɔmɛ» says it. Ten old ouguiyas are one; «ouguiya» alone may be either.
4. What was turned into the unit is asked back before it is stored, unless the guide itself names the unit of a length.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain
from dialogues.questions.clock import Hour, read_hour
from dialogues.questions.numbers import LONGEST, Ambiguous, Number, ascii_digits, read_number
from dialogues.questions.spans import Span, read_duration
from dialogues.questions.units import Counts, Unit

if TYPE_CHECKING:
    from dialogues.locales import Locales
    from dialogues.questions.base import ParseContext

_MONEY = ("xof", "mru", "mro", "ouguiya", "dorome")
_LONGEST_NAME = 3
"""Words of the longest name of a money."""
_DOROME, _OLD = 5, 10
"""Francs of a dɔrɔmɛ; old ouguiyas of a new one."""
_GLUED = re.compile(r"(?<=[0-9])(?=[^\W\d_])")
_MIDNIGHT = dt.time(0)


def read_measured(text: str, context: ParseContext, decimal_sign: str = "") -> Number | Ambiguous | None:
    """Read a whole message as a number, in the unit that the question counts in.

    Args:
        text: as typed.
        context: its unit, the languages spoken, words to recognise.
        decimal_sign: as `read_number` takes it.
    """
    number = read_number(text, context.locales, decimal_sign, context.languages)
    unit = context.unit
    if unit is None or len(text) > LONGEST:
        return number
    if unit.counts in (Counts.XOF, Counts.MRU):
        return _amount(text, number, unit, context, decimal_sign)
    return number if number is not None else _lasting(text, unit, context)


def read_span(text: str, locales: Locales, languages: tuple[str, ...] = ()) -> Span | None:
    """Read a whole message as a length of time, also from one hour of the clock to another.

    Args:
        text: as typed.
        locales: units, numerals, words for «de … à …».
        languages: tags of those spoken here.
    """
    return read_duration(text, locales, languages) or _between(text, locales)


def _between(text: str, locales: Locales) -> Span | None:
    """«de 9h à 11h», «9h-11h»."""
    words = ascii_digits(plain(text)).replace("-", " - ").replace("–", " - ").split()
    if words and fold(words[0]) in locales.words["from"]:
        words = words[1:]
    for at in range(1, len(words) - 1):
        if words[at] != "-" and fold(words[at]) not in locales.words["to"]:
            continue
        halves = [read_hour(" ".join(half), _MIDNIGHT, locales) for half in (words[:at], words[at + 1 :])]
        first, second = halves
        if isinstance(first, Hour) and isinstance(second, Hour) and first.time < second.time:
            if all(word.isdigit() for word in (*words[:at], *words[at + 1 :])):
                return None  # «9-11» are numbers as much as hours
            minutes = (second.time.hour - first.time.hour) * 60 + second.time.minute - first.time.minute
            return Span(Decimal(minutes), doubtful=first.doubtful or second.doubtful)
    return None


def _lasting(text: str, unit: Unit, context: ParseContext) -> Number | None:
    span = read_span(text, context.locales, context.languages)
    counted = None if span is None else span.counted_in(unit.counts)
    if counted is None:
        return None
    value, doubtful = counted
    return Number(value, doubtful, spoken=True, confirm=not unit.sure)


def _amount(
    text: str, bare: Number | Ambiguous | None, unit: Unit, context: ParseContext, decimal_sign: str
) -> Number | Ambiguous | None:
    """An amount of money, with the name of the money or without it."""
    if bare is not None:
        return _spoken(text, bare, unit, context)
    words = _GLUED.sub(" ", ascii_digits(plain(text)).rstrip(" .!")).split()
    for width in range(_LONGEST_NAME, 0, -1):
        for name, rest in (
            (words[-width:], words[:-width]),
            (words[:width], words[width:]),
        ):
            money = _named(fold(" ".join(name)), context.locales)
            number = read_number(" ".join(rest), context.locales, decimal_sign, context.languages) if rest else None
            if money is not None and isinstance(number, Number):
                return _turned(number, money, unit)
    return None


def _named(name: str, locales: Locales) -> str | None:
    return next((money for money in _MONEY if name in locales.words[f"money_{money}"]), None)


def _turned(number: Number, money: str, unit: Unit) -> Number | Ambiguous | None:
    """An amount in the money that is asked for; None where it is in another one."""
    value = number.value
    match unit.counts, money:
        case (Counts.XOF, "xof") | (Counts.MRU, "mru"):
            return replace(number, confirm=number.spoken)
        case Counts.XOF, "dorome":
            return replace(number, value=value * _DOROME, spoken=True, confirm=True)
        case Counts.MRU, "mro":
            return replace(number, value=value / _OLD, spoken=True, confirm=True)
        case Counts.MRU, "ouguiya":
            return Ambiguous(value, value / _OLD, spoken=True)
        case _:
            return None


def _spoken(text: str, number: Number | Ambiguous, unit: Unit, context: ParseContext) -> Number | Ambiguous:
    """An amount without the name of its money: in figures as it stands, in words asked back."""
    if isinstance(number, Ambiguous) or not number.spoken:
        return number
    words = tuple(fold(text).split(" "))
    counting = context.locales.counting
    bambara = "bm" in counting and bool(counting["bm"].values(words))
    if unit.counts is Counts.XOF and bambara and not any(counting[tag].values(words) for tag in context.locales.by_tag):
        return Ambiguous(number.value, number.value * _DOROME, spoken=True)
    return replace(number, confirm=True)
