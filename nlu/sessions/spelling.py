"""Words as they are usually spelled: what no language knows is compared by its sound with what a session is told in.

Only words that nothing knows are looked at, and names in the middle of a sentence only for places and kinds of
session, so that a topic stays what it was. Beside a number even «om» and «fil» are units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from dialogues.locales import Locales
from nlu.sessions.sounds import sound, unjoined
from nlu.sessions.tokens import Kind, Sentence
from nlu.sessions.vocabulary import Lexicon, Phrase, Vocabulary, vocabulary

_SHORTEST = 4
"""Letters of a sound that says enough by itself."""
_SHORTEST_WORD = 4
_SHORTEST_TOWN = 5
_SHORTEST_PHRASE = 6
_WIDEST_PHRASE = 4
_SHORTEST_UNIT = 2
"""Letters of the sound of a unit beside its number."""
_LIKELY = ("units", "activities", "topic.", "when.", "duration.", "total.", "place.")
"""The words that a session is told in, by table; the first that has a sound keeps it."""


@dataclass(frozen=True, eq=False, slots=True)
class Spelling:
    """The usual spelling of words, by their sound.

    Args:
        known: every word that is spelled as usual.
        units: usual spellings of those who are counted.
        activities: usual spellings of kinds of session.
        others: usual spellings of every word that a session is told in.
        places: usual spellings of places of one word.
        known_phrases: every phrase that is spelled as usual.
        phrases: usual spellings of phrases, by the sounds of their words.
    """

    known: frozenset[str]
    units: Mapping[str, str]
    activities: Mapping[str, str]
    others: Mapping[str, str]
    places: Mapping[str, str]
    known_phrases: frozenset[Phrase]
    phrases: Mapping[Phrase, Phrase]

    @staticmethod
    def of(words: Vocabulary, locales: Locales) -> Spelling:
        """The spelling of a vocabulary, and of numerals and months.

        Args:
            words: the vocabulary.
            locales: numerals and months.
        """
        counting = {word for each in locales.counting.values() for word in each.vocabulary}
        counting |= {word for phrase in (*locales.approximate, *locales.months) for word in phrase.split(" ")}
        likely = [lexicon for table in _LIKELY for name, lexicon in words.of.items() if name.startswith(table)]
        others = Counter(word for lexicon in likely for phrase in lexicon.meanings for word in phrase)
        every = {word for lexicon in (*words.of.values(), words.places) for word in lexicon.words()}
        towns = [phrase[0] for phrase in words.places.meanings if len(phrase) == 1]
        return Spelling(
            frozenset(every | counting),
            _by_sound(_of_one_meaning(words["units"]), _SHORTEST_UNIT),
            _by_sound((phrase[0] for phrase in words["activities"].meanings if len(phrase) == 1), _SHORTEST),
            _by_sound([*(word for word, _ in others.most_common()), *sorted(counting)], _SHORTEST),
            _by_sound(towns, _SHORTEST),
            frozenset(phrase for lexicon in words.of.values() for phrase in lexicon.meanings),
            {
                heard: phrase
                for lexicon in reversed(likely)
                for phrase in lexicon.meanings
                if len(phrase) > 1 and len("".join(heard := tuple(map(sound, phrase)))) >= _SHORTEST_PHRASE
            },
        )

    def mend(self, sentence: Sentence) -> None:
        """Spell the words of a sentence as usual; what was typed stays beside them.

        Args:
            sentence: nothing of it was taken.
        """
        for place, word in enumerate(sentence.words):
            if sentence.kind(place) is Kind.WORD and word not in self.known:
                sentence.words[place] = self._usual(sentence, place, word) or word
        self._mend_phrases(sentence)

    def _mend_phrases(self, sentence: Sentence) -> None:
        """«tabl rond» is «table ronde»: several words say together what none of them says by itself."""
        heard = [sound(word) for word in sentence.words]
        for width in range(_WIDEST_PHRASE, 1, -1):
            for place in range(len(heard) - width + 1):
                phrase = self.phrases.get(tuple(heard[place : place + width]))
                words = sentence.words[place : place + width]
                if phrase is None or tuple(words) in self.known_phrases:
                    continue
                if all(word == usual or len(word) >= _SHORTEST_WORD for word, usual in zip(words, phrase, strict=True)):
                    sentence.words[place : place + width] = phrase

    def _usual(self, sentence: Sentence, place: int, word: str) -> str | None:
        if not word.isascii():
            return next((rest for rest in unjoined(word) if rest in self.known), None)
        heard = sound(word, sentence.tokens[place].text.lower())
        if len(word) > 1 and _beside_number(sentence, place) and heard in self.units:
            return self.units[heard]
        if len(word) < _SHORTEST_WORD:
            return None
        name = place > 0 and sentence.tokens[place].text[:1].isupper() and not sentence.text.isupper()
        town = self.places.get(heard) if len(word) >= _SHORTEST_TOWN else None
        return town or (self.activities if name else self.others).get(heard)


@cache
def spelling(locales: Locales) -> Spelling:
    """The spelling of this package's vocabulary, worked out at the first sentence.

    Args:
        locales: numerals and months.
    """
    return Spelling.of(vocabulary(), locales)


def _beside_number(sentence: Sentence, place: int) -> bool:
    after = place + 2 if sentence.is_sign(place + 1, ":=") else place + 1
    return Kind.FIGURE in (sentence.kind(place - 1), sentence.kind(after))


def _of_one_meaning(units: Lexicon) -> list[str]:
    """The units of one word whose sound means nobody else."""
    meant: dict[str, set[str]] = {}
    for phrase, who in units.meanings.items():
        meant.setdefault(sound(phrase[0]), set()).add(who)
    return [phrase[0] for phrase in units.meanings if len(phrase) == 1 and len(meant[sound(phrase[0])]) == 1]


def _by_sound(words: Iterable[str], shortest: int) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word in words:
        heard = sound(word)
        if len(heard) >= shortest:
            found.setdefault(heard, word)
    return found
