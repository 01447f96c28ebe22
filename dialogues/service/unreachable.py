"""A chat that nothing can reach any more: what it is owed is dropped, and whoever leads is told, once."""

from __future__ import annotations

from dialogues.fieldwork.people import Account, MembershipStatus
from dialogues.messages import Phrase, Say
from dialogues.ports import UnitOfWork
from dialogues.service.team import leaders


def lost(uow: UnitOfWork, account: Account, at: int) -> None:
    """Note that an account cannot be reached: the bot is blocked there, or the account is gone.

    Where the person has no other account, the supervisors of their projects are told: somebody may be waiting in the
    field for what cannot come. Nothing is said of what was owed.

    Args:
        uow: being written.
        account: as it is now.
        at: UTC milliseconds.
    """
    uow.people.set_account(account.id, membership=account.membership, interview=account.interview, reachable=False)
    uow.outbox.drop_chat(account.chat, at)
    if not account.reachable or any(other.reachable for other in uow.people.accounts_of(account.person)):
        return
    said = Say((Phrase("service.unreachable", {"name": uow.people.person(account.person).name}),))
    for membership in uow.people.memberships_of(account.person):
        if membership.status is MembershipStatus.ACTIVE:
            for chat in leaders(uow, membership.project):
                uow.outbox.add(chat, said)
