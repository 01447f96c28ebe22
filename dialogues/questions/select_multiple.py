"""Select multiple: names of choices, parted by single spaces, in the order of the list.

«tout», «tous sauf la santé» and «1-3» are worked out and asked back, with the labels; what is no answer («ne sait pas»)
or needs words of its own («autre») is not part of «tout». «aucun» is the one choice that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING

from dialogues.locales import fold
from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Column, Outcome, ParseContext, QuestionType, Read, Unread
from dialogues.questions.choices import LONGEST, ChoiceIndex, labels_of, several, split_names, tidy_choice

if TYPE_CHECKING:
    from dialogues.forms.definition import Choice, Question
    from dialogues.locales import Locales

MOST_PIECES = 60
"""Pieces of one message; more are no list of choices."""

LONGEST_LABEL = 6
"""Pieces that one label may be made of («Eau, hygiène et assainissement» is three)."""

Segment = frozenset[int] | Phrase
"""Places of the choices that a piece of words may mean, or what is wrong with it."""

_CANONICAL = re.compile(r"\S+(?: \S+)*")
_KEY = re.compile(r"[0-9]{1,4}")
_NO_PART_OF_ALL = frozenset({"nsp", "refus", "autre", "other"})
_SEPARATOR = re.compile(r"(\s*[,;\n،]\s*|\s+)")


def _parse(text: str, context: ParseContext) -> Outcome:
    if not context.options:
        return Unread(Phrase("questions.select_multiple.nothing"), final=True)
    unread = Phrase("questions.select_multiple.unread")
    if len(text) > LONGEST:
        return Unread(unread, final=True)
    index = ChoiceIndex.of(context.options)
    numbers = split_names(tidy_choice(text), context)
    if numbers is not None and len(numbers) > 1:
        return _taken([index.find(number) for number in numbers], index)
    whole = index.find(tidy_choice(text))
    if whole:
        return _taken([whole], index)
    worked_out = from_one_to_another(text, index, context) or all_or_none(text, index, context)
    if worked_out is not None:
        return worked_out
    pieces = pieces_of(text, context.locales)
    if not 1 < len(pieces) <= MOST_PIECES:
        return Unread(unread)
    found = segments_of(pieces, index)
    return Unread(unread) if found is None else _taken(found, index)


def from_one_to_another(text: str, index: ChoiceIndex, context: ParseContext) -> Outcome | None:
    """«1-3», «1 à 3 et 5»: the choices from one number to another; None where the words are no such thing.

    Args:
        text: as typed.
        index: the choices offered.
        context: words for «à» and «et».
    """
    words = re.sub(r"[,;،؛+/&]+", " ", re.sub(r"([0-9]) ?[-–] ?([0-9])", r"\1 - \2", tidy_choice(text))).split()
    joined = [word for word in words if fold(word) not in context.locales.words["and"]]
    numbers: list[str] = []
    ranges = place = 0
    while place < len(joined):
        first, sign, last = (*joined[place : place + 3], "", "")[:3]
        if not _KEY.fullmatch(first):
            return None
        if _KEY.fullmatch(last) and (sign == "-" or fold(sign) in context.locales.words["to"]):
            if not int(first) < int(last) <= int(first) + MOST_PIECES:
                return None
            numbers += [str(number) for number in range(int(first), int(last) + 1)]
            ranges, place = ranges + 1, place + 3
        else:
            numbers.append(first)
            place += 1
    taken = _taken([index.find(number) for number in numbers], index) if ranges else None
    return replace(taken, confirm=True) if isinstance(taken, Read) else taken


def all_or_none(text: str, index: ChoiceIndex, context: ParseContext) -> Outcome | None:
    """«tout», «tous sauf l'eau et la santé», «aucun»; None where the words are no such thing.

    Args:
        text: as typed.
        index: the choices offered.
        context: words for «tout», «sauf», «aucun».
    """
    words = context.locales.words
    folded = fold(text)
    if folded in words["none"]:
        says = [place for place, option in enumerate(index.options) if _says_none(option, context.locales)]
        return Read(index.options[says[0]].name) if len(says) == 1 else None
    head, _, tail = _without(folded, words["every"], words["but"])
    if head not in words["every"]:
        return None
    left: set[int] = set()
    if tail:
        found = segments_of(pieces_of(tail, context.locales), index, lambda piece: _named(piece, index, context))
        if found is None or any(isinstance(each, Phrase) or len(each) != 1 for each in found):
            return None
        left = {place for each in found if isinstance(each, frozenset) for place in each}
    kept = [
        option.name
        for place, option in enumerate(index.options)
        if place not in left and option.name not in _NO_PART_OF_ALL and not _says_none(option, context.locales)
    ]
    return Read(" ".join(dict.fromkeys(kept)), confirm=True) if kept else None


def _without(folded: str, every: AbstractSet[str], but: AbstractSet[str]) -> tuple[str, str, str]:
    """«tous», «sauf», «la sante»; the second and the third empty where nothing is left out."""
    for word in sorted(but, key=len, reverse=True):
        head, sign, tail = folded.partition(f" {word} ")
        if sign and head in every:
            return head, word, tail
    return folded, "", ""


def _named(piece: str, index: ChoiceIndex, context: ParseContext) -> Segment | None:
    """A choice by its label behind an article: «la santé», «l'eau»."""
    first, _, rest = piece.replace("'", " ").partition(" ")
    small = context.locales.words["article"]
    return index.find(tidy_choice(rest)) or None if rest and (first in small or len(first) == 1) else None


def _says_none(option: Option, locales: Locales) -> bool:
    return bool({fold(option.name), fold(option.label), fold(option.label).split(" ")[0]} & locales.words["none"])


def _taken(found: Sequence[Segment], index: ChoiceIndex) -> Outcome:
    places: set[int] = set()
    for each in found:
        if isinstance(each, Phrase):
            if each.key == "questions.select_one.no_such_number":
                return Unread(Phrase("questions.select_multiple.no_such_number", each.params), final=True)
            return Unread(each, final=True)
        if len(each) > 1:
            return Unread(several("questions.select_multiple.ambiguous", index, each))
        places |= each
    taken = dict.fromkeys(index.options[place].name for place in sorted(places))
    return Read(" ".join(taken))


def pieces_of(text: str, locales: Locales) -> list[tuple[str, str]]:
    """Pieces between commas, line ends and «et», each with what stands after it.

    Args:
        text: as typed.
        locales: words for «et».
    """
    pieces: list[tuple[str, str]] = []
    words: list[str] = []
    parts = _SEPARATOR.split(text.strip())
    for word, separator in zip(parts[::2], [*parts[1::2], ""], strict=True):
        is_and = fold(word) in locales.words["and"]
        if word and not is_and:
            words.append(word)
        if is_and or separator.strip() or "\n" in separator:
            if words:
                pieces.append((" ".join(words), f" {word} " if is_and else separator))
            elif pieces:
                pieces[-1] = (pieces[-1][0], f"{pieces[-1][1]}{word} ")
            words = []
    if words:
        pieces.append((" ".join(words), ""))
    return pieces


def segments_of(
    pieces: Sequence[tuple[str, str]],
    index: ChoiceIndex,
    other: Callable[[str], Segment | None] = lambda _words: None,
) -> list[Segment] | None:
    """Choices that pieces name, one after the other; labels that hold commas or «et» themselves come first.

    Args:
        pieces: see `pieces_of`.
        index: the choices offered.
        other: reads a piece that names no choice; None when it cannot either.

    Returns:
        What each name stands for, as `ChoiceIndex.find` says it; None when a piece names nothing.
    """
    found: list[Segment] = []
    place = 0
    while place < len(pieces):
        end, here = _longest(pieces, place, index)
        if not here:
            here = other(pieces[place][0]) or frozenset()
        if not here:
            return None
        found.append(here)
        place = end
    return found


def _longest(pieces: Sequence[tuple[str, str]], place: int, index: ChoiceIndex) -> tuple[int, Segment]:
    for end in range(min(len(pieces), place + LONGEST_LABEL), place + 1, -1):
        run = pieces[place:end]
        label = "".join(f"{words}{after}" for words, after in run[:-1]) + run[-1][0]
        here = index.find(tidy_choice(label))
        if here and not isinstance(here, Phrase):
            return end, here
    return place + 1, index.find(tidy_choice(pieces[place][0]))


def _valid(value: str) -> bool:
    names = value.split(" ")
    return _CANONICAL.fullmatch(value) is not None and len(set(names)) == len(names)


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del question
    separator = locales.text(Phrase("questions.select_multiple.separator"), language)
    return separator.join(labels_of(value, options))


def _columns(question: Question, choices: Sequence[Choice]) -> tuple[Column, ...]:
    """The names joined, then a 0/1 column `question/choice` for each choice, as KoboToolbox writes them."""
    fixed = question.choices.fixed if question.choices is not None else None
    names = dict.fromkeys(choice.name for choice in (choices or fixed or ()))
    return (Column("", "text"), *(Column(f"/{name}", "bool", name) for name in names))


def _part(value: str, of: str) -> str:
    """«1» or «0» for a choice; "" where the question was not answered."""
    if not of or not value:
        return value
    return "1" if of in value.split() else "0"


SELECT_MULTIPLE = QuestionType(
    key="select_multiple",
    widget=Widget.MANY_OF,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=_columns,
    value_types=frozenset({"string", "select"}),
    part=_part,
)
