"""Corrections after sending: which interview, why, and then as in any open one (DESIGN, decisions 7 and 15).

An interview that is being corrected is among the open ones of whoever corrects it, and of nobody else. Its record
stays as it was sent until the correction is closed; then the next revision is written with the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dialogues.fieldwork.people import MembershipStatus
from dialogues.interview import inputs as i
from dialogues.interview.prompting import REASONS
from dialogues.interview.reopening import is_reason
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Button, Key, Phrase
from dialogues.ports import InterviewRecord, PromptRecord
from dialogues.service import interviewing
from dialogues.service.desk import Desk, number_of

RECENT = 10
"""Sent interviews that are listed; any other is found by its code."""


def offered(desk: Desk) -> Sequence[Sequence[Button]]:
    """The row that leads from the corrections of an open interview to those that were sent; none where none was."""
    return [[Button(Phrase("correcting.sent_ones"), "do:envoyes")]] if _sent(desk, 1) else []


def _sent(desk: Desk, limit: int) -> Sequence[InterviewRecord]:
    """The sender's own, and for who leads those of the whole project."""
    _, own, project = desk.member()
    return desk.uow.interviews.sent_of(project.id, None if desk.leads else own.id, limit)


def recent(desk: Desk, _rest: str) -> None:
    """The interviews that were sent last, each with a button: code, discreet title, when."""
    rows = [[Button(_row(desk, record), f"reopen:{record.id}")] for record in _sent(desk, RECENT)]
    if rows:
        desk.say(Phrase("correcting.which_sent"), rows=rows)
    else:
        desk.say(Phrase("correcting.none_sent"), menu=desk.active() is None)


def _row(desk: Desk, record: InterviewRecord) -> Phrase:
    _, own, project = desk.member()
    form = desk.tools.shelf.form(desk.uow, record.version)
    zone = ZoneInfo(own.time_zone or project.time_zone)
    at, now = (datetime.fromtimestamp(of / 1000, UTC).astimezone(zone) for of in (record.updated_at, desk.now))
    locales = desk.tools.locales
    today = at.date() == now.date()
    params = {
        "code": record.code,
        "title": form.settings.get("titre_discret") or form.title,
        "at": locales.time(at.time(), desk.tag) if today else locales.date_time(at, desk.tag),
    }
    if record.membership == own.id:
        row = Phrase("correcting.row", params)
    else:
        params["member"] = desk.uow.people.membership(record.membership).code
        row = Phrase("correcting.row_of", params)
    return row if record.correcting is None else Phrase("correcting.row_open", {"row": row})


def by_code(desk: Desk, text: str) -> bool:
    """«/corriger K7204»: the interview of that number, if the sender may correct it.

    Returns:
        Whether there is one.
    """
    code = "".join(sign for sign in text.upper() if sign.isalnum())
    record = desk.uow.interviews.by_code(desk.member()[2].id, code)
    if record is None or not _may(desk, record):
        return False
    _reopen(desk, record)
    return True


def tapped(desk: Desk, rest: str) -> None:
    """A button of the list."""
    record = desk.uow.interviews.interview(number_of(rest))
    if record is None or not _may(desk, record):
        desk.say(Phrase("service.button_gone"))
    else:
        _reopen(desk, record)


def _may(desk: Desk, record: InterviewRecord) -> bool:
    """Whether an interview is the sender's own, or of a project that they lead."""
    _, own, project = desk.member()
    return record.membership == own.id or (desk.leads and record.project == project.id)


def _reopen(desk: Desk, record: InterviewRecord) -> None:
    mine = next((opened for opened in desk.opened if opened.id == record.id), None)
    if mine is not None:
        interviewing.resume(desk, mine)
        return
    if record.status is not InterviewStatus.SENT:
        desk.say(Phrase(f"interview.is_{record.status.value}"))
        return
    if record.correcting is not None:
        other = desk.uow.people.membership(record.correcting)
        if other.status is MembershipStatus.ACTIVE:
            desk.say(Phrase("correcting.by_another", {"code": record.code, "by": other.code}))
            return
    # Whoever corrected it may not be in the team any more: what they had begun is left, and it begins anew.
    desk.step(replace(record, correcting=None), i.Reopen(afresh=record.correcting is not None))


def reason_given(desk: Desk, newest: PromptRecord | None, text: str) -> bool:
    """The reason for a correction, where the newest question of this chat asks for it.

    Returns:
        Whether it was asked for: then the message is taken.
    """
    if newest is None or newest.about != "reopen" or newest.message is None or newest.message > desk.inbound.message:
        return False
    record = desk.uow.interviews.interview(newest.interview)
    if record is None or not _may(desk, record):
        return False
    own = desk.member()[1]
    if record.correcting not in (None, own.id):
        desk.step(record, i.Reason(text, own.code))  # somebody else was quicker: it is said whose turn it is
        return True
    pending = desk.work(record).interview.pending
    if pending is None or pending.why != "reopen":
        return False
    key = desk.key_of(text)
    yes = desk.yes_no(text)
    if yes is False or key in (Key.NO, Key.BACK):
        desk.step(record, i.Confirmed(yes=False))
        interviewing.ask_again(desk)
        return True
    if key is Key.MENU:
        return False
    said = "" if yes or key is Key.OTHER else key.value if key is not None and key in REASONS else text
    letter = interviewing.free_letter(desk)
    if not letter:
        desk.say(Phrase("service.too_many_open"))
        return True
    if is_reason(said):
        interviewing.suspend_active(desk)
        work = desk.work(record)
        record = work.record = replace(record, letter=letter, correcting=own.id)
        desk.opened = (*desk.opened, record)
        desk.enter(record.id)
    desk.step(record, i.Reason(said, own.code))
    return True
