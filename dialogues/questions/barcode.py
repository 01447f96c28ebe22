"""Barcode: the code that is printed under the bars, typed as it stands there (ODK XForms specification, «barcode»)."""

from __future__ import annotations

from dialogues.messages import Phrase, Widget
from dialogues.questions.base import (
    Outcome,
    ParseContext,
    QuestionType,
    Read,
    Unread,
    one_column,
    shown_as_it_is,
)
from dialogues.questions.numbers import ascii_digits
from dialogues.questions.text import clean

LONGEST = 4_000
"""Characters of a code; a QR code holds at most 4,296."""

_UNREAD = Phrase("questions.barcode.unread")


def _parse(text: str, context: ParseContext) -> Outcome:
    del context
    if len(text) > LONGEST:
        return Unread(_UNREAD, final=True)
    code = ascii_digits(clean(text))
    return Read(code) if _valid(code) and any(sign.isalnum() for sign in code) else Unread(_UNREAD, final=True)


def _valid(value: str) -> bool:
    return bool(value) and len(value) <= LONGEST and "\n" not in value and clean(value) == value


BARCODE = QuestionType(
    key="barcode",
    widget=Widget.TEXT,
    parse=_parse,
    valid=_valid,
    display=shown_as_it_is,
    column_set=one_column("text"),
    value_types=frozenset({"barcode"}),
)
