"""Dates and times as people write them: «12/03/2026», «12/3», «12 mars», «hier», «10h30», «10 h», «midi».

Rules:

1. Day before month, whatever the language; ISO («2026-03-12») as it stands.
2. Without a year: the year that brings the day nearest to today.
3. A year of two digits is the past one («85» is 1985), or one of the next five years, and then doubtful.
4. A weekday is checked against the date; a day that is in no calendar is said to be so.
5. «aujourd'hui» is the day of the clock, also before 4 in the morning: proposing yesterday is the prompt's affair.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain
from dialogues.locales.loader import date_phrase
from dialogues.messages import Phrase
from dialogues.questions.numbers import Number, ascii_digits, read_numeral

if TYPE_CHECKING:
    from dialogues.locales import Locales

LONGEST = 100
"""Characters; nobody writes a date or a time as long as this."""

NO_SUCH_DAY = Phrase("questions.date.no_such_day")
NO_SUCH_TIME = Phrase("questions.time.no_such_time")

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_FIGURES = re.compile(r"([0-9]{1,2})([-/.]| ?/ ?| )([0-9]{1,2})(?:(?:[-/.]| ?/ ?| )([0-9]{4}|[0-9]{2}))?")
_MONTH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2}) ?[:hH.] ?([0-9]{1,2})(?: ?[:.mM] ?([0-9]{1,2})?(?:\.[0-9]+)?)?(?: ?(?:mn|min))?")
_EARLIEST, _LATEST = 1000, 9999


@dataclass(frozen=True, slots=True)
class Day:
    """A day was read.

    Args:
        date: the day.
        doubtful: the century is a guess.
        plain: day, month and year were all written.
    """

    date: dt.date
    doubtful: bool = False
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day was read; `plain` when it was written in figures, with its minutes."""

    time: dt.time
    plain: bool = True


def read_day(text: str, today: dt.date, locales: Locales, *, months: bool = False) -> Day | Phrase | None:
    """Read a whole message as one day.

    Args:
        text: as typed.
        today: the day of the clock.
        locales: names of months, weekdays and days.
        months: «mars 2026» is the first of that month (appearance `month-year`).

    Returns:
        The day, a phrase that says what is wrong with it, or None when it is not a day.
    """
    if len(text) > LONGEST:
        return None
    tidy = ascii_digits(plain(text)).rstrip(" .!")
    distance = locales.days.get(_without_at(fold(tidy), locales))
    if distance is not None:
        return Day(today + dt.timedelta(days=distance), plain=False)
    iso = _ISO.fullmatch(tidy)
    if iso is not None:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    figures = _FIGURES.fullmatch(tidy)
    if figures is not None and (figures[4] is not None or figures[2] != " "):
        return _completed(int(figures[1]), int(figures[3]), figures[4], today)
    month = _MONTH.fullmatch(tidy)
    if month is not None:
        return _day(int(month[2]), int(month[1]), 1) if months else None
    return _in_words(_without_at(fold(tidy), locales).split(" "), today, locales, months=months)


def read_hour(text: str, now: dt.time, locales: Locales) -> Hour | Phrase | None:
    """Read a whole message as one time of day.

    Args:
        text: as typed.
        now: the time of the clock.
        locales: words for noon, midnight, hour, morning and afternoon.

    Returns:
        The time, a phrase that says what is wrong with it, or None when it is not a time.
    """
    if len(text) > LONGEST:
        return None
    tidy = ascii_digits(plain(text)).rstrip(" .!")
    folded = _without_at(fold(tidy), locales)
    words = locales.words
    if folded in words["now"]:
        return Hour(now.replace(second=0, microsecond=0, tzinfo=None), plain=False)
    if folded in words["noon"]:
        return Hour(dt.time(12), plain=False)
    if folded in words["midnight"]:
        return Hour(dt.time(0), plain=False)
    clock = _CLOCK.fullmatch(tidy)
    if clock is not None and (len(clock[2]) == 2 or "h" in tidy.lower()):  # «3,5» may be a number, never 3 h 05
        return _hour(int(clock[1]), int(clock[2]), int(clock[3] or 0), plain=True)
    half, rest = _half_of_day(folded, locales)
    return _hour_in_words(rest.split(" "), half, locales)


def _day(year: int, month: int, day: int, *, doubtful: bool = False, written: bool = True) -> Day | Phrase:
    if not _EARLIEST <= year <= _LATEST:
        return NO_SUCH_DAY
    try:
        return Day(dt.date(year, month, day), doubtful, written)
    except ValueError:
        return NO_SUCH_DAY


def _completed(day: int, month: int, year: str | None, today: dt.date) -> Day | Phrase:
    if year is None:
        return _nearest(day, month, today)
    if len(year) > 2:
        return _day(int(year), month, day)
    century = today.year - today.year % 100
    near = century + int(year)
    if near <= today.year:
        return _day(near, month, day, written=False)
    if near <= today.year + 5:
        return _day(near, month, day, doubtful=True, written=False)
    return _day(near - 100, month, day, written=False)


def _nearest(day: int, month: int, today: dt.date) -> Day | Phrase:
    found: list[dt.date] = []
    for year in range(today.year - 1, today.year + 2):
        read = _day(year, month, day)
        if isinstance(read, Day):
            found.append(read.date)
    if not found:
        return NO_SUCH_DAY
    return Day(min(found, key=lambda date: abs(date - today)), plain=False)


def _in_words(words: list[str], today: dt.date, locales: Locales, *, months: bool) -> Day | Phrase | None:
    """«[lundi] 12 mars [2026]», «March 12 [2026]», «mars 2026»."""
    weekday = locales.weekdays.get(words[0])
    if weekday is not None:
        words = words[1:]
    place = next((at for at, word in enumerate(words) if word in locales.months), None)
    if place is None or len(words) > 8:
        return None
    month = locales.months[words[place]]
    before, after = words[:place], words[place + 1 :]
    if months and not before and len(after) == 1 and _figures(after[0]) and len(after[0]) == 4:
        return _day(int(after[0]), month, 1)
    year = after.pop() if after and _figures(after[-1]) and len(after[-1]) in (2, 4) and (before or after[1:]) else None
    if bool(before) == bool(after):
        return None
    day = _day_of_month(before or after, locales)
    if day is None:
        return None
    read = _completed(day, month, year, today)
    if isinstance(read, Day) and weekday is not None and read.date.weekday() != weekday:
        if year is None:
            return None
        name = Phrase(f"dates.weekdays.{read.date.weekday()}")
        return Phrase("questions.date.other_weekday", {"date": date_phrase(read.date), "weekday": name})
    return read


def _day_of_month(words: list[str], locales: Locales) -> int | None:
    word = " ".join(words)
    if word in locales.words["first"]:
        return 1
    figures = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    if _figures(figures) and (not word[len(figures) :] or word[len(figures) :] in locales.words["ordinal"]):
        return int(figures)
    spoken = read_numeral(word, locales)
    if not isinstance(spoken, Number) or spoken.approximate or not 1 <= spoken.value <= 31:
        return None
    return int(spoken.value)


def _half_of_day(folded: str, locales: Locales) -> tuple[bool | None, str]:
    """False for the morning, True for the afternoon, and the words without it: «3 pm», «8 h du soir»."""
    for afternoon, name in ((False, "morning"), (True, "afternoon")):
        for ending in sorted(locales.words[name], key=len, reverse=True):
            rest = folded.removesuffix(ending)
            if rest not in (folded, "") and (rest[-1] == " " or rest[-1].isdigit()):
                return afternoon, rest.rstrip()
    return None, folded


def _hour_in_words(words: list[str], half: bool | None, locales: Locales) -> Hour | Phrase | None:
    if len(words) > 8:
        return None
    joined = re.fullmatch(r"([0-9]{1,2})h([0-9]{2})?", words[0])
    if joined is not None:
        words = [joined[1], "h", *([joined[2]] if joined[2] else []), *words[1:]]
    place = next((at for at, word in enumerate(words) if word in locales.words["hour"]), None)
    if place is not None:
        first, second = words[:place], words[place + 1 :]
    elif len(words) == 2 and all(_figures(word) for word in words):
        first, second = words[:1], words[1:]
    elif len(words) == 1 and _figures(words[0]):
        first, second = words, []
    else:
        return None
    hour, minute = _count(first, locales), _count(second, locales) if second else 0
    if hour is None or minute is None:
        return None
    if half is not None and not 1 <= hour <= 12:
        return NO_SUCH_TIME if hour > 23 else _hour(hour, minute)
    if half is not None:
        hour = hour % 12 + (12 if half else 0)
    return _hour(hour, minute)


def _count(words: list[str], locales: Locales) -> int | None:
    word = " ".join(words)
    if _figures(word):
        return int(word)
    spoken = read_numeral(word, locales)
    if not isinstance(spoken, Number) or spoken.approximate or spoken.value < 0 or spoken.value != int(spoken.value):
        return None
    return int(spoken.value)


def _hour(hour: int, minute: int, second: int = 0, *, plain: bool = False) -> Hour | Phrase:
    try:
        return Hour(dt.time(hour, minute, second), plain)
    except ValueError:
        return NO_SUCH_TIME


def _figures(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 4


def _without_at(folded: str, locales: Locales) -> str:
    first, _, rest = folded.partition(" ")
    return rest if rest and first in locales.words["at"] else folded
