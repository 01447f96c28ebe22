"""Words that are not the same in every language: «bi» is today in Bambara and yesterday in Songhay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Meanings(Generic[T]):
    """What words mean, by language.

    Args:
        by_word: what a folded word means in each language that has it, by tag.
        first: tags of the languages that the bot speaks: where two of them share a word, the earlier one keeps it.
            Where nobody has said what is spoken, theirs go before those of the field.
    """

    by_word: Mapping[str, Mapping[str, T]]
    first: tuple[str, ...]

    @staticmethod
    def of(words: Iterable[tuple[str, str, T]], first: tuple[str, ...]) -> Meanings[T]:
        """Meanings of words; where a language has a word twice, the first stays.

        Args:
            words: folded word, tag, and what it means there; an empty word is none.
            first: see the class.
        """
        by_word: dict[str, dict[str, T]] = {}
        for word, tag, value in words:
            if word:
                by_word.setdefault(word, {}).setdefault(tag, value)
        return Meanings(by_word, first)

    def find(self, word: str, languages: tuple[str, ...] = ()) -> tuple[T, ...]:
        """What a word may mean: nothing, one thing, or what has to be asked.

        Args:
            word: folded.
            languages: tags of those spoken here, the likeliest first: the first that has the word decides.
        """
        known = self.by_word.get(word)
        if known is None:
            return ()
        for tag in languages:
            if tag in known:
                return (known[tag],)
        own = [known[tag] for tag in self.first if tag in known][:1]
        if own and not languages:
            return (own[0],)
        return tuple(dict.fromkeys([*own, *(value for tag, value in known.items() if tag not in self.first)]))

    def only(self, word: str, languages: tuple[str, ...] = ()) -> T | None:
        """The one thing that a word means, None where it means nothing, or more than one."""
        found = self.find(word, languages)
        return found[0] if len(found) == 1 else None
