"""Amounts inside a message: figures, numbers in words, «une trentaine», «environ 40»."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dialogues.locales import Locales
from dialogues.questions.numbers import Number, read_numeral
from nlu.sessions.tokens import Amount, Kind, Sentence
from nlu.sessions.vocabulary import Vocabulary, vocabulary

_WIDEST = 8
"""Pieces of one number in words."""
LARGEST = 99_999
"""People of one session; the guide takes no more."""


def amounts(sentence: Sentence, words: Vocabulary, locales: Locales) -> list[Amount]:
    """The numbers of what is not taken yet, in their order; percentages apart.

    Args:
        sentence: the message.
        words: the vocabulary.
        locales: numerals.
    """
    found: list[Amount] = []
    place = 0
    while place < len(sentence):
        amount = amount_at(sentence, place, locales)
        if amount is None or _is_unit(sentence, words, amount):
            place += 1
            continue
        if words["total.percent"].at(sentence.words, amount.end) is not None:
            sentence.take(amount.start, amount.end, "percent")
        else:
            found.append(_about(sentence, words, amount))
        place = amount.end
    return found


def amount_at(sentence: Sentence, place: int, locales: Locales) -> Amount | None:
    """The longest number that begins at a place, of what is not taken.

    Args:
        sentence: the message.
        place: of its first piece.
        locales: numerals.
    """
    if place >= len(sentence) or sentence.taken[place]:
        return None
    if sentence.kind(place) is Kind.FIGURE:
        figure = sentence.words[place]
        return Amount(place, place + 1, int(figure)) if figure.isdigit() and int(figure) <= LARGEST else None
    if place not in sentence.numbers:
        sentence.numbers[place] = list(_spoken(sentence, place, locales))
    return next((each for each in sentence.numbers[place] if sentence.free(each.start, each.end)), None)


def _spoken(sentence: Sentence, place: int, locales: Locales) -> Iterator[Amount]:
    """The numbers in words that begin at a place, the longest first."""
    words = _numeral_words(locales)
    last = place
    while last < min(len(sentence), place + _WIDEST) and sentence.is_word(last) and sentence.words[last] in words:
        last += 1
    for end in range(last, place, -1):
        said = " ".join(sentence.words[place:end])
        read = read_numeral(said, locales)
        if read is None and said[0] == "و":  # Arabic writes «and» joined to what follows
            read = read_numeral(said[1:], locales)
        if isinstance(read, Number) and read.value == int(read.value) and 0 <= read.value <= LARGEST:
            yield Amount(place, end, int(read.value), not read.approximate, words=True)


@cache
def _numeral_words(locales: Locales) -> frozenset[str]:
    """The words that a number may begin with; what is a place is none («Segou» is eight in Soninke)."""
    counting = {word for each in locales.counting.values() for word in each.vocabulary}
    begun = counting | {words.split(" ")[0] for words in locales.approximate} | set(locales.words["article"])
    attached = {f"و{word}" for word in begun}
    return frozenset((begun | attached) - {words[0] for words in vocabulary().places.meanings if len(words) == 1})


def _is_unit(sentence: Sentence, words: Vocabulary, amount: Amount) -> bool:
    """Whether a word that is a number somewhere counts people here: «woy 15» is fifteen women in Songhay."""
    if amount.end - amount.start > 1 or not words.has("units", sentence.words[amount.start]):
        return False
    return Kind.FIGURE in (sentence.kind(amount.start - 1), sentence.kind(amount.end))


def _about(sentence: Sentence, words: Vocabulary, amount: Amount) -> Amount:
    """The number with «environ» before or after it."""
    before = words["total.about"].before(sentence.words, amount.start)
    after = words["total.about"].at(sentence.words, amount.end)
    if before is None and after is None:
        return amount
    start = amount.start if before is None else before[1]
    end = amount.end if after is None else after[1]
    return Amount(start, end, amount.value, certain=False, words=amount.words)
