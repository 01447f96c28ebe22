"""Lengths of time and days counted from today, against tables; whatever is typed, nothing is raised."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.locales import Locales
from dialogues.messages import Phrase
from dialogues.questions.clock import Hour, read_hour
from dialogues.questions.measured import read_span
from dialogues.questions.moments import Day, read_day
from dialogues.questions.spans import Span, read_duration
from dialogues.questions.units import Counts

LOCALES = Locales.load()
TODAY = dt.date(2026, 3, 12)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2h", "120"),
        ("1h30", "90"),
        ("1 h 30 mn", "90"),
        ("une heure et demie", "90"),
        ("une heure et quart", "75"),
        ("2 heures moins le quart", "105"),
        ("45 mn", "45"),
        ("45mn", "45"),
        ("une demi-heure", "30"),
        ("un quart d'heure", "15"),
        ("trois quarts d'heure", "45"),
        ("1,5 h", "90"),
        ("1 heure 20", "80"),
        ("1 heure et 20 minutes", "80"),
        ("deux heures trente", "150"),
        ("half an hour", "30"),
        ("an hour and a half", "90"),
        ("ساعتين", "120"),
        ("ساعة ونصف", "90"),
        ("نصف ساعة", "30"),
        ("٣ ساعات", "180"),
        ("lɛrɛ fila", "120"),
        ("guuru hinka", "120"),
        ("de 9h à 11h30", "150"),
        ("من 9:00 إلى 11:00", "120"),
    ],
)
def test_minutes(text: str, minutes: str) -> None:
    """Hours, minutes, halves and quarters, in five languages."""
    assert read_span(text, LOCALES) == Span(minutes=Decimal(minutes))


@pytest.mark.parametrize(
    ("text", "days", "doubtful"),
    [
        ("3 jours", "3", False),
        ("deux semaines", "14", False),
        ("une demi-journée", "0.5", False),
        ("toute la journée", "1", False),
        ("environ 3 jours", "3", True),
        ("une dizaine de jours", "10", True),
        ("يومين", "2", False),
        ("1,5 jour", "1.5", False),
    ],
)
def test_days(text: str, days: str, doubtful: bool) -> None:
    """Days and weeks are days."""
    assert read_duration(text, LOCALES) == Span(days=Decimal(days), doubtful=doubtful)


@pytest.mark.parametrize(
    "text",
    ["", "h", "heure", "0h", "0 minutes", "0,0 h", "5 ou 6 heures", "1h60", "2 jours et demi", "2", "quelques minutes",
     "de 11h à 9h", "9-11", "de 9h", "à 11h", "2 heures 3 heures 4 heures", "une heure et", "une heure et 70 minutes",
     "4 quarts d'heure", "heure " * 30, "1,5 fois", "ans", "une heure moins deux heures",
     "une heure et 2 jours", "hemre minutes"],
)  # fmt: skip
def test_what_is_no_length_of_time(text: str) -> None:
    """Two of them, none, or words that do not add up."""
    assert read_span(text, LOCALES) is None


def test_days_are_no_hours_and_hours_no_days() -> None:
    """Half a day is four hours, perhaps; two days are nobody knows how many."""
    assert Span(days=Decimal("0.5")).counted_in(Counts.HOURS) == (Decimal(4), True)
    assert Span(days=Decimal(2)).counted_in(Counts.MINUTES) is None
    assert Span(minutes=Decimal(90)).counted_in(Counts.DAYS) is None
    assert Span(minutes=Decimal(90)).counted_in(Counts.HOURS) == (Decimal("1.5"), False)


@given(st.integers(1, 400))
def test_days_away(days: int) -> None:
    """«il y a n jours» and «dans n jours», in figures."""
    before = read_day(f"il y a {days} jours", TODAY, LOCALES)
    after = read_day(f"dans {days} jours", TODAY, LOCALES)
    assert before == Day(TODAY - dt.timedelta(days=days), plain=False)
    assert after == Day(TODAY + dt.timedelta(days=days), plain=False)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.integers(0, 6))
def test_a_weekday_past_or_to_come(today: dt.date, weekday: int) -> None:
    """The last one lies in the seven days before, the next one in the seven days after."""
    name = LOCALES.text(Phrase(f"dates.weekdays.{weekday}"), "fr")
    past, coming = read_day(f"{name} passé", today, LOCALES), read_day(f"{name} prochain", today, LOCALES)
    assert isinstance(past, Day)
    assert isinstance(coming, Day)
    assert past.date.weekday() == coming.date.weekday() == weekday
    assert (coming.date - past.date).days in (7, 14)
    assert past.date < today < coming.date


@given(st.times(), st.sampled_from(["fr", "en", "ar"]))
def test_a_time_as_it_is_shown_is_read(time: dt.time, language: str) -> None:
    """Every minute of the day, as the bot itself writes it."""
    time = time.replace(second=0, microsecond=0, tzinfo=None)
    read = read_hour(LOCALES.time(time, language), dt.time(9), LOCALES)
    assert isinstance(read, Hour)
    assert read.time == time


WORDS = sorted(
    {word for table in (LOCALES.lasting, LOCALES.days_long, LOCALES.hours) for word in table}
    | {word for name in ("half", "quarter", "less", "past", "from", "to", "ago", "last", "period") for word in
       LOCALES.words[name]}
)  # fmt: skip


@given(
    st.lists(
        st.one_of(st.sampled_from(WORDS), st.sampled_from(["2", "10h", "lundi", "un", "mars"]), st.text(max_size=4)),
        max_size=9,
    ),
    st.sampled_from([" ", "-", ""]),
)
def test_nothing_is_raised(words: list[str], between: str) -> None:
    """Whatever stands beside whatever."""
    text = between.join(words)
    span = read_span(text, LOCALES)
    assert span is None or span.minutes > 0 or span.days > 0
    for read in (read_day(text, TODAY, LOCALES), read_hour(text, dt.time(9), LOCALES)):
        assert read is None or isinstance(read, Day | Hour | Phrase)
