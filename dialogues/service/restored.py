"""After a restore: what must not come back, and what people are told.

What was owed when the backup was made was sent long ago, nearly all of it: sent again, it would be a flood of stale
questions, so it is dropped, but for what takes messages out of a chat (removing twice does no harm). Instead
everybody whose chat goes on hears once that the bot is as it was at that moment, and finds the way back to the
question where they stood. Updates that were received and not handled yet are handled at the next start as always:
Telegram does not hold them any more. Reminders stay due: each is said once, and only of what is still open.
"""

from __future__ import annotations

from dialogues.fieldwork.people import MembershipStatus
from dialogues.interview import events as e
from dialogues.interview.hours import local
from dialogues.interview.status import InterviewStatus
from dialogues.locales.loader import date_phrase, time_phrase
from dialogues.messages import Button, Phrase, RemoveMessages, Say
from dialogues.ports import ReminderKind, UnitOfWork
from dialogues.service.writing import withdrawn

_ALL = 1_000_000


def take_back(uow: UnitOfWork, interview: int, at: int) -> None:
    """Withdraw an interview again that was withdrawn after the backup.

    Args:
        uow: being written.
        interview: its id.
        at: now, UTC milliseconds.
    """
    record = uow.interviews.interview(interview)
    if record is None or record.status is InterviewStatus.WITHDRAWN:
        return
    uow.interviews.append(record.id, record.sequence, (e.InterviewWithdrawn(at),), InterviewStatus.WITHDRAWN, at)
    for account in uow.people.accounts_of(uow.people.membership(record.membership).person):
        if account.interview == record.id:
            uow.people.set_account(
                account.id, membership=account.membership, interview=None, reachable=account.reachable
            )
    for kind in ReminderKind:
        uow.reminders.drop(record.id, kind, at)
    withdrawn(uow, record)


def shut_out(uow: UnitOfWork, membership: int, at: int) -> None:
    """Take away again the access of somebody who was shut out after the backup.

    Args:
        uow: being written.
        membership: its id; it is there.
        at: now, UTC milliseconds.
    """
    found = uow.people.membership(membership)
    uow.people.set_membership(found.id, role=found.role, status=MembershipStatus.REVOKED)
    uow.phones.void(found.person, at)
    for account in uow.people.accounts_of(found.person):
        if account.membership in (found.id, None):
            uow.people.set_account(
                account.id, membership=account.membership, interview=None, reachable=account.reachable
            )


def settle(uow: UnitOfWork, taken_at: int, at: int) -> None:
    """Drop what was owed, and tell everybody once.

    Args:
        uow: being written.
        taken_at: moment of the backup, UTC milliseconds.
        at: now, the same.
    """
    for chat in uow.outbox.chats():
        kept = [owed.effect for owed in uow.outbox.of_chat(chat, _ALL) if isinstance(owed.effect, RemoveMessages)]
        uow.outbox.drop_chat(chat, at)
        for effect in kept:
            uow.outbox.add(chat, effect)
    told: set[int] = set()
    for project in uow.projects.all():
        for membership, person in uow.people.members(project.id):
            if membership.status is MembershipStatus.ACTIVE and person.id not in told:
                told.add(person.id)
                _tell(uow, person.id, membership.time_zone or project.time_zone, taken_at)


def _tell(uow: UnitOfWork, person: int, zone: str, taken_at: int) -> None:
    moment = local(taken_at, zone)
    when = {"day": date_phrase(moment.date()), "time": time_phrase(moment.time().replace(second=0, microsecond=0))}
    for account in uow.people.accounts_of(person):
        if account.reachable:
            rows: tuple[tuple[Button, ...], ...] = ()
            if account.interview is not None:
                rows = ((Button(Phrase("menu.resume"), f"open:{account.interview}"),),)
            uow.outbox.add(account.chat, Say((Phrase("service.restored", when),), rows))
