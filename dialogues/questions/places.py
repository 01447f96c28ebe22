"""Geotrace and geoshape: several places, one after the other (ODK XForms specification, «Data Types»).

A value holds geopoints parted by semicolons: «lat lon alt acc;lat lon alt acc». A trace has two or more, a shape has
three or more and ends where it began. They are sent from the phone one by one, or typed, a place a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Outcome, ParseContext, QuestionType, Read, Unread, one_column
from dialogues.questions.geopoint import GEOPOINT

if TYPE_CHECKING:
    from dialogues.forms.definition import Question
    from dialogues.locales import Locales

LONGEST = 4_096
"""Characters of typed places: one message."""

MOST = 1_000
"""Places of one answer."""

_BETWEEN = re.compile(r"\s*(?:[;؛]|\n)\s*")


def points_of(value: str) -> tuple[str, ...]:
    """The places of a value, in order."""
    return tuple(point.strip() for point in value.split(";") if point.strip())


def with_place(value: str, point: str) -> str:
    """A value with one more place; the same where the phone did not move.

    Args:
        value: the places so far, "" for none.
        point: a geopoint.
    """
    points = points_of(value)
    return value if points and points[-1] == point else ";".join((*points, point))


def closed(key: str, value: str) -> Outcome:
    """Places that were given one by one as an answer.

    Args:
        key: `geotrace` or `geoshape`.
        value: the places in order; a shape need not return to its first.
    """
    points = points_of(value)
    if key == "geoshape" and len(points) > 1 and _place(points[0]) != _place(points[-1]):
        points = (*points, points[0])
    whole = ";".join(points)
    if _valid(key, whole):
        return Read(whole)
    return Unread(Phrase(f"questions.{key}.too_few", {"n": len(points_of(value))}), final=True)


def _place(point: str) -> tuple[float, ...]:
    """Where a point lies, however precisely it was taken."""
    return tuple(float(number) for number in point.split(" ")[:2])


def _valid(key: str, value: str) -> bool:
    points = value.split(";")
    if not (2 <= len(points) <= MOST and all(GEOPOINT.valid(point) for point in points)):
        return False
    return key == "geotrace" or (len(points) >= 4 and _place(points[0]) == _place(points[-1]))


def places_type(key: str) -> QuestionType:
    """A question type that is answered with several places.

    Args:
        key: `geotrace` or `geoshape`.
    """
    unread = Unread(Phrase(f"questions.{key}.unread"), final=True)

    def parse(text: str, context: ParseContext) -> Outcome:
        if len(text) > LONGEST:
            return unread
        points: list[str] = []
        for words in (piece for piece in _BETWEEN.split(text.strip()) if piece):
            if GEOPOINT.valid(words):
                points.append(words)
                continue
            read = GEOPOINT.parse(words, context)
            if isinstance(read, Unread):
                told = read.phrase.key == "questions.geopoint.no_such_place"
                return read if told else unread
            points.append(read.value)
        return closed(key, ";".join(points)) if points else unread

    def valid(value: str) -> bool:
        return _valid(key, value)

    def display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
        del question, options
        if not all(GEOPOINT.valid(point) for point in value.split(";")):
            return value
        points = points_of(value)
        many = len(points) - (key == "geoshape" and valid(value))
        return locales.text(Phrase(f"questions.{key}.shown", {"n": many}), language)

    return QuestionType(
        key=key,
        widget=Widget.PLACE,
        parse=parse,
        valid=valid,
        display=display,
        column_set=one_column("text"),
        value_types=frozenset({key}),
        place=True,
        several_places=True,
    )
