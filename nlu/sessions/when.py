"""The day of a session: «hier», «lundi passé», «le 3 mars», «il y a 3 jours», «bi», «قبل أمس».

A session lies behind us: a day without a year is the last one, a weekday the last one. A day that is still to come is
in doubt, and so is a word that means two days.
"""

from __future__ import annotations

import datetime as dt

from dialogues.interview.told import Said
from dialogues.locales import Locales
from dialogues.questions.moments import Day, read_day
from dialogues.questions.numbers import read_numeral
from nlu.sessions.amounts import amount_at
from nlu.sessions.tokens import Kind, Sentence
from nlu.sessions.vocabulary import Vocabulary

_SLOT = "date"
_WIDEST = 4
"""Pieces of a day with its month and year."""
ORDINALS = ("er", "th", "st", "nd", "rd")
"""What is written behind the figure of a day."""
_COUNTED = ("units", "when.unit_days", "when.unit_weeks", "duration.minutes", "duration.hours")
"""What «10-11» counts where it stands before one of them."""
_AFTER_ORDINAL = ("topic.company", "topic.before", "place.before", "when.parts")
"""What shows that «1er» is a day: no «1er groupe»."""
_SHORTEST_UNIT = 5
"""Letters of a unit that a slip leaves known."""
_YEAR = 4
"""Figures of a year."""
_SOON = 31
"""Days ahead that a day without a year may lie: further on it is that of the year before."""


def read_when(sentence: Sentence, today: dt.date, words: Vocabulary, locales: Locales) -> Said[dt.date] | None:
    """The day that a message names; its pieces are taken.

    Args:
        sentence: the message.
        today: the day of the clock where the session was held.
        words: the vocabulary.
        locales: names of months.
    """
    found: list[Said[dt.date]] = []
    place = 0
    while place < len(sentence):
        read = (
            _written(sentence, place, today, words, locales)
            or _with_dash(sentence, place, today, words)
            or _ago(sentence, place, today, words, locales)
            or _weekday(sentence, place, today, words)
            or _spoken(sentence, place, today, words)
            or _of_month(sentence, place, today, words)
        )
        vague = words["when.vague"].at(sentence.words, place) if read is None else None
        if vague is not None:
            sentence.take(place, vague[1], _SLOT)
            place = vague[1]
            continue
        if read is None:
            place += 1
            continue
        day, start, end = read
        start, end = _with_what_belongs(sentence, start, end, words)
        sentence.take(start, end, _SLOT)
        found.append(day)
        place = end
    if not found:
        return None
    days = {each.value for each in found}
    first = found[0]
    return Said(first.value, first.certain and len(days) == 1 and first.value <= today)


_Read = tuple[Said[dt.date], int, int]


def _spoken(sentence: Sentence, place: int, today: dt.date, words: Vocabulary) -> _Read | None:
    """«hier»; «bi» is yesterday where Songhay is spoken, today in Bambara."""
    read = words["when.days"].at(sentence.words, place)
    if read is None or not sentence.is_word(place):
        return None
    said = " ".join(sentence.words[place : read[1]])
    distance, certain = int(read[0]), True
    if said == "bi":
        if read[1] < len(sentence) and words.has("when.after_thirty", sentence.words[read[1]]):  # «bi saba» is thirty
            return None
        if any(words.has("when.songhay", word) for word in sentence.words):
            distance = -1
    return Said(today + dt.timedelta(days=distance), certain), place, read[1]


def _written(sentence: Sentence, place: int, today: dt.date, words: Vocabulary, locales: Locales) -> _Read | None:
    """«03/03», «le 3 mars», «mardi 3 mars 2026», «5th of March»."""
    if sentence.kind(place) is Kind.DAY:
        if any(words[f"duration.{name}"].at(sentence.words, place) for name in ("half_hour", "three_quarters")):
            return None
        read = read_day(sentence.words[place], today, locales)
        return (_behind(read, today), place, place + 1) if isinstance(read, Day) else None
    if sentence.kind(place) not in (Kind.FIGURE, Kind.WORD):
        return None
    several = _first_of_several(sentence, place, words)
    if several is not None:
        read_last = _written(sentence, several, today, words, locales)
        if read_last is None:
            return None
        last, _, end = read_last
        first = _on(last.value, int(sentence.words[place]))
        return None if first is None else (Said(first, last.certain), place, end)
    for end in range(min(len(sentence), place + _WIDEST + 1), place + 1, -1):
        inside = sentence.words[place:end]
        if _begins_a_count(sentence, place, end):
            continue
        if any(sentence.is_sign(at) for at in range(place, end)) or not any(
            _is_month(w, words, locales) for w in inside
        ):
            continue
        said = "".join(w if w in ORDINALS else f" {w}" for w in inside if not words.has("when.of", w)).lstrip()
        if read_numeral(said, locales) is not None:  # «dix sept» is no day of September
            continue
        read = read_day(_with_month(said, words, locales), today, locales)
        if isinstance(read, Day):
            return _behind(read, today), place, end
    return None


def _with_dash(sentence: Sentence, place: int, today: dt.date, words: Vocabulary) -> _Read | None:
    """«21-11»: of this month or the last one, where it is no «20-25 femmes»."""
    if not (sentence.kind(place) is Kind.FIGURE and sentence.is_sign(place + 1, "-") and place + 2 < len(sentence)):
        return None
    day, month = sentence.words[place], sentence.words[place + 2]
    begun = today.replace(day=1) - dt.timedelta(days=1)
    if not day.isdigit() or len(month) != 2 or month not in map(_two, (today, begun)):
        return None
    if _is_counted(sentence, place + 3, words):
        return None
    written = today if month == _two(today) else begun
    found = _on(written, int(day)) if 1 <= int(day) <= 31 else None
    return None if found is None or _two(found) != month else (Said(found), place, place + 3)


def _is_counted(sentence: Sentence, place: int, words: Vocabulary) -> bool:
    """Whether a unit of people or of time follows: «femmes», «autres femmes», «F», «fammes», «minutes»."""
    while sentence.is_word(place) and words.has("total.between", sentence.words[place]):
        place += 1
    if not sentence.is_word(place):
        return False
    word = sentence.words[place]
    letters = {letter.lower() for each in words.letters.values() for letter in each}
    if word in letters or any(words[name].at(sentence.words, place) is not None for name in _COUNTED):
        return True
    return not words.has("other.small", word) and words["units"].near(word, 1, _SHORTEST_UNIT) is not None


def _two(day: dt.date) -> str:
    return f"{day.month:02}"


def _begins_a_count(sentence: Sentence, place: int, end: int) -> bool:
    """Whether the last figure of a day is no year: «17 nov 30 femmes»."""
    last = end - 1
    if sentence.kind(last) is not Kind.FIGURE or len(sentence.words[last]) >= _YEAR or sentence.is_sign(end):
        return False
    return any(sentence.kind(at) is Kind.FIGURE for at in range(place, last))


def _first_of_several(sentence: Sentence, place: int, words: Vocabulary) -> int | None:
    """Where the last day of «du 18 au 20 novembre», «12 et 13 novembre» stands, from the first."""
    if sentence.kind(place) is not Kind.FIGURE or sentence.kind(place + 2) not in (Kind.FIGURE, Kind.DAY):
        return None
    if not (sentence.is_sign(place + 1, "-–") or words.has("when.until", sentence.words[place + 1])):
        return None
    return place + 2 if sentence.words[place].isdigit() else None


def _on(month: dt.date, day: int) -> dt.date | None:
    """A day of the month of another, or of the one before where it comes later."""
    try:
        found = month.replace(day=day)
        return found if found <= month else (month.replace(day=1) - dt.timedelta(days=1)).replace(day=day)
    except ValueError:
        return None


def _is_month(word: str, words: Vocabulary, locales: Locales) -> bool:
    return word in locales.months or words.has("when.months", word)


def _with_month(said: str, words: Vocabulary, locales: Locales) -> str:
    """The words with a month by the name that `read_day` knows."""
    names = {number: name for name, number in reversed(list(locales.months.items()))}
    known = words["when.months"].meanings
    return " ".join(
        names[int(known[(word,)])] if (word,) in known and word not in locales.months else word
        for word in said.split(" ")
    )


def _behind(read: Day, today: dt.date) -> Said[dt.date]:
    """The day as written; without a year the last one, unless it is only some days ahead."""
    day = read.date
    if not read.plain and day.year != today.year and day > today:
        day = _in_year(day, today.year)
    if not read.plain and day > today + dt.timedelta(days=_SOON):
        day = _in_year(day, today.year - 1)
    return Said(day, not read.doubtful)


def _in_year(day: dt.date, year: int) -> dt.date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day


def _ago(sentence: Sentence, place: int, today: dt.date, words: Vocabulary, locales: Locales) -> _Read | None:
    """«il y a 3 jours», «3 days ago», «قبل يومين»."""
    before = words["when.ago_before"].at(sentence.words, place)
    start = place if before is None else before[1]
    two = words["when.two_days"].at(sentence.words, start)
    if before is not None and two is not None:
        return Said(today - dt.timedelta(days=2)), place, two[1]
    amount = amount_at(sentence, start, locales)
    if amount is None:
        return None
    unit = words["when.unit_days"].at(sentence.words, amount.end)
    length = 1
    if unit is None:
        unit, length = words["when.unit_weeks"].at(sentence.words, amount.end), 7
    if unit is None:
        return None
    after = words["when.ago_after"].at(sentence.words, unit[1])
    if (before is None and after is None) or amount.value > 400:
        return None
    day = today - dt.timedelta(days=amount.value * length)
    return Said(day, length == 1), place, unit[1] if after is None else after[1]


def _weekday(sentence: Sentence, place: int, today: dt.date, words: Vocabulary) -> _Read | None:
    """«lundi», «lundi passé», «last Friday», «alamisa tɛmɛnen»."""
    before = words["when.last_before"].at(sentence.words, place)
    coming = words["when.next_before"].at(sentence.words, place)
    start = before[1] if before else coming[1] if coming else place
    read = words["when.weekdays"].at(sentence.words, start)
    short = read is None
    if read is None:
        read = words["when.short_weekdays"].at(sentence.words, start)
    if read is None:
        return None
    last = words["when.last"].at(sentence.words, read[1])
    following = words["when.next"].at(sentence.words, read[1])
    if short and last is None and sentence.kind(read[1]) is not Kind.DAY:
        return None
    if sentence.kind(read[1]) is Kind.DAY:  # «lundi 09/03»: the figures say it
        return None
    back = (today.weekday() - int(read[0])) % 7
    said_last = before is not None or last is not None
    end = last[1] if last else following[1] if following else read[1]
    if coming is not None or following is not None:
        return Said(today + dt.timedelta(days=7 - back), certain=False), place, end
    if back == 0 and said_last:
        back = 7
    return Said(today - dt.timedelta(days=back), back != 0), place, end


def _of_month(sentence: Sentence, place: int, today: dt.date, words: Vocabulary) -> _Read | None:
    """«le 3 courant», «le 3 du mois», «le 3,», «le 1er avec»: the last one; «le 1er groupe» is none."""
    if sentence.kind(place) is not Kind.FIGURE or not sentence.words[place].isdigit():
        return None
    number = int(sentence.words[place])
    end = place + 1
    if end < len(sentence) and sentence.words[end] in ORDINALS:
        end += 1
    after = words["when.this_month"].at(sentence.words, end)
    follows = any(words[name].at(sentence.words, end) is not None for name in _AFTER_ORDINAL)
    ordinal = end > place + 1 and (sentence.kind(end) is Kind.FIGURE or follows)
    alone = place > 0 and sentence.words[place - 1] == "le" and (sentence.is_sign(end) or ordinal)
    if (after is None and not alone) or not 1 <= number <= 31:
        return None
    first = today.replace(day=1)
    if number > today.day:
        first = (first - dt.timedelta(days=1)).replace(day=1)
    try:
        return Said(first.replace(day=number), after is not None), place, end if after is None else after[1]
    except ValueError:
        return None


def _with_what_belongs(sentence: Sentence, start: int, end: int, words: Vocabulary) -> tuple[int, int]:
    """The stretch with «le», «ce» before it and «soir», «matin» after it."""
    while True:
        after = words["when.parts"].at(sentence.words, end)
        if after is None or not sentence.free(end, after[1]):
            break
        end = after[1]
    before = words["when.before"].before(sentence.words, start)
    if before is not None and sentence.free(before[1], start):
        start = before[1]
    return start, end
