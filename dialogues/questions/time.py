"""Time: a time of day with its distance from UTC, stored as `10:30:00.000+00:00` (as ODK stores times)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.locales.loader import time_phrase
from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Outcome, ParseContext, QuestionType, Read, Unread, one_column
from dialogues.questions.clock import read_hour

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.locales import Locales

_CANONICAL = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,3})?(?:Z|[-+][0-9]{2}:[0-9]{2})?")


def _parse(text: str, context: ParseContext) -> Outcome:
    hour = read_hour(text, context.now.time(), context.locales)
    if hour is None:
        return Unread(Phrase("questions.time.unread"))
    if isinstance(hour, Phrase):
        return Unread(hour, final=True)
    echo = None if hour.plain else Phrase("questions.echo", {"value": time_phrase(hour.time)})
    moment = with_offset(dt.datetime.combine(context.now.date(), hour.time), context.now)
    return Read(moment.timetz().isoformat(timespec="milliseconds"), doubtful=hour.doubtful, echo=echo)


def with_offset(moment: dt.datetime, now: dt.datetime) -> dt.datetime:
    """A moment of the clock on the wall, with the distance from UTC of its place on that day.

    Args:
        moment: naive.
        now: aware, in the zone of the interview. Its own offset is taken where the zone had an odd one (before
            standard time, Bamako stood at -00:32:00 and ISO 8601 knows no seconds).
    """
    offset = moment.replace(tzinfo=now.tzinfo).utcoffset()
    if offset is None or offset % dt.timedelta(minutes=1):
        offset = now.utcoffset() or dt.timedelta()
    return moment.replace(tzinfo=dt.timezone(offset))


def _time(value: str) -> dt.time | None:
    if not _CANONICAL.fullmatch(value):
        return None
    try:
        return dt.time.fromisoformat(value)
    except ValueError:
        return None


def _valid(value: str) -> bool:
    return _time(value) is not None


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del question, options
    time = _time(value)
    return value if time is None else locales.time(time, language)


TIME = QuestionType(
    key="time",
    widget=Widget.TIME,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=one_column("time"),
    value_types=frozenset({"time"}),
)
