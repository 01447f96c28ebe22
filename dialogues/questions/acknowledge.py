"""Acknowledge: «c'est fait», stored as OK (ODK XForms specification, «trigger»)."""

from __future__ import annotations

from dialogues.messages import Key, Phrase, Widget
from dialogues.questions.base import (
    Outcome,
    ParseContext,
    QuestionType,
    Read,
    Unread,
    one_column,
    shown_as,
)

VALUE = "OK"


def _parse(text: str, context: ParseContext) -> Outcome:
    agreed = context.locales.yes_no(text) is True
    if agreed or context.locales.key_of(text, context.language) in {Key.CONTINUE, Key.DONE, Key.YES}:
        return Read(VALUE)
    return Unread(Phrase("questions.acknowledge.unread"))


def _valid(value: str) -> bool:
    return value == VALUE


ACKNOWLEDGE = QuestionType(
    key="acknowledge",
    widget=Widget.CONFIRM,
    parse=_parse,
    valid=_valid,
    display=shown_as("questions.acknowledge.shown"),
    column_set=one_column("text"),
    value_types=frozenset({"string"}),
)
