"""Where a session was held: «à Kati», «au village de Sirakoro», «quartier Médina Coura, Bamako», «Kita la», «في كيفه».

A known place counts wherever it stands; any other where a particle, a label or its capital says that it is one. Known
places are named as maps write them, others as typed, with a capital.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.interview.told import Said
from nlu.distance import slips
from nlu.sessions.tokens import Sentence
from nlu.sessions.vocabulary import Vocabulary

_SLOT = "place"
_SHORTEST_SLIP = 6
_WIDEST = 4
"""Words of a place that is not known."""
_SIGNS_OF_LABEL = ":=-"


@dataclass(frozen=True, slots=True)
class _Found:
    """A place in a message.

    Args:
        name: as it is given back.
        start, end: its pieces, particle included.
        rank: how sure it is that a place is meant; the highest wins.
        certain: not a slip, not a guess.
    """

    name: str
    start: int
    end: int
    rank: int
    certain: bool = True


def read_place(sentence: Sentence, words: Vocabulary, *, bare: bool, counted: bool) -> Said[str] | None:
    """The place that a message names; its pieces are taken.

    Args:
        sentence: the message; everything but places was taken.
        words: the vocabulary.
        bare: a word that nothing introduces may be one: a kind of session was named.
        counted: people were counted: a word after «a» may be one that looks like no name.
    """
    reader = _Places(sentence, words)
    found = [*reader.labelled(), *reader.known(), *reader.introduced()]
    found = [each for each in found if counted or each.rank > 1]
    if not found and bare and counted:
        found = list(reader.bare())
    if not found:
        return None
    best = max(found, key=lambda each: (each.rank, -each.start))
    sentence.take(best.start, best.end, _SLOT)
    name, certain = best.name, best.certain
    wider = reader.wider(best.end)
    if wider is not None and wider.name != name:
        sentence.take(best.end, wider.end, _SLOT)
        name = f"{name}, {wider.name}"
    rivals = [each for each in reader.known() if each.rank >= best.rank]
    return Said(name, certain and not rivals)


def begins_place(sentence: Sentence, place: int, words: Vocabulary, *, topic: bool = False) -> bool:
    """Whether a place begins with the word here: «à Kati», «village de Sirakoro», «في كيفه».

    Args:
        sentence: the message.
        place: of the word.
        words: the vocabulary.
        topic: it stands within a topic: a known place alone does not end it.
    """
    reader = _Places(sentence, words)
    if words.places.at(sentence.words, place) is not None and not topic:
        return True
    read = words["place.before"].at(sentence.words, place)
    if read is None or sentence.words[place] in ("من", "from", "to", "sur"):
        joined = reader.known_at(place) if sentence.words[place][:1] in ("ب", "ف") else None
        return joined is not None
    start = reader.after_nouns(read[1])
    if words.places.at(sentence.words, start) is not None:
        return True
    return start < len(sentence) and (reader.is_name(start) or (start > read[1] and sentence.is_word(start)))


def is_noise(sentence: Sentence, place: int, words: Vocabulary) -> bool:
    """Whether a word is a greeting or somebody's title, never a topic nor a place."""
    return any(
        words["other.noise"].at(sentence.words, start) is not None and start <= place
        for start in range(max(0, place - 1), place + 1)
    )


class _Places:
    def __init__(self, sentence: Sentence, words: Vocabulary) -> None:
        self._s = sentence
        self._w = words
        self._shouted = sentence.text.isupper()

    # --- ways to find one -----------------------------------------------------------------------------------------

    def labelled(self) -> Sequence[_Found]:
        """«Lieu : Barouéli»."""
        found: list[_Found] = []
        for place in range(len(self._s)):
            read = self._w["place.labels"].at(self._s.words, place) if not self._s.taken[place] else None
            if read is None:
                continue
            start = read[1]
            signed = start < len(self._s) and self._s.is_sign(start, _SIGNS_OF_LABEL)
            while start < len(self._s) and self._s.is_sign(start, _SIGNS_OF_LABEL):
                start += 1
            if not signed and self._s.words[place] not in ("lieu", "localite", "endroit", "المكان"):
                continue
            start = self.after_nouns(self._past_particle(start))
            end = self._end_of_name(start, 5)
            if end > start and self._s.words[start] not in ("sur", "a", "the"):
                found.append(self._named(place, start, end, 5))
        return found

    def known(self) -> Sequence[_Found]:
        """Known places, particle or not; slips in long names."""
        found: list[_Found] = []
        place = 0
        while place < len(self._s):
            read = self.known_at(place)
            if read is None:
                place += 1
                continue
            name, end, certain = read
            start = self._before(place)
            weak = self._w["place.weak"].before(self._s.words, place) is not None
            rank = 4 if start < place and not weak else 3
            found.append(_Found(name, start, self._after(end), rank if certain else 2, certain))
            place = end
        return found

    def known_at(self, place: int) -> tuple[str, int, bool] | None:
        """A known place that begins here: its name, its end, and whether it is written without a slip."""
        s = self._s
        if s.taken[place] or not s.is_word(place):
            return None
        read = self._w.places.at(s.words, place)
        if read is not None and s.free(place, read[1]):
            many = read[1] - place == 1 and len(s.words[place]) <= 3
            common = read[1] - place == 1 and (s.words[place],) in self._w["other.small"].meanings
            if not common and (not many or s.tokens[place].text[:1].isupper() or place > 0):
                return self._spelled(read[0], place, read[1]), read[1], True
        word = s.words[place]
        for joined in ("ب", "ف", "ل"):
            if word.startswith(joined):
                read = self._w.places.at([word.removeprefix(joined), *s.words[place + 1 : place + 3]], 0)
                if read is not None:
                    return read[0], place + read[1], True
        return self._slipped(place)

    def _spelled(self, name: str, start: int, end: int) -> str:
        """The name on maps; in Arabic letters, where there are several, as typed."""
        return name if name[0].isascii() or name[0] < "\u0600" else self._s.raw(start, end)

    def _slipped(self, place: int) -> tuple[str, int, bool] | None:
        word = self._s.words[place]
        if len(word) < _SHORTEST_SLIP or (word,) in self._w["other.small"].meanings or self._is_other_word(word):
            return None
        near = {
            name
            for phrase, name in self._w.places.meanings.items()
            if len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_SLIP and phrase[0][0] == word[0]
            if slips(word, phrase[0], 1) is not None
        }
        return (near.pop(), place + 1, False) if len(near) == 1 else None

    def introduced(self) -> Sequence[_Found]:
        """«à Sirakoro», «au village de Sirakoro», «quartier Médina Coura», «causerie de Toula»."""
        found: list[_Found] = []
        for place in range(len(self._s)):
            if self._s.taken[place] or not self._s.is_word(place):
                continue
            strong = self._w["place.before"].at(self._s.words, place)
            noun = self._w["place.nouns"].at(self._s.words, place)
            weak = self._w["place.weak"].at(self._s.words, place)
            read = strong or noun or weak
            if read is None or self._s.words[place] in ("sur", "من", "from", "to"):
                continue
            start = self.after_nouns(place if strong is None and noun is not None else self._articles(read[1]))
            by_noun = noun is not None or start > read[1]
            known = self.known_at(start) if start < len(self._s) else None
            if known is not None:
                if by_noun:
                    found.append(_Found(known[0], place, self._after(known[1]), 5, known[2]))
                continue
            named = start < len(self._s) and self.is_name(start)
            if not named and (strong is None and not by_noun):
                continue
            end = self._end_of_name(start, _WIDEST if named or by_noun else 1)
            if end <= start or (not named and not by_noun and not self._may_be_name(start)):
                continue
            rank = 5 if by_noun and named else 3 if strong is not None and (named or by_noun) else 2 if named else 1
            found.append(self._named(place, start, end, rank, certain=named or by_noun))
        found += self._before_postposition()
        return found

    def _before_postposition(self) -> Sequence[_Found]:
        """«Toula la», «X kɔnɔ»: a name with a capital before the particle."""
        found: list[_Found] = []
        for place in range(len(self._s) - 1):
            after = self._w["place.after"].at(self._s.words, place + 1)
            if after is not None and not self._s.taken[place] and self.is_name(place) and place > 0:
                found.append(self._named(place, place, place + 1, 2))
        return found

    def bare(self) -> Sequence[_Found]:
        """A word that nothing takes, next to the kind of session: «sensib toula 50 pers»."""
        found: list[_Found] = []
        for place in range(len(self._s)):
            if self._s.taken[place] or not self._s.is_word(place) or not self._may_be_name(place):
                continue
            beside = place > 0 and self._s.taken[place - 1] in ("activity", "date", "small")
            first = place == 0
            named = self.is_name(place) and not first
            if beside or named or first:
                end = self._end_of_name(place, 3) if named else place + 1
                rank = 2 if named or (beside and self._s.taken[place - 1] == "activity") else 1
                found.append(self._named(place, place, end, rank, certain=False))
        return found

    def wider(self, place: int) -> _Found | None:
        """What the place lies in, right after it: «, Bamako», «(Koulikoro)», «commune de Kati»."""
        s = self._s
        start = place
        while start < len(s) and s.is_sign(start, ",/(-،"):
            start += 1
        within = self._w["place.within"].at(s.words, start)
        if start == place and within is None:
            return None
        begin = self.after_nouns(start if within is None else within[1])
        if begin >= len(s) or s.taken[begin] or not s.is_word(begin):
            return None
        known = self.known_at(begin)
        if known is None or not known[2]:
            return None
        end = known[1]
        if end < len(s) and s.is_sign(end, ")"):
            end += 1
        return _Found(known[0], start, end, 0)

    # --- pieces ---------------------------------------------------------------------------------------------------

    def is_name(self, place: int) -> bool:
        """Whether a word is written as a name, which says nothing where everything is in capitals."""
        if not (0 <= place < len(self._s)) or self._s.taken[place] or not self._s.is_word(place):
            return False
        text = self._s.tokens[place].text
        if self._shouted or not text[:1].isupper() or self._is_other_word(self._s.words[place]):
            return False
        return len(text) > 1 and not (text.isupper() and len(text) < 4)

    def after_nouns(self, place: int) -> int:
        """Past «village de», «quartier»."""
        while place < len(self._s) and not self._s.taken[place]:
            read = self._w["place.nouns"].at(self._s.words, place)
            if read is None:
                break
            place = self._articles(read[1])
        return place

    def _articles(self, place: int) -> int:
        while place < len(self._s) and self._s.words[place] in ("le", "la", "les", "l", "the", "de", "du", "d", "of"):
            if self._w.places.at(self._s.words, place) is not None:
                break
            place += 1
        return place

    def _past_particle(self, place: int) -> int:
        read = self._w["place.before"].at(self._s.words, place) if place < len(self._s) else None
        return place if read is None else read[1]

    def _end_of_name(self, start: int, most: int) -> int:
        """Where a name ends: names go on with capitals, after a noun with any word that means nothing else."""
        s = self._s
        end = start
        while end < len(s) and end - start < most and not s.taken[end] and s.is_word(end):
            if end > start and not (self.is_name(end) or (most == 5 and self._may_be_name(end))):
                break
            if end == start and self._is_other_word(s.words[end]) and not self.is_name(end):
                break
            end += 1
        return end

    def _may_be_name(self, place: int) -> bool:
        word = self._s.words[place]
        return len(word) > 2 and not self._is_other_word(word) and not is_noise(self._s, place, self._w)

    def _is_other_word(self, word: str) -> bool:
        one = (word,)
        if one in self._w.places.meanings and len(word) > 3:
            return False
        names = (
            "other.small",
            "units",
            "activities",
            "topic.labels",
            "topic.before",
            "total.before",
            "duration.labels",
        )
        more = ("when.days", "when.weekdays", "when.parts", "place.nouns", "place.labels", "other.noise", "total.some")
        return any(one in self._w[name].meanings for name in (*names, *more))

    def _before(self, place: int) -> int:
        """Where the particle of a name begins."""
        for name in ("place.nouns", "place.before", "place.weak"):
            read = self._w[name].before(self._s.words, place)
            if read is not None and self._s.free(read[1], place):
                more = self._w["place.before"].before(self._s.words, read[1])
                return more[1] if more is not None and self._s.free(more[1], read[1]) else read[1]
        return place

    def _after(self, place: int) -> int:
        read = self._w["place.after"].at(self._s.words, place)
        return place if read is None or not self._s.free(place, read[1]) else read[1]

    def _named(self, begin: int, start: int, end: int, rank: int, *, certain: bool = True) -> _Found:
        known = self.known_at(start)
        if known is not None and known[1] >= end:
            return _Found(known[0], begin, self._after(known[1]), rank, known[2])
        text = self._s.raw(start, end)
        name = " ".join(word if _mixed(word) else word.capitalize() for word in text.split(" "))
        return _Found(name, begin, self._after(end), rank, certain)


def _mixed(word: str) -> bool:
    """Whether a word is written as names are: with capitals, but not only with them."""
    return not word.islower() and not word.isupper()
