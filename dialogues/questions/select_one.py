"""Select one: the name of one choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Outcome, ParseContext, QuestionType, Read, Unread, one_column
from dialogues.questions.choices import LONGEST, ChoiceIndex, labels_of, several, split_names, tidy_choice

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.locales import Locales

_CANONICAL = re.compile(r"\S+")


def _parse(text: str, context: ParseContext) -> Outcome:
    if not context.options:
        return Unread(Phrase("questions.select_one.nothing"), final=True)
    if len(text) > LONGEST:
        return Unread(Phrase("questions.select_one.unread"), final=True)
    index = ChoiceIndex.of(context.options)
    tidy = tidy_choice(text)
    found = index.find(tidy)
    if isinstance(found, Phrase):
        return Unread(found, final=True)
    if len(found) == 1:
        return Read(context.options[min(found)].name)
    if found:
        # Not final: a long list is narrowed by these words, another reader may know which one is meant.
        return Unread(several("questions.select_one.ambiguous", index, found))
    numbers = split_names(tidy, context)
    if numbers is not None and len(numbers) > 1:
        return Unread(Phrase("questions.select_one.several"), final=True)
    return Unread(Phrase("questions.select_one.unread"))


def _valid(value: str) -> bool:
    return _CANONICAL.fullmatch(value) is not None


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del question, locales, language
    return "".join(labels_of(value, options))


SELECT_ONE = QuestionType(
    key="select_one",
    widget=Widget.ONE_OF,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=one_column("text"),
    value_types=frozenset({"string", "select1"}),
)
