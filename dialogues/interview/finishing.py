"""What ticks, or places sent one after the other, amount to when «✔ Terminé» closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogues.messages import Option
from dialogues.questions import QUESTION_TYPES, Outcome, Read, Unread
from dialogues.questions.places import closed
from dialogues.questions.rank import completed, missing

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.interview.instance import Instance, LiveNode

__all__ = ["finished", "picked_one_by_one"]

_PICKED = frozenset({"select_multiple", "rank"})


def picked_one_by_one(question: Question) -> bool:
    """Whether choices are taken key by key until «✔ Terminé»."""
    return question.type in _PICKED


def finished(question: Question, node: LiveNode, instance: Instance) -> Outcome:
    """The whole answer that the pieces given so far make.

    Args:
        question: of a type that is closed with «✔ Terminé».
        node: holds the pieces.
        instance: says which choices are offered.

    Returns:
        The value (a ranking gains the only choice that was left, a shape ends where it began), or what is missing.
    """
    if QUESTION_TYPES[question.type].several_places:
        return closed(question.type, node.stored)
    if question.type != "rank":
        return Read(node.stored)
    options = [Option(name, label) for name, label in instance.choices(question, node)]
    value = " ".join(completed(node.stored.split(), [option.name for option in options]))
    left = missing(value, options)
    return Read(value) if left is None else Unread(left, final=True)
