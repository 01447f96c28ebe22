"""Choices in the words of people: with slips of the finger, as yes or no, inside a sentence.

Rules:

1. Words that say yes, no, «je ne sais pas» or «refus» mean the one choice that says the same.
2. A label with one or two slips (see `distance.allowed`) is meant if no other label is as near; it is certain with
   one slip in six letters or more and no other label within three slips.
3. «trois» is the third choice, and a whole label inside a sentence is that choice, unless the sentence denies
   something: both are asked back.
4. The Arabic article, and the «و» before it, are parted from the word that they are written with.
5. Asked back too is the one choice whose label has all the longer words of what was said, slips allowed: «ça augmante».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogues.locales import fold
from dialogues.questions.choices import ChoiceIndex
from dialogues.questions.numbers import Number, read_numeral
from dialogues.questions.select_multiple import MOST_PIECES, pieces_of, segments_of
from nlu.distance import allowed, slips

if TYPE_CHECKING:
    from dialogues.locales import Locales
    from dialogues.messages import Option, Phrase

_ASIDE = re.compile(r"\([^()]*\)")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
_ARABIC_AND = re.compile(r"\bو(?=ال\w{2})")
_RUNNER_UP = 3
_SURE_LETTERS = 6
_SHORTEST_LABEL = 3
_LONGEST_LABEL = 200
_LONGER = 4
"""Letters from which a word of a sentence says something; shorter ones join others or are asked for whole."""
_MOST_WORDS = 6
_MOST_CHOICES = 12
"""Beyond, a list is narrowed by what is typed."""
_MOST_ALIKE = 500
"""Labels made of the same letters that are compared; a list with more of them is numbered, not named."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Places of the choices that are meant, and whether that is certain."""

    places: frozenset[int]
    certain: bool


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels of one prompt, folded once for each message.

    Args:
        options: the choices offered.
        whole: folded labels.
        short: folded labels without what stands in parentheses.
    """

    options: Sequence[Option]
    whole: tuple[str, ...]
    short: tuple[str, ...]

    @staticmethod
    def of(options: Sequence[Option]) -> Labels:
        """Fold the labels of choices."""
        whole = tuple(fold(option.label) for option in options)
        short = tuple(
            fold(_ASIDE.sub(" ", option.label)) if "(" in option.label else folded
            for option, folded in zip(options, whole, strict=True)
        )
        return Labels(options, whole, short)


def guess_one(text: str, labels: Labels, locales: Locales) -> Guess | None:
    """The one choice that words mean.

    Args:
        text: as typed.
        labels: the choices offered.
        locales: words for yes, no, numerals.
    """
    options = labels.options
    folded = fold(text)
    if not folded:
        return None
    said = _said(folded, options, locales)
    if said is not None:
        return Guess(frozenset({said}), certain=True)
    near = _nearest(folded, labels) or _with_article(folded, labels)
    if near is not None:
        return near
    inside = _inside(folded, labels, locales)
    if len(inside) == 1:
        return Guess(inside, certain=False)
    if inside:
        return None
    spoken = read_numeral(folded, locales)
    if isinstance(spoken, Number) and not spoken.approximate and spoken.value in range(1, len(options) + 1):
        return Guess(frozenset({int(spoken.value) - 1}), certain=False)
    return _first_word(folded, options, locales) or _by_words(folded, labels, locales)


def guess_many(text: str, labels: Labels, locales: Locales) -> Guess | None:
    """The choices that words mean: each piece between commas and «et» is one, or labels stand inside a sentence.

    Args:
        text: as typed.
        labels: the choices offered.
        locales: words for «et», yes, no, numerals.
    """
    pieces = pieces_of(_ARABIC_AND.sub("و ", text), locales)
    if 1 <= len(pieces) <= MOST_PIECES:
        certain = True

        def slipped(words: str) -> frozenset[int] | Phrase | None:
            nonlocal certain
            guess = guess_one(words, labels, locales)
            if guess is None:
                return None
            certain = certain and guess.certain
            return guess.places

        found = segments_of(pieces, ChoiceIndex.of(labels.options), slipped)
        places: set[int] = set()
        for each in found or ():
            if not isinstance(each, frozenset) or len(each) != 1:
                return None
            places |= each
        if places:
            return Guess(frozenset(places), certain)
    inside = _inside(fold(text), labels, locales)
    return Guess(inside, certain=False) if inside else None


def _said(folded: str, options: Sequence[Option], locales: Locales) -> int | None:
    answer = locales.yes_no(folded)
    if answer is not None:
        same = [place for place, option in enumerate(options) if _answer_of(option, locales) is answer]
        return same[0] if len(same) == 1 else None
    for name in ("nsp", "refus"):
        if folded in locales.words[name]:
            same = [
                place
                for place, option in enumerate(options)
                if option.name == name or fold(option.label) in locales.words[name]
            ]
            return same[0] if len(same) == 1 else None
    return None


def _answer_of(option: Option, locales: Locales) -> bool | None:
    answer = locales.yes_no(option.label)
    return locales.yes_no(option.name) if answer is None else answer


def _nearest(folded: str, labels: Labels) -> Guess | None:
    limit = allowed(len(folded))
    if limit == 0 or len(folded) > _LONGEST_LABEL:
        return None
    letters = [(letter, folded.count(letter)) for letter in set(folded)]
    best, runner_up, place, looked = _RUNNER_UP + 1, _RUNNER_UP + 1, -1, 0
    for at, (whole, short) in enumerate(zip(labels.whole, labels.short, strict=True)):
        if _missing(letters, whole) > _RUNNER_UP:
            continue
        looked += 1
        if looked > _MOST_ALIKE:
            return None
        found = slips(folded, whole, _RUNNER_UP)
        if short is not whole:
            shorter = slips(folded, short, _RUNNER_UP)
            found = shorter if found is None or (shorter is not None and shorter < found) else found
        if found is None:
            continue
        if found < best:
            best, runner_up, place = found, best, at
        else:
            runner_up = min(runner_up, found)
    if best > limit or runner_up == best:
        return None
    certain = best <= 1 and runner_up > _RUNNER_UP and len(folded) >= _SURE_LETTERS
    return Guess(frozenset({place}), certain)


def _missing(letters: Sequence[tuple[str, int]], label: str) -> int:
    """How many letters of the words a label lacks, in any order: never more than the slips between them."""
    missing = 0
    for letter, times in letters:
        there = label.count(letter)
        if there < times:
            missing += times - there
    return missing


def _inside(folded: str, labels: Labels, locales: Locales) -> frozenset[int]:
    """Choices whose whole label stands in a sentence, but not within another one's label."""
    sentence = folded.replace("'", " ")
    if frozenset(sentence.split()) & locales.words["negation"]:
        return frozenset()
    sentence = f" {sentence} "
    found: dict[int, str] = {}
    for place, short in enumerate(labels.short):
        label = f" {short} ".replace("'", " ")
        if len(short) >= _SHORTEST_LABEL and label in sentence:
            found[place] = label
    return frozenset(
        place
        for place, label in found.items()
        if not any(label != other and label in other for other in found.values())
    )


def _with_article(folded: str, labels: Labels) -> Guess | None:
    """«البئر» is «بئر»: in Arabic the article is written as part of the word."""
    bare = _ARABIC_ARTICLE.sub("", folded)
    found = [place for place, label in enumerate(labels.whole) if _ARABIC_ARTICLE.sub("", label) == bare]
    return Guess(frozenset(found), certain=True) if len(found) == 1 else None


def _by_words(folded: str, labels: Labels, locales: Locales) -> Guess | None:
    """The one choice whose label has every longer word of a short sentence, some of it mistyped."""
    words = folded.replace("'", " ").split()
    longer = [word for word in words if len(word) >= _LONGER]
    if not longer or len(words) > _MOST_WORDS or len(labels.whole) > _MOST_CHOICES:
        return None
    if frozenset(words) & locales.words["negation"]:
        return None
    found = [place for place, label in enumerate(labels.whole) if all(_has(label, word) for word in longer)]
    return Guess(frozenset(found), certain=False) if len(found) == 1 else None


def _has(label: str, word: str) -> bool:
    """Whether a label has a word, mistyped or only begun («augmante» for «augmentent»)."""
    begun = 1 if len(word) >= _SURE_LETTERS else 0
    return any(
        slips(word, each, allowed(len(word))) is not None or slips(word, each[: len(word)], begun) is not None
        for each in label.replace("'", " ").split()
        if len(each) >= _LONGER
    )


def _first_word(folded: str, options: Sequence[Option], locales: Locales) -> Guess | None:
    """«oui bien sûr»: the sentence begins with yes or no, and does not say the contrary further on."""
    first, *rest = folded.split(" ")
    answer = locales.yes_no(first)
    if answer is None or any(locales.yes_no(word) is (not answer) for word in rest):
        return None
    said = _said(first, options, locales)
    return None if said is None else Guess(frozenset({said}), certain=False)
