"""Lists of open interviews: a button each, with what tells one from the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dialogues.forms.definition import LINE, FormDefinition
from dialogues.forms.ref import Ref, path_of
from dialogues.interview.filling import OTHER, marked, said_beside
from dialogues.interview.interview import Interview
from dialogues.interview.prompting import answer_shown
from dialogues.messages import Button
from dialogues.ports import InterviewRecord
from dialogues.service.desk import Desk
from dialogues.service.findings import shortened

_WORDS = 16
"""Characters of a place or a kind: a phone shows about forty of a button."""


def open_rows(desk: Desk, records: Sequence[InterviewRecord]) -> list[list[Button]]:
    """A button for each open interview.

    Sessions by code, day, place and kind; others, and all in `strict`, by discreet title, code and when they began.
    """
    return [[Button(_label(desk, record), f"open:{record.id}")] for record in records]


def _label(desk: Desk, record: InterviewRecord) -> str:
    form = desk.tools.shelf.form(desk.uow, record.version)
    told = _session(desk, record, form)
    if told:
        return " · ".join((record.letter, record.code, *told))
    title = form.settings.get("titre_discret") or form.title
    return " · ".join((record.letter, title, record.code, _begun(desk, record)))


def _begun(desk: Desk, record: InterviewRecord) -> str:
    zone = ZoneInfo(desk.uow.projects.project(record.project).time_zone)
    at, now = (dt.datetime.fromtimestamp(of / 1000, dt.UTC).astimezone(zone) for of in (record.started_at, desk.now))
    locales = desk.tools.locales
    return locales.time(at.time(), desk.tag) if at.date() == now.date() else locales.date_time(at, desk.tag)


def _session(desk: Desk, record: InterviewRecord, form: FormDefinition) -> Sequence[str]:
    """Day, place and kind, as far as they are known; nothing of a guide that is no session's."""
    if not marked(form, LINE):
        return ()
    work = desk.works.get(record.id)
    interview = work.interview if work is not None else desk.tools.shelf.take(desk.uow, record)
    try:
        if interview.strict:
            return ()
        return [*_day(interview), *_slot(desk, interview, "lieu"), *_slot(desk, interview, "type")]
    finally:
        if work is None:
            desk.tools.shelf.give(record.id, interview)


def _day(interview: Interview) -> Sequence[str]:
    days = [ref for ref in marked(interview.form, LINE) if interview.form.questions[path_of(ref)].type == "date"]
    found = _stored(interview, days[0]) if days else ""
    return [f"{dt.date.fromisoformat(found):%d/%m}"] if found else []


def _slot(desk: Desk, interview: Interview, slot: str) -> Sequence[str]:
    refs = marked(interview.form, f"{LINE}-{slot}")
    if not refs or not _stored(interview, refs[0]):
        return []
    beside = marked(interview.form, f"{LINE}-{slot}-{OTHER}") if said_beside(interview, refs[0]) else ()
    return [shortened(answer_shown(interview, (*beside, refs[0])[0], desk.tools.locales, desk.tag), _WORDS)]


def _stored(interview: Interview, ref: Ref) -> str:
    node = interview.instance.node(ref)
    return "" if node is None else node.stored
