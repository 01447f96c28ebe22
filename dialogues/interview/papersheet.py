"""A guide for printing, with the numbers of the chat: what was written on paper is typed by the same numbers.

Where a call's text (`callsheet`) leaves out what was answered, the paper holds the whole guide and room to write.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dialogues.forms.definition import FormDefinition, Question
from dialogues.interview import events as e
from dialogues.interview.callsheet import is_list, printed
from dialogues.interview.engine import start
from dialogues.locales import Locales
from dialogues.messages import Widget
from dialogues.questions import QUESTION_TYPES


class Room(Enum):
    """How much room an answer needs."""

    NONE = "none"
    FIGURE = "figure"
    LINE = "line"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One thing on the sheet.

    Args:
        text: a question, a text to read, a rule, or the title of a part.
        number: printed before a question, «12» or «7.1, 7.2…»; "" for anything else.
        aside: for the agent alone.
        only_if: on what it depends, in words; "" for always.
        choices: as printed, «1 Oui».
        room: to write in.
        title: it opens a part of the guide.
        mark: a sign by which a rule sends one here.
    """

    text: str
    number: str = ""
    aside: str = ""
    only_if: str = ""
    choices: tuple[str, ...] = ()
    room: Room = Room.NONE
    title: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A guide to print.

    Args:
        title: the discreet one.
        version: of the guide.
        language: IETF tag of the bot's words on it.
        lines: in the order of the guide.
    """

    title: str
    version: str
    language: str
    lines: tuple[PaperLine, ...]


def paper(form: FormDefinition, started: e.InterviewStarted, locales: Locales, tag: str) -> PaperSheet:
    """The whole guide as nobody has answered it yet.

    Args:
        form: the definition.
        started: as for an interview that would begin now: labels may bear what it preloads.
        locales: the bot's own words.
        tag: language of the person.
    """
    interview, _ = start(form, started)
    lines: list[PaperLine] = []
    for item in printed(interview, locales, tag):
        question = form.questions.get(item.path)
        lines.append(
            PaperLine(
                item.text,
                item.number,
                item.aside,
                item.only_if,
                item.choices,
                Room.NONE if question is None else _room(question, item.choices),
                item.title,
                item.mark,
            )
        )
    return PaperSheet(form.settings.get("titre_discret") or form.title, form.version, tag, tuple(lines))


def _room(question: Question, choices: tuple[str, ...]) -> Room:
    kind = QUESTION_TYPES[question.type]
    if choices:
        return Room.NONE if is_list(choices) else Room.LINE
    if kind.is_open(question.appearance):
        return Room.LINES
    short = kind.widget in (Widget.NUMBER, Widget.DATE, Widget.TIME, Widget.DATE_TIME)
    return Room.FIGURE if short else Room.LINE
