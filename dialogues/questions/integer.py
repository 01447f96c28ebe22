"""Integer: a whole number of 32 bits, as ODK's `int` (ODK XForms specification, «Data Types»: XForms' xsd:int)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Outcome, ParseContext, QuestionType, Read, Unread, one_column
from dialogues.questions.measured import read_measured
from dialogues.questions.numbers import Ambiguous, canonical, either

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.locales import Locales

SMALLEST, LARGEST = -(2**31), 2**31 - 1

_CANONICAL = re.compile(r"0|-?[1-9][0-9]{0,9}")

LONGEST_UNGROUPED = 9999


def _parse(text: str, context: ParseContext) -> Outcome:
    number = read_measured(text, context)
    if number is None:
        return Unread(Phrase("questions.integer.unread"))
    if isinstance(number, Ambiguous):
        return Unread(_which(number, context), final=True)
    if number.value != number.value.to_integral_value():
        return Unread(Phrase("questions.integer.not_whole"), final=True)
    if not SMALLEST <= number.value <= LARGEST:
        return Unread(Phrase("questions.integer.too_big"), final=True)
    value = int(number.value)
    told = number.spoken or number.approximate
    echo = Phrase("questions.echo", {"value": value}) if told else None
    return Read(str(value), doubtful=number.approximate, echo=echo, confirm=number.confirm)


def _which(number: Ambiguous, context: ParseContext) -> Phrase:
    if number.spoken:
        return either(number, context)
    second = context.locales.number(number.split, context.language)
    example = canonical(number.grouped)
    return Phrase("questions.integer.ambiguous", {"first": int(number.grouped), "second": second, "example": example})


def _valid(value: str) -> bool:
    return _CANONICAL.fullmatch(value) is not None and SMALLEST <= int(value) <= LARGEST


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del question, options
    # Four digits stand together: they are a year as often as a count, and «2 015» is no year.
    grouped = _valid(value) and abs(int(value)) > LONGEST_UNGROUPED
    return locales.number(Decimal(value), language) if grouped else value


INTEGER = QuestionType(
    key="integer",
    widget=Widget.NUMBER,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=one_column("integer"),
    value_types=frozenset({"int", "integer"}),
)
