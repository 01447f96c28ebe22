"""What a question type is.

A type reads what people type (`parse`), knows its canonical ODK text (`valid`), shows it to people (`display`) and
says what an export writes (`columns`). It names a widget, never a keyboard. Rules that all of them keep:

1. `parse` never raises and never guesses silently: what may be read in two ways is asked again (`Unread`), what is
   likely but vague («une vingtaine») is stored «à vérifier» (`Read.doubtful`), what was worked out of something else
   (old ouguiyas, «1-3») is asked back first (`Read.confirm`), what was not written plainly («hier», «douze») is told
   back (`Read.echo`).
2. The value of every `Read` is canonical: `valid(value)` holds.
3. A refusal is a short warm phrase that shows an example.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dialogues.locales import Locales
from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.units import Unit

if TYPE_CHECKING:
    from dialogues.forms.definition import Choice, Question


@dataclass(frozen=True, slots=True)
class ParseContext:
    """What stands around an answer while it is read.

    Args:
        now: this moment, aware, in the time zone of the interview.
        language: IETF tag of the person's language.
        options: choices offered, in the order of their key numbers; () for questions without choices.
        parameters: the question's parameters.
        appearance: the words of its appearance.
        locales: months, numerals and other words to recognise.
        unit: what the question counts in; None where it does not say.
        languages: tags of the languages spoken here, the likeliest first: they decide what a word means that two
            languages share.
    """

    now: dt.datetime
    language: str
    options: tuple[Option, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    appearance: frozenset[str] = frozenset()
    locales: Locales = field(default_factory=Locales.load)
    languages: tuple[str, ...] = ()
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Words were understood.

    Args:
        value: canonical text.
        doubtful: stored, to be checked after the interview.
        echo: what was understood, where it was not written plainly; None where the words say it themselves.
        confirm: asked back before it is stored («12 500 francs CFA, c'est bien ça ?»).
    """

    value: str
    doubtful: bool = False
    echo: Phrase | None = None
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """Words were not understood.

    Args:
        phrase: what is said about it.
        final: no other reader should try: what is wrong is known.
    """

    phrase: Phrase
    final: bool = False


Outcome = Read | Unread

PHONE = "telephone"
"""The word in the appearance of a text question that takes a phone number."""

CellKind = Literal["text", "integer", "decimal", "date", "time", "datetime", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export.

    Args:
        suffix: what follows the question's name in the column's name; "" for the value itself, `/eau` for a choice,
            `_latitude` for a part of a place (KoboToolbox puts one more `_` before the name of those).
        kind: type of the cells.
        of: the part of the value that stands in it, as `QuestionType.part` takes it; "" for the whole.
    """

    suffix: str
    kind: CellKind
    of: str = ""


Parse = Callable[[str, ParseContext], Outcome]
Display = Callable[[str, "Question", Sequence[Option], Locales, str], str]
Columns = Callable[["Question", "Sequence[Choice]"], tuple[Column, ...]]


def shown_as_it_is(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    """A value that people read as it is stored."""
    del question, options, locales, language
    return value


def shown_as(key: str) -> Display:
    """A value that is only named («photo»): what it holds cannot be said in words.

    Args:
        key: key of the phrase.
    """

    def display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
        del question, options
        return locales.text(Phrase(key), language) if value else ""

    return display


def one_column(kind: CellKind) -> Columns:
    """A single column under the question's own name."""

    def columns(question: Question, choices: Sequence[Choice]) -> tuple[Column, ...]:
        del question, choices
        return (Column("", kind),)

    return columns


def no_columns(question: Question, choices: Sequence[Choice]) -> tuple[Column, ...]:
    """Nothing to export."""
    del question, choices
    return ()


def whole(value: str, of: str) -> str:
    """The only part of a value that has no parts."""
    del of
    return value


@dataclass(frozen=True, slots=True, eq=False)
class QuestionType:
    """One question type; all of them stand in `dialogues.questions.registry`.

    Args:
        key: its name in a definition, as in the type column of an XLSForm.
        widget: how an answer is given.
        parse: reads words.
        valid: whether a text is canonical for this type.
        display: (value, question, options, locales, language) -> what a person sees.
        column_set: (question, choices) -> columns; see `columns`.
        value_types: types of a bind that it may have (ODK XForms specification, «Data Types»).
        asked: whether a person is asked; notes and calculations are not.
        open_text: several messages make one answer; see `is_open`.
        place: takes a position (`geopoint.from_place` makes its value).
        several_places: positions sent one after the other make one answer, closed as a list of choices is.
        accepts: kinds of blob that it takes: `image`, `audio`, `video`, `file`.
        media_types: beginnings of the MIME types that it takes when they come as a `file`.
        decoded: a picture answers it by the code that is on it: it is read, and not kept.
        part: (value, `Column.of`) -> the text of that part; "" when there is none.
        bounds: (parameters, locales, language) -> what they let a person answer, said where the guide gives no hint.
    """

    key: str
    widget: Widget
    parse: Parse
    valid: Callable[[str], bool]
    display: Display
    column_set: Columns
    value_types: frozenset[str]
    asked: bool = True
    open_text: bool = False
    place: bool = False
    several_places: bool = False
    accepts: frozenset[str] = frozenset()
    media_types: tuple[str, ...] = ()
    decoded: bool = False
    part: Callable[[str, str], str] = whole
    bounds: Callable[[Mapping[str, str], Locales, str], Phrase] | None = None

    def columns(self, question: Question, choices: Sequence[Choice] = ()) -> tuple[Column, ...]:
        """The columns of an export.

        Args:
            question: the question of this type.
            choices: every choice of its list, where a filter keeps the definition from knowing them by itself.
        """
        return self.column_set(question, choices)

    def is_open(self, appearance: frozenset[str]) -> bool:
        """Whether several messages make one answer: a text, unless its appearance asks for digits."""
        return self.open_text and not appearance & {"numbers", "thousands-sep", "url", PHONE}

    def takes(self, kind: str, media_type: str = "") -> bool:
        """Whether a file answers it: a photo may come as a photo or as a document of type `image/…`.

        Args:
            kind: `image`, `audio`, `video` or `file`.
            media_type: its MIME type, "" when unknown.
        """
        if kind in self.accepts:
            return True
        return kind == "file" and any(media_type.startswith(start) for start in self.media_types)
