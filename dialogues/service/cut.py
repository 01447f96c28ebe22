"""A message too long for its channel, which clients send in two: the second goes where the first went.

Telegram takes 4,096 characters; its clients cut at a line or a space, up to 300 before that, and send what is left at
once. What comes that soon after such a message, and is no key and bears no number of its own, is what was cut off.
"""

from __future__ import annotations

from dialogues.forms.ref import path_of
from dialogues.interview import inputs as i
from dialogues.interview.addressing import line, press
from dialogues.ports import NOWHERE, Heard, Remark
from dialogues.service import interviewing, remarks
from dialogues.service.desk import Desk

_WITHIN_MS = 5_000
"""Between the two by the channel's clock: the first has four kilobytes to go over 2G, and nobody types as fast."""

_MOST_OF_IT = 2_048
"""Characters of what a long message said last, where it said several things."""


def rest_of(desk: Desk, text: str) -> str:
    """Put what was cut off from the message before with what that said.

    Args:
        desk: of the message.
        text: its words.

    Returns:
        What is left to be handled; "" for nothing.
    """
    inbound = desk.inbound
    before = _before(desk)
    head, left = ("", text) if before is None else _parted(desk, text)
    if before is None or not head:
        return text
    place = desk.uow.prompts.answer(inbound.chat, before.message)
    remarked = desk.uow.remarks.of_message(inbound.chat, before.message)
    if remarked and (place is None or place.ref == NOWHERE or len(remarked[-1].text) > _MOST_OF_IT):
        return left if _remark(desk, remarked[-1], head) else text
    if place is not None and place.ref != NOWHERE:
        record = interviewing.of_interview(desk, place.interview)
        if record is None or not _same(desk, place.interview, place.ref):
            return text
        desk.step(record, i.GoesOn(place.ref, head))
        return left
    for record in desk.opened:
        pending = desk.work(record).interview.pending
        if pending is not None and pending.ref is not None and len(pending.text) > _MOST_OF_IT:
            desk.step(record, i.GoesOn(pending.ref, head))
            return left
    active = desk.active()
    if active is None or inbound.reply_to is not None:
        return text
    interviewing.tell_gone(desk, "interview.goes_nowhere")
    return left


def follows(desk: Desk) -> bool:
    """Whether a message comes right after one that may have been cut."""
    return _before(desk) is not None


def _before(desk: Desk) -> Heard | None:
    """The message that this one may be the rest of."""
    inbound = desk.inbound
    before = desk.uow.hearing.last(inbound.chat)
    at_once = before is not None and 0 <= inbound.sent_at - before.sent_at <= _WITHIN_MS
    return before if before is not None and before.cut and at_once and inbound.message > before.message else None


def _parted(desk: Desk, text: str) -> tuple[str, str]:
    """The lines up to the first that says by itself what it is about, and the others."""
    if press(text) is not None or desk.key_of(text) is not None:
        return "", text
    lines = text.splitlines()
    for at, part in enumerate(lines):
        found = line(part)
        if (found is not None and (found.sure or found.letter)) or remarks.is_remark(part):
            return "\n".join(lines[:at]).strip(), "\n".join(lines[at:])
    return text.strip(), ""


def _remark(desk: Desk, known: Remark, words: str) -> bool:
    record = interviewing.of_interview(desk, known.interview)
    if record is None or not _same(desk, known.interview, known.question):
        return False
    remarks.go_on(desk, record, known, words)
    return True


def _same(desk: Desk, interview: int, question: str) -> bool:
    """Whether a message that replies to something replies to what is about this question; clients cut replies too."""
    if desk.inbound.reply_to is None:
        return True
    about = interviewing.about_message(desk, desk.inbound.reply_to)
    return about is None or (about[0].id == interview and question in (about[1], path_of(about[1])))
