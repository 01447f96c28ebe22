"""What kind of session: «causerie», «VAD», «émission radio», «AG», «حصة توعية», slips of the finger forgiven.

What says more wins: «causerie de sensibilisation» is a causerie, «réunion de plaidoyer» advocacy; a bare «séance» is
an awareness session, in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.interview.told import Activity, Said
from nlu.distance import allowed
from nlu.sessions.tokens import Kind, Sentence
from nlu.sessions.vocabulary import Vocabulary

_SLOT = "activity"
_BARE = "session"
_SHORTEST_SLIP = 6
_LONG = 8
"""Letters of a word beyond which it may have more than one slip."""
_TALK = "causerie"
_ON_AIR = frozenset({"emission_radio", "emission_tv"})
_ORDER = ("session", "sensibilisation", "reunion_communautaire")
"""What any other kind wins over, the weakest first."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A kind of session that stands in a message."""

    meaning: str
    start: int
    end: int
    certain: bool = True


def mentions(sentence: Sentence, words: Vocabulary) -> Sequence[Mention]:
    """Every kind of session that stands in what is not taken.

    Args:
        sentence: the message.
        words: the vocabulary.
    """
    found: list[Mention] = []
    place = 0
    while place < len(sentence):
        parted = _parted(sentence, place, words)
        read = words["activities"].at(sentence.words, place) or parted
        if read is not None and sentence.free(place, read[1]):
            if read == parted:  # before its figure counts anybody
                sentence.take(place, read[1], _SLOT)
            found.append(Mention(read[0], place, read[1]))
            place = read[1]
            continue
        slipped = _slipped(sentence, place, words)
        if slipped is not None:
            found.append(Mention(slipped, place, place + 1, certain=False))
        place += 1
    return found


def chosen(found: Sequence[Mention]) -> Mention | None:
    """The kind that a message is about: what says most, then what stands first.

    Args:
        found: every kind that stands in it, topics apart.
    """
    if not found:
        return None
    best = max(found, key=lambda each: (_rank(each.meaning), each.certain, -each.start))
    rivals = {each.meaning for each in found if _rank(each.meaning) == _rank(best.meaning) and each.certain}
    if len(rivals & _ON_AIR) == 1 and rivals <= _ON_AIR | {_TALK}:  # «arajo baro»
        return next(each for each in found if each.meaning in _ON_AIR and each.certain)
    return best if len(rivals) < 2 else Mention(best.meaning, best.start, best.end, certain=False)


def read_activity(sentence: Sentence, found: Sequence[Mention]) -> Said[Activity] | None:
    """The kind of session; every mention outside of the topic is taken.

    Args:
        sentence: the message.
        found: its mentions.
    """
    outside = outside_of_others(sentence, found)
    best = chosen(outside)
    for each in outside:
        sentence.take(each.start, each.end, _SLOT)
    if best is None:
        return None
    if best.meaning == _BARE:
        return Said(Activity.AWARENESS, certain=False)
    return Said(Activity(best.meaning), best.certain)


def _parted(sentence: Sentence, place: int, words: Vocabulary) -> tuple[str, int] | None:
    """A kind with a figure within it: «visité 4 familles», «visite de 5 ménages»."""
    figure = next((at for at in (place + 1, place + 2) if sentence.kind(at) is Kind.FIGURE), None)
    if figure is None:
        return None
    around = [*sentence.words[place:figure], *sentence.words[figure + 1 : figure + 3]]
    read = words["activities"].at(around, 0)
    return None if read is None or read[1] <= figure - place else (read[0], place + read[1] + 1)


def outside_of_others(sentence: Sentence, found: Sequence[Mention]) -> list[Mention]:
    """The mentions no piece of which was taken for something else.

    Args:
        sentence: the message.
        found: its mentions.
    """
    return [each for each in found if {*sentence.taken[each.start : each.end]} <= {"", _SLOT}]


def _rank(meaning: str) -> int:
    return _ORDER.index(meaning) if meaning in _ORDER else len(_ORDER)


def _slipped(sentence: Sentence, place: int, words: Vocabulary) -> str | None:
    """The kind whose name a word is but for a slip or two."""
    word = sentence.words[place]
    known = words.places.meanings
    if sentence.taken[place] or not sentence.is_word(place) or len(word) < _SHORTEST_SLIP or (word,) in known:
        return None
    limit = allowed(len(word)) if len(word) > _LONG else 1
    meant = words["activities"].near(word, limit, _SHORTEST_SLIP)
    return None if meant == _BARE else meant
