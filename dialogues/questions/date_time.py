"""DateTime: a moment with its distance from UTC, stored as `2026-03-12T10:30:00.000+00:00`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain
from dialogues.locales.loader import date_time_phrase
from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Outcome, ParseContext, QuestionType, Read, Unread, one_column
from dialogues.questions.clock import Hour, read_hour
from dialogues.questions.moments import LONGEST, Day, read_day
from dialogues.questions.numbers import ascii_digits
from dialogues.questions.time import with_offset

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.locales import Locales

_CANONICAL = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,3})?(?:Z|[-+][0-9]{2}:[0-9]{2})?"
)
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::[0-9]{2})?")
_UNREAD = Phrase("questions.date_time.unread")


def _parse(text: str, context: ParseContext) -> Outcome:
    if len(text) > LONGEST:
        return Unread(_UNREAD)
    tidy = ascii_digits(plain(text)).replace(",", " ")
    if fold(tidy) in context.locales.words["now"]:
        return _read(Day(context.now.date(), plain=False), Hour(context.now.time().replace(second=0)), context)
    iso = _ISO.fullmatch(tidy)
    words = [iso[1], iso[2]] if iso is not None else tidy.split()
    readings: dict[tuple[dt.date, dt.time], tuple[Day, Hour]] = {}
    wrong: list[Phrase] = []
    for place in range(1, min(len(words), 12)):
        day = read_day(" ".join(words[:place]), context.now.date(), context.locales, languages=context.languages)
        hour = read_hour(" ".join(words[place:]), context.now.time(), context.locales)
        if isinstance(day, Day) and isinstance(hour, Hour):
            readings[day.date, hour.time] = (day, hour)
        elif day is not None and hour is not None:
            wrong += [part for part in (day, hour) if isinstance(part, Phrase)]
    if len(readings) == 1:
        return _read(*next(iter(readings.values())), context)
    if wrong and not readings:
        return Unread(wrong[0], final=True)
    return Unread(_UNREAD, final=bool(readings))


def _read(day: Day, hour: Hour, context: ParseContext) -> Read:
    moment = with_offset(dt.datetime.combine(day.date, hour.time), context.now)
    value = moment.replace(microsecond=0).isoformat(timespec="milliseconds")
    written = day.plain and hour.plain
    echo = None if written else Phrase("questions.echo", {"value": date_time_phrase(moment)})
    return Read(value, doubtful=day.doubtful or hour.doubtful, echo=echo)


def _moment(value: str) -> dt.datetime | None:
    if not _CANONICAL.fullmatch(value):
        return None
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        return None


def _valid(value: str) -> bool:
    return _moment(value) is not None


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del question, options
    moment = _moment(value)
    return value if moment is None else locales.date_time(moment, language)


DATE_TIME = QuestionType(
    key="dateTime",
    widget=Widget.DATE_TIME,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=one_column("datetime"),
    value_types=frozenset({"dateTime"}),
)
