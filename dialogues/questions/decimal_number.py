"""Decimal: a number with a point or a comma (ODK XForms specification, «Data Types»: xsd:decimal)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Outcome, ParseContext, QuestionType, Read, Unread, one_column
from dialogues.questions.measured import read_measured
from dialogues.questions.numbers import LARGEST, LONGEST, Ambiguous, canonical, either

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.locales import Locales

_CANONICAL = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")


def _parse(text: str, context: ParseContext) -> Outcome:
    sign = context.locales.text(Phrase("numbers.decimal"), context.language)
    number = read_measured(text, context, sign)
    if number is None:
        return Unread(Phrase("questions.decimal.unread"))
    if isinstance(number, Ambiguous):
        return Unread(_which(number, context, sign), final=True)
    if abs(number.value) > LARGEST:
        return Unread(Phrase("questions.decimal.too_big"), final=True)
    shown = context.locales.number(Decimal(canonical(number.value)), context.language)
    told = number.spoken or number.approximate
    echo = Phrase("questions.echo", {"value": shown}) if told else None
    return Read(canonical(number.value), doubtful=number.approximate, echo=echo, confirm=number.confirm)


def _which(number: Ambiguous, context: ParseContext, sign: str) -> Phrase:
    if number.spoken:
        return either(number, context)
    return Phrase(
        "questions.decimal.ambiguous",
        {
            "first": int(number.grouped),
            "second": context.locales.number(number.split, context.language),
            "first_example": canonical(number.grouped),
            "second_example": canonical(number.split).replace(".", sign),
        },
    )


def _valid(value: str) -> bool:
    return len(value) <= LONGEST + 2 and _CANONICAL.fullmatch(value) is not None and abs(Decimal(value)) <= LARGEST


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del question, options
    return locales.number(Decimal(value), language) if _valid(value) else value


DECIMAL = QuestionType(
    key="decimal",
    widget=Widget.NUMBER,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=one_column("decimal"),
    value_types=frozenset({"decimal"}),
)
