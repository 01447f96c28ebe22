"""Rank: every choice of a list, in the order that the person gives them (ODK XForms specification, «odk:rank»).

What is typed names the first, then the second, and so on: «3 1 2», «l'eau, la route, l'école». The last one need not
be said: where a single choice is left, its place is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Column, Outcome, ParseContext, QuestionType, Read, Unread
from dialogues.questions.choices import LONGEST, SHOWN, ChoiceIndex, labels_of, several, split_names, tidy_choice
from dialogues.questions.select_multiple import MOST_PIECES, SELECT_MULTIPLE, Segment, pieces_of, segments_of

if TYPE_CHECKING:
    from dialogues.forms.definition import Choice, Question
    from dialogues.locales import Locales

SEPARATOR = " › "
"""Between what comes before and what comes after, wherever the order is shown."""

_UNREAD = Phrase("questions.rank.unread")


def completed(names: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    """Names in their order, and the only one that is left where just one is.

    Args:
        names: those that were put in order.
        offered: names of the list.
    """
    left = [name for name in dict.fromkeys(offered) if name not in names]
    return (*names, *left) if len(left) == 1 else tuple(names)


def missing(value: str, options: Sequence[Option]) -> Phrase | None:
    """What is said while choices have no place yet; None when all of them have one.

    Args:
        value: names in the order given.
        options: the choices offered.
    """
    ranked = set(value.split())
    labels = [option.label for option in options if option.name not in ranked]
    if not labels:
        return None
    shown = " / ".join(labels[:SHOWN]) + (" / …" if len(labels) > SHOWN else "")
    return Phrase("questions.rank.missing", {"labels": shown})


def _parse(text: str, context: ParseContext) -> Outcome:
    if not context.options:
        return Unread(Phrase("questions.select_multiple.nothing"), final=True)
    if len(text) > LONGEST:
        return Unread(_UNREAD, final=True)
    index = ChoiceIndex.of(context.options)
    found = _segments(text, context, index)
    if found is None:
        return Unread(_UNREAD, final=True)
    names: list[str] = []
    for each in found:
        if isinstance(each, Phrase):
            return Unread(each, final=True)
        if len(each) != 1:
            return Unread(several("questions.select_multiple.ambiguous", index, each) if each else _UNREAD, final=True)
        names.append(context.options[min(each)].name)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        label = labels_of(twice, context.options)[0]
        return Unread(Phrase("questions.rank.twice", {"label": label}), final=True)
    value = " ".join(completed(names, [option.name for option in context.options]))
    left = missing(value, context.options)
    return Unread(left, final=True) if left is not None else Read(value)


def _segments(text: str, context: ParseContext, index: ChoiceIndex) -> Sequence[Segment] | None:
    """What each piece of a text stands for; None when it is no list of choices."""
    spoken = text.replace(SEPARATOR.strip(), ",").replace(">", ",")
    numbers = split_names(tidy_choice(spoken), context)
    if numbers is not None:
        return [index.find(number) for number in numbers[: MOST_PIECES + 1]]
    whole = index.find(tidy_choice(spoken))
    if whole:
        return [whole]
    pieces = pieces_of(spoken, context.locales)
    return segments_of(pieces, index) if 0 < len(pieces) <= MOST_PIECES else None


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del question, locales, language
    return SEPARATOR.join(labels_of(value, options))


def _columns(question: Question, choices: Sequence[Choice]) -> tuple[Column, ...]:
    """The names joined, then a column `question/choice` with the place of each, from 1."""
    parts = SELECT_MULTIPLE.columns(question, choices)
    return (parts[0], *(Column(part.suffix, "integer", part.of) for part in parts[1:]))


def _part(value: str, of: str) -> str:
    """The place of a choice, from 1; "" where it has none."""
    names = value.split()
    if not of:
        return value
    return str(names.index(of) + 1) if of in names else ""


RANK = QuestionType(
    key="rank",
    widget=Widget.MANY_OF,
    parse=_parse,
    valid=SELECT_MULTIPLE.valid,
    display=_display,
    column_set=_columns,
    value_types=frozenset({"string", "odk:rank", "rank"}),
    part=_part,
)
