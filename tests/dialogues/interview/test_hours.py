"""When people may be called, and the next of some times of the day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from dialogues.interview.hours import local, next_call, next_of

BAMAKO = "Africa/Bamako"


def at(text: str, zone: str = BAMAKO) -> int:
    """UTC milliseconds of «2026-03-06 12:40» in a zone."""
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ("2026-03-03 08:00", "2026-03-03 08:00"),
        ("2026-03-03 19:59", "2026-03-03 19:59"),
        ("2026-03-03 20:00", "2026-03-04 08:00"),
        ("2026-03-03 23:59", "2026-03-04 08:00"),
        ("2026-03-03 00:10", "2026-03-03 08:00"),
        ("2026-03-06 12:29", "2026-03-06 12:29"),
        ("2026-03-06 12:30", "2026-03-06 15:00"),
        ("2026-03-06 14:59", "2026-03-06 15:00"),
        ("2026-03-06 15:00", "2026-03-06 15:00"),
        ("2026-03-05 13:00", "2026-03-05 13:00"),
        ("2026-03-05 21:00", "2026-03-06 08:00"),
    ],
)
def test_calls(wanted: str, allowed: str) -> None:
    """From 8 to 20 h, not while people pray on Friday; else the next minute that is allowed."""
    assert next_call(at(wanted), BAMAKO) == at(allowed)


def test_hours_are_those_of_the_zone() -> None:
    """20 h 30 in Algiers is 19 h 30 in Bamako."""
    moment = at("2026-03-03 20:30", "Africa/Algiers")
    assert next_call(moment, "Africa/Algiers") == at("2026-03-04 08:00", "Africa/Algiers")
    assert next_call(moment, BAMAKO) == moment
    assert local(moment, BAMAKO).hour == 19


@pytest.mark.parametrize(
    ("after", "then"),
    [
        ("2026-03-03 10:00", "2026-03-03 20:00"),
        ("2026-03-03 20:00", "2026-03-04 07:00"),
        ("2026-03-03 06:59", "2026-03-03 07:00"),
        ("2026-03-31 23:00", "2026-04-01 07:00"),
    ],
)
def test_the_next_of_some_times(after: str, then: str) -> None:
    """The next one after a moment, never that moment itself."""
    assert next_of((dt.time(20), dt.time(7)), at(after), BAMAKO) == at(then)
