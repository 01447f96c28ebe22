"""Barcode: a code that is typed, or read from a photo of it (ODK XForms specification, «barcode»)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogues.locales import Locales
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

MOST = 9
"""Codes of one picture that are offered: a label bears two or three."""

_UNREAD = Phrase("questions.barcode.unread")


def _parse(text: str, context: ParseContext) -> Outcome:
    del context
    if len(text) > LONGEST:
        return Unread(_UNREAD, final=True)
    code = ascii_digits(clean(text))
    return Read(code) if _valid(code) and any(sign.isalnum() for sign in code) else Unread(_UNREAD, final=True)


def _valid(value: str) -> bool:
    return bool(value) and len(value) <= LONGEST and "\n" not in value and clean(value) == value


def codes_of(found: Sequence[str]) -> tuple[str, ...]:
    """What was found on a picture, as codes: each once, in one line, without what no submission can hold.

    Args:
        found: texts, as the reader of pictures gives them.
    """
    codes = (" ".join(ascii_digits(clean(text)).splitlines()) for text in found)
    return tuple(dict.fromkeys(code for code in codes if _valid(code)))[:MOST]


def _how(parameters: Mapping[str, str], locales: Locales, language: str) -> Phrase:
    """How it is answered, where the guide does not say it."""
    del parameters, locales, language
    return Phrase("questions.barcode.how")


BARCODE = QuestionType(
    key="barcode",
    widget=Widget.TEXT,
    parse=_parse,
    valid=_valid,
    display=shown_as_it_is,
    column_set=one_column("text"),
    value_types=frozenset({"barcode"}),
    decoded=True,
    bounds=_how,
)
