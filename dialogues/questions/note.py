"""Note: a text that is shown and answers nothing."""

from __future__ import annotations

from dialogues.messages import Phrase, Widget
from dialogues.questions.base import (
    Outcome,
    ParseContext,
    QuestionType,
    Unread,
    no_columns,
    shown_as_it_is,
)


def _parse(text: str, context: ParseContext) -> Outcome:
    del text, context
    return Unread(Phrase("questions.acknowledge.unread"), final=True)


def _valid(value: str) -> bool:
    return not value


NOTE = QuestionType(
    key="note",
    widget=Widget.CONFIRM,
    parse=_parse,
    valid=_valid,
    display=shown_as_it_is,
    column_set=no_columns,
    value_types=frozenset({"string"}),
    asked=False,
)
