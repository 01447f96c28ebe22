"""How long a guide takes (FIELD, «Families of guides»), as its rehearsal found it, and what is too long about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from dialogues.forms.definition import FormDefinition
from dialogues.xforms.problems import Problem, ProblemCode, Severity, problem

__all__ = ["Figures", "Length", "Rehearse", "length_notes"]

MOST_MINUTES = 30
MOST_QUESTIONS = 35
MOST_OPEN = 8


@dataclass(frozen=True, slots=True)
class Figures:
    """How long one interview is.

    Args:
        asked: questions put to the person.
        opened: how many of them are open.
        agent: questions that the agent alone fills in.
        minutes: about how long, rounded up.
        interpreted: the same with an interpreter.
    """

    asked: int
    opened: int
    agent: int
    minutes: int
    interpreted: int


@dataclass(frozen=True, slots=True)
class Length:
    """How long the interviews of a guide are.

    Args:
        interviews: how many were held.
        median: each figure on its own; as many interviews are below it as above.
        longest: the interview that took the most time.
    """

    interviews: int
    median: Figures
    longest: Figures

    def figures(self) -> Mapping[str, object]:
        """The figures by name, as plain values."""
        return asdict(self)

    @staticmethod
    def of(figures: Mapping[str, object]) -> Length:
        """What `figures` gave, back from JSON.

        Raises:
            KeyError, TypeError: it is something else.
        """
        interviews, median, longest = figures["interviews"], figures["median"], figures["longest"]
        if not isinstance(interviews, int) or not isinstance(median, dict) or not isinstance(longest, dict):
            raise TypeError("no length")
        return Length(interviews, Figures(**median), Figures(**longest))


Rehearse = Callable[[FormDefinition], Length | Problem]
"""Plays a guide: its length, or why it could not be played to the end."""


def length_notes(length: Length, family: str) -> tuple[Problem, ...]:
    """What is too long about a guide, by its median interview.

    Args:
        length: from its rehearsal.
        family: the `famille` of its settings.
    """
    notes: list[Problem] = []
    median = length.median
    if median.minutes > MOST_MINUTES:
        notes.append(_note(ProblemCode.TOO_LONG, median.minutes, MOST_MINUTES))
    if family == "entretien" and median.asked > MOST_QUESTIONS:
        notes.append(_note(ProblemCode.TOO_MANY_QUESTIONS, median.asked, MOST_QUESTIONS))
    if family == "entretien" and median.opened > MOST_OPEN:
        notes.append(_note(ProblemCode.TOO_MANY_OPEN, median.opened, MOST_OPEN))
    return tuple(notes)


def _note(code: ProblemCode, found: int, limit: int) -> Problem:
    return problem(code, severity=Severity.NOTE, found=found, limit=limit)
