"""The end: what is missing is asked, files are waited for, and the interview is sent."""

from __future__ import annotations

from dialogues.forms.ref import path_of
from dialogues.interview import events as e
from dialogues.interview import held
from dialogues.interview import inputs as i
from dialogues.interview.gaps import gaps
from dialogues.interview.preloads import at_sending
from dialogues.interview.status import InterviewStatus
from dialogues.interview.turn import Turn, address_in


def send(turn: Turn) -> None:
    """Send the interview if nothing is missing, wrong or still on its way."""
    _begin(turn)
    missing = gaps(turn.interview)
    if missing:
        turn.move(missing[0].ref)
        turn.refuse("interview.gaps", n=len(missing))
        return
    for leaf in turn.instance.leaves():
        if turn.question(leaf.ref) is not None and not turn.instance.satisfied(leaf):
            turn.move(leaf.ref)
            turn.refuse_value(leaf)
            return
    _close(turn)


def enough(turn: Turn) -> None:
    """Send a record that is kept already, though the guide would go on asking."""
    if turn.interview.kept_at is None:
        send(turn)
        return
    _begin(turn)
    _close(turn)


def _begin(turn: Turn) -> None:
    if turn.interview.status is InterviewStatus.SUSPENDED:
        turn.record(e.InterviewResumed(turn.now))
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
    turn.settle()


def _close(turn: Turn) -> None:
    """Send what need not wait for a file."""
    waiting = sum(len(answer.awaited) for ref, answer in turn.interview.answers.items() if turn.question(ref))
    if waiting:
        turn.record(e.Proposed(turn.now, None, "waive", str(waiting)))
        turn.ask()
        return
    if turn.interview.correction is not None:
        turn.record(e.CorrectionClosed(turn.now))
        turn.tell("correcting.closed")
        return
    if held.wanted(turn):
        turn.record(e.Proposed(turn.now, None, held.HELD))
        turn.ask()
        return
    for ref, value in at_sending(turn.interview):
        turn.record(e.ValueSet(turn.now, ref, value))
    turn.settle()
    turn.record(e.InterviewSent(turn.now))
    turn.tell("interview.sent")


def attachment(turn: Turn, given: i.AttachmentArrived) -> None:
    """A file came, or could not be fetched; its answer is found by the file, for instances of a repeat move up."""
    if turn.interview.status in (InterviewStatus.ABANDONED, InterviewStatus.WITHDRAWN):
        return
    answers = turn.interview.answers.items()
    ref = next((ref for ref, answer in answers if given.attachment in answer.awaited), None)
    if ref is None:
        return
    address = address_in(turn.form.questions[path_of(ref)], ref)
    if given.stored:
        turn.record(e.AttachmentStored(turn.now, ref, given.attachment))
        turn.tell("interview.file_stored", address=address)
    else:
        turn.tell("interview.file_failed", address=address)
