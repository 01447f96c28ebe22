"""The first reader after a question's own parser: labels with slips, yes and no, numbers inside sentences.

It is offline, needs milliseconds, and never answers where two readings are as good: then it stays silent and the
question is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.messages import Option, Phrase, Widget
from dialogues.ports import Reading
from dialogues.questions import QUESTION_TYPES
from dialogues.questions.numbers import canonical
from nlu.figures import day_in, number_in
from nlu.labels import Guess, Labels, guess_many, guess_one

if TYPE_CHECKING:
    from decimal import Decimal

    from dialogues.locales import Locales

READER = "labels"
"""Its name in the log."""

LONGEST = 1_000
"""Characters that it looks into; a longer message is no choice and no number."""


class Matcher:
    """Reads labels, numbers in words and synonyms; an `Interpreter`.

    Args:
        locales: words to recognise.
    """

    def __init__(self, locales: Locales) -> None:
        self._locales = locales

    def interpret(
        self, text: str, widget: Widget, question_type: str, options: Sequence[Option], language: str
    ) -> Reading | None:
        """Read words as an answer.

        Args:
            text: as typed.
            widget: how the question is answered.
            question_type: key of `dialogues.questions`.
            options: choices offered, in the language shown.
            language: IETF tag of the person's language.

        Returns:
            A reading whose value is canonical for the type, or None when nothing, or more than one thing, was
            understood.
        """
        if len(text) > LONGEST or not text.strip():
            return None
        reading = self._read(text, widget, options, language)
        kind = QUESTION_TYPES.get(question_type)
        if reading is None or kind is None or not kind.valid(reading.value):
            return None
        return reading

    def _read(self, text: str, widget: Widget, options: Sequence[Option], language: str) -> Reading | None:
        if widget is Widget.ONE_OF:
            return _chosen(guess_one(text, Labels.of(options), self._locales), options)
        if widget is Widget.MANY_OF:
            return _chosen(guess_many(text, Labels.of(options), self._locales), options)
        if widget is Widget.NUMBER:
            return _counted(number_in(text, self._locales, self._decimal_sign(language), (language,)))
        if widget is Widget.DATE:
            day = day_in(text, self._locales)
            return None if day is None else Reading(day.isoformat(), certain=False, reader=READER)
        return None

    def _decimal_sign(self, language: str) -> str:
        return self._locales.text(Phrase("numbers.decimal"), language)


def _chosen(guess: Guess | None, options: Sequence[Option]) -> Reading | None:
    if guess is None:
        return None
    names = dict.fromkeys(options[place].name for place in sorted(guess.places))
    return Reading(" ".join(names), guess.certain, READER)


def _counted(number: Decimal | None) -> Reading | None:
    return None if number is None else Reading(canonical(number), certain=False, reader=READER)
