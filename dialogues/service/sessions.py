"""Records that are kept before they are sent: «C'est tout», and two records of what may be the same thing."""

from __future__ import annotations

from dialogues.interview import inputs as i
from dialogues.messages import Phrase
from dialogues.ports import InterviewRecord
from dialogues.service.desk import Desk, number_of


def enough(desk: Desk, rest: str) -> None:
    """«C'est tout»: what was noted is sent as it is."""
    record = _opened(desk, rest)
    if record is not None:
        desk.step(record, i.Enough())


def same(desk: Desk, rest: str) -> None:
    """«C'est la même»: the newer record is given up, once that is confirmed."""
    record = _opened(desk, rest)
    if record is not None:
        desk.step(record, i.Abandon())


def another(desk: Desk, rest: str) -> None:
    """«Non, une autre»: both stay."""
    if _opened(desk, rest) is not None:
        desk.say(Phrase("session.both_kept"))


def _opened(desk: Desk, rest: str) -> InterviewRecord | None:
    """The open interview that a button names; says so where it is open no more."""
    found = next((record for record in desk.opened if record.id == number_of(rest)), None)
    if found is None:
        desk.say(Phrase("service.button_gone"))
    return found
