"""A message too long for its channel, which clients send in two: the second goes where the first went.

Telegram takes 4,096 characters; its clients cut at a line or a space, up to 300 before that, and send what is left at
once. What comes that soon after such a message, and is no key and bears no number of its own, is what was cut off.

| the last line of what was cut | its rest |
|---|---|
| «RQ …» | a remark on the same question |
| «NB …» | a note on the same question |
| words that are asked back | with them |
| an answer | with the answer |
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.forms.ref import Ref, path_of
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.addressing import line, press
from dialogues.locales import plain
from dialogues.ports import NOWHERE, Heard, Remark, UnitOfWork
from dialogues.questions.text import clean
from dialogues.service import interviewing, remarks
from dialogues.service.desk import Desk, number_of
from dialogues.service.doubles import LONG

_WITHIN_MS = 5_000
"""Between the two by the channel's clock: the first has four kilobytes to go over 2G, and nobody types as fast."""

_REMARK, _NOTE, _ASKED = "RQ", "NB", "?"
"""How what was cut ended; after the last two the interview and the question: «NB 7 /data/sources»."""


def rest_of(desk: Desk, text: str) -> str:
    """Put what was cut off from the message before with what that said.

    Args:
        desk: of the message.
        text: its words.

    Returns:
        What is left to be handled; "" for nothing.
    """
    inbound = desk.inbound
    if len(text) >= LONG:
        desk.plan.writes.append(lambda uow: _keep_end(desk, uow, text))
    before = begun(desk)
    head, left = ("", text) if before is None else _parted(desk, text)
    if before is None or not head:
        return text
    end, _, about = before.end.partition(" ")
    place = desk.uow.prompts.answer(inbound.chat, before.message)
    remarked = desk.uow.remarks.of_message(inbound.chat, before.message)
    if remarked and (end == _REMARK or not end) and (end or place is None or place.ref == NOWHERE):
        return left if _remark(desk, remarked[-1], head) else text
    interview, _, ref = about.partition(" ")
    went: tuple[int, Ref] | None = None
    if end in (_NOTE, _ASKED):
        went = number_of(interview), Ref(ref)
    elif not end and place is not None and place.ref != NOWHERE:
        went = place.interview, place.ref
    if went is not None:
        record = interviewing.of_interview(desk, went[0])
        if record is None or not _same(desk, *went):
            return text
        desk.step(record, i.GoesOn(went[1], head, note=end == _NOTE))
        return left
    active = desk.active()
    if active is None or inbound.reply_to is not None:
        return text
    interviewing.tell_gone(desk, "interview.goes_nowhere")
    return left


def begun(desk: Desk) -> Heard | None:
    """The message that this one may be the rest of; None where none was cut right before it."""
    inbound = desk.inbound
    before = desk.uow.hearing.last(inbound.chat)
    at_once = before is not None and 0 <= inbound.sent_at - before.sent_at <= _WITHIN_MS
    return before if before is not None and before.cut and at_once and inbound.message > before.message else None


def _keep_end(desk: Desk, uow: UnitOfWork, text: str) -> None:
    """Keep how a message ended that may have been cut, as it was taken."""
    heard = uow.hearing.last(desk.inbound.chat)
    if heard is not None and heard.cut and heard.message == desk.inbound.message:
        uow.hearing.put(replace(heard, mark=heard.mark + _end(desk, text)))


def _end(desk: Desk, text: str) -> str:
    lines = clean(text).splitlines()
    if lines and remarks.is_remark(lines[-1]):
        return _REMARK
    said = plain("\n".join(lines))
    for work in desk.plan.works:
        for event in reversed(work.events):
            if not isinstance(event, e.NoteAdded | e.Proposed):
                continue
            words = plain(event.text)
            if isinstance(event, e.NoteAdded) and said.endswith(words):
                return f"{_NOTE} {work.record.id} {event.ref}"
            # The rest of words that are asked back already stands at their end.
            if isinstance(event, e.Proposed) and event.ref and words.endswith(said[-len(words) :]):
                return f"{_ASKED} {work.record.id} {event.ref}"
    return ""


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
