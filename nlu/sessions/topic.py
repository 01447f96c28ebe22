"""What a session was about: «sur le leadership féminin», «thème eau», «à propos de…», «ji ko la», «حول تعليم البنات».

The topic goes on until something else of the session begins: a place, a day, a count, a label, the end of the
sentence. In short messages a word that nothing else takes is the topic, in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.interview.told import Said
from nlu.sessions.activity import Mention
from nlu.sessions.place import begins_place, is_noise
from nlu.sessions.tokens import Kind, Sentence
from nlu.sessions.vocabulary import Vocabulary

_SLOT = "topic"
_STOPS = ".;!?\n()"
_MOST = 14
"""Pieces of a topic."""
_MOST_LEFT = 6
"""Pieces of a topic that nothing introduces."""
_PEOPLE_FOLLOW = frozenset({"avec", "av", "avc", "ac", "chez", "aupres", "des", "with"})
"""«formation des relais», «plaidoyer auprès du Hakem»: what follows is who came."""
_LABELS = ("place.labels", "duration.labels", "topic.labels", "total.before", "total.including")


def read_topic(sentence: Sentence, found: Sequence[Mention], words: Vocabulary) -> Said[str] | None:
    """The topic that something introduces; its pieces are taken.

    Args:
        sentence: the message; days, durations and counts were taken.
        found: the kinds of session that stand in it.
        words: the vocabulary.
    """
    reader = _Topic(sentence, found, words)
    return reader.labelled() or reader.before() or reader.followed() or reader.weak()


def left_over(sentence: Sentence, words: Vocabulary) -> Said[str] | None:
    """The last words that nothing took, where they can be a topic: «causerie Kati 12F 8H eau».

    Args:
        sentence: the message; everything else was taken.
        words: the vocabulary.
    """
    if any((word,) in words["other.prose"].meanings for word in sentence.words):
        return None
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for place in range(len(sentence) + 1):
        inside = place < len(sentence) and not sentence.taken[place] and sentence.is_word(place)
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            runs.append((start, place))
            start = None
    for begin, end in reversed(runs):
        first, last = _trimmed(sentence, begin, end, words)
        many = last - first
        unit = words["units"].at(sentence.words, first) if many else None
        hour = words["when.parts"].at(sentence.words, first) if many else None
        alone = any(read is not None and read[1] >= last for read in (unit, hour))
        people = any(sentence.words[at] in _PEOPLE_FOLLOW for at in range(begin, first))
        place = any(words.places.at(sentence.words, at) is not None for at in range(first, last))
        if (
            0 < many <= _MOST_LEFT
            and not alone
            and not people
            and not place
            and not any(is_noise(sentence, at, words) for at in range(first, last))
        ):
            sentence.take(first, last, _SLOT)
            return Said(_said(sentence, first, last), certain=False)
    return None


class _Topic:
    def __init__(self, sentence: Sentence, found: Sequence[Mention], words: Vocabulary) -> None:
        self._s = sentence
        self._w = words
        self._starts = {each.start for each in found}

    def labelled(self) -> Said[str] | None:
        """«thème : mariage des enfants»."""
        return self._introduced("topic.labels", certain=True)

    def before(self) -> Said[str] | None:
        """«sur l'épargne»."""
        return self._introduced("topic.before", certain=True)

    def followed(self) -> Said[str] | None:
        """«ji ko la»: what stands before."""
        for place in range(1, len(self._s)):
            read = self._w["topic.after"].at(self._s.words, place) if not self._s.taken[place] else None
            if read is None or (read[1] - place == 1 and self._s.words[place] == "ko"):
                continue
            start = place
            while start > 0 and self._s.is_word(start - 1) and not self._s.taken[start - 1] and place - start < 4:
                one = (self._s.words[start - 1],)
                small = one in self._w["other.small"].meanings and one not in self._w["units"].meanings
                if small or start - 1 == min(self._starts, default=-1):
                    break
                if self._w.places.at(self._s.words, start - 1) is not None:
                    break
                start -= 1
            if start < place:
                said = self._s.raw(start, place)
                self._s.take(start, read[1], _SLOT)
                return Said(said)
        return None

    def weak(self) -> Said[str] | None:
        """«plaidoyer pour l'accès au crédit», «on a causé avec des femmes de l'école»."""
        talked = any(self._w["topic.talk"].at(self._s.words, at) is not None for at in range(len(self._s)))
        trained = any(self._w["topic.training"].at(self._s.words, at) is not None for at in range(len(self._s)))
        said = self._introduced("topic.weak", certain=False)
        if said is None and talked:
            said = self._introduced("topic.weak_after_talk", certain=False)
        if said is None and trained:
            said = self._introduced("topic.weak_after_training", certain=False)
        return said

    def _introduced(self, name: str, *, certain: bool) -> Said[str] | None:
        s = self._s
        for place in range(len(s)):
            read = self._w[name].at(s.words, place) if not s.taken[place] else None
            if read is None or not s.free(place, read[1]):
                continue
            start = self._first(read[1], labelled=name == "topic.labels")
            weak = "weak" in name
            if s.words[place] == "on" and not self._english_on(place):
                continue
            first = start == min(self._starts, default=-1) if "training" in name else start in self._starts
            if start is None or (weak and (first or self._w["units"].at(s.words, start) is not None)):
                continue
            if name != "topic.labels" and (self._is_place(start) or ("training" in name and self._named(start))):
                continue
            end = self._end(start, labelled=name == "topic.labels")
            start, end = _trimmed(s, start, end, self._w, begin=False)
            if end > start and (not weak or s.words[start] != "cause"):
                said = _said(s, start, end)
                s.take(place, end, _SLOT)
                return Said(said, certain)
        return None

    def _named(self, place: int) -> bool:
        """Whether a word is a place, or of another slot: «en ville», «au village»."""
        one = (self._s.words[place],)
        known = ("other.common", "place.nouns", "place.labels", "total.before", "other.small")
        capital = self._s.tokens[place].text[:1].isupper()
        return capital or one in self._w.places.meanings or any(one in self._w[name].meanings for name in known)

    def _english_on(self, place: int) -> bool:
        """Whether «on» is not the French one: «on a parlé»."""
        english = {
            "the",
            "we",
            "with",
            "women",
            "men",
            "in",
            "at",
            "and",
            "girls",
            "boys",
            "people",
            "training",
            "held",
        }
        french = {"a", "est", "etait", "avait", "s", "y", "n", "va", "fait", "ete", "nous", "ne"}
        following = self._s.words[place + 1] if place + 1 < len(self._s) else ""
        return following not in french and bool(english.intersection(self._s.words))

    def _first(self, place: int, *, labelled: bool) -> int | None:
        """Where the topic begins: after signs and articles."""
        s = self._s
        while place < len(s) and (s.is_sign(place, ":=-–—«\"'/") or (labelled and s.is_sign(place, ".,"))):
            place += 1
        begun = place
        while place < len(s) and not s.taken[place]:
            article = self._w["topic.articles"].at(s.words, place)
            if article is None or not s.is_word(place) or article[1] >= len(s) or not s.is_word(article[1]):
                break
            if s.taken[article[1]]:
                break
            place = article[1]
        if place >= len(s) or s.taken[place] or not s.is_word(place):
            return None
        return place if place - begun < 5 else None

    def _is_place(self, place: int) -> bool:
        """Whether a known place and nothing else stands after «sur», «de»."""
        read = self._w.places.at(self._s.words, place)
        return read is not None and (
            self._s.is_sign(read[1]) or self._s.taken[read[1]] != "" if read[1] < len(self._s) else True
        )

    def _end(self, start: int, *, labelled: bool) -> int:
        s = self._s
        place = start + 1
        while place < len(s) and place - start < _MOST:
            if s.taken[place] or s.is_sign(place, _STOPS) or self._dash(place):
                break
            if s.is_sign(place, ",:،/") and not self._goes_on(place):
                break
            if s.is_word(place) and (self._other_begins(place) or begins_place(s, place, self._w, topic=True)):
                break
            if labelled and s.kind(place) is Kind.FIGURE:
                break
            place += 1
        return place

    def _dash(self, place: int) -> bool:
        return self._s.is_sign(place, "-–—") and place + 1 < len(self._s)

    def _goes_on(self, place: int) -> bool:
        """Whether a comma parts two things of a list: «l'eau, l'hygiène et l'assainissement»."""
        s = self._s
        if s.words[place] not in ",،" or place + 1 >= len(s) or s.taken[place + 1] or not s.is_word(place + 1):
            return False
        article = s.words[place + 1] in ("l", "le", "la", "les", "et", "the", "and")
        following = place + 2 if article else place + 1
        if not article or following >= len(s) or s.taken[following]:
            return False
        return not (self._other_begins(following) or begins_place(s, following, self._w))

    def _other_begins(self, place: int) -> bool:
        """Whether another slot begins here: a label, «avec 20 femmes», thanks."""
        s = self._s
        for name in _LABELS:
            read = self._w[name].at(s.words, place)
            if read is not None and s.words[place] not in ("en", "sur", "for", "du", "with", "soit"):
                following = read[1]
                sign = following < len(s) and s.is_sign(following, ":=")
                if sign or name in ("total.including", "duration.labels"):
                    return True
                if following < len(s) and name == "place.labels" and (read[1] - place > 1 or s.words[place] == "lieu"):
                    return True
        if (s.words[place],) in self._w["other.noise"].meanings:
            return True
        if s.words[place] in (
            "avec",
            "with",
            "مع",
            "av",
            "avc",
            "il",
            "nous",
            "on",
            "ils",
            "elles",
            "ni",
            "chez",
            "aupres",
            "لصالح",
            "امع",
            "بحضور",
        ):
            following = place + 1
            while (
                following < len(s)
                and (s.words[following],) in self._w["other.small"].meanings
                and not s.taken[following]
            ):
                following += 1
            return (
                following >= len(s) or bool(s.taken[following]) or self._w["units"].at(s.words, following) is not None
            )
        return place in self._starts and s.words[place - 1] not in (
            "de",
            "la",
            "l",
            "d",
            "du",
            "des",
            "et",
            "of",
            "une",
            "un",
        )


def _said(sentence: Sentence, start: int, end: int) -> str:
    """A topic as typed; in small letters where the whole message is in capitals."""
    said = sentence.raw(start, end)
    return said.lower() if sentence.text.isupper() else said


def _trimmed(sentence: Sentence, start: int, end: int, words: Vocabulary, *, begin: bool = True) -> tuple[int, int]:
    """A stretch without the small words and signs around it."""
    small = words["other.small"].meanings
    while begin and start < end and (sentence.words[start],) in small:
        start += 1
    while end > start and (sentence.is_sign(end - 1) or (end - start > 1 and (sentence.words[end - 1],) in small)):
        end -= 1
    if begin and end - start == 1 and (sentence.words[start],) in small:
        return start, start
    return start, end
