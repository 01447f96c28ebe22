"""An interview that was sent is opened again for corrections: a reason first, then as usual, then one new revision.

What was sent stands until the correction is closed, and closing takes what sending takes: nothing missing, nothing
that the guide refuses. A correction that is left leaves nothing: the interview is again as it was sent.
"""

from __future__ import annotations

from dialogues.forms.definition import ActionEvent
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.status import InterviewStatus
from dialogues.interview.turn import Turn
from dialogues.messages import Phrase

MAX_REASON = 200
"""Characters of a reason."""


def is_reason(text: str) -> bool:
    """Whether words say why: some letters, and no more than a few words."""
    return any(sign.isalpha() for sign in text) and len(" ".join(text.split())) <= MAX_REASON


def reopen(turn: Turn, given: i.Reopen) -> None:
    """Ask for the reason; an interview that is not sent has nothing to open again."""
    interview = turn.interview
    if interview.status is not InterviewStatus.SENT:
        turn.tell(f"interview.is_{interview.status.value}")
    elif interview.correction is not None and not given.afresh:
        turn.ask(acknowledged=(Phrase("interview.resumed"),))
    else:
        if interview.correction is not None:
            turn.record(e.CorrectionDropped(turn.now))
        turn.record(e.Proposed(turn.now, None, "reopen"))
        code = interview.started.preloads.get("field/code_attribue", "")
        turn.ask(acknowledged=(Phrase("correcting.which", {"code": code}),))


def reason(turn: Turn, given: i.Reason) -> None:
    """The reason was given: the interview is open for corrections."""
    pending = turn.interview.pending
    if pending is None or pending.why != "reopen":
        turn.tell(f"interview.is_{turn.interview.status.value}")
        return
    if is_reason(given.text):
        turn.record(e.CorrectionOpened(turn.now, " ".join(given.text.split()), given.by))
        turn.act(ActionEvent.LOAD, None)
        turn.ask(acknowledged=(Phrase("correcting.opened"),))
    else:
        turn.refuse("correcting.reason_unread")


def leave(turn: Turn) -> None:
    """Leave a correction: everything is as it was sent."""
    if turn.interview.correction is not None:
        turn.record(e.CorrectionDropped(turn.now))
        turn.tell("correcting.dropped")
