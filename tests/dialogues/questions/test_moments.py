"""Dates and times stand in the interview's own zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from dialogues.questions import QUESTION_TYPES, ParseContext, Read
from dialogues.questions.clock import read_hour
from dialogues.questions.moments import read_day


def _value(kind: str, text: str, now: dt.datetime) -> str | None:
    outcome = QUESTION_TYPES[kind].parse(text, ParseContext(now, "fr"))
    return outcome.value if isinstance(outcome, Read) else None


def test_the_offset_is_that_of_the_day_meant() -> None:
    """In a zone with summer time, an answer about July bears July's offset."""
    now = dt.datetime(2026, 1, 10, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert _value("dateTime", "14/07/2025 10h30", now) == "2025-07-14T10:30:00.000+02:00"
    assert _value("time", "10h30", now) == "10:30:00.000+01:00"


def test_an_odd_old_offset_gives_way_to_today() -> None:
    """Before standard time Bamako stood 32 minutes behind, with seconds elsewhere; ISO 8601 has no seconds."""
    now = dt.datetime(2026, 1, 10, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert _value("dateTime", "14/07/1850 10h30", now) == "1850-07-14T10:30:00.000+01:00"


def test_today_depends_on_the_zone() -> None:
    """At 23 h 30 UTC it is already tomorrow in Nairobi."""
    moment = dt.datetime(2026, 3, 12, 23, 30, tzinfo=dt.UTC)
    assert _value("date", "aujourd'hui", moment) == "2026-03-12"
    assert _value("date", "aujourd'hui", moment.astimezone(ZoneInfo("Africa/Nairobi"))) == "2026-03-13"


@pytest.mark.parametrize(
    ("kind", "value", "canonical"),
    [
        ("date", "2026-03-12", True),
        ("date", "2026-13-12", False),
        ("date", "12/03/2026", False),
        ("time", "10:30:00.000Z", True),
        ("time", "10:30:00", True),
        ("time", "25:30:00.000Z", False),
        ("dateTime", "2026-03-12T10:30:00.000-01:00", True),
        ("dateTime", "2026-02-31T10:30:00.000Z", False),
        ("integer", "+5", False),
        ("integer", "05", False),
        ("integer", "4294967296", False),
        ("decimal", "1.50", False),
        ("decimal", "1e3", False),
        ("select_one", "a b", False),
        ("select_multiple", "a b", True),
        ("select_multiple", "a a", False),
        ("select_multiple", "a  b", False),
        ("geopoint", "91 0 0 0", False),
        ("geopoint", "1.0 2.0", True),
        ("geopoint", "1.0 2.0 0.0 -1.0", False),
        ("text", " a", False),
        ("text", "", False),
        ("note", "", True),
        ("note", "x", False),
        ("calculate", "anything", True),
        ("acknowledge", "ok", False),
    ],
)
def test_what_is_canonical(kind: str, value: str, canonical: bool) -> None:
    """`valid` accepts ODK's forms of a value and no other."""
    assert QUESTION_TYPES[kind].valid(value) is canonical


def test_long_texts_are_no_moments(locales) -> None:
    """A story is neither a day nor an hour."""
    assert read_day("12/03/2026 " * 40, dt.date(2026, 3, 12), locales) is None
    assert read_hour("10h30 " * 40, dt.time(9), locales) is None
    assert read_hour("a b c d e f g h i j", dt.time(9), locales) is None
    assert read_day("a b c d e f g h 12 mars 2026", dt.date(2026, 3, 12), locales) is None
