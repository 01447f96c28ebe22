"""Days as people write them: «12/03/2026», «12/3», «12 mars», «hier», «lundi passé», «il y a 3 jours».

Rules:

1. Day before month, whatever the language; ISO («2026-03-12») as it stands.
2. Without a year: the year that brings the day nearest to today.
3. A year of two digits is the past one («85» is 1985), or one of the next five years, and then doubtful.
4. A weekday is checked against the date; a day that is in no calendar is said to be so.
5. «lundi passé» is the last Monday before today, «lundi prochain» the next one after it. «lundi» alone, «la semaine
   passée» and «il y a un mois» are no one day: they are asked. «il y a une semaine» is a day, but a doubtful one.
6. «bi» is today in Bambara and yesterday in Songhay: the language spoken here decides, else it is asked.
7. «aujourd'hui» is the day of the clock, also before 4 in the morning: proposing yesterday is the prompt's affair.
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
from dialogues.questions.spans import read_duration

if TYPE_CHECKING:
    from dialogues.locales import Locales

LONGEST = 100
"""Characters; nobody writes a date or a time as long as this."""

NO_SUCH_DAY = Phrase("questions.date.no_such_day")
NOT_ONE_DAY = Phrase("questions.date.not_one_day")

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_FIGURES = re.compile(r"([0-9]{1,2})([-/.]| ?/ ?| )([0-9]{1,2})(?:(?:[-/.]| ?/ ?| )([0-9]{4}|[0-9]{2}))?")
_MONTH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{4})")
_EARLIEST, _LATEST = 1000, 9999
_LONGEST_FROM_TODAY = 8
_FARTHEST = 400
"""Days that somebody counts from today."""
_ARTICLES = frozenset({"la", "le", "l", "the", "au", "cours", "de", "of"})
"""Small words around «la semaine passée»."""


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


def read_day(
    text: str, today: dt.date, locales: Locales, *, months: bool = False, languages: tuple[str, ...] = ()
) -> Day | Phrase | None:
    """Read a whole message as one day.

    Args:
        text: as typed.
        today: the day of the clock.
        locales: names of months, weekdays and days.
        months: «mars 2026» is the first of that month (appearance `month-year`).
        languages: tags of those spoken here; see `Meanings.find`.

    Returns:
        The day, a phrase that says what is wrong with it, or None when it is not a day.
    """
    if len(text) > LONGEST:
        return None
    tidy = ascii_digits(plain(text)).rstrip(" .!")
    folded = without_at(fold(tidy), locales)
    distances = locales.days.find(folded, languages) or locales.days.find(fold(tidy), languages)
    if len(distances) > 1:
        return _which_day(tidy, today, distances)
    if distances:
        return Day(today + dt.timedelta(days=distances[0]), plain=False)
    iso = _ISO.fullmatch(tidy)
    if iso is not None:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    figures = _FIGURES.fullmatch(tidy)
    if figures is not None and (figures[4] is not None or figures[2] != " "):
        return _completed(int(figures[1]), int(figures[3]), figures[4], today)
    month = _MONTH.fullmatch(tidy)
    if month is not None:
        return _day(int(month[2]), int(month[1]), 1) if months else None
    words = folded.split(" ")
    found = _in_words(words, today, locales, months=months)
    return found or _from_today(words, today, locales, languages)


def _which_day(word: str, today: dt.date, distances: tuple[int, ...]) -> Phrase:
    first, second = (date_phrase(today + dt.timedelta(days=each)) for each in distances[:2])
    return Phrase("questions.date.which_day", {"word": word, "first": first, "second": second})


def _from_today(words: list[str], today: dt.date, locales: Locales, languages: tuple[str, ...]) -> Day | Phrase | None:
    """«lundi passé», «il y a 3 jours», «dans une semaine»; what is no one day is said to be so."""
    known = locales.words
    if len(words) > _LONGEST_FROM_TODAY:
        return None
    sides = {word for word in words if word in known["last"] or word in known["coming"]}
    weekdays = [locales.weekdays[word] for word in words if word in locales.weekdays]
    others = [word for word in words if word not in sides and word not in locales.weekdays and word not in known["at"]]
    if len(weekdays) == 1 and len(sides) == 1 and not others:
        past = bool(sides & known["last"])
        days = (today.weekday() - weekdays[0] - 1) % 7 + 1 if past else (weekdays[0] - today.weekday() - 1) % 7 + 1
        return Day(today + dt.timedelta(days=-days if past else days), plain=False)
    periods = [word for word in words if word in known["period"]]
    if periods and (sides or words[0] in known["this"]) and not set(others) - {*periods, *known["this"], *_ARTICLES}:
        return NOT_ONE_DAY
    return _days_away(" ".join(words), today, locales, languages)


def _days_away(text: str, today: dt.date, locales: Locales, languages: tuple[str, ...]) -> Day | Phrase | None:
    """«il y a 3 jours», «3 days ago», «dans deux semaines»."""
    for name, sign in (("ago", -1), ("ago_after", -1), ("ahead", 1)):
        for mark in sorted(locales.words[name], key=len, reverse=True):
            rest = text.removesuffix(f" {mark}") if name == "ago_after" else text.removeprefix(f"{mark} ")
            if rest == text:
                continue
            if rest.split(" ")[-1] in locales.words["period"] and rest.split(" ")[-1] not in locales.days_long:
                return NOT_ONE_DAY
            lasting = read_duration(rest, locales, languages)
            if lasting is None or lasting.minutes or lasting.days != int(lasting.days) or lasting.days > _FARTHEST:
                return None
            weeks = lasting.days % 7 == 0 and locales.days_long.get(rest.split(" ")[-1], 1) > 1
            days = dt.timedelta(days=sign * int(lasting.days))
            return Day(today + days, doubtful=weeks or lasting.doubtful, plain=False)
    return None


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
    if months and not before and len(after) == 1 and is_figures(after[0]) and len(after[0]) == 4:
        return _day(int(after[0]), month, 1)
    year = (
        after.pop() if after and is_figures(after[-1]) and len(after[-1]) in (2, 4) and (before or after[1:]) else None
    )
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
    if is_figures(figures) and (not word[len(figures) :] or word[len(figures) :] in locales.words["ordinal"]):
        return int(figures)
    spoken = read_numeral(word, locales)
    if not isinstance(spoken, Number) or spoken.approximate or not 1 <= spoken.value <= 31:
        return None
    return int(spoken.value)


def is_figures(word: str) -> bool:
    """Whether a word is one to four digits."""
    return word.isascii() and word.isdigit() and len(word) <= 4


def without_at(folded: str, locales: Locales) -> str:
    """Words without «à», «le» before them."""
    first, _, rest = folded.partition(" ")
    return rest if rest and first in locales.words["at"] else folded
