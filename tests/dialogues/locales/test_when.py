"""Times as people say them, in French and in English."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from dialogues.locales import Locales
from dialogues.locales.when import local, said_ago, said_at, said_day, said_in_full, said_period

LOCALES = Locales.load()
ZONE = ZoneInfo("Africa/Nouakchott")
EAST = ZoneInfo("Africa/Niamey")


def ms(*moment: int, zone: dt.tzinfo = ZONE) -> int:
    """A moment as it is stored."""
    return int(dt.datetime(*moment, tzinfo=zone).timestamp() * 1000)  # type: ignore[arg-type,misc]


NOW = ms(2026, 3, 4, 16, 20)


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        ((2026, 3, 4, 9, 5), "aujourd'hui à 9 h 05", "today at 9:05"),
        ((2026, 3, 3, 23, 59), "hier à 23 h 59", "yesterday at 23:59"),
        ((2026, 3, 5, 8, 0), "demain à 8 h", "tomorrow at 8:00"),
        ((2026, 3, 1, 10, 0), "dimanche 1er mars à 10 h", "Sunday 1 March at 10:00"),
        ((2026, 2, 27, 0, 0), "vendredi 27 février à 0 h", "Friday 27 February at 0:00"),
        ((2025, 3, 4, 16, 20), "4 mars 2025 à 16 h 20", "4 March 2025 at 16:20"),
    ],
)
def test_a_moment(moment: tuple[int, ...], french: str, english: str) -> None:
    """The day as it is spoken of, then the hour."""
    said = said_at(ms(*moment), NOW, ZONE)
    assert LOCALES.text(said, "fr") == french
    assert LOCALES.text(said, "en") == english


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        ((2026, 3, 4, 16, 19, 30), "à l'instant", "just now"),
        ((2026, 3, 4, 16, 30), "à l'instant", "just now"),
        ((2026, 3, 4, 16, 19), "il y a 1 min", "1 min ago"),
        ((2026, 3, 4, 15, 21), "il y a 59 min", "59 min ago"),
        ((2026, 3, 4, 15, 20), "il y a 1 h", "1 h ago"),
        ((2026, 3, 4, 0, 10), "il y a 16 h", "16 h ago"),
        ((2026, 3, 3, 23, 0), "hier", "yesterday"),
        ((2026, 3, 2, 16, 20), "lundi 2 mars", "Monday 2 March"),
        ((2024, 12, 31, 16, 20), "31 décembre 2024", "31 December 2024"),
    ],
)
def test_how_long_ago(moment: tuple[int, ...], french: str, english: str) -> None:
    """Minutes, hours, then the day."""
    said = said_ago(ms(*moment), NOW, ZONE)
    assert LOCALES.text(said, "fr") == french
    assert LOCALES.text(said, "en") == english


def test_just_after_midnight_hours_still_count() -> None:
    """At half past midnight what was done at eleven is two hours ago, not yesterday."""
    assert LOCALES.text(said_ago(ms(2026, 3, 3, 22, 30), ms(2026, 3, 4, 0, 30), ZONE), "fr") == "il y a 2 h"


def test_days_are_those_of_the_zone() -> None:
    """The same moment is another day further east."""
    late = ms(2026, 3, 3, 23, 30)
    assert LOCALES.text(said_at(late, NOW, ZONE), "fr") == "hier à 23 h 30"
    assert LOCALES.text(said_at(late, NOW, EAST), "fr") == "aujourd'hui à 0 h 30"
    assert LOCALES.text(said_in_full(late, EAST), "fr") == "4 mars 2026 à 0 h 30"
    assert local(late, EAST).date() == dt.date(2026, 3, 4)
    assert LOCALES.text(said_day(dt.date(2026, 3, 4), dt.date(2026, 3, 4)), "fr") == "aujourd'hui"


def test_periods() -> None:
    """The last day belongs to a period, though its end is left out."""
    march, april = ms(2026, 3, 1), ms(2026, 4, 1)
    told = [said_period(*each, ZONE) for each in ((None, None), (march, None), (None, april), (march, april))]
    assert [LOCALES.text(said, "fr") for said in told] == [
        "depuis le début",
        "depuis le 1er mars 2026",
        "jusqu'au 31 mars 2026",
        "du 1er mars 2026 au 31 mars 2026",
    ]
