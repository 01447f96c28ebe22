"""What was said as an answer, heard again: by who held the interview, and by supervisors."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.forms.ref import Ref, path_of
from dialogues.interview.interview import Interview
from dialogues.interview.prompting import address
from dialogues.interview.speaking import VOICE
from dialogues.messages import Button, Phrase, SendFile
from dialogues.ports import NOWHERE, Attachment, AttachmentStatus, InterviewRecord
from dialogues.service import interviewing
from dialogues.service.desk import Desk

LISTED = 40
"""Buttons of one list."""
_A_ROW = 4


def said_in(interview: Interview) -> Sequence[tuple[Ref, str]]:
    """Recordings that are part of the answers as they stand: question, id of the file; in the order of the guide."""
    found: list[tuple[Ref, str]] = []
    for ref, answer in interview.answers.items():
        question = interview.form.questions.get(path_of(ref))
        if question is not None and question.type == VOICE and answer.attachment:
            found.append((ref, answer.attachment))
        found += [(ref, voice.attachment) for voice in answer.voices]
    return found


def numbered(interview: Interview) -> Sequence[tuple[str, str]]:
    """The same by the printed number of the question, «3 (2)» for the second of one answer."""
    found = said_in(interview)
    places = [ref for ref, _ in found]
    return [
        (
            address(interview, ref) + (f" ({places[: at + 1].count(ref)})" if places.count(ref) > 1 else ""),
            attachment,
        )
        for at, (ref, attachment) in enumerate(found)
    ]


def place_of(interview: Interview, attachment: str) -> Ref | None:
    """The question that a recording is part of the answer to; None where it is of none any more."""
    return next((ref for ref, voice in said_in(interview) if voice == attachment), None)


def rows(desk: Desk, record: InterviewRecord) -> list[list[Button]]:
    """A button for each recording of an interview, by the number of its question."""
    buttons = [
        Button(Phrase("voices.hear", {"number": number}), f"hear:{attachment}")
        for number, attachment in numbered(desk.work(record).interview)[:LISTED]
    ]
    return [buttons[at : at + _A_ROW] for at in range(0, len(buttons), _A_ROW)]


def hear(desk: Desk, rest: str) -> None:
    """Send a recording to who may hear it."""
    found = allowed(desk, rest)
    if found is None:
        desk.say(Phrase("service.button_gone"))
        return
    kept, record = found
    if kept.status is not AttachmentStatus.STORED:
        desk.say(Phrase("remarks.voice_waits"), about=record)
        return
    number = address(desk.work(record).interview, kept.ref)
    desk.plan.says.append((desk.inbound.chat, voice_of(kept, number, record.code), record.id))


def voice_of(kept: Attachment, number: str, code: str) -> SendFile:
    """A recording as it is sent."""
    caption = Phrase("voices.is", {"number": number, "code": code})
    return SendFile(f"attachments/{kept.interview}/{kept.id}", kept.name, caption, spoken=True)


def allowed(desk: Desk, attachment: str) -> tuple[Attachment, InterviewRecord] | None:
    """A recording of an answer and its interview; None where the sender may not hear it, or it is gone."""
    kept = desk.uow.attachments.attachment(attachment)
    if kept is None or kept.ref == NOWHERE or kept.kind != VOICE:
        return None
    record = interviewing.of_interview(desk, kept.interview)
    return None if record is None else (kept, record)
