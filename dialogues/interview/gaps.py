"""What is still to be asked: stops of the guide that nothing is recorded for."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.forms.definition import WHEN_SENT, Repeat
from dialogues.interview.interview import Interview
from dialogues.interview.outline import Stop, stops


def handled(interview: Interview, stop: Stop) -> bool:
    """Whether something is recorded for a stop, so that the way through the guide passes it by."""
    if isinstance(stop.control, Repeat):
        return stop.ref in interview.closed
    if WHEN_SENT in stop.control.appearance:
        return True
    answer = interview.answers.get(stop.ref)
    return answer is not None and not answer.ticking and stop.ref not in interview.recheck


def gaps(interview: Interview) -> Sequence[Stop]:
    """Stops that nothing is recorded for, in the order of the guide."""
    return [stop for stop in stops(interview.form, interview.instance) if not handled(interview, stop)]
