"""Voice answers that wait to be written down, and what was written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, case, delete, func, insert, or_, select, update

from dialogues.interview.status import InterviewStatus
from dialogues.ports import AttachmentStatus
from dialogues.transcripts import Recording, Transcript
from storage.tables import attachments, interviews, recordings, transcripts
from storage.work import AnyRow, Work

__all__ = ["SqlTranscripts"]

_LIVING = (InterviewStatus.ACTIVE, InterviewStatus.SUSPENDED, InterviewStatus.SENT)
_ADD = insert(recordings)
_IT = recordings.c.attachment == bindparam("it")
_RECORDING = select(recordings).where(_IT)
_FROM = recordings.join(attachments, attachments.c.id == recordings.c.attachment).join(
    interviews, interviews.c.id == recordings.c.interview_id
)
_WAITS = (
    recordings.c.written_at.is_(None),
    attachments.c.status == AttachmentStatus.STORED.value,
    or_(*(interviews.c.status == status.value for status in _LIVING)),
    interviews.c.trial.is_(False),
)
_WHOSE = (
    recordings.c.project_id == bindparam("project"),
    or_(bindparam("anybody", type_=Boolean()), recordings.c.membership_id == bindparam("membership")),
)
_MINE = and_(recordings.c.claimed_by == bindparam("me"), recordings.c.claimed_until > bindparam("now"))
_FREE = or_(recordings.c.claimed_until <= bindparam("now"), recordings.c.claimed_by == bindparam("me"))
_NEXT = (
    select(recordings)
    .select_from(_FROM)
    .where(
        *_WAITS,
        *_WHOSE,
        _FREE,
        or_(
            recordings.c.at > bindparam("after_at"),
            and_(recordings.c.at == bindparam("after_at"), recordings.c.attachment > bindparam("after")),
        ),
    )
    .order_by(case((_MINE, 0), else_=1), recordings.c.at, recordings.c.attachment)
    .limit(1)
)
_COUNT = select(func.count()).select_from(_FROM).where(*_WAITS, *_WHOSE)
_CLAIM = (
    update(recordings)
    .where(_IT, or_(recordings.c.claimed_until <= bindparam("now"), recordings.c.claimed_by == bindparam("me")))
    .values(claimed_by=bindparam("me"), claimed_until=bindparam("until"))
)
_RELEASE = (
    update(recordings).where(_IT, recordings.c.claimed_by == bindparam("me")).values(claimed_by=None, claimed_until=0)
)
_DROP = delete(recordings).where(_IT)
_WRITE = insert(transcripts)
_WRITTEN = (
    update(recordings)
    .where(_IT)
    .values(
        written_at=func.coalesce(recordings.c.written_at, bindparam("written")),
        claimed_by=None,
        claimed_until=0,
    )
)
_TRANSLATE = update(transcripts).where(transcripts.c.id == bindparam("it")).values(french=bindparam("new_french"))
_SPEAK = update(transcripts).where(transcripts.c.id == bindparam("it")).values(language=bindparam("new_language"))
_TRANSCRIPT = select(transcripts).where(transcripts.c.id == bindparam("it"))
_HISTORY = select(transcripts).where(transcripts.c.attachment == bindparam("it")).order_by(transcripts.c.id)
_NEWEST = (
    select(func.max(transcripts.c.id))
    .where(transcripts.c.interview_id == bindparam("interview"), transcripts.c.reader == "")
    .group_by(transcripts.c.attachment)
)
_OF_INTERVIEW = select(transcripts).where(transcripts.c.id.in_(_NEWEST)).order_by(transcripts.c.id)
_UNTRIED = (
    select(recordings)
    .select_from(_FROM)
    .where(*_WAITS, recordings.c.tried_at.is_(None))
    .order_by(recordings.c.at, recordings.c.attachment)
    .limit(bindparam("at_most"))
)
_TRIED = update(recordings).where(_IT).values(tried_at=bindparam("when"))


class SqlTranscripts:
    """`dialogues.transcripts.Transcripts` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, recording: Recording) -> None:
        """Put a recording into the queue.

        Raises:
            Duplicate: it is there already.
            MissingReference: its project, interview or member is not there.
        """
        self._work.change(
            _ADD,
            {
                "attachment": recording.attachment,
                "project_id": recording.project,
                "interview_id": recording.interview,
                "membership_id": recording.membership,
                "at": recording.at,
                "claimed_by": recording.claimed_by,
                "claimed_until": recording.claimed_until,
                "written_at": recording.written_at,
                "tried_at": None,
            },
        )

    def recording(self, attachment: str) -> Recording | None:
        """A recording by the id of its file."""
        row = self._work.row(_RECORDING, {"it": attachment})
        return None if row is None else _recording(row)

    def next(
        self, project: int, membership: int | None, me: int, now: int, after: Recording | None = None
    ) -> Recording | None:
        """The oldest recording that waits for a member."""
        first = (-1, "") if after is None else (after.at, after.attachment)
        params = {"me": me, "now": now, "after_at": first[0], "after": first[1], **_whose(project, membership)}
        row = self._work.row(_NEXT, params)
        return None if row is None else _recording(row)

    def waiting(self, project: int, membership: int | None) -> int:
        """How many nobody has written down."""
        row = self._work.row(_COUNT, _whose(project, membership))
        return 0 if row is None else int(row[0])

    def claim(self, attachment: str, me: int, now: int, until: int) -> bool:
        """Take a recording for a while."""
        return self._work.change(_CLAIM, {"it": attachment, "me": me, "now": now, "until": until}) == 1

    def release(self, attachment: str, me: int) -> None:
        """Let go of a recording."""
        self._work.change(_RELEASE, {"it": attachment, "me": me})

    def drop(self, attachment: str) -> None:
        """Take a recording out of the queue."""
        self._work.change(_DROP, {"it": attachment})

    def write(self, transcript: Transcript) -> Transcript:
        """Keep what was written down.

        Raises:
            MissingReference: its project or interview is not there.
        """
        number = self._work.insert(
            _WRITE,
            {
                "project_id": transcript.project,
                "interview_id": transcript.interview,
                "attachment": transcript.attachment,
                "language": transcript.language,
                "text": transcript.text,
                "french": transcript.french,
                "member": transcript.member,
                "at": transcript.at,
                "reader": transcript.reader,
                "confidence": transcript.confidence,
            },
        )
        if not transcript.reader:
            self._work.change(_WRITTEN, {"it": transcript.attachment, "written": transcript.at})
        return replace(transcript, id=number)

    def translate(self, transcript: int, french: str) -> None:
        """Set the French of what was written down."""
        self._work.change(_TRANSLATE, {"it": transcript, "new_french": french})

    def set_language(self, transcript: int, language: str) -> None:
        """Say in which language it was."""
        self._work.change(_SPEAK, {"it": transcript, "new_language": language})

    def transcript(self, transcript: int) -> Transcript | None:
        """One of them by its id."""
        row = self._work.row(_TRANSCRIPT, {"it": transcript})
        return None if row is None else _made(row)

    def history(self, attachment: str) -> Sequence[Transcript]:
        """All of a recording, oldest first."""
        return [_made(row) for row in self._work.rows(_HISTORY, {"it": attachment})]

    def of_interview(self, interview: int) -> Sequence[Transcript]:
        """The newest that a person wrote of each recording."""
        return [_made(row) for row in self._work.rows(_OF_INTERVIEW, {"interview": interview})]

    def untried(self, limit: int = 10) -> Sequence[Recording]:
        """Recordings that no recogniser was given yet."""
        return [_recording(row) for row in self._work.rows(_UNTRIED, {"at_most": limit})]

    def tried(self, attachment: str, at: int) -> None:
        """A recogniser was given it."""
        self._work.change(_TRIED, {"it": attachment, "when": at})


def _whose(project: int, membership: int | None) -> dict[str, Any]:
    return {"project": project, "anybody": membership is None, "membership": membership or 0}


def _recording(row: AnyRow) -> Recording:
    attachment, project, interview, membership, at, claimed_by, claimed_until, written_at, _ = row
    return Recording(attachment, project, interview, membership, at, claimed_by, claimed_until, written_at)


def _made(row: AnyRow) -> Transcript:
    return Transcript(*row)
