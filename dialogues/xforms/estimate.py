"""How long a guide takes (FIELD, «Families of guides»): 25 s a closed question, 90 s an open one, × 1.5 interpreted.

Every question counts as asked, whatever its relevance: branches that exclude one another make the figure too high,
never too low. Questions of a repeat count once for each instance that is sure, three at most; once where the
number is not known before. A text question is open when its appearance is `multiline`; in a guide that never says
so, every text question is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import assert_never

from dialogues.forms.definition import Control, FormDefinition, Group, Question, Repeat
from dialogues.xforms.problems import Problem, ProblemCode, Severity, problem

__all__ = ["Estimate", "estimate", "length_notes"]

CLOSED_SECONDS = 25
OPEN_SECONDS = 90
INTERPRETED = 1.5
MOST_MINUTES = 30
MOST_QUESTIONS = 35
MOST_OPEN = 8
_MOST_INSTANCES = 3
_LITERAL = re.compile(r"^\s*(\d{1,6})\s*$")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Figures of a guide.

    Args:
        asked: questions, repeats counted as said above.
        opened: how many of them are open.
        minutes: about how long, rounded up.
        interpreted: the same with an interpreter.
    """

    asked: int
    opened: int
    minutes: int
    interpreted: int

    def figures(self) -> Mapping[str, int]:
        """The figures by name."""
        return asdict(self)


def estimate(definition: FormDefinition) -> Estimate:
    """Estimate a guide."""
    questions = list(_questions(definition.body, 1))
    marked = any("multiline" in question.appearance for question, _ in questions)
    asked = sum(times for _, times in questions)
    opened = sum(times for question, times in questions if _is_open(question, marked=marked))
    seconds = (asked - opened) * CLOSED_SECONDS + opened * OPEN_SECONDS
    return Estimate(asked, opened, -(-seconds // 60), -(-int(seconds * INTERPRETED) // 60))


def length_notes(figures: Estimate, family: str) -> tuple[Problem, ...]:
    """What is too long about a guide.

    Args:
        figures: its estimate.
        family: the `famille` of its settings.
    """
    notes: list[Problem] = []
    if figures.minutes > MOST_MINUTES:
        notes.append(_note(ProblemCode.TOO_LONG, figures.minutes, MOST_MINUTES))
    if family == "entretien" and figures.asked > MOST_QUESTIONS:
        notes.append(_note(ProblemCode.TOO_MANY_QUESTIONS, figures.asked, MOST_QUESTIONS))
    if family == "entretien" and figures.opened > MOST_OPEN:
        notes.append(_note(ProblemCode.TOO_MANY_OPEN, figures.opened, MOST_OPEN))
    return tuple(notes)


def _note(code: ProblemCode, found: int, limit: int) -> Problem:
    return problem(code, severity=Severity.NOTE, found=found, limit=limit)


def _questions(controls: Iterable[Control], times: int) -> Iterator[tuple[Question, int]]:
    """Every question that is asked, with how often it counts."""
    for control in controls:
        match control:
            case Question():
                if control.number is not None:
                    yield control, times
            case Group():
                yield from _questions(control.children, times)
            case Repeat():
                literal = _LITERAL.match(control.count.source) if control.count is not None else None
                instances = min(int(literal.group(1)), _MOST_INSTANCES) if literal else 1
                yield from _questions(control.children, times * instances)
            case _:
                assert_never(control)


def _is_open(question: Question, *, marked: bool) -> bool:
    if question.type == "audio":
        return True
    if question.type != "text" or "numbers" in question.appearance:
        return False
    return "multiline" in question.appearance or not marked
