"""Records as exports read them: written at sending, and before that where the guide has them kept (FIELD, 6).

Every step after a record was kept brings it up to date in the same transaction as its events (DESIGN, decision 15).
"""

from __future__ import annotations

import json
from dataclasses import replace

from dialogues.interview import events as e
from dialogues.interview.interview import Interview
from dialogues.interview.keeping import alike
from dialogues.interview.status import InterviewStatus
from dialogues.interview.submission import canonical, to_xml
from dialogues.messages import Button, Phrase, Say
from dialogues.ports import InterviewRecord, Submission, UnitOfWork


def submission_of(uow: UnitOfWork, record: InterviewRecord, interview: Interview, at: int) -> Submission:
    """The record of an interview as it stands.

    Args:
        uow: to look up what it belongs to.
        record: the interview's row.
        interview: its state.
        at: when it was sent, or kept; UTC milliseconds.
    """
    return Submission(
        record.id,
        record.project,
        uow.guides.version(record.version).guide,
        record.version,
        record.code,
        uow.people.membership(record.membership).code,
        record.trial,
        canonical(interview),
        to_xml(interview),
        record.started_at,
        at,
        alike=alike(interview),
    )


def revised(sent: Submission, interview: Interview) -> Submission:
    """A record that was sent, as its interview stands after a correction."""
    corrections = int(json.loads(sent.answers).get("corrections", 0)) + 1
    return replace(sent, answers=canonical(interview, corrections), xml=to_xml(interview), alike=alike(interview))


def keep_up(uow: UnitOfWork, record: InterviewRecord, interview: Interview, events: list[e.Event], chat: int) -> None:
    """Bring the record of an interview up to date where the guide has it kept before it is sent.

    Args:
        uow: being written; the events were appended.
        record: the interview's row.
        interview: its state after them.
        events: what this message added.
        chat: that is told where there is a record like it already.
    """
    if interview.kept_at is None or interview.status is InterviewStatus.WITHDRAWN:
        return
    if interview.status is InterviewStatus.SENT and not any(isinstance(event, e.InterviewSent) for event in events):
        return  # corrected after sending: written once that is whole
    if interview.status is InterviewStatus.ABANDONED:
        uow.submissions.remove(record.id)
        return
    made = submission_of(uow, record, interview, interview.kept_at)
    before = uow.submissions.submission(record.id)
    if before is not None and (before.answers, before.xml) == (made.answers, made.xml):
        return
    uow.submissions.put(made)
    if not any(isinstance(event, e.RecordKept) for event in events) or record.trial:
        return
    twin = next(iter(uow.submissions.like(made)), None)
    if twin is not None:
        rows = (
            (Button(Phrase("session.same"), f"same:{record.id}"),),
            (Button(Phrase("session.another"), f"another:{record.id}"),),
        )
        own = twin.member == made.member
        named = {"new": made.code, "code": twin.code, **({} if own else {"member": twin.member})}
        said = Phrase("session.alike_own" if own else "session.alike", named)
        uow.outbox.add(chat, Say((said,), rows), interview=record.id)
