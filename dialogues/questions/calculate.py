"""Calculate: a value that no person is asked for; it is worked out from others."""

from __future__ import annotations

from dialogues.messages import Phrase, Widget
from dialogues.questions.base import (
    Outcome,
    ParseContext,
    QuestionType,
    Unread,
    one_column,
    shown_as_it_is,
)

_ANY = frozenset({"string", "int", "decimal", "boolean", "date", "time", "dateTime", "geopoint"})


def _parse(text: str, context: ParseContext) -> Outcome:
    del text, context
    return Unread(Phrase("questions.unread"), final=True)


def _valid(value: str) -> bool:
    del value
    return True


CALCULATE = QuestionType(
    key="calculate",
    widget=Widget.TEXT,
    parse=_parse,
    valid=_valid,
    display=shown_as_it_is,
    column_set=one_column("text"),
    value_types=_ANY,
    asked=False,
)
