"""Reads a session told in one sentence; `ToldSession` says what was understood, and what of that is in doubt.

Order: the day, how long, how many, the kind, what about, where; each takes its words, so that none is read twice. A
message that names no kind of session is none, however many people it counts; nor is a question, a wish, or what never
took place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from dialogues.interview.told import ToldSession
from dialogues.locales import Locales
from nlu.sessions.activity import mentions, outside_of_others, read_activity
from nlu.sessions.counts import read_counts
from nlu.sessions.lasting import read_lasting
from nlu.sessions.place import read_place
from nlu.sessions.spelling import spelling
from nlu.sessions.tokens import Sentence
from nlu.sessions.topic import left_over, read_topic
from nlu.sessions.vocabulary import Vocabulary, vocabulary
from nlu.sessions.when import read_when

_HELD = frozenset({"activity", "count", "date"})
LONGEST = 600
"""Characters of a session in a sentence; a longer message is a story."""


class Reader:
    """A `SessionReader`: words and rules, no model; its vocabulary is read at the first sentence.

    Args:
        locales: numerals and months.
    """

    def __init__(self, locales: Locales) -> None:
        self._locales = locales

    def read(self, text: str, today: dt.date, *, wanted: bool = False) -> ToldSession | None:
        """What a message tells of a session.

        Args:
            text: as typed, one session.
            today: the day where it was held.
            wanted: it is known that a session is told: whatever can be read of it is returned.

        Returns:
            What was understood; None for a message that tells of no session.
        """
        if not text.strip() or len(text) > LONGEST:
            return None
        words = vocabulary()
        sentence = Sentence.of(text)
        spelling(self._locales).mend(sentence)
        told = self._told(sentence, today, words, wanted=wanted)
        denied = _denied(sentence, words) or _ahead(sentence, told, today, words)
        tells = not denied and (_tells(sentence, told, words) or _tells_without_kind(sentence, told, words))
        if tells or (wanted and told != ToldSession(unread=told.unread)):
            return replace(told, tells=tells, denied=denied)
        return None

    def _told(self, sentence: Sentence, today: dt.date, words: Vocabulary, *, wanted: bool) -> ToldSession:
        found = mentions(sentence, words)
        day = read_when(sentence, today, words, self._locales)
        minutes = read_lasting(sentence, words, self._locales)
        counted = read_counts(sentence, words, self._locales)
        found = outside_of_others(sentence, found)
        topic = read_topic(sentence, found, words)
        activity = read_activity(sentence, found)
        people = counted.total is not None
        place = read_place(sentence, words, bare=activity is not None, counted=people)
        if topic is None and (activity is not None or wanted) and (people or place or day):
            topic = left_over(sentence, words)
        return ToldSession(
            activity,
            place,
            counted.parts.get("women"),
            counted.parts.get("men"),
            counted.parts.get("girls"),
            counted.parts.get("boys"),
            counted.total,
            topic,
            day,
            minutes,
            _unread(sentence, words),
            counted.said,
        )


def _denied(sentence: Sentence, words: Vocabulary) -> bool:
    """Whether a message asks, wishes, or says that nothing took place."""
    if sentence.is_sign(len(sentence) - 1, "?؟"):
        return True
    if sentence.words and words["other.asks"].at(sentence.words, 0) is not None:
        return True
    clauses = list(_clauses(sentence))
    denies = [any(words["other.not_told"].at(sentence.words, at) is not None for at in each) for each in clauses]
    whole = [{"activity"} < {sentence.taken[at] for at in each} & _HELD for each in clauses]
    return any(denies) and not any(tells and not denied for tells, denied in zip(whole, denies, strict=True))


def _clauses(sentence: Sentence) -> Iterator[range]:
    """The sentences of a message: what «les femmes veulent une autre causerie» wishes, the one before it does not."""
    start = 0
    for place in range(len(sentence) + 1):
        if place == len(sentence) or sentence.is_sign(place, ".;!\n"):
            yield range(start, place)
            start = place + 1


def _tells(sentence: Sentence, told: ToldSession, words: Vocabulary) -> bool:
    """Whether there is enough in it: a kind of session, and people, a day or a time; or it opens as a record does."""
    if told.activity is None:
        return False
    if any(said is not None for said in told.counts.values()):
        return True
    held = told.minutes is not None or _opens(sentence, words)
    return told.activity.certain and (told.date is not None or (told.place is not None and held))


def _opens(sentence: Sentence, words: Vocabulary) -> bool:
    """Whether a message begins with its kind, greetings apart: «plaidoyer auprès du maire de Kati»."""
    begun = 0
    while begun < len(sentence) and (sentence.is_sign(begun) or words.has("other.noise", sentence.words[begun])):
        begun += 1
    return begun < len(sentence) and sentence.taken[begun] == "activity"


def _tells_without_kind(sentence: Sentence, told: ToldSession, words: Vocabulary) -> bool:
    """Whether everything but the kind is there: «Nara hier 14F 6H thème état civil»."""
    if told.activity is not None or told.topic is None or told.place is None or None in (told.women, told.men):
        return False
    labelled = any(words["topic.labels"].at(sentence.words, place) is not None for place in range(len(sentence)))
    return labelled and told.place.certain and told.place.value.split(", ")[-1] in words.named


def _ahead(sentence: Sentence, told: ToldSession, today: dt.date, words: Vocabulary) -> bool:
    """Whether a message tells of «demain»: nothing was held yet."""
    if told.date is None or told.date.value <= today:
        return False
    spoken = (words["when.days"].at(sentence.words, place) for place in range(len(sentence)))
    return any(read is not None and int(read[0]) > 0 for read in spoken)


def _unread(sentence: Sentence, words: Vocabulary) -> str:
    """The words that went nowhere, small ones apart."""
    left: list[str] = []
    for place, token in enumerate(sentence.tokens):
        one = (token.folded,)
        nothing = sentence.taken[place] or sentence.is_sign(place)
        if nothing or one in words["other.small"].meanings or one in words["other.noise"].meanings:
            continue
        left.append(token.text)
    return " ".join(left)
