"""When one may call people: 8 h to 20 h, and not during the Friday prayer (FIELD, «The day», 7)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

FIRST, LAST = dt.time(8), dt.time(20)
"""The day of calls, the last minute left out."""
PRAYER = (dt.time(12, 30), dt.time(15))
"""Of a Friday, the last minute left out."""
_FRIDAY = 4


def next_call(at: int, time_zone: str) -> int:
    """The first moment from `at` on at which people may be called.

    Args:
        at: UTC milliseconds.
        time_zone: IANA name of the zone that they live in.

    Returns:
        UTC milliseconds; `at` itself where it is allowed.
    """
    here = local(at, time_zone)
    time = here.time()
    if time < FIRST:
        return _at(here.date(), FIRST, time_zone)
    if time >= LAST:
        return _at(here.date() + dt.timedelta(days=1), FIRST, time_zone)
    if here.weekday() == _FRIDAY and PRAYER[0] <= time < PRAYER[1]:
        return _at(here.date(), PRAYER[1], time_zone)
    return at


def next_of(times: tuple[dt.time, ...], after: int, time_zone: str) -> int:
    """The next moment after `after` that is one of some times of the day.

    Args:
        times: of any day.
        after: UTC milliseconds.
        time_zone: IANA name.

    Returns:
        UTC milliseconds.
    """
    day = local(after, time_zone).date()
    coming = (
        _at(day + dt.timedelta(days=days), time, time_zone)
        for days in range(3)  # a day may lose an hour, never two nights
        for time in sorted(times)
    )
    return next(moment for moment in coming if moment > after)


def local(at: int, time_zone: str) -> dt.datetime:
    """A moment as the clocks of a zone show it.

    Args:
        at: UTC milliseconds.
        time_zone: IANA name.
    """
    return dt.datetime.fromtimestamp(at / 1000, ZoneInfo(time_zone))


def _at(day: dt.date, time: dt.time, time_zone: str) -> int:
    return int(dt.datetime.combine(day, time, ZoneInfo(time_zone)).timestamp() * 1000)
