"""What a session was about: «sur le leadership féminin», «thème eau», «à propos de…», «ji ko la», «حول تعليم البنات».

The topic goes on until something else of the session begins: a place, a day, a count, a label, another clause, the end
of the sentence. In short messages, and between signs, words that nothing else takes are the topic, in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogues.interview.told import Said
from nlu.sessions.activity import Mention
from nlu.sessions.place import begins_place, is_noise
from nlu.sessions.tokens import Kind, Sentence
from nlu.sessions.vocabulary import Vocabulary
from nlu.sessions.when import ORDINALS

_SLOT = "topic"
_STOPS = ".;!?\n()"
_MOST = 14
"""Pieces of a topic."""
_MOST_LEFT = 6
"""Pieces of a topic that nothing introduces."""
_MOST_APART = 9
"""The same between signs."""
_MOST_BEFORE = 4
"""Pieces of a topic before «ko la»."""
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
    prose = any(words.has("other.prose", word) for word in sentence.words)
    for begin, end in reversed(list(_runs(sentence))):
        first, last = (begin, end) if prose else _trimmed(sentence, begin, end, words)
        apart = _stands_apart(sentence, begin, end, words)
        if prose and not apart:
            continue
        if any(words.has("topic.who_follows", sentence.words[at]) for at in range(begin, first)):
            continue
        if 0 < last - first <= (_MOST_APART if apart else _MOST_LEFT) and _may_be_topic(sentence, first, last, words):
            said = _said(sentence, first, last)
            sentence.take(first, last, _SLOT)
            return Said(said, certain=False)
    return None


def _runs(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Stretches of words that nothing took."""
    start: int | None = None
    for place in range(len(sentence) + 1):
        inside = place < len(sentence) and not sentence.taken[place] and sentence.is_word(place)
        if inside and sentence.words[place] in ORDINALS and sentence.kind(place - 1) is Kind.FIGURE:  # «1er»
            inside = False
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            yield start, place
            start = None


def _stands_apart(sentence: Sentence, start: int, end: int, words: Vocabulary) -> bool:
    """Whether words stand between signs and are no clause: «…à Kati ce matin, leadership féminin»."""
    if not (start > 0 and sentence.is_sign(start - 1) and sentence.is_sign(end)):
        return False
    inside = [sentence.words[at] for at in range(start, end)]
    ends = (words.has("other.small", word) or words.has("other.common", word) for word in (inside[0], inside[-1]))
    return not any(ends) and not any(words.has("other.prose", word) for word in inside)


def _may_be_topic(sentence: Sentence, first: int, last: int, words: Vocabulary) -> bool:
    """Whether words are not of another slot."""
    whole = (words[name].at(sentence.words, first) for name in ("units", "when.parts"))
    if any(read is not None and read[1] >= last for read in whole):
        return False
    return not any(
        words.places.at(sentence.words, at) is not None or is_noise(sentence, at, words) for at in range(first, last)
    )


class _Topic:
    def __init__(self, sentence: Sentence, found: Sequence[Mention], words: Vocabulary) -> None:
        self._s = sentence
        self._w = words
        self._starts = sorted(each.start for each in found)
        self._kind = min(((each.start, each.end) for each in found), default=(-1, -1))

    # --- ways to introduce one ------------------------------------------------------------------------------------

    def labelled(self) -> Said[str] | None:
        """«thème : mariage des enfants»."""
        return self._introduced("topic.labels", certain=True)

    def before(self) -> Said[str] | None:
        """«sur l'épargne», «on a parlé des tontines»."""
        return self._introduced("topic.before", certain=True) or self._talked_of()

    def _talked_of(self) -> Said[str] | None:
        for place in range(len(self._s)):
            verb = self._w["topic.talk"].at(self._s.words, place) if not self._s.taken[place] else None
            if verb is not None:
                said = self._begun("topic.weak_after_talk", verb[1], certain=True)
                if said is not None:
                    return said
        return None

    def followed(self) -> Said[str] | None:
        """«ji ko la»: what stands before."""
        for place in range(1, len(self._s)):
            read = self._w["topic.after"].at(self._s.words, place) if not self._s.taken[place] else None
            if read is None or (read[1] - place == 1 and self._s.words[place] == "ko"):
                continue
            start = place
            while start > 0 and place - start < _MOST_BEFORE and self._is_before(start - 1):
                start -= 1
            while start < place and self._w.has("topic.joins", self._s.words[start]):
                start += 1
            if start < place:
                said = self._s.raw(start, place)
                self._s.take(start, read[1], _SLOT)
                return Said(said)
        return None

    def _is_before(self, place: int) -> bool:
        """Whether a word belongs to the topic that ends after it."""
        s = self._s
        if not s.is_word(place) or s.taken[place] or self._kind[0] <= place < self._kind[1]:
            return False
        small = self._w.has("other.small", s.words[place])
        belongs = self._w.has("units", s.words[place]) or self._w.has("topic.joins", s.words[place])
        return (belongs or not small) and self._w.places.at(s.words, place) is None

    def weak(self) -> Said[str] | None:
        """«plaidoyer pour l'accès au crédit», «on a causé avec des femmes de l'école», «formées au karité»."""
        said = self._introduced("topic.weak", certain=False)
        for verbs, following in (
            ("topic.talk", "topic.weak_after_talk"),
            ("topic.training", "topic.weak_after_training"),
        ):
            spoken = [at for at in range(len(self._s)) if self._w[verbs].at(self._s.words, at) is not None]
            if said is None and spoken:
                said = self._introduced(following, certain=False, after=spoken[0] if verbs == "topic.talk" else 0)
        return said

    def _introduced(self, name: str, *, certain: bool, after: int = 0) -> Said[str] | None:
        for place in range(after, len(self._s)):
            said = self._begun(name, place, certain=certain)
            if said is not None:
                return said
        return None

    def _begun(self, name: str, place: int, *, certain: bool) -> Said[str] | None:
        """The topic that words of one kind introduce at a place."""
        s = self._s
        read = self._w[name].at(s.words, place) if place < len(s) and not s.taken[place] else None
        if read is None or not s.free(place, read[1]) or self._is_french_on(place):
            return None
        labelled, weak, training = name == "topic.labels", "weak" in name and not certain, "training" in name
        start = self._first(read[1], labelled=labelled)
        if start is None or (weak and self._w["units"].at(s.words, start) is not None):
            return None
        if weak and (start in self._starts[:1] if training else start in self._starts):
            return None
        if not labelled and (self._is_place(start) or (training and self._named(start))):
            return None
        if not labelled and [start] == self._starts:  # «émission sur radio Kayira»
            return None
        end = self._end(start, labelled=labelled)
        if weak and any(start <= at <= end for at in self._starts[:1]):
            return None
        start, end = _trimmed(s, start, end, self._w, begin=False)
        if end <= start or (weak and self._w.has("topic.talk", s.words[start])):
            return None
        back = self._back(place) if weak else place
        if back < place:
            place = start = back
        said = _said(s, start, end)
        s.take(place, end, _SLOT)
        return Said(said, certain)

    def _back(self, place: int) -> int:
        """Where words begin that stand between a sign and «contre»: «, lutte contre la malnutrition»."""
        s = self._s
        start = place
        while start > 0 and s.is_word(start - 1) and not s.taken[start - 1] and start - 1 not in self._starts:
            start -= 1
        if not s.is_sign(start - 1) or self._w.places.at(s.words, start) is not None or place - start > _MOST_BEFORE:
            return place
        small = any(self._w.has("other.small", s.words[at]) for at in (start, place - 1))
        return place if small else start

    def _named(self, place: int) -> bool:
        """Whether a word is a place, or of another slot: «en ville», «au village»."""
        word = self._s.words[place]
        known = ("other.common", "place.nouns", "place.labels", "total.before", "other.small")
        capital = self._s.tokens[place].text[:1].isupper()
        return capital or (word,) in self._w.places.meanings or any(self._w.has(name, word) for name in known)

    def _is_french_on(self, place: int) -> bool:
        """Whether «on» is that of «on a parlé», not that of «on land rights»."""
        if self._s.words[place] != "on":
            return False
        following = self._s.words[place + 1] if place + 1 < len(self._s) else ""
        english = any(self._w.has("topic.english", word) for word in self._s.words)
        return self._w.has("topic.after_french_on", following) or not english

    # --- where it begins and ends ---------------------------------------------------------------------------------

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
        if read is None:
            return False
        return read[1] >= len(self._s) or self._s.is_sign(read[1]) or self._s.taken[read[1]] != ""

    def _end(self, start: int, *, labelled: bool) -> int:
        s = self._s
        place = start + 1
        while place < len(s) and place - start < _MOST:
            if s.taken[place] or s.is_sign(place, _STOPS) or s.is_sign(place, "-–—"):
                break
            if s.is_sign(place, ",:،/") and not self._goes_on(place):
                break
            if s.is_word(place) and (self._other_begins(place) or begins_place(s, place, self._w, topic=True)):
                break
            if labelled and s.kind(place) is Kind.FIGURE:
                break
            place += 1
        return place

    def _goes_on(self, place: int) -> bool:
        """Whether a comma parts two things of a list: «l'eau, l'hygiène et l'assainissement»."""
        s = self._s
        if s.words[place] not in ",،" or place + 2 >= len(s) or s.taken[place + 1] or s.taken[place + 2]:
            return False
        if not self._w.has("topic.goes_on", s.words[place + 1]):
            return False
        return not (self._other_begins(place + 2) or begins_place(s, place + 2, self._w))

    def _other_begins(self, place: int) -> bool:
        """Whether another slot or clause begins here: a label, «avec 20 femmes», «on a», thanks."""
        s, w = self._s, self._w
        if w["topic.ends"].at(s.words, place) is not None or self._is_label(place):
            return True
        for name in ("topic.company", "topic.beneficiaries"):
            read = w[name].at(s.words, place)
            if read is not None:
                company = name == "topic.company"
                return self._counted(read[1], units=company) or (company and self._from_a_place(read[1]))
        first = place in self._starts[:1]
        return first and not w.has("topic.joins", s.words[place - 1])

    def _is_label(self, place: int) -> bool:
        s = self._s
        for name in _LABELS:
            read = self._w[name].at(s.words, place)
            if read is None or self._w.has("topic.no_label", s.words[place]):
                continue
            following = read[1]
            sign = following < len(s) and s.is_sign(following, ":=")
            if sign or name in ("total.including", "duration.labels"):
                return True
            if following < len(s) and name == "place.labels" and (read[1] - place > 1 or s.words[place] == "lieu"):
                return True
        return False

    def _from_a_place(self, place: int) -> bool:
        """Whether those who came are named by where they live: «avec les nourrices de Banconi»."""
        s = self._s
        last = next((at for at in range(place, len(s)) if not s.is_word(at) or s.taken[at]), len(s))
        return any(self._w.places.at(s.words, at) is not None for at in range(place, min(last, place + _MOST_BEFORE)))

    def _counted(self, place: int, *, units: bool) -> bool:
        """Whether those who came follow: after small words a count, or the end."""
        s = self._s
        while place < len(s) and not s.taken[place] and self._w.has("other.small", s.words[place]):
            place += 1
        if place >= len(s) or s.taken[place] or s.kind(place) is Kind.FIGURE:
            return True
        return units and self._w["units"].at(s.words, place) is not None


def _said(sentence: Sentence, start: int, end: int) -> str:
    """A topic as typed; in small letters where the whole message is in capitals."""
    said = sentence.raw(start, end)
    return said.lower() if sentence.text.isupper() else said


def _trimmed(sentence: Sentence, start: int, end: int, words: Vocabulary, *, begin: bool = True) -> tuple[int, int]:
    """A stretch without the small words and signs around it."""
    while begin and start < end and words.has("other.small", sentence.words[start]):
        start += 1
    while end > start and (sentence.is_sign(end - 1) or (end - start > 1 and _ends_small(sentence, end - 1, words))):
        end -= 1
    return start, end


def _ends_small(sentence: Sentence, place: int, words: Vocabulary) -> bool:
    """Whether the last word of a topic is none of it: not «animation» in «techniques d'animation»."""
    word, before = sentence.words[place], sentence.words[place - 1]
    return words.has("other.small", word) and (words.has("topic.joins", word) or not words.has("topic.joins", before))
