"""How long a session took: «2h», «1h30», «de 9h à 11h», «45 mn», «une heure et demie», «ساعتين»; in minutes.

«à 10h» is when it began, not how long it took: it is taken and says nothing. «2h» beside «4f» may be two men.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.interview.told import Said
from dialogues.locales import Locales
from nlu.sessions.amounts import amount_at
from nlu.sessions.tokens import Kind, Sentence
from nlu.sessions.vocabulary import Vocabulary

_SLOT = "duration"
_DAY_BEGINS = 7
"""From this hour on «8h30» alone is a time of day, not a duration."""
_LONGEST = 12
"""Hours of a session."""
_SHORT = 3
"""Hours that «3h» between commas may be; more are men."""
_QUARTER = 10
"""Minutes after an hour from which their number alone is one of minutes."""
_HOURS = 24
"""Hours of a day."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A duration or a time of day in minutes, and its pieces.

    Args:
        bare: «2h»: hours alone, by their letter.
        plain: a figure alone.
    """

    minutes: int
    start: int
    end: int
    bare: bool = False
    plain: bool = False


def read_lasting(sentence: Sentence, words: Vocabulary, locales: Locales) -> Said[int] | None:
    """The duration that a message names; its pieces, and those of times of day, are taken.

    Args:
        sentence: the message.
        words: the vocabulary.
        locales: numerals.
    """
    reader = _Lasting(sentence, words, locales)
    found: list[Said[int]] = []
    place = 0
    while place < len(sentence):
        if sentence.taken[place]:
            place += 1
            continue
        read = reader.between(place) or reader.labelled(place) or reader.time_of_day(place) or reader.alone(place)
        if read is None:
            place += 1
            continue
        said, end = read
        sentence.take(place, end, _SLOT)
        if said is not None:
            found.append(said)
        place = end
    if not found:
        return None
    same = len({each.value for each in found}) == 1
    return Said(found[0].value, found[0].certain and same)


_Read = tuple[Said[int] | None, int]


class _Lasting:
    def __init__(self, sentence: Sentence, words: Vocabulary, locales: Locales) -> None:
        self._s = sentence
        self._w = words
        self._locales = locales
        self._letters = self._by_letters()

    def between(self, place: int) -> _Read | None:
        """«de 9h à 11h», «9h-11h30», «9am to 1pm», «من الساعة 9 إلى الساعة 12»."""
        first = self._w["duration.from"].at(self._s.words, place)
        began = self._hour(first[1] if first else place, plain=first is not None)
        if began is None:
            return None
        apart = first is not None and self._s.is_sign(began.end, ",;/") and began.end < len(self._s)
        to = self._w["duration.to"].at(self._s.words, began.end + apart)
        dash = self._s.is_sign(began.end, "-–—") and began.end < len(self._s)
        if to is None and not dash:
            return None
        if to is not None and not dash and first is None and self._w.has("duration.and", self._s.words[began.end]):
            return None
        ended = self._hour(to[1] if to and not dash else began.end + 1, plain=began.plain)
        if ended is None or (began.bare and ended.bare and first is None and not dash and began.minutes < 6 * 60):
            return None
        minutes = ended.minutes - began.minutes
        if ended.plain and (minutes <= 0 or self._counts(ended.end)):
            return None
        if minutes <= 0:
            minutes += 12 * 60
        return (Said(minutes) if 0 < minutes <= _LONGEST * 60 else None), ended.end

    def _hour(self, place: int, *, plain: bool) -> _Stretch | None:
        """An end of a stretch: a clock time, «الساعة 9», and where it is `plain` a figure alone."""
        at = self._w["duration.at"].at(self._s.words, place)
        start = place if at is None else at[1]
        clock = self._clock(start)
        if clock is not None:
            return clock
        amount = amount_at(self._s, start, self._locales)
        if amount is None or amount.value > _HOURS or amount.words:
            return None
        for name, more in (("am", 0), ("pm", 12)):
            half = self._w[f"duration.{name}"].at(self._s.words, amount.end)
            if half is not None:
                return _Stretch((amount.value % 12 + more) * 60, start, half[1])
        bare = plain or at is not None
        return _Stretch(amount.value * 60, start, amount.end, bare=True, plain=True) if bare else None

    def _counts(self, place: int) -> bool:
        """Whether a figure before this place counts something: «de 10 à 12 femmes»."""
        names = ("units", "total.between", "when.unit_days", "duration.minutes")
        return any(self._w[name].at(self._s.words, place) is not None for name in names)

    def labelled(self, place: int) -> _Read | None:
        """«durée : 2h», «pendant une heure et demie», «لمدة ساعتين»."""
        label = self._w["duration.labels"].at(self._s.words, place)
        if label is None:
            return None
        start = label[1]
        while start < len(self._s):
            about = self._w["total.about"].at(self._s.words, start) or self._w["total.between"].at(self._s.words, start)
            if about is None and not self._s.is_sign(start, ":="):
                break
            start = start + 1 if about is None else about[1]
        read = self._amount(start)
        return None if read is None else (Said(read.minutes), read.end)

    def time_of_day(self, place: int) -> _Read | None:
        """«à 10h», «vers 9h30»: nothing is said of how long."""
        at = self._w["duration.at"].at(self._s.words, place)
        if at is None:
            return None
        read = self._clock(at[1])
        if read is None:
            return None
        accent = self._s.tokens[place].text.lower() == "à"
        return None if self._is_men(read) and self._beside_a_count(read) and not accent else (None, read.end)

    def alone(self, place: int) -> _Read | None:
        """«2h», «1h30», «45 mn», «lɛrɛ kelen» by themselves."""
        read = self._amount(place)
        if read is None or self._is_men(read):
            return None
        after = self._w["duration.after"].at(self._s.words, read.end)
        end = after[1] if after else read.end
        if self._s.kind(place) is Kind.CLOCK and read.minutes >= _DAY_BEGINS * 60 and after is None:
            return None, end
        if read.bare and read.minutes >= _DAY_BEGINS * 60 and after is None:
            return None, end
        return Said(read.minutes), end

    # --- pieces ---------------------------------------------------------------------------------------------------

    def _amount(self, place: int) -> _Stretch | None:
        """A duration that begins at a place."""
        s, w = self._s, self._w
        for name, minutes in (("half_hour", 30), ("three_quarters", 45), ("hour", 60), ("double", 120)):
            read = w[f"duration.{name}"].at(s.words, place)
            if read is not None:
                return self._with_half(_Stretch(minutes, place, read[1]))
        clock = self._clock(place)
        if clock is not None and s.kind(place) is Kind.CLOCK:
            return clock
        number = self._number(place)
        if number is None:
            return self._unit_first(place)
        value, end = number
        half = w["duration.and_half"].at(s.words, end)
        if half is not None and s.words[end] != "30" and w["duration.hours"].at(s.words, half[1]) is not None:
            value, end = value + 0.5, half[1]  # «two and a half hours»
        hours = w["duration.hours"].at(s.words, end)
        if hours is not None:
            bare = s.words[end] == "h"
            made = self._with_half(_Stretch(round(value * 60), place, hours[1], bare=bare))
            return self._with_minutes(made)
        unit = w["duration.minutes"].at(s.words, end)
        return None if unit is None else _Stretch(round(value), place, unit[1])

    def _number(self, place: int) -> tuple[float, int] | None:
        """A number that begins at a place, «1,5» too, and where it ends."""
        amount = amount_at(self._s, place, self._locales)
        if amount is not None:
            return amount.value, amount.end
        if self._s.kind(place) is not Kind.FIGURE or self._s.taken[place]:
            return None
        return float(self._s.words[place].replace(",", ".")), place + 1

    def _unit_first(self, place: int) -> _Stretch | None:
        """«lɛrɛ kelen», «miniti mugan», «ساعة ونصف»."""
        for name, length in (("hours", 60), ("minutes", 1)):
            unit = self._w[f"duration.{name}"].at(self._s.words, place)
            if unit is None or self._w.has("duration.letters", self._s.words[place]):
                continue
            one = self._w["duration.one"].at(self._s.words, place)
            if one is not None:
                return self._with_half(_Stretch(60, place, one[1]))
            amount = amount_at(self._s, unit[1], self._locales)
            if amount is not None and self._w["units"].at(self._s.words, amount.end) is None:
                if amount.value * length > _LONGEST * 60:
                    continue
                return self._with_half(_Stretch(amount.value * length, place, amount.end))
        return None

    def _with_half(self, read: _Stretch) -> _Stretch:
        for name, minutes in (("and_half", 30), ("and_quarter", 15)):
            more = self._w[f"duration.{name}"].at(self._s.words, read.end)
            if more is not None and self._s.words[read.end] != "30":
                return _Stretch(read.minutes + minutes, read.start, more[1])
        return read

    def _with_minutes(self, read: _Stretch) -> _Stretch:
        """«1 heure 30 minutes», «2 heures et 15 minutes»."""
        start = read.end + (read.end < len(self._s) and self._w.has("duration.and", self._s.words[read.end]))
        amount = amount_at(self._s, start, self._locales)
        if amount is None or amount.value > 59:
            return read
        unit = self._w["duration.minutes"].at(self._s.words, amount.end)
        apart = amount.words or self._s.is_sign(amount.end)
        apart = apart and not read.bare and start == read.end and amount.value >= _QUARTER
        if unit is None and apart and not self._counts(amount.end):  # «une heure trente»
            return _Stretch(read.minutes + amount.value, read.start, amount.end)
        return read if unit is None else _Stretch(read.minutes + amount.value, read.start, unit[1])

    def _clock(self, place: int) -> _Stretch | None:
        """A time of day that begins at a place: «9h», «9h30», «10:15», «midi», «9 heures»."""
        s = self._s
        if place >= len(s) or s.taken[place]:
            return None
        if s.kind(place) is Kind.CLOCK:
            hour, _, minute = s.words[place].lower().replace(" ", "").replace("h", ":").partition(":")
            end = place + 1
            unit = self._w["duration.minutes"].at(s.words, end)
            read = int(hour) * 60 + int(minute)
            return _Stretch(read, place, unit[1] if unit else end) if int(minute) < 60 else None
        noon = self._w["duration.noon"].at(s.words, place)
        if noon is not None:
            return _Stretch(12 * 60, place, noon[1])
        hour_first = amount_at(s, place, self._locales)
        if hour_first is None or hour_first.value > 24:
            return None
        unit = self._w["duration.hours"].at(s.words, hour_first.end)
        if unit is None:
            return None
        return _Stretch(hour_first.value * 60, place, unit[1], bare=s.words[hour_first.end] == "h")

    # --- «h»: hours or men ----------------------------------------------------------------------------------------

    def _by_letters(self) -> bool:
        """Whether people are counted by letters here: «4f 1h», «F:22»."""
        s = self._s
        for place in range(len(s)):
            if not (s.is_word(place) and self._w.has("duration.beside_men", s.words[place])):
                continue
            if s.kind(place - 1) is Kind.FIGURE or s.kind(place + 1) is Kind.FIGURE:
                return True
            if s.is_sign(place + 1, ":=") and s.kind(place + 2) is Kind.FIGURE:
                return True
        return False

    def _beside_a_count(self, read: _Stretch) -> bool:
        """Whether another figure with its unit stands right before or after: «4f 1h», «35h 28f»; not «4f, 1h»."""
        s = self._s
        apart = ",;/+" if read.minutes > _SHORT * 60 else "/+"
        before = read.start - 1 - s.is_sign(read.start - 1, apart)
        before -= before > 0 and self._w.has("duration.and", s.words[before])
        after = read.end + s.is_sign(read.end, apart)
        unit = s.is_word(before) and self._counting(before)
        return (unit and s.kind(before - 1) is Kind.FIGURE) or (
            s.kind(after) is Kind.FIGURE and s.is_word(after + 1) and self._counting(after + 1)
        )

    def _counting(self, place: int) -> bool:
        word = self._s.words[place]
        return self._w.has("units", word) or self._w.has("duration.beside_men", word)

    def _is_men(self, read: _Stretch) -> bool:
        """Whether «8h» counts men: by a capital, beside other letters, or where no day has so many hours."""
        if not read.bare:
            return False
        letter = self._s.tokens[read.end - 1].text
        after = self._s.words[read.end : read.end + 1]
        if self._w["duration.after"].at(self._s.words, read.end) is not None and after != ["d"]:
            return False
        if letter == "H":
            return not self._s.text.isupper() or self._letters or read.minutes > _LONGEST * 60
        if read.minutes > _HOURS * 60:
            return True
        if self._men_elsewhere(read):
            return False
        return (self._letters and self._beside_a_count(read)) or read.minutes > _LONGEST * 60

    def _men_elsewhere(self, read: _Stretch) -> bool:
        """Whether men are counted somewhere else in the message."""
        s = self._s
        for place in range(len(s)):
            if read.start <= place < read.end or not s.is_word(place) or s.taken[place]:
                continue
            counted = s.kind(place - 1) is Kind.FIGURE or s.kind(place + 1) is Kind.FIGURE
            counted = counted or (s.is_sign(place + 1, ":=") and s.kind(place + 2) is Kind.FIGURE)
            if not counted:
                continue
            if s.words[place] == "h":
                other = next((s.words[at] for at in (place - 1, place + 1) if s.kind(at) is Kind.FIGURE), "0")
                if (other.isdigit() and int(other) * 60 > read.minutes) or place < read.start:
                    return True
            elif self._w["units"].meanings.get((s.words[place],)) == "men":
                return True
        return False
