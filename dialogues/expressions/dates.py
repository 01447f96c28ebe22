"""The functions on dates and times; the clock is the environment's, names of days and months are English as in ODK."""

from __future__ import annotations

import calendar
import math
import re
from typing import TYPE_CHECKING, Final

from dialogues.expressions.values import Moment, days, parse_moment, parse_time, to_moment, to_string

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from dialogues.expressions.context import Context
    from dialogues.expressions.values import Value

__all__ = ["decimal_date_time", "decimal_time", "difference_in_months", "format_date", "moment", "now", "today"]

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_MARKS: Final[Mapping[str, Callable[[datetime], str]]] = {
    "%": lambda _: "%",
    "Y": lambda at: f"{at.year:04d}",
    "y": lambda at: f"{at.year % 100:02d}",
    "m": lambda at: f"{at.month:02d}",
    "n": lambda at: str(at.month),
    "b": lambda at: _MONTHS[at.month - 1],
    "d": lambda at: f"{at.day:02d}",
    "e": lambda at: str(at.day),
    "a": lambda at: _DAYS[at.weekday()],
    "W": lambda at: f"{at.isocalendar().week:02d}",
    "H": lambda at: f"{at.hour:02d}",
    "h": lambda at: str(at.hour),
    "M": lambda at: f"{at.minute:02d}",
    "S": lambda at: f"{at.second:02d}",
    "3": lambda at: f"{at.microsecond // 1000:03d}",
}

_BROWSER: Final = re.compile(
    rf"(?:{'|'.join(_DAYS)}),? ({'|'.join(_MONTHS)}) ([0-9]{{2}}) ([0-9]{{4}})"
    r" ([0-9]{2}:[0-9]{2}:[0-9]{2})(?: GMT([-+][0-9]{4})?)?(?: \(|$)",
    re.ASCII,
)


def today(context: Context) -> Moment:
    """This day in the interview's zone."""
    return Moment(context.environment.now().replace(hour=0, minute=0, second=0, microsecond=0))


def now(context: Context) -> Moment:
    """This instant."""
    return Moment(context.environment.now())


def moment(context: Context, value: Value) -> Value:
    """The value as a date; a blank text stays blank."""
    if not isinstance(value, Moment | bool | float) and not to_string(value):
        return ""
    return to_moment(value, context)


def decimal_date_time(context: Context, value: Value) -> float:
    """Days since 1970-01-01T00:00Z, fraction included; of a text only if it is a date."""
    if isinstance(value, Moment | bool | float):
        instant = to_moment(value, context).instant
    else:
        instant = parse_moment(to_string(value), context.zone)
    return math.nan if instant is None else days(instant)


def decimal_time(context: Context, value: Value) -> float:
    """The time of day as a fraction of a day, in the interview's zone."""
    if isinstance(value, Moment):
        clock = None if value.instant is None else value.instant.time()
    else:
        clock = parse_time(to_string(value), context.environment.now().date(), context.zone)
    if clock is None:
        return math.nan
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    return (seconds * 1_000_000 + clock.microsecond) / 86_400_000_000


def difference_in_months(context: Context, first: Value, second: Value) -> Value:
    """Whole months from one day to another, as the Community Health Toolkit has it; blank where one is no date."""
    days = [instant.date() for value in (first, second) if (instant := to_moment(value, context).instant) is not None]
    if len(days) < 2:
        return ""
    early, late = sorted(days)
    last = calendar.monthrange(late.year, late.month)[1]  # a month after 31 January is over on 28 February
    months = (late.year - early.year) * 12 + late.month - early.month - (late.day < min(early.day, last))
    return float(months if days[0] == early else -months)


def _browser_moment(source: str, context: Context) -> datetime | None:
    """The instant as browsers write it, «Sat Nov 21 2026 21:47:32 GMT-0700 (…)»; ODK's engines read it here."""
    match = _BROWSER.match(source)
    if match is None:
        return None
    month, day, year, clock, offset = match.groups()
    return parse_moment(f"{year}-{_MONTHS.index(month) + 1:02d}-{day}T{clock}{offset or ''}", context.zone)


def format_date(context: Context, value: Value, pattern: str) -> str:
    """The date by a pattern of `%` marks (ODK XForms specification, «format-date»); blank if there is no date."""
    instant = to_moment(value, context).instant
    if instant is None and isinstance(value, str):
        instant = _browser_moment(value, context)
    if instant is None:
        return ""
    written: list[str] = []
    place = 0
    while place < len(pattern):
        character = pattern[place]
        mark = _MARKS.get(pattern[place + 1 : place + 2]) if character == "%" else None
        if mark is None:
            written.append(character)
            place += 1
        else:
            written.append(mark(instant))
            place += 2
    return "".join(written)
