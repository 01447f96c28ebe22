"""Interviews and their events: a log that only grows, guarded by the sequence of its last event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from dialogues.errors import ConcurrentUpdate
from dialogues.interview.events import Event, InterviewStarted
from dialogues.interview.lastsaved import FROM, without
from dialogues.interview.status import InterviewStatus
from dialogues.ports import InterviewRecord
from storage.codec import Codec
from storage.seen import Kind
from storage.tables import (
    answers_in,
    attachments,
    events,
    interviews,
    outbox,
    prompts,
    recordings,
    remarks,
    submissions,
    transcripts,
)
from storage.work import AnyRow, Work

__all__ = ["SqlInterviews"]

_OPEN = tuple(status.value for status in InterviewStatus if status.open)
_STATUSES = {status.value: status for status in InterviewStatus}

_ADD = insert(interviews)
_ADD_EVENT = insert(events).values(
    project_id=select(interviews.c.project_id).where(interviews.c.id == bindparam("of_interview")).scalar_subquery()
)
_ADVANCE = (
    update(interviews)
    .where(interviews.c.id == bindparam("interview"), interviews.c.sequence == bindparam("expected"))
    .values(
        sequence=bindparam("new_sequence"),
        status=bindparam("new_status"),
        updated_at=bindparam("new_updated_at"),
    )
)
_BY_CODE = select(interviews).where(
    interviews.c.project_id == bindparam("project"), interviews.c.code == bindparam("code")
)
_EVENTS = (
    select(events.c.sequence, events.c.type, events.c.at, events.c.payload)
    .where(
        events.c.interview_id == bindparam("interview"),
        events.c.sequence > bindparam("after"),
        events.c.payload.is_not(None),
    )
    .order_by(events.c.sequence)
)
_INTERVIEW = select(interviews).where(interviews.c.id == bindparam("interview"))
_OF_PROJECT = select(interviews).where(interviews.c.project_id == bindparam("project")).order_by(interviews.c.id)
_OPEN_OF = (
    select(interviews)
    .where(
        or_(
            and_(interviews.c.membership_id == bindparam("membership"), interviews.c.status.in_(_OPEN)),
            interviews.c.correcting == bindparam("membership"),
        )
    )
    .order_by(interviews.c.started_at, interviews.c.id)
)
_SENT = (
    select(interviews)
    .where(interviews.c.project_id == bindparam("project"), interviews.c.status == InterviewStatus.SENT.value)
    .order_by(interviews.c.updated_at.desc(), interviews.c.id.desc())
    .limit(bindparam("limit"))
)
_SENT_OF = _SENT.where(interviews.c.membership_id == bindparam("membership"))
_SET_CORRECTING = (
    update(interviews)
    .where(interviews.c.id == bindparam("interview"))
    .values(correcting=bindparam("new_correcting"), letter=bindparam("new_letter"))
)

_TOUCHED_OF = (
    select(interviews)
    .where(interviews.c.membership_id == bindparam("membership"), interviews.c.updated_at >= bindparam("since"))
    .order_by(interviews.c.id)
)

_ERASE = (
    update(events)
    .where(
        events.c.interview_id == bindparam("interview"),
        events.c.sequence
        < select(interviews.c.sequence).where(interviews.c.id == bindparam("interview")).scalar_subquery(),
    )
    .values(payload=None),
    update(prompts).where(prompts.c.interview_id == bindparam("interview")).values(key_names="[]"),
    update(outbox)
    .where(outbox.c.interview_id == bindparam("interview"), outbox.c.effect.is_not(None))
    .values(
        effect=None,
        dropped_at=select(interviews.c.updated_at).where(interviews.c.id == bindparam("interview")).scalar_subquery(),
    ),
    delete(answers_in).where(answers_in.c.interview_id == bindparam("interview")),
    delete(attachments).where(attachments.c.interview_id == bindparam("interview")),
    delete(submissions).where(submissions.c.interview_id == bindparam("interview")),
    delete(remarks).where(remarks.c.interview_id == bindparam("interview")),
    delete(recordings).where(recordings.c.interview_id == bindparam("interview")),
    delete(transcripts).where(transcripts.c.interview_id == bindparam("interview")),
)
_later = interviews.alias()
_STARTED_LATER = (
    select(events.c.interview_id, events.c.type, events.c.at, events.c.payload)
    .select_from(
        interviews.join(
            _later,
            and_(_later.c.membership_id == interviews.c.membership_id, _later.c.started_at >= interviews.c.started_at),
        ).join(events, and_(events.c.interview_id == _later.c.id, events.c.sequence == 1))
    )
    .where(interviews.c.id == bindparam("interview"), events.c.payload.like(bindparam("mark")))
)
"""Starts of later interviews of the same member that bear something of one before."""
_REWRITE = (
    update(events)
    .where(events.c.interview_id == bindparam("later"), events.c.sequence == 1)
    .values(payload=bindparam("new_payload"))
)


class SqlInterviews:
    """`dialogues.ports.Interviews` on SQL."""

    __slots__ = ("_codec", "_work", "erased")

    def __init__(self, work: Work, codec: Codec) -> None:
        self._work = work
        self._codec = codec
        self.erased = False
        """Whether something was erased in this unit of work."""

    def add(
        self, project: int, membership: int, version: int, code: str, letter: str, *, trial: bool, at: int
    ) -> InterviewRecord:
        """Add an active interview without events.

        Raises:
            Duplicate: the code is taken in the project.
        """
        number = self._work.insert(
            _ADD,
            {
                "project_id": project,
                "membership_id": membership,
                "version_id": version,
                "status": InterviewStatus.ACTIVE.value,
                "code": code,
                "letter": letter,
                "trial": trial,
                "started_at": at,
                "updated_at": at,
                "sequence": 0,
            },
        )
        return InterviewRecord(
            number, project, membership, version, InterviewStatus.ACTIVE, code, letter, trial, at, at, 0
        )

    def interview(self, interview: int) -> InterviewRecord | None:
        """An interview without its events."""
        return self._work.seen.once(
            Kind.INTERVIEW, interview, lambda: _record(self._work.row(_INTERVIEW, {"interview": interview}))
        )

    def by_code(self, project: int, code: str) -> InterviewRecord | None:
        """An interview of a project by its code."""
        return _record(self._work.row(_BY_CODE, {"project": project, "code": code}))

    def open_of(self, membership: int) -> Sequence[InterviewRecord]:
        """Active and suspended interviews of a membership and those that it corrects, oldest first."""
        seen = self._work.seen
        found = seen.get(Kind.OPEN_INTERVIEWS, membership)
        if found is None:
            found = tuple(_made(row) for row in self._work.rows(_OPEN_OF, {"membership": membership}))
            seen.put(Kind.OPEN_INTERVIEWS, membership, found)
            for record in found:
                seen.put(Kind.INTERVIEW, record.id, record)
        return list(found)

    def set_correcting(self, interview: int, membership: int | None, letter: str) -> None:
        """Say who corrects an interview that was sent, None for nobody, and its letter among their open ones."""
        self._work.change(_SET_CORRECTING, {"interview": interview, "new_correcting": membership, "new_letter": letter})

    def sent_of(self, project: int, membership: int | None, limit: int) -> Sequence[InterviewRecord]:
        """The interviews that were sent last, newest first; of one membership, or of all where it is None."""
        params = {"project": project, "limit": limit}
        if membership is None:
            return [_made(row) for row in self._work.rows(_SENT, params)]
        return [_made(row) for row in self._work.rows(_SENT_OF, {**params, "membership": membership})]

    def of_project(self, project: int) -> Sequence[InterviewRecord]:
        """Interviews of a project, oldest first."""
        return [_made(row) for row in self._work.rows(_OF_PROJECT, {"project": project})]

    def touched_of(self, membership: int, since: int) -> Sequence[InterviewRecord]:
        """Interviews of a membership in which something happened since a time, oldest first."""
        return [_made(row) for row in self._work.rows(_TOUCHED_OF, {"membership": membership, "since": since})]

    def events(self, interview: int, after: int = 0) -> Sequence[tuple[int, Event]]:
        """Events with a higher sequence than `after`, in order, without those whose payload was erased.

        Raises:
            UnreadableRecord: an event is of a kind that this program does not know.
        """
        decode = self._codec.decode_event
        return [
            (sequence, decode(kind, at, payload))
            for sequence, kind, at, payload in self._work.rows(_EVENTS, {"interview": interview, "after": after})
        ]

    def append(self, interview: int, expected: int, events: Sequence[Event], status: InterviewStatus, at: int) -> int:
        """Append events after sequence `expected`; the new last sequence.

        Raises:
            ConcurrentUpdate: the last sequence is another; nothing was written.
        """
        last = expected + len(events)
        if not self._work.change(
            _ADVANCE,
            {
                "interview": interview,
                "expected": expected,
                "new_sequence": last,
                "new_status": status.value,
                "new_updated_at": at,
            },
            touches=(),
        ):
            raise ConcurrentUpdate("the interview went on meanwhile")
        if events:
            encode = self._codec.encode_event
            self._work.change(
                _ADD_EVENT,
                [
                    {
                        "of_interview": interview,
                        "interview_id": interview,
                        "sequence": sequence,
                        "type": type(event).__name__,
                        "at": event.at,
                        "payload": encode(event),
                    }
                    for sequence, event in enumerate(events, expected + 1)
                ],
                touches=(),
            )
        self._advance_seen(interview, last, status, at)
        return last

    def _advance_seen(self, interview: int, last: int, status: InterviewStatus, at: int) -> None:
        """An interview that was read is known as it is now; so are those that are open, where none closes."""
        seen = self._work.seen
        known: InterviewRecord | None = seen.get(Kind.INTERVIEW, interview)
        if known is None or not status.open:
            seen.touched((Kind.INTERVIEW, Kind.OPEN_INTERVIEWS))
            return
        after = replace(known, sequence=last, status=status, updated_at=at)
        seen.put(Kind.INTERVIEW, interview, after)
        opened: tuple[InterviewRecord, ...] = seen.get(Kind.OPEN_INTERVIEWS, known.membership) or ()
        if known in opened:
            now_open = tuple(after if one is known else one for one in opened)
            seen.put(Kind.OPEN_INTERVIEWS, known.membership, now_open)
        else:
            seen.touched((Kind.OPEN_INTERVIEWS,))

    def erase(self, interview: int) -> None:
        """Erase what a withdrawn interview holds; rows and sequence of its events stay (DESIGN, decision 11).

        Replies that it owes are dropped, so owe the farewell after this. Files on disk are the caller's.
        """
        for statement in _ERASE:
            self._work.change(statement, {"interview": interview})
        for row in self._work.rows(_STARTED_LATER, {"interview": interview, "mark": f'%"{FROM}"%'}):
            started = self._codec.decode_event(row.type, row.at, row.payload)
            if isinstance(started, InterviewStarted) and started.preloads.get(FROM) == str(interview):
                clean = replace(started, preloads=without(started.preloads))
                payload = self._codec.encode_event(clean)
                self._work.change(_REWRITE, {"later": row.interview_id, "new_payload": payload})
        self.erased = True


def _made(row: AnyRow) -> InterviewRecord:
    number, project, membership, version, status, *rest = row
    return InterviewRecord(number, project, membership, version, _STATUSES[status], *rest)


def _record(row: AnyRow | None) -> InterviewRecord | None:
    return None if row is None else _made(row)
