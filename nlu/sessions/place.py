"""Where a session was held: «à Kati», «au village de Sirakoro», «quartier Médina Coura, Bamako», «Kita la», «في كيفة».

A known place counts wherever it stands; any other where a particle, a label or its capital says that it is one. Known
places are named as maps write them, others as typed, with a capital. What it lies in follows it: «Dialafara, cercle de
Kéniéba», «Lafiabougou Bamako».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogues.interview.told import Said
from dialogues.locales import fold
from nlu.sessions.tokens import Sentence
from nlu.sessions.vocabulary import Vocabulary

_SLOT = "place"
_SHORTEST_SLIP = 6
_WIDEST = 4
"""Words of a place that is not known."""
_WIDEST_LABELLED = 5
_SIGNS_OF_LABEL = ":=-"
_APART = ",/(-،–—"
"""Signs between a place and what it lies in."""
_ARABIC = "\u0600"
"""The first of the Arabic letters."""
_THE = "ال"
_JOINED = ("ب", "ف", "ل")
"""«in», as it is written joined to an Arabic name."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A place in a message.

    Args:
        name: as it is given back.
        start, end: its pieces, particle included.
        rank: how sure it is that a place is meant; the highest wins.
        certain: not a slip, not a guess.
        wide: «cercle de …»: what places lie in.
        part: «quartier …»: a part of a town.
    """

    name: str
    start: int
    end: int
    rank: int
    certain: bool = True
    wide: bool = False
    part: bool = False


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
    narrow = [each for each in found if not each.wide and each.rank > 2] or found
    best = max(narrow, key=lambda each: (each.rank, -each.start))
    corrected = [each for each in narrow if words["total.corrects"].before(sentence.words, each.start) is not None]
    best = replace(corrected[0], certain=False) if corrected else best
    within = (each for each in narrow if words.quarters.get(each.name) == best.name)
    best = next(within, best)
    sentence.take(best.start, best.end, _SLOT)
    name = best.name
    wider = reader.wider(best) or reader.wider_before(best, found)
    if wider is not None and wider.name != name:
        sentence.take(wider.start, wider.end, _SLOT)
        name = f"{name}, {wider.name}"
        reader.take_widest(wider.end)
    rivals = [each for each in reader.known() if each.rank >= best.rank]
    return Said(name, best.certain and not rivals)


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
    if read is None or words.has("place.known_only", sentence.words[place]):
        joined = reader.known_at(place) if sentence.words[place][:1] in _JOINED[:2] else None
        return joined is not None
    begun = reader.articles(read[1])
    start = reader.after_nouns(begun)
    if words.places.at(sentence.words, start) is not None:
        return True
    return start < len(sentence) and (reader.is_name(start) or (start > begun and reader.may_be_name(start)))


def is_noise(sentence: Sentence, place: int, words: Vocabulary) -> bool:
    """Whether a word is a greeting or somebody's title, never a topic nor a place."""
    return any(
        (read := words["other.noise"].at(sentence.words, start)) is not None and start <= place < read[1]
        for start in range(max(0, place - 2), place + 1)
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
            if not signed and not self._w.has("place.bare_labels", self._s.words[place]):
                continue
            start = self.after_nouns(self._past_particle(start))
            end = self._end_of_name(start, _WIDEST_LABELLED)
            if end > start and not self._w.has("place.no_name", self._s.words[start]):
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
            wide = self._w["place.wide"].before(self._s.words, place) is not None
            rank = 4 if start < place and not weak else 3
            part = name in self._w.quarters
            found.append(_Found(name, start, self._after(end), rank if certain else 2, certain, wide, part))
            place = end
        return found

    def known_at(self, place: int) -> tuple[str, int, bool] | None:
        """A known place that begins here: its name, its end, and whether it is written without a slip."""
        s = self._s
        if place >= len(s) or s.taken[place] or not s.is_word(place):
            return None
        read = self._w.places.at(s.words, place)
        if read is not None and s.free(place, read[1]):
            many = read[1] - place == 1 and len(s.words[place]) <= 3
            common = read[1] - place == 1 and self._w.has("other.small", s.words[place])
            if not common and (not many or s.tokens[place].text[:1].isupper() or place > 0):
                return self._spelled(read[0], place, read[1]), read[1], True
        word = s.words[place]
        for joined in _JOINED:
            if word.startswith(joined):
                read = self._w.places.at([word.removeprefix(joined), *s.words[place + 1 : place + 3]], 0)
                if read is not None:
                    return read[0], place + read[1], True
        return self._slipped(place)

    def _spelled(self, name: str, start: int, end: int) -> str:
        """The name on maps; in Arabic letters, where there are several, as typed."""
        if name[0] < _ARABIC:
            return name
        raw = self._s.raw(start, end)
        joined = len(fold(raw.split(" ")[0])) - len(self._s.words[start])
        return raw[joined:] if joined in (1, 2) else raw

    def _slipped(self, place: int) -> tuple[str, int, bool] | None:
        word = self._s.words[place]
        if len(word) < _SHORTEST_SLIP or self._is_other_word(word):
            return None
        name = self._w.places.near(word, 1, _SHORTEST_SLIP)
        return None if name is None else (name, place + 1, False)

    def introduced(self) -> Sequence[_Found]:
        """«à Sirakoro», «au village de Sirakoro», «quartier Médina Coura», «causerie de Toula»."""
        each = (self._introduced_at(place) for place in range(len(self._s)))
        return [*(found for found in each if found is not None), *self._before_postposition()]

    def _introduced_at(self, place: int) -> _Found | None:
        s, w = self._s, self._w
        if s.taken[place] or not s.is_word(place) or w.has("place.known_only", s.words[place]):
            return None
        strong, noun = w["place.before"].at(s.words, place), w["place.nouns"].at(s.words, place)
        read = strong or noun or w["place.weak"].at(s.words, place)
        if read is None:
            return None
        begun = place if strong is None and noun is not None else self.articles(read[1])
        start = self.after_nouns(begun)
        by_noun = noun is not None or start > begun
        wide = w["place.wide"].at(s.words, begun) is not None
        known = self.known_at(start)
        if known is not None:
            end = self._after(known[1])
            return _Found(known[0], place, end, 5, known[2], wide, not wide) if by_noun else None
        named = self.is_name(start)
        if not named and (strong is None and not by_noun):
            return None
        end = self._end_of_name(start, _WIDEST if named or by_noun else 1)
        if end <= start or (not named and not by_noun and not self.may_be_name(start)):
            return None
        rank = 5 if by_noun and named else 3 if strong is not None and (named or by_noun) else 2 if named else 1
        found = self._named(place, start, end, rank, certain=named or by_noun)
        return replace(found, wide=wide, part=by_noun and not wide)

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
            if self._s.taken[place] or not self._s.is_word(place) or not self.may_be_name(place):
                continue
            beside = place > 0 and self._s.taken[place - 1] in ("activity", "date", "small")
            first = place == 0
            named = self.is_name(place) and not first
            if beside or named or first:
                end = self._end_of_name(place, 3) if named else place + 1
                rank = 2 if named or (beside and self._s.taken[place - 1] == "activity") else 1
                found.append(self._named(place, place, end, rank, certain=False))
        return found

    # --- what it lies in ------------------------------------------------------------------------------------------

    def wider(self, inner: _Found) -> _Found | None:
        """What a place lies in, right after it: «, Bamako», «(Koulikoro)», «commune de Kati», «quartier X à Kayes»."""
        s, w = self._s, self._w
        start = inner.end
        while start < len(s) and s.is_sign(start, _APART):
            start += 1
        within = w["place.within"].at(s.words, start)
        particle = w["place.before"].at(s.words, start) if within is None or inner.part else None
        if particle is not None and (inner.part or w["place.wide"].at(s.words, self.articles(particle[1])) is not None):
            within = particle
        begin = self.after_nouns(start if within is None else self.articles(within[1]))
        known = self.known_at(begin)
        if known is None or not known[2]:
            return None
        joined = fold(s.tokens[begin].text) != s.words[begin] and s.tokens[begin].text[0] >= _ARABIC  # «بنواكشوط»
        beside = start == inner.end and within is None and begin == start and not joined
        town = w.quarters.get(inner.name)
        if beside and known[0] != town and (town is not None or inner.name in w.named):
            return None
        end = known[1]
        if end < len(s) and s.is_sign(end, ")"):
            end += 1
        return _Found(known[0], start, end, 0)

    def wider_before(self, inner: _Found, found: Sequence[_Found]) -> _Found | None:
        """What a place lies in, right before it: «Bamako, quartier Hippodrome»."""
        begin = inner.start
        while self._s.is_sign(begin - 1, _APART) and begin > 0:
            begin -= 1
        before = (each for each in found if each.end == begin and each.rank > 2 and self._s.free(each.start, each.end))
        return next((each for each in before if inner.part and each.name in self._w.named), None)

    def take_widest(self, place: int) -> None:
        """What the place lies in further: «, région de Gao» says nothing more."""
        while place < len(self._s) and self._s.is_sign(place, _APART):
            place += 1
        wide = self._w["place.wide"].at(self._s.words, place)
        known = None if wide is None else self.known_at(self.after_nouns(place))
        if known is not None:
            self._s.take(place, known[1], _SLOT)

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
            place = self.articles(read[1])
        return place

    def articles(self, place: int) -> int:
        """Past «la», «l'»."""
        while place < len(self._s) and self._w.has("place.articles", self._s.words[place]):
            if self._w.places.at(self._s.words, place) is not None:
                break
            place += 1
        return place

    def _past_particle(self, place: int) -> int:
        read = self._w["place.before"].at(self._s.words, place) if place < len(self._s) else None
        return place if read is None else read[1]

    def _end_of_name(self, start: int, most: int) -> int:
        """Where a name ends: names go on with capitals, after a label with any word that means nothing else."""
        s = self._s
        end = start
        while end < len(s) and end - start < most and not s.taken[end] and s.is_word(end):
            if end > start and not self._goes_on(start, end, most):
                break
            if end > start and self.known_at(end) is not None:
                break
            if end == start and self._is_other_word(s.words[end]) and not self.is_name(end):
                break
            end += 1
        return end

    def _goes_on(self, start: int, end: int, most: int) -> bool:
        """Whether a word belongs to the name before it: «Sirakoro Méguétana», «أم القرى»."""
        article = self._s.tokens[end].text.startswith(_THE) and end == start + 1
        return article or self.is_name(end) or (most == _WIDEST_LABELLED and self.may_be_name(end))

    def may_be_name(self, place: int) -> bool:
        """Whether a word may be a name though it is not written as one."""
        if self._s.taken[place] or not self._s.is_word(place):
            return False
        word = self._s.words[place]
        return len(word) > 2 and not self._is_other_word(word) and not is_noise(self._s, place, self._w)

    def _is_other_word(self, word: str) -> bool:
        """Whether a word means something else than a place."""
        if (word,) in self._w.places.meanings and len(word) > 3:
            return False
        return (word,) in self._w.no_places

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
