"""A record that is kept before it is sent: from a place that the guide marks on, what is known counts (FIELD, 6).

The guide says where with the word `enregistre` in the appearance of a question: once everything that stands before
the first such question has something recorded, the record is kept; what comes later completes it, and blocks nothing.
"""

from __future__ import annotations

from dialogues.forms.definition import ALIKE, KEPT, Question
from dialogues.interview import events as e
from dialogues.interview.gaps import handled
from dialogues.interview.interview import Interview
from dialogues.interview.outline import stops
from dialogues.interview.turn import Turn


def keep(turn: Turn) -> None:
    """Note that the record is kept from now on, where the interview has come far enough."""
    interview = turn.interview
    if interview.kept_at is not None or not interview.status.open or not turn.form.keeps:
        return
    for stop in stops(turn.form, turn.instance):
        if isinstance(stop.control, Question) and KEPT in stop.control.appearance:
            turn.record(e.RecordKept(turn.now))
            return
        if not handled(interview, stop):
            return


def alike(interview: Interview) -> str:
    """What two records of the same thing have in common: the values of the questions that the guide marks for it.

    Returns:
        The values, or "" where the guide marks none or one of them is not known.
    """
    values: list[str] = []
    for path, question in interview.form.questions.items():
        if ALIKE not in question.appearance:
            continue
        nodes = interview.instance.nodes_at(path)
        values += [interview.instance.value(node) for node in nodes if interview.instance.relevant(node)]
    return "\x1f".join(values) if all(values) else ""
