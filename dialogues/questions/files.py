"""What the types that are answered with a file share: their value is the name under which the file is stored."""

from __future__ import annotations

import re

from dialogues.messages import Phrase, Widget
from dialogues.questions.base import (
    Outcome,
    ParseContext,
    QuestionType,
    Unread,
    one_column,
    shown_as,
)

_CANONICAL = re.compile(r"[a-z0-9_-][a-z0-9._-]{0,199}")


def valid_name(value: str) -> bool:
    """Whether a text is a safe file name: `[a-z0-9._-]`, 1 to 200 characters, no point in front."""
    return _CANONICAL.fullmatch(value) is not None


def file_type(key: str, widget: Widget, accepts: frozenset[str], media_types: tuple[str, ...] = ()) -> QuestionType:
    """A question type that is answered with a file.

    Args:
        key: its name.
        widget: how the file is sent.
        accepts: kinds of blob that it takes.
        media_types: beginnings of the MIME types that it takes when they come as a document.
    """

    def parse(text: str, context: ParseContext) -> Outcome:
        del text, context
        return Unread(Phrase(f"questions.{key}.unread"), final=True)

    return QuestionType(
        key=key,
        widget=widget,
        parse=parse,
        valid=valid_name,
        display=shown_as(f"questions.{key}.shown"),
        column_set=one_column("text"),
        value_types=frozenset({"binary"}),
        accepts=accepts,
        media_types=media_types,
    )
