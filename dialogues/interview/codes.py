"""Codes that were read from a picture: one is the answer, of several the person says which one it is."""

from __future__ import annotations

from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.accepting import BY_PHOTO, accept
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.turn import Turn
from dialogues.messages import Phrase
from dialogues.questions.barcode import codes_of
from dialogues.questions.numbers import ascii_digits

__all__ = ["WHICH", "chosen_by_number", "code_taken", "codes_read", "not_read", "offered_codes"]

WHICH = "codes"
"""Why a choice among several codes is waited for (`events.Proposed.why`)."""


def codes_read(turn: Turn, given: i.CodesRead) -> None:
    """What was found on a picture."""
    found = turn.question(given.ref)
    if found is None:
        turn.refuse("interview.not_asked")
        return
    _, node = found
    codes = codes_of(given.found or ())
    if not codes:
        not_read(turn, given)
    elif len(codes) == 1:
        accept(turn, node, e.AnswerRecorded(turn.now, given.ref, codes[0], reader=BY_PHOTO))
    else:
        turn.record(e.Proposed(turn.now, given.ref, WHICH, "\n".join(codes), reader=BY_PHOTO))
        turn.ask()


def not_read(turn: Turn, given: i.CodesRead) -> None:
    """Say that a picture shows no code that can be read, or that it could not be looked at."""
    key = "unseen" if given.found is None else "no_code"
    turn.decline(given.ref, Phrase(f"questions.barcode.{key}"))


def offered_codes(interview: Interview) -> tuple[str, ...]:
    """The codes among which a person is to choose now; () where there is nothing to choose."""
    pending = interview.pending
    return tuple(pending.value.split("\n")) if pending is not None and pending.why == WHICH else ()


def chosen_by_number(turn: Turn, given: i.Reply) -> i.ChoiceTaken | None:
    """The code that a typed number stands for, while several are offered; None for any other words."""
    pending, offered, words = turn.interview.pending, offered_codes(turn.interview), ascii_digits(given.text.strip())
    if pending is None or pending.ref is None or given.ref not in (None, pending.ref) or words in offered:
        return None
    places = {str(place): code for place, code in enumerate(offered, 1)}
    return i.ChoiceTaken(pending.ref, places[words]) if words in places else None


def code_taken(turn: Turn, node: LiveNode, code: str) -> None:
    """The key of a code that was offered; a late one is an answer like any other."""
    asked = code in offered_codes(turn.interview)
    if asked and turn.interview.pending is not None and turn.interview.pending.ref == node.ref:
        turn.record(e.ProposalDropped(turn.now))
    else:
        asked = False
    accept(turn, node, e.AnswerRecorded(turn.now, node.ref, code, reader="key"), confirmed=asked)
