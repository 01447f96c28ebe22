"""Range: a number between two ends, at equal steps (ODK XForms specification, «range»)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Column, Outcome, ParseContext, QuestionType, Unread
from dialogues.questions.decimal_number import DECIMAL
from dialogues.questions.integer import INTEGER
from dialogues.questions.numbers import canonical

if TYPE_CHECKING:
    from dialogues.forms.definition import Choice, Question
    from dialogues.locales import Locales

_DEFAULTS = {"start": Decimal(0), "end": Decimal(10), "step": Decimal(1)}
"""Parameters where the form says none, as pyxform fills them in."""

_PLAIN_UNREAD = frozenset({"questions.integer.unread", "questions.decimal.unread"})
_WRITTEN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers that a range takes.

    Args:
        first: the smallest.
        last: the largest; not below `first`.
        step: from one number to the next, above 0.
        origin: the end from which steps are counted.
    """

    first: Decimal
    last: Decimal
    step: Decimal
    origin: Decimal

    @staticmethod
    def of(parameters: Mapping[str, str]) -> Scale:
        """The scale of a question; ends in the wrong order are turned round, an end that is no number is the default.

        Args:
            parameters: `start`, `end`, `step` of the control.
        """
        start, end, step = (_number(parameters.get(name, ""), default) for name, default in _DEFAULTS.items())
        return Scale(min(start, end), max(start, end), abs(step) or Decimal(1), start)

    @property
    def whole(self) -> bool:
        """Whether all of its numbers are whole."""
        return all(number == number.to_integral_value() for number in (self.first, self.last, self.step))

    def holds(self, number: Decimal) -> bool:
        """Whether a number is on it."""
        return self.first <= number <= self.last and not (number - self.origin) % self.step

    def phrase(self, key: str, locales: Locales, language: str) -> Phrase:
        """A phrase that says the ends and the step.

        Args:
            key: of a phrase with the holes `first`, `last` and `step`.
            locales: how numbers are written.
            language: IETF tag of the person's language.
        """
        names = ("first", "last", "step")
        numbers = (locales.number(Decimal(canonical(end)), language) for end in (self.first, self.last, self.step))
        return Phrase(key, dict(zip(names, numbers, strict=True)))


def _number(words: str, default: Decimal) -> Decimal:
    """A number as a form writes it (`1.50`, `-3`); of anything else the default."""
    plain = words.strip()
    return Decimal(plain) if _WRITTEN.fullmatch(plain) else default


def _parse(text: str, context: ParseContext) -> Outcome:
    scale = Scale.of(context.parameters)
    read = (INTEGER if scale.whole else DECIMAL).parse(text, context)
    if isinstance(read, Unread):
        phrase = scale.phrase("questions.range.unread", context.locales, context.language)
        return Unread(phrase) if read.phrase.key in _PLAIN_UNREAD else read
    if scale.holds(Decimal(read.value)):
        return read
    return Unread(scale.phrase("questions.range.outside", context.locales, context.language), final=True)


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    return DECIMAL.display(value, question, options, locales, language)


def _columns(question: Question, choices: Sequence[Choice]) -> tuple[Column, ...]:
    del choices
    return (Column("", "integer" if Scale.of(question.parameters).whole else "decimal"),)


def _bounds(parameters: Mapping[str, str], locales: Locales, language: str) -> Phrase:
    scale = Scale.of(parameters)
    return scale.phrase(f"questions.range.{'ends' if scale.step == 1 else 'steps'}", locales, language)


RANGE = QuestionType(
    key="range",
    widget=Widget.NUMBER,
    parse=_parse,
    valid=DECIMAL.valid,
    display=_display,
    column_set=_columns,
    value_types=frozenset({"int", "decimal"}),
    bounds=_bounds,
)
