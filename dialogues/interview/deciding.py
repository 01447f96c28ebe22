"""A yes or a no: to what was proposed, or to one more instance of a repeat."""

from __future__ import annotations

from dataclasses import replace

from dialogues.forms.definition import Repeat
from dialogues.forms.ref import Ref
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.accepting import accept, record_no_answer
from dialogues.interview.outline import stops
from dialogues.interview.reopening import leave
from dialogues.interview.sending import send
from dialogues.interview.turn import Turn
from dialogues.messages import Phrase


def confirmed(turn: Turn, given: i.Confirmed) -> None:  # noqa: PLR0912 - one branch a proposal
    """A yes or a no."""
    pending = turn.interview.pending
    if pending is None:
        _another_instance(turn, given)
        return
    if given.ref is not None and given.ref != pending.ref:
        return  # a key of an older question about something else
    if pending.why == "night" and not given.yes and turn.question(pending.ref) is not None:
        # Not yesterday: then it is today, as was said.
        today = turn.instance.now().date().isoformat()
        _accept_proposed(turn, replace(pending, value=today))
        return
    if not given.yes:
        turn.record(e.ProposalDropped(turn.now))
        if turn.interview.open:
            turn.ask(acknowledged=(Phrase(f"interview.declined_{pending.why}"),))
        else:
            turn.tell(f"interview.declined_{pending.why}")
        return
    match pending.why:
        case "abandon":
            turn.record(e.InterviewAbandoned(turn.now))
            turn.tell("interview.abandoned")
        case "withdraw":
            turn.record(e.InterviewWithdrawn(turn.now))
            turn.tell("interview.withdrawn")
        case "undo":
            leave(turn)
        case "reopen":
            turn.refuse("correcting.reason_unread")
        case "codes":  # yes to which?
            turn.ask()
        case "waive":
            for ref, answer in tuple(turn.interview.answers.items()):
                for attachment in answer.awaited:
                    turn.record(e.AttachmentStored(turn.now, ref, attachment, waived=True))
            turn.record(e.ProposalDropped(turn.now))
            send(turn)
        case _:
            _accept_proposed(turn, pending)


def _accept_proposed(turn: Turn, pending: e.Proposed) -> None:
    found = turn.question(pending.ref)
    if pending.ref is None or found is None:
        turn.record(e.ProposalDropped(turn.now))
        turn.refuse("interview.not_asked")
    elif pending.non_response:
        turn.record(e.ProposalDropped(turn.now))
        text, reader = ("", "key") if pending.reader == "statut" else (pending.text, pending.reader)
        answer = e.NonResponseRecorded(
            turn.now, pending.ref, pending.non_response, text, reader, pending.model, pending.confidence
        )
        record_no_answer(turn, found[1], answer)
    else:
        turn.record(e.ProposalDropped(turn.now))
        accept(
            turn,
            found[1],
            e.AnswerRecorded(
                turn.now,
                pending.ref,
                pending.value,
                pending.text,
                pending.reader,
                model=pending.model,
                confidence=pending.confidence,
            ),
            confirmed=True,
        )


def _another_instance(turn: Turn, given: i.Confirmed) -> None:
    """The answer to «Ajouter …?»."""
    ref = given.ref or turn.interview.current
    stop = turn.stop_at(ref)
    if ref is None or stop is None or not isinstance(stop.control, Repeat):
        turn.ask()
    elif ref != turn.interview.current:
        return  # doubled: the interview has gone on
    elif not given.yes:
        turn.record(e.RepeatClosed(turn.now, ref))
        turn.move_on(ref)
        turn.ask()
    else:
        if turn.instance.is_full(stop.control.path, stop.node):
            turn.refuse("interview.too_many")
            return
        added = Ref(f"{ref}[{len(stop.node.named(stop.control.name)) + 1}]")
        turn.record(e.RepeatAdded(turn.now, added))
        turn.settle()
        inside = next((s.ref for s in stops(turn.form, turn.instance) if s.ref.startswith(f"{added}/")), None)
        if inside is None:
            turn.move_on(None)
        else:
            turn.move(inside)
        turn.ask()
