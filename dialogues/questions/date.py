"""Date: a day, stored as `2026-03-12` (ODK XForms specification, «Data Types»).

With the appearance `month-year` the day is the first of its month, with `year` the first of January.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.locales import plain
from dialogues.locales.loader import date_phrase
from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Outcome, ParseContext, QuestionType, Read, Unread, one_column
from dialogues.questions.moments import Day, read_day
from dialogues.questions.numbers import ascii_digits

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.locales import Locales

_CANONICAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[1-9][0-9]{3}")


def _parse(text: str, context: ParseContext) -> Outcome:
    if "year" in context.appearance and len(text) < 100 and _YEAR.fullmatch(ascii_digits(plain(text))):
        return Read(f"{ascii_digits(plain(text))}-01-01")
    months = "month-year" in context.appearance
    day = read_day(text, context.now.date(), context.locales, months=months, languages=context.languages)
    if day is None:
        return Unread(Phrase("questions.date.unread"))
    if isinstance(day, Phrase):
        return Unread(day, final=True)
    return read_of(day)


def read_of(day: Day) -> Read:
    """A day that was read, told back where it was not written whole."""
    echo = None if day.plain else Phrase("questions.echo", {"value": date_phrase(day.date)})
    return Read(day.date.isoformat(), doubtful=day.doubtful, echo=echo)


def _valid(value: str) -> bool:
    return _date(value) is not None


def _date(value: str) -> dt.date | None:
    if not _CANONICAL.fullmatch(value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del options
    date = _date(value)
    if date is None:
        return value
    if "year" in question.appearance:
        return str(date.year)
    if "month-year" in question.appearance:
        return f"{locales.text(Phrase(f'dates.months.{date.month}'), language)} {date.year}"
    return locales.date(date, language)


DATE = QuestionType(
    key="date",
    widget=Widget.DATE,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=one_column("date"),
    value_types=frozenset({"date"}),
)
