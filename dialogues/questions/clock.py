"""Times of day as people write them: «10h30», «10 h», «midi», «dix heures moins le quart», «العاشرة والربع».

Rules:

1. Figures with their minutes are plain; everything else is told back.
2. «du soir», «pm» add twelve; «moins le quart», «et quart», «et demie» change a whole hour.
3. «vers 10 h» is doubtful.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain
from dialogues.messages import Phrase
from dialogues.questions.moments import LONGEST, is_figures, without_at
from dialogues.questions.numbers import Number, ascii_digits, read_numeral, without_about

if TYPE_CHECKING:
    from dialogues.locales import Locales

NO_SUCH_TIME = Phrase("questions.time.no_such_time")

_CLOCK = re.compile(r"([0-9]{1,2}) ?[:hH.] ?([0-9]{1,2})(?: ?[:.mM] ?([0-9]{1,2})?(?:\.[0-9]+)?)?(?: ?(?:mn|min))?")
_MOST_WORDS = 8
_HOUR, _HALF, _QUARTER = 60, 30, 15


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day was read.

    Args:
        time: of the clock.
        plain: it was written in figures, with its minutes.
        doubtful: «vers».
    """

    time: dt.time
    plain: bool = True
    doubtful: bool = False


def read_hour(text: str, now: dt.time, locales: Locales) -> Hour | Phrase | None:
    """Read a whole message as one time of day.

    Args:
        text: as typed.
        now: the time of the clock.
        locales: words for noon, midnight, hour, morning and afternoon.

    Returns:
        The time, a phrase that says what is wrong with it, or None when it is not a time.
    """
    if len(text) > LONGEST:
        return None
    tidy, rough = without_about(ascii_digits(plain(text)).rstrip(" .!"), locales)
    found = _hour_of(tidy, now, locales)
    return replace(found, doubtful=True, plain=False) if rough and isinstance(found, Hour) else found


def _hour_of(tidy: str, now: dt.time, locales: Locales) -> Hour | Phrase | None:
    folded = without_at(fold(tidy), locales)
    words = locales.words
    if folded in words["now"]:
        return Hour(now.replace(second=0, microsecond=0, tzinfo=None), plain=False)
    clock = _CLOCK.fullmatch(tidy)
    if clock is not None and (len(clock[2]) == 2 or "h" in tidy.lower()):  # «3,5» may be a number, never 3 h 05
        return _hour(int(clock[1]), int(clock[2]), int(clock[3] or 0), plain=True)
    half, rest = _half_of_day(folded, locales)
    whole, minutes = _parts_of_hour(rest.split(" "), locales)
    found = _named_hour(" ".join(whole), locales) or _hour_in_words(whole, half, locales)
    count = _count(whole, locales) if minutes and found is None else None
    if count is not None:  # «half past ten»
        found = _hour(count if half is None else count % 12 + (12 if half else 0), 0)
    if not minutes or not isinstance(found, Hour):
        return found
    if found.time.minute:
        return None
    at = (found.time.hour * _HOUR + minutes) % (24 * _HOUR)
    return Hour(dt.time(at // _HOUR, at % _HOUR), plain=False)


def _half_of_day(folded: str, locales: Locales) -> tuple[bool | None, str]:
    """False for the morning, True for the afternoon, and the words without it: «3 pm», «8 h du soir»."""
    for afternoon, name in ((False, "morning"), (True, "afternoon")):
        for ending in sorted(locales.words[name], key=len, reverse=True):
            rest = folded.removesuffix(ending)
            if rest not in (folded, "") and (rest[-1] == " " or rest[-1].isdigit()):
                return afternoon, rest.rstrip()
    return None, folded


def _hour_in_words(words: list[str], half: bool | None, locales: Locales) -> Hour | Phrase | None:
    if len(words) > _MOST_WORDS:
        return None
    joined = re.fullmatch(r"([0-9]{1,2})h([0-9]{2})?", words[0])
    if joined is not None:
        words = [joined[1], "h", *([joined[2]] if joined[2] else []), *words[1:]]
    named = locales.hours.get(" ".join(words))
    if named is not None:
        words = [str(named)]
    place = next((at for at, word in enumerate(words) if word in locales.words["hour"]), None)
    if place is not None:
        first, second = words[:place], words[place + 1 :]
    elif len(words) == 2 and all(is_figures(word) for word in words):
        first, second = words[:1], words[1:]
    elif len(words) == 1 and is_figures(words[0]):
        first, second = words, []
    else:
        return None
    hour, minute = _count(first, locales), _count(second, locales) if second else 0
    if hour is None or minute is None:
        return None
    if half is not None and not 1 <= hour <= 12:
        return NO_SUCH_TIME if hour > 23 else _hour(hour, minute)
    if half is not None:
        hour = hour % 12 + (12 if half else 0)
    return _hour(hour, minute)


def _count(words: list[str], locales: Locales) -> int | None:
    word = " ".join(words)
    if is_figures(word):
        return int(word)
    spoken = read_numeral(word, locales)
    if not isinstance(spoken, Number) or spoken.approximate or spoken.value < 0 or spoken.value != int(spoken.value):
        return None
    return int(spoken.value)


def _hour(hour: int, minute: int, second: int = 0, *, plain: bool = False) -> Hour | Phrase:
    try:
        return Hour(dt.time(hour, minute, second), plain)
    except ValueError:
        return NO_SUCH_TIME


def _named_hour(words: str, locales: Locales) -> Hour | None:
    """«midi», «minuit»."""
    if words in locales.words["noon"]:
        return Hour(dt.time(12), plain=False)
    return Hour(dt.time(0), plain=False) if words in locales.words["midnight"] else None


def _parts_of_hour(words: list[str], locales: Locales) -> tuple[list[str], int]:
    """Words without «moins le quart», «et demie», «half past», and the minutes that those add."""
    known = locales.words
    for at in range(1, len(words)):
        before, after = words[:at], words[at + 1 :]
        if words[at] in known["ahead_less"] | known["ahead_past"]:  # «quarter past ten», «ten to six»
            ahead = _minutes(before, locales)
            return (after, -ahead if words[at] in known["ahead_less"] else ahead) if ahead and after else (words, 0)
        less, more = words[at] in known["less"], words[at] in known["past"]
        if not less and not more and words[at][:1] == "و":  # Arabic writes «and» joined to what follows
            more, after = True, [words[at][1:], *after]
        if not (less or more) or not after:
            continue
        minutes = _minutes(after, locales)
        if minutes:
            return before, -minutes if less else minutes
    return words, 0


def _minutes(words: list[str], locales: Locales) -> int:
    """«le quart», «demie», «cinq», «10 minutes» as minutes; 0 for anything else."""
    known = locales.words
    kept = [word for word in words if word not in known["at"] and word not in known["article"]]
    kept = kept[:-1] if len(kept) > 1 and locales.lasting.get(kept[-1]) == 1 else kept
    kept = kept[1:] if len(kept) > 1 and locales.numerals.get(kept[0]) == 1 else kept
    if len(kept) == 1 and kept[0].removeprefix("ال") in known["quarter"]:
        return _QUARTER
    if len(kept) == 1 and kept[0].removeprefix("ال") in known["half"]:
        return _HALF
    count = _count(kept, locales) if kept else None
    return count if count is not None and count < _HOUR else 0
