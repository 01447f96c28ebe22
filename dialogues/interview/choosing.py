"""Choices, taken one at a time by their keys or several at once."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.forms.definition import Question
from dialogues.forms.ref import Ref
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.accepting import NON_RESPONSES, accept
from dialogues.interview.codes import code_taken
from dialogues.interview.finishing import picked_one_by_one
from dialogues.interview.instance import LiveNode
from dialogues.interview.turn import Turn
from dialogues.messages import Phrase
from dialogues.questions import QUESTION_TYPES


def choice(turn: Turn, given: i.ChoiceTaken) -> None:
    """One choice by its key: taken, or ticked and unticked where several may stand."""
    found = _asked(turn, given.ref)
    if found is None:
        return
    question, node, names = found
    if QUESTION_TYPES[question.type].decoded:
        code_taken(turn, node, given.name)
    elif given.name not in names:
        turn.refuse("interview.choice_gone")
    elif picked_one_by_one(question):
        ranked = question.type == "rank"
        value = _ranked(node.stored, given.name) if ranked else _toggled(node.stored, given.name, names)
        if given.ref == turn.interview.current:
            turn.record(e.AnswerRecorded(turn.now, given.ref, value, reader="key", stay=True))
            turn.changed(node)
            turn.effects.append(f.ShowTicks(given.ref))
        else:
            accept(turn, node, e.AnswerRecorded(turn.now, given.ref, value, reader="key"))
    else:
        accept(turn, node, e.AnswerRecorded(turn.now, given.ref, given.name, reader="key"))


def _asked(turn: Turn, ref: Ref) -> tuple[Question, LiveNode, list[str]] | None:
    """The question that is answered and the names that it offers; None, and said, where it is not asked."""
    found = turn.question(ref)
    if found is None:
        turn.decline(ref, Phrase("interview.not_asked"))
        return None
    turn.overtake(ref)
    question, node = found
    return question, node, list(turn.instance.names(question, node))


def _toggled(value: str, name: str, order: Sequence[str]) -> str:
    """A select_multiple's value with one choice ticked or unticked, in the order of the list.

    «Ne sait pas» and «Ne souhaite pas répondre», where the list has them, stand alone.
    """
    chosen = set(value.split())
    if name in chosen:
        chosen.discard(name)
    elif name in NON_RESPONSES:
        chosen = {name}
    else:
        chosen = {kept for kept in chosen if kept not in NON_RESPONSES} | {name}
    return " ".join(choice for choice in dict.fromkeys(order) if choice in chosen)


def _ranked(value: str, name: str) -> str:
    """A ranking with one choice put at its end, or taken out of it."""
    before = value.split()
    return " ".join(kept for kept in before if kept != name) if name in before else " ".join((*before, name))


def with_ticks(turn: Turn, question: Question, node: LiveNode, value: str) -> str:
    """Choices that were typed after others were ticked, with those: a tick is not lost because somebody typed."""
    before = turn.interview.answers.get(node.ref)
    if question.type != "select_multiple" or before is None or not before.ticking:
        return value
    names = value.split()
    if any(name in NON_RESPONSES for name in (*names, *node.stored.split())):
        return value
    chosen = {*names, *node.stored.split()}
    return " ".join(name for name, _ in turn.instance.choices(question, node) if name in chosen)


def choices(turn: Turn, given: i.ChoicesSet) -> None:
    """Several choices at once."""
    found = _asked(turn, given.ref)
    if found is None:
        return
    question, node, names = found
    one = not picked_one_by_one(question)
    if not given.names or not set(given.names) <= set(names) or (one and len(set(given.names)) > 1):
        turn.refuse("interview.choice_gone")
        return
    order = given.names if question.type == "rank" else names
    value = " ".join(name for name in dict.fromkeys(order) if name in given.names)
    if question.type == "rank" and set(given.names) != set(names):
        turn.refuse("questions.rank.unread")
        return
    accept(turn, node, e.AnswerRecorded(turn.now, given.ref, value, reader="key"))


def offered(turn: Turn, question: Question, node: LiveNode, value: str) -> bool:
    """Whether a reading names choices of the list only; true of what is no choice."""
    if question.choices is None:
        return True
    return set(value.split()) <= {name for name, _ in turn.instance.choices(question, node)}
