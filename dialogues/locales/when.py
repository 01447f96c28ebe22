"""Times as people say them: «aujourd'hui à 16 h 20», «hier», «lundi 3 mars», «il y a 2 h».

Everything is a phrase, put into words in whatever language it is shown; days are those of the zone given.
"""

from __future__ import annotations

import datetime as dt

from dialogues.locales.loader import date_phrase, date_time_phrase, time_phrase
from dialogues.messages import Phrase

__all__ = ["local", "said_ago", "said_at", "said_day", "said_in_full", "said_period"]

_HOURS_SAID = 12
"""Up to so many hours ago hours are counted; before that the day is named."""
_SAME_YEAR_DAYS = 180
"""Within so many days nobody names the year."""


def local(at: int, zone: dt.tzinfo) -> dt.datetime:
    """A stored time (UTC milliseconds) in a zone."""
    return dt.datetime.fromtimestamp(at / 1000, zone)


def said_day(day: dt.date, today: dt.date) -> Phrase:
    """A day: «aujourd'hui», «hier», «demain», «lundi 3 mars»; with its year when it is far."""
    distance = (day - today).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(distance)
    if near is not None:
        return Phrase(f"when.{near}")
    if abs(distance) > _SAME_YEAR_DAYS:
        return date_phrase(day)
    number: str | Phrase = Phrase("dates.first") if day.day == 1 else str(day.day)
    weekday, month = Phrase(f"dates.weekdays.{day.weekday()}"), Phrase(f"dates.months.{day.month}")
    return Phrase("when.weekday", {"weekday": weekday, "day": number, "month": month})


def said_at(at: int, now: int, zone: dt.tzinfo) -> Phrase:
    """A moment: «aujourd'hui à 16 h 20», «lundi 3 mars à 9 h».

    Args:
        at: UTC milliseconds.
        now: the same.
        zone: whose days count.
    """
    moment = local(at, zone)
    day = said_day(moment.date(), local(now, zone).date())
    return Phrase("when.day_at", {"day": day, "time": time_phrase(moment.time())})


def said_ago(at: int, now: int, zone: dt.tzinfo) -> Phrase:
    """How long ago: «à l'instant», «il y a 5 min», «il y a 2 h», «hier», «lundi 3 mars».

    Args:
        at: UTC milliseconds; what lies ahead of `now` is now.
        now: the same.
        zone: whose days count.
    """
    minutes = max(0, now - at) // 60_000
    if minutes == 0:
        return Phrase("when.just_now")
    if minutes < 60:
        return Phrase("when.minutes_ago", {"n": minutes})
    day, today = local(at, zone).date(), local(now, zone).date()
    if day == today or minutes < 60 * _HOURS_SAID:
        return Phrase("when.hours_ago", {"n": minutes // 60})
    return said_day(day, today)


def said_in_full(at: int, zone: dt.tzinfo) -> Phrase:
    """A moment for what may be read much later: «22 novembre 2026 à 16 h 20»."""
    return date_time_phrase(local(at, zone))


def said_period(since: int | None, until: int | None, zone: dt.tzinfo) -> Phrase:
    """A period in days, the last one included: «du 1er mars 2026 au 31 mars 2026», «depuis le …», «depuis le début».

    Args:
        since: UTC milliseconds, None for no limit.
        until: the same, itself left out.
        zone: whose days count.
    """
    first = None if since is None else date_phrase(local(since, zone).date())
    last = None if until is None else date_phrase(local(until - 1, zone).date())
    if first is not None and last is not None:
        return Phrase("when.between", {"first": first, "last": last})
    if first is not None:
        return Phrase("when.since", {"first": first})
    return Phrase("when.ever") if last is None else Phrase("when.until", {"last": last})
