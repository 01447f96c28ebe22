"""An answer that was read: stored where the guide allows it, asked about where it would replace another."""

from __future__ import annotations

from dialogues.forms.definition import Question
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import events as e
from dialogues.interview.consequences import Look, look, told
from dialogues.interview.finishing import finished
from dialogues.interview.instance import LiveNode
from dialogues.interview.turn import Turn
from dialogues.messages import Phrase
from dialogues.questions import Read, Unread

NON_RESPONSES = ("nsp", "refus")
"""Names of choices that mean no answer; each excludes the other choices of a select_multiple."""

BY_PHOTO = "photo"
"""The reader of codes on pictures, in the log."""


def accept(turn: Turn, node: LiveNode, answer: e.AnswerRecorded, *, confirmed: bool = False) -> None:
    """Store an answer if the guide allows it; ask before it replaces another that was given elsewhere."""
    ref = answer.ref
    before = turn.interview.answers.get(ref)
    if mixed(turn.form.questions[path_of(ref)], answer.value):
        turn.refuse("interview.exclusive")
        return
    if ref != turn.interview.current and not confirmed and before is not None:
        if before.statut == "repondu" and node.stored == answer.value:
            again(turn, ref, typed=bool(answer.text) or answer.reader == BY_PHOTO)
            return
        if turn.instance.allows(node, answer.value):
            turn.record(proposed(answer, "correct"))
            turn.ask()
            return
    if not turn.instance.allows(node, answer.value):
        turn.refuse_value(node)
        return
    _store(turn, node, answer)


def _store(turn: Turn, node: LiveNode, answer: e.AnswerRecorded | e.NonResponseRecorded) -> None:
    """Record, go on, and show what was noted and what that changed."""
    ref = answer.ref
    seen = _before_correction(turn, ref)
    turn.record(answer)
    turn.changed(node)
    if ref == turn.interview.current:
        turn.move_on(ref)
    else:
        turn.stay_on_the_way()
    turn.ask(acknowledged=(turn.noted(ref), *changed_since(turn, seen, ref)))


def again(turn: Turn, ref: Ref, *, typed: bool) -> None:
    """The same answer to the same question: a doubled tap says nothing; who typed or photographed it hears it."""
    if not typed:
        return
    pending = turn.interview.pending
    if pending is not None and pending.ref == ref:
        turn.record(e.ProposalDropped(turn.now))
    turn.ask(acknowledged=(turn.noted(ref),))


def _before_correction(turn: Turn, ref: Ref) -> Look | None:
    """What is asked before an answer changes; None where there was none yet: then the guide simply goes on."""
    before = turn.interview.answers.get(ref)
    return look(turn.interview) if before is not None and not before.ticking else None


def changed_since(turn: Turn, seen: Look | None, ref: Ref) -> tuple[Phrase, ...]:
    """What a correction changed besides itself."""
    return () if seen is None else told(turn.interview, seen, but=ref)


def proposed(answer: e.AnswerRecorded | e.NonResponseRecorded, why: str) -> e.Proposed:
    """What is asked before something is stored; it bears all that was read."""
    value, statut = (answer.value, "") if isinstance(answer, e.AnswerRecorded) else ("", answer.kind)
    return e.Proposed(
        answer.at, answer.ref, why, value, answer.text, answer.reader, statut, answer.model, answer.confidence
    )


def mixed(question: Question, value: str) -> bool:
    """Whether a select_multiple would hold «ne sait pas» beside other choices."""
    names = value.split()
    return question.type == "select_multiple" and len(names) > 1 and any(name in NON_RESPONSES for name in names)


def record_no_answer(turn: Turn, node: LiveNode, answer: e.NonResponseRecorded) -> None:
    """Store that there is no answer, and why."""
    _store(turn, node, answer)


def done(turn: Turn, given: Ref | None) -> None:
    """«✔ Terminé», «➡️ Suite»."""
    ref = given or turn.interview.current
    found = turn.question(ref)
    if ref is None or found is None:
        turn.ask()
        return
    if ref != turn.interview.current:
        return  # doubled, or older: what it closed is closed
    turn.overtake(ref)
    question, node = found
    answer = turn.interview.answers.get(ref)
    without = answer is not None and answer.statut in NON_RESPONSES
    if not without and not node.stored:
        if turn.instance.required(node):  # there is no «Passer» to point to
            turn.refuse("interview.required", ref=ref)
        else:
            turn.refuse("interview.nothing_yet")
        return
    whole = Read(node.stored) if without else finished(question, node, turn.instance)
    if isinstance(whole, Unread):
        turn.ask(refused=whole.phrase)
        return
    grown = whole.value != node.stored
    if not (turn.instance.allows(node, whole.value) if grown else turn.instance.satisfied(node)):
        turn.refuse_value(node)
    else:
        if answer is None or answer.ticking or ref in turn.interview.recheck:
            turn.record(e.AnswerRecorded(turn.now, ref, whole.value, reader="key"))
            if grown:
                turn.changed(node)
        turn.move_on(ref)
        turn.ask(acknowledged=(turn.noted(ref),))
