"""Text: the person's own words, kept as they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import (
    PHONE,
    Outcome,
    ParseContext,
    QuestionType,
    Read,
    Unread,
    one_column,
)
from dialogues.questions.numbers import ascii_digits
from dialogues.questions.phone import home_of, read_phone, shown_phone

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.locales import Locales

LONGEST = 100_000
"""Characters of one message; Telegram's own limit is 4,096, an open answer is many of them."""

_NOT_IN_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0, production 2: what a submission cannot hold."""

_INVISIBLE = " \t\n\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def clean(text: str) -> str:
    """The words of a message, without what an XML submission cannot hold; lines and emoji stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = unicodedata.normalize("NFC", _NOT_IN_XML.sub("", lines)).strip()
    return kept if kept.strip(_INVISIBLE) else ""


def _parse(text: str, context: ParseContext) -> Outcome:
    if len(text) > LONGEST:
        return Unread(Phrase("questions.too_long"), final=True)
    words = clean(text)
    if not words:
        return Unread(Phrase("questions.text.unread"), final=True)
    if PHONE in context.appearance:
        number = read_phone(words, home_of(context.now))
        if number is None:
            return Unread(Phrase("questions.phone.unread"), final=True)
        return Read(number, echo=Phrase("questions.echo", {"value": shown_phone(number)}))
    if context.appearance & {"numbers", "thousands-sep"}:
        words = ascii_digits(words)
        if not any(sign.isdigit() for sign in words):
            return Unread(Phrase("questions.integer.unread"))
    return Read(words)


def _valid(value: str) -> bool:
    return bool(value) and clean(value) == value


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del options, locales, language
    return shown_phone(value) if PHONE in question.appearance else value


TEXT = QuestionType(
    key="text",
    widget=Widget.TEXT,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=one_column("text"),
    value_types=frozenset({"string"}),
    open_text=True,
)
