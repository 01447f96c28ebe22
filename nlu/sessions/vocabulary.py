"""The words that sessions are told in, from a file a language beside this one: phrases of folded words, by kind."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from nlu.distance import slips
from nlu.sessions.tokens import words_of

Phrase = tuple[str, ...]
"""Folded words."""

_NO_PLACES = (
    *("units", "activities", "topic.labels", "topic.before", "total.before", "total.some", "duration.labels"),
    *("when.days", "when.weekdays", "when.parts", "place.nouns", "place.labels", "other.small", "other.noise"),
    "other.common",
)
"""What means something else than a place."""
_TABLES = ("units", "dual", "total", "activities", "topic", "place", "when", "duration", "other")


@dataclass(frozen=True, eq=False, slots=True)
class Lexicon:
    """Phrases of one kind and what each means.

    Args:
        meanings: what phrases mean.
        longest: words of the longest phrase.
        single: phrases of one word and their meanings, by their first letter.
    """

    meanings: Mapping[Phrase, str]
    longest: int
    single: Mapping[str, Sequence[tuple[str, str]]]

    @staticmethod
    def of(pairs: Iterable[tuple[str, str]]) -> Lexicon:
        """A lexicon of phrases as they are written; the first meaning of a phrase stays."""
        meanings: dict[Phrase, str] = {}
        for text, meaning in pairs:
            meanings.setdefault(words_of(text), meaning)
        meanings.pop((), None)
        single: dict[str, list[tuple[str, str]]] = {}
        for phrase, meaning in meanings.items():
            if len(phrase) == 1:
                single.setdefault(phrase[0][0], []).append((phrase[0], meaning))
        return Lexicon(meanings, max(map(len, meanings), default=0), single)

    def at(self, words: Sequence[str], place: int) -> tuple[str, int] | None:
        """The meaning of the longest phrase that begins at a place, and where it ends."""
        for end in range(min(len(words), place + self.longest), place, -1):
            meaning = self.meanings.get(tuple(words[place:end]))
            if meaning is not None:
                return meaning, end
        return None

    def before(self, words: Sequence[str], place: int) -> tuple[str, int] | None:
        """The meaning of the longest phrase that ends before a place, and where it begins."""
        for start in range(max(0, place - self.longest), place):
            meaning = self.meanings.get(tuple(words[start:place]))
            if meaning is not None:
                return meaning, start
        return None

    def near(self, word: str, limit: int, shortest: int) -> str | None:
        """The only meaning of the words that begin alike and are some slips away.

        Args:
            word: folded.
            limit: how many slips.
            shortest: letters of the shortest word that may be meant.
        """
        same = ((known, meaning) for known, meaning in self.single.get(word[0], ()) if len(known) >= shortest)
        found = {meaning for known, meaning in same if slips(word, known, limit) is not None}
        return found.pop() if len(found) == 1 else None

    def words(self) -> frozenset[str]:
        """Every single word of its phrases."""
        return frozenset(word for phrase in self.meanings for word in phrase)


@dataclass(frozen=True, eq=False, slots=True)
class Vocabulary:
    """All languages together.

    Args:
        letters: who a letter counts («F»), by language.
        places: known places, by folded words; what each means is its name on maps.
        named: the names on maps.
        quarters: towns by the name of a part of them.
        no_places: phrases that mean something else than a place.
        of: the other lexicons, by table and entry («topic.labels»).
    """

    letters: Mapping[str, Mapping[str, str]]
    places: Lexicon
    named: frozenset[str]
    quarters: Mapping[str, str]
    no_places: frozenset[Phrase]
    of: Mapping[str, Lexicon]

    def __getitem__(self, name: str) -> Lexicon:
        return self.of[name]

    def has(self, name: str, word: str) -> bool:
        """Whether a lexicon has a word by itself."""
        return (word,) in self.of[name].meanings


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this package: its files are read at the first call."""
    folder = resources.files(__package__) / "words"
    files = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    known = files.pop("places")
    order = sorted(files, key=lambda tag: (tag != "fr", tag))
    pairs: dict[str, list[tuple[str, str]]] = {}
    for tag in order:
        for name, pair in _pairs(files[tag]):
            pairs.setdefault(name, []).append(pair)
    quarters = {name: town for town, names in known["quarters"].items() for name in names}
    named = [*known["names"], *(name for name in quarters if name not in known["names"])]
    others = [(spelling, name) for name, spellings in known["also"].items() for spelling in spellings]
    lexicons = {name: Lexicon.of(each) for name, each in pairs.items()}
    return Vocabulary(
        {tag: {letter: who for who, each in files[tag].get("letters", {}).items() for letter in each} for tag in order},
        Lexicon.of((*((name, name) for name in named), *others)),
        frozenset(named),
        quarters,
        frozenset(phrase for name in _NO_PLACES for phrase in lexicons[name].meanings),
        lexicons,
    )


def _pairs(file: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The phrases of a language's file by lexicon: units and activities are one each, the rest one an entry."""
    for table in _TABLES:
        for entry, value in file.get(table, {}).items():
            one = table in ("units", "dual", "activities")
            name = table if one else f"{table}.{entry}"
            if isinstance(value, dict):  # days by their distance, months by their number
                yield from ((name, (text, key)) for key, texts in value.items() for text in texts)
            elif isinstance(value, list):
                for place, each in enumerate(value):
                    texts = each if isinstance(each, list) else [each]
                    counted = entry.endswith("weekdays")
                    meaning = str(place) if counted else entry
                    yield from ((name.replace("other_", ""), (text, meaning)) for text in texts)
