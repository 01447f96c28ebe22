"""Question types: how each one reads words, stores a value, shows it and exports it; one file each, one registry."""

from __future__ import annotations

from dialogues.questions.base import Column, Outcome, ParseContext, QuestionType, Read, Unread
from dialogues.questions.geopoint import from_place
from dialogues.questions.registry import QUESTION_TYPES

__all__ = [
    "QUESTION_TYPES",
    "Column",
    "Outcome",
    "ParseContext",
    "QuestionType",
    "Read",
    "Unread",
    "from_place",
]
