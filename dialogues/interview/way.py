"""Going about in a guide: back, to a place, out of a repeat instance, in another language."""

from __future__ import annotations

from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.outline import stop_before
from dialogues.interview.turn import Turn
from dialogues.messages import Phrase


def back(turn: Turn) -> None:
    """To the stop before; drops what was proposed instead, if anything was."""
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
        turn.ask()
        return
    stop = turn.stop_at(turn.interview.current)
    before = stop_before(turn.form, turn.instance, stop)
    if before is None:
        turn.refuse("interview.first_question")
    else:
        turn.move(before.ref)
        turn.ask()


def go_to(turn: Turn, ref: Ref) -> None:
    """To a stop by its ref."""
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
    if turn.stop_at(ref) is None:
        turn.refuse("interview.not_asked")
    else:
        turn.move(ref)
        turn.ask()


def remove(turn: Turn, ref: Ref) -> None:
    """Take an instance of a repeat out."""
    node = turn.instance.node(ref)
    repeat = turn.form.repeats.get(path_of(ref))
    if node is None or not node.definition.repeat or repeat is None or repeat.number is None:
        turn.refuse("interview.not_asked")
        return
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
    turn.record(e.RepeatRemoved(turn.now, ref))
    turn.settle()
    if turn.stop_at(turn.interview.current) is None:
        turn.move_on(None)
    turn.ask(acknowledged=(Phrase("interview.removed"),))


def change_language(turn: Turn, given: i.LanguageChosen) -> None:
    """Read the guide in another of its languages from here on, or in two."""
    second = "" if given.second == given.language else given.second
    if given.language not in turn.form.languages or second not in ("", *turn.form.languages):
        turn.refuse("interview.no_such_language")
        return
    if (given.language, second) != (turn.interview.language, turn.interview.second):
        turn.record(e.LanguageChanged(turn.now, given.language, second))
    turn.ask()


def repeat(turn: Turn, language: str) -> None:
    """Put the question that waits once more, in another language."""
    if language not in turn.form.languages:
        turn.refuse("interview.no_such_language")
    else:
        turn.effects.append(f.Ask(language=language))
