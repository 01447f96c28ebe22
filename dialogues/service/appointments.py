"""When to call back, and in which language, from the pieces that a reader found in somebody's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dialogues.forms.languages import NATIVE
from dialogues.locales import Locales, fold
from dialogues.ports import Entity
from dialogues.questions.clock import Hour, read_hour
from dialogues.questions.moments import Day, read_day

__all__ = ["moment_of", "question_of", "tag_of"]

_FARTHEST = dt.timedelta(days=90)

_NAMES = {
    "fr": "francais french franse tubabukan الفرنسيه فرنسيه",
    "en": "anglais englais english angilekan الانجليزيه انجليزيه الانكليزيه",
    "ar": "arabe arab arabic arabu arabukan larabukan العربيه عربيه",
    "bm": "bambara bamanan bamanankan bamana dioula البمبارا",
    "ff": "peul peulh pular pulaar poular fulfulde fulani fulakan fula البولاريه",
    "ses": "songhay songhai songoy sonrai sonrhai koroborokan koroboro",
    "snk": "soninke sarakole marakakan السوننكيه السونينكيه",
    "taq": "tamasheq tamashek tamacheq tamachek touareg burudamekan الطوارقيه",
    "mey": "hassaniya hassania hassanya maure surakakan الحسانيه حسانيه",
}
"""What people call the languages, folded."""
_TAGS = {name: tag for tag, names in _NAMES.items() for name in names.split()} | {
    fold(name): tag for tag, name in NATIVE.items()
}


def tag_of(entities: Sequence[Entity]) -> str:
    """The IETF tag of the one language that is named; "" for none, for two, and for one that nobody here knows."""
    named = {_TAGS.get(_bare(one.value), "") for one in entities if one.kind == "language"}
    return named.pop() if len(named) == 1 else ""


def _bare(name: str) -> str:
    """A name without the Arabic «in», and in one word: «tubabu kan»."""
    bare = fold(name).replace(" ", "")
    return bare.removeprefix("ب") if bare.startswith("بال") else bare


def question_of(entities: Sequence[Entity]) -> str:
    """The one question whose number is told, "" where there is none or more than one."""
    numbers = {fold(one.value).replace(" ", ".") for one in entities if one.kind == "question_ref"}
    return numbers.pop() if len(numbers) == 1 else ""


def moment_of(entities: Sequence[Entity], now: dt.datetime, locales: Locales) -> dt.datetime | None:
    """The moment that a day and an hour tell, always one to come.

    Args:
        entities: what was found.
        now: the moment of the message, aware, where the person is.
        locales: words of days and hours.

    Returns:
        The one moment that they tell: «lundi» is the next one, an hour alone is today or tomorrow, a day alone keeps
        the hour of the clock. None where there is none, more than one, or one farther than three months.
    """
    today, clock = now.date(), now.time().replace(second=0, microsecond=0)
    days = [_day(one.value, today, locales) for one in entities if one.kind == "date"]
    hours = [_hour(one.value, clock, locales) for one in entities if one.kind == "time"]
    if len(days) > 1 or len(hours) > 1 or not (days or hours):
        return None
    day, hour = days[0] if days else today, hours[0] if hours else clock
    if day is None or hour is None:
        return None
    moment = dt.datetime.combine(day, hour, now.tzinfo)
    if moment <= now and not days:
        moment += dt.timedelta(days=1)
    return moment if now < moment < now + _FARTHEST else None


def _day(text: str, today: dt.date, locales: Locales) -> dt.date | None:
    """A day; a weekday alone is the next one."""
    found = read_day(text, today, locales) if fold(text) else None
    if isinstance(found, Day):
        return found.date
    weekdays = [locales.weekdays[word] for word in fold(text).split() if word in locales.weekdays]
    if found is not None or len(weekdays) != 1:
        return None
    return today + dt.timedelta(days=(weekdays[0] - today.weekday() - 1) % 7 + 1)


def _hour(text: str, clock: dt.time, locales: Locales) -> dt.time | None:
    found = read_hour(text, clock, locales) if fold(text) else None
    return found.time if isinstance(found, Hour) else None
