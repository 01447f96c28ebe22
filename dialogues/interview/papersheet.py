"""A guide for printing, with the numbers of the chat: what was written on paper is typed by the same numbers.

Where a call's text (`callsheet`) leaves out what was answered, the paper holds the whole guide and room to write.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogues.forms.definition import FormDefinition, Question
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.callsheet import Printed, Room, is_list, printed
from dialogues.interview.engine import start, step
from dialogues.locales import Locales
from dialogues.messages import Widget
from dialogues.questions import QUESTION_TYPES


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
    lines: tuple[Printed, ...]


def paper(
    form: FormDefinition, started: e.InterviewStarted, locales: Locales, tag: str, languages: tuple[str, ...] = ()
) -> PaperSheet:
    """The whole guide as nobody has answered it yet.

    Args:
        form: the definition.
        started: as for an interview that would begin now: labels may bear what it preloads.
        locales: the bot's own words.
        tag: language of the person.
        languages: of the guide, one or two, the first one first; () for the one that it starts in.
    """
    interview, _ = start(form, started)
    if languages:
        step(interview, i.LanguageChosen(*languages), started.at)
    lines = tuple(
        item if question is None else replace(item, room=_room(question, item.choices))
        for item in printed(interview, locales, tag)
        for question in (form.questions.get(item.path),)
    )
    return PaperSheet(form.settings.get("titre_discret") or form.title, form.version, tag, lines)


def _room(question: Question, choices: tuple[str, ...]) -> Room:
    kind = QUESTION_TYPES[question.type]
    if choices:
        return Room.NONE if is_list(choices) else Room.LINE
    if kind.is_open(question.appearance):
        return Room.LINES
    short = kind.widget in (Widget.NUMBER, Widget.DATE, Widget.TIME, Widget.DATE_TIME)
    return Room.FIGURE if short else Room.LINE
