"""Reminders: put down with the events that cause them, owed when they are due, dropped when their reason is gone.

What is said is neutral: an hour, the discreet title, a code; never an answer, a name or a question's words, for the
phone may lie on somebody else's table (FIELD, «What can hurt», 3). Owing a reminder touches no interview, so that it
needs no place in a chat's order: the chat's worker sends it, as it does everything else that is owed.
"""

from __future__ import annotations

import datetime as dt

from dialogues.fieldwork.people import MembershipStatus
from dialogues.interview import events as e
from dialogues.interview.hours import local, next_of
from dialogues.locales.loader import time_phrase
from dialogues.messages import Button, Phrase, Say
from dialogues.ports import Clock, InterviewRecord, Reminder, ReminderKind, Store, UnitOfWork

COMPLETING = (dt.time(7), dt.time(20))
"""When one is reminded of a record that is to be completed (FIELD, «The day», 6)."""
_MINUTE = 60_000
_SOON = 30 * _MINUTE
"""A record that was kept a moment ago is not reminded of at once."""
_AT_IT = 15 * _MINUTE
"""Whoever wrote something within this time is at it."""
_GIVEN_UP = 3 * 24 * 60 * _MINUTE
"""After so long without a word nobody is reminded any more."""

WE_WERE_AT = "reminder.we_were_at"
"""Where the interview stands: its number is put in when it is shown."""


def follow(uow: UnitOfWork, record: InterviewRecord, time_zone: str, event: e.Event) -> None:
    """Put reminders down, and drop them, in the transaction of the event that they go with.

    Args:
        uow: being written.
        record: the interview's.
        time_zone: IANA name of its zone.
        event: what happened in it.
    """
    match event:
        case e.CallBackChosen(due=due):
            uow.reminders.drop(record.id, ReminderKind.CALL, event.at)
            uow.reminders.add(record, ReminderKind.CALL, due)
        case e.CallStarted() | e.CallEnded():
            uow.reminders.drop(record.id, ReminderKind.CALL, event.at)
        case e.RecordKept() if not record.trial:
            uow.reminders.add(record, ReminderKind.COMPLETE, next_of(COMPLETING, event.at + _SOON, time_zone))
        case e.InterviewSent() | e.InterviewAbandoned() | e.InterviewWithdrawn():
            for kind in ReminderKind:
                uow.reminders.drop(record.id, kind, event.at)
        case _:
            pass


def remind(store: Store, clock: Clock) -> None:
    """Owe every reminder that is due to its member's chat, each at most once, in a transaction of its own.

    A crash between two of them loses none: what is not marked done is due again.

    Raises:
        StoreUnavailable: what was not owed yet stays due.
    """
    now = clock()
    with store.reading() as uow:
        due = uow.reminders.due(now)
    for each in due:
        with store.writing() as uow:
            if uow.reminders.done(each.id, now):
                _owe(uow, each, now)
                uow.commit()


def _owe(uow: UnitOfWork, reminder: Reminder, now: int) -> None:
    record = uow.interviews.interview(reminder.interview)
    if record is None or not record.status.open:
        return
    membership = uow.people.membership(record.membership)
    if membership.status is not MembershipStatus.ACTIVE:
        return
    zone = membership.time_zone or uow.projects.project(record.project).time_zone
    chat = _chat(uow, record, membership.person)
    if reminder.kind is ReminderKind.COMPLETE:
        if now - record.updated_at < _GIVEN_UP:
            uow.reminders.add(record, reminder.kind, next_of(COMPLETING, now + _SOON, zone))
        if now - record.updated_at < _AT_IT:
            return
    if chat is not None:
        uow.outbox.add(chat, _said(uow, record, reminder, zone), interview=record.id)


def _said(uow: UnitOfWork, record: InterviewRecord, reminder: Reminder, zone: str) -> Say:
    guide = uow.guides.guide(record.project, uow.guides.version(record.version).guide)
    about = {"title": "" if guide is None else guide.discreet_title, "code": record.code}
    take_up = f"open:{record.id}"
    if reminder.kind is ReminderKind.CALL:
        at = local(reminder.due_at, zone).time().replace(second=0, microsecond=0)
        said = Phrase("reminder.call", {"time": time_phrase(at), **about})
        return Say((said, Phrase(WE_WERE_AT)), ((Button(Phrase("menu.resume"), take_up),),))
    buttons = (
        (Button(Phrase("reminder.complete_it"), take_up),),
        (Button(Phrase("reminder.enough"), f"enough:{record.id}"),),
    )
    return Say((Phrase("reminder.complete", about),), buttons)


def _chat(uow: UnitOfWork, record: InterviewRecord, person: int) -> int | None:
    """The chat in which an interview goes on, else one that speaks for its membership, else any of the person."""
    reachable = [account for account in uow.people.accounts_of(person) if account.reachable]
    reachable.sort(key=lambda one: (one.interview != record.id, one.membership != record.membership))
    return reachable[0].chat if reachable else None
