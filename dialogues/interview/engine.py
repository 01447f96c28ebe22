"""One step of an interview: from an input to events and effects.

Rules of this module:

- `step` reads no clock and sends nothing. It takes its events in as it makes them, so an interview that was stepped
  is the fold of its log; whoever cannot store the events throws the interview away and loads it again.
- After every step the interview waits at one stop: the current one if it still is one, else the first after it
  that has nothing recorded, else the first of the guide, else the end.
- What a person does wrong comes back as the `refused` phrase of the same question. Nothing is ever guessed: what is
  not certain is proposed and waits for a yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from dialogues.forms.definition import ActionEvent, FormDefinition
from dialogues.forms.ref import Ref
from dialogues.interview import calling, held
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.accepting import done
from dialogues.interview.answering import blob, edited, interpreted, no_answer, place, reply
from dialogues.interview.choosing import choice, choices
from dialogues.interview.codes import chosen_by_number, codes_read
from dialogues.interview.deciding import confirmed
from dialogues.interview.filling import LAST, as_before, fill, right, told_at_once
from dialogues.interview.going_on import go_on
from dialogues.interview.interview import Interview, begin
from dialogues.interview.keeping import keep
from dialogues.interview.preloads import at_start
from dialogues.interview.reopening import reason, reopen
from dialogues.interview.sending import attachment, enough, send
from dialogues.interview.status import InterviewStatus
from dialogues.interview.turn import Step, Turn
from dialogues.interview.way import back, change_language, go_to, remove, repeat
from dialogues.messages import Phrase

_AFTER_SENDING = (i.AttachmentArrived, i.Withdraw, i.Reopen, i.Reason)
"""What an interview that is over still takes."""


def start(
    form: FormDefinition, started: e.InterviewStarted, known: Mapping[Ref, str] | None = None
) -> tuple[Interview, Step]:
    """Begin an interview: defaults, preloads, first-load actions, and the first question.

    Args:
        form: the definition.
        started: its first event.
        known: answers of the time before to questions that are asked once.

    Returns:
        The interview and its first step.
    """
    interview = begin(form, started)
    turn = Turn(interview, started.at)
    turn.events.append(started)
    for ref, value in at_start(interview):
        turn.record(e.ValueSet(started.at, ref, value))
    turn.act(ActionEvent.FIRST_LOAD, None)
    turn.act(ActionEvent.LOAD, None)
    turn.settle()
    fill(turn, known or {}, LAST)
    turn.move_on(None)
    turn.ask()
    return interview, turn.step()


def step(interview: Interview, given: i.Input, now: int) -> Step:
    """Take one input in.

    Args:
        interview: is advanced by the events that come back.
        given: what happened.
        now: UTC milliseconds.

    Returns:
        Events, already applied, and effects.
    """
    interview.instance.set_now(now)
    turn = Turn(interview, now)
    _take(turn, given)
    turn.settle()
    turn.keep_to_the_way()
    keep(turn)
    return turn.step()


def _take(turn: Turn, given: i.Input) -> None:  # noqa: PLR0912, PLR0915 - one branch an input
    """Send an input to what takes it, where the interview's status lets it."""
    status = turn.interview.status
    asked = isinstance(given, i.Confirmed) and turn.interview.pending is not None
    if not turn.interview.open and not asked and not isinstance(given, _AFTER_SENDING):
        turn.tell(f"interview.is_{status.value}")
        return
    calls = turn.interview.call is not None or isinstance(given, i.Call | i.HangUp | i.CutOff | i.CallBack)
    if calls and calling.take(turn, given):
        return
    if held.take(turn, given):
        if turn.interview.pending is None:
            send(turn)
        return
    match given:
        case i.Reply() if (chosen := chosen_by_number(turn, given)) is not None:
            choice(turn, chosen)
        case i.Reply():
            reply(turn, given)
        case i.GoesOn():
            go_on(turn, given)
        case i.ChoiceTaken():
            choice(turn, given)
        case i.ChoicesSet():
            choices(turn, given)
        case i.Done():
            done(turn, given.ref)
        case i.NoAnswer():
            no_answer(turn, given)
        case i.PlaceGiven():
            place(turn, given)
        case i.BlobGiven():
            blob(turn, given)
        case i.CodesRead():
            codes_read(turn, given)
        case i.Edited():
            edited(turn, given)
        case i.Interpreted():
            interpreted(turn, given)
        case i.Confirmed():
            confirmed(turn, given)
        case i.AsBefore():
            as_before(turn, given)
        case i.ToldAtOnce():
            told_at_once(turn, given)
        case i.Right():
            right(turn)
        case i.Back():
            back(turn)
        case i.GoTo():
            go_to(turn, given.ref)
        case i.Turn():
            turn.effects.append(f.Ask(page=given.page, search=given.search))
        case i.RepeatRemoval():
            remove(turn, given.ref)
        case i.LanguageChosen():
            change_language(turn, given)
        case i.LanguageHeard():
            turn.record(e.LanguageHeard(turn.now, given.language, given.offered))
        case i.Repeat():
            repeat(turn, given.language)
        case i.Pause():
            if status is InterviewStatus.ACTIVE:
                turn.record(e.InterviewSuspended(turn.now))
            turn.tell("interview.paused")
        case i.Resume():
            if status is InterviewStatus.SUSPENDED:
                turn.record(e.InterviewResumed(turn.now))
                turn.act(ActionEvent.LOAD, None)
            turn.ask(acknowledged=(Phrase("interview.resumed"),))
        case i.Send():
            send(turn)
        case i.Enough():
            enough(turn)
        case i.Abandon():
            turn.record(e.Proposed(turn.now, None, "abandon" if status.open else "undo"))
            turn.ask()
        case i.Reopen():
            reopen(turn, given)
        case i.Reason():
            reason(turn, given)
        case i.Withdraw():
            if status is InterviewStatus.WITHDRAWN:
                turn.tell(f"interview.is_{status.value}")
            else:
                turn.record(e.Proposed(turn.now, None, "withdraw"))
                turn.ask()
        case i.AttachmentArrived():
            attachment(turn, given)
        case i.InBulk():
            held.in_bulk(turn)
        case i.Call() | i.HangUp() | i.CutOff() | i.CallBack():
            pass  # taken above
        case _:
            assert_never(given)
