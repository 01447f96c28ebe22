"""Which question an unaddressed message was typed at (DESIGN, decision 5).

| the newest prompt | the message | it was typed at |
|---|---|---|
| shown by an earlier message | | that prompt |
| shown by a later message, for the first time | | the prompt before |
| may have been shown before that was known | comes right after the person's last one | the prompt before |
| same | was sent after the prompt was put | that prompt |
| same | was sent earlier, and the prompt before can take it | the prompt before |
| same | was sent earlier, and the prompt before cannot take it | that prompt |

A prompt may have been shown before that was known where its bot died, or never heard what became of a call.
"""

from __future__ import annotations

from dialogues.interview.prompting import standing
from dialogues.interview.status import InterviewStatus
from dialogues.ports import InterviewRecord, PromptRecord
from dialogues.service.desk import Desk
from dialogues.service.doubles import repeated


def typed_before(
    desk: Desk, active: InterviewRecord, newest: PromptRecord | None, text: str = ""
) -> PromptRecord | None:
    """The older prompt that a message was typed at; None where it was typed at what stands now.

    Args:
        desk: of the message.
        active: the active interview.
        newest: the newest prompt of the chat.
        text: what was typed; "" for a file or a place.
    """
    if newest is None or (newest.message is not None and newest.message < desk.inbound.message):
        return None
    doubtful = _perhaps_shown(desk, newest)
    if doubtful and desk.inbound.sent_at > active.updated_at:
        return None  # who writes later than it was put has seen it
    older = desk.uow.prompts.latest(desk.inbound.chat, before_message=desk.inbound.message)
    if older is None or (doubtful and not _takes(desk, older, text)):
        return None
    now = standing(desk.work(active).interview)
    same = (older.interview, older.about, older.ref) == (active.id, now.about, now.ref)
    return None if same else older


def told_again(desk: Desk, newest: PromptRecord | None) -> bool:
    """Whether a message may be the last one, said again for want of an answer, and as well one to the newest prompt."""
    earlier = newest is None or (newest.message is not None and newest.message < desk.inbound.message)
    return newest is not None and not earlier and _perhaps_shown(desk, newest) and repeated(desk)


def asked_for(desk: Desk, *about: str) -> PromptRecord | None:
    """The prompt that asked for what is no answer (a remark, a transcript), if it stood last when the message was sent.

    Args:
        desk: of the message.
        about: what such prompts are about.
    """
    chat, message = desk.inbound.chat, desk.inbound.message
    newest = desk.uow.prompts.latest(chat)
    if newest is None or newest.message is None or newest.message >= message:
        newest = desk.uow.prompts.latest(chat, before_message=message)
    return newest if newest is not None and newest.about in about and newest.keys else None


def record_of(desk: Desk, interview: int) -> InterviewRecord | None:
    """One of the sender's own open interviews, or a closed one that can still be spoken of."""
    for record in desk.opened:
        if record.id == interview:
            return record
    found = desk.uow.interviews.interview(interview)
    if found is None or desk.membership is None or found.status is InterviewStatus.WITHDRAWN:
        return None
    theirs = desk.leads and found.project == desk.membership.project
    return found if theirs or found.membership == desk.membership.id else None


def waits_for(desk: Desk, record: InterviewRecord, prompt: PromptRecord) -> bool:
    """Whether an interview still waits for the yes or no that a prompt asked for."""
    pending = desk.work(record).interview.pending
    return pending is not None and (pending.why, pending.ref) == (prompt.about, prompt.ref)


def _perhaps_shown(desk: Desk, newest: PromptRecord) -> bool:
    """Whether a prompt that no earlier message is known to show may all the same have been seen."""
    if newest.message is not None and not desk.uow.outbox.doubted(newest.interview, newest.id):
        return False
    last = desk.uow.hearing.last(desk.inbound.chat)
    # Ids of both sides rise together: where none lies between, nothing was shown between.
    return last is None or last.message + 1 != desk.inbound.message


def _takes(desk: Desk, prompt: PromptRecord, text: str) -> bool:
    """Whether words can be meant for an older prompt: a question, or a yes or no that is still waited for."""
    record = record_of(desk, prompt.interview)
    if record is None:
        return False
    if prompt.about == "question":
        return prompt.ref is not None
    if desk.yes_no(text) is None:
        return False
    return prompt.about == "repeat" or waits_for(desk, record, prompt)
