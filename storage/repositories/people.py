"""Persons, accounts, memberships, invitations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select, update

from dialogues.errors import ConcurrentUpdate
from dialogues.fieldwork.people import Account, Invitation, Membership, MembershipStatus, Person, Role
from storage.seen import Kind
from storage.tables import accounts, invitations, memberships, persons
from storage.work import AnyRow, Work

__all__ = ["SqlPeople"]

_ACCOUNT = select(accounts).where(accounts.c.id == bindparam("account"))
_ACCOUNT_OF_CHAT = select(accounts).where(accounts.c.chat == bindparam("chat"))
_ACCOUNTS_OF = select(accounts).where(accounts.c.person_id == bindparam("person")).order_by(accounts.c.id)
_ADD_ACCOUNT = insert(accounts)
_ADD_INVITATION = insert(invitations)
_ADD_MEMBERSHIP = insert(memberships)
_ADD_PERSON = insert(persons)
_INVITATION = select(invitations).where(invitations.c.token_hash == bindparam("token_hash"))
_MEMBERS = (
    select(memberships, persons.c.name, persons.c.language, persons.c.light)
    .join(persons, persons.c.id == memberships.c.person_id)
    .where(memberships.c.project_id == bindparam("project"))
    .order_by(memberships.c.id)
)
_MEMBERSHIP = select(memberships).where(memberships.c.id == bindparam("membership"))
_MEMBERSHIPS_OF = select(memberships).where(memberships.c.person_id == bindparam("person")).order_by(memberships.c.id)
_PERSON = select(persons).where(persons.c.id == bindparam("person"))
_REMOVE_ACCOUNT = delete(accounts).where(accounts.c.id == bindparam("account"))
_SET_ACCOUNT = (
    update(accounts)
    .where(accounts.c.id == bindparam("account"))
    .values(
        membership_id=bindparam("new_membership"),
        interview_id=bindparam("new_interview"),
        reachable=bindparam("new_reachable"),
    )
)
_SET_LIGHT = update(persons).where(persons.c.id == bindparam("person")).values(light=bindparam("new_light"))
_SET_LANGUAGE = update(persons).where(persons.c.id == bindparam("person")).values(language=bindparam("new_language"))
_SET_MEMBERSHIP = (
    update(memberships)
    .where(memberships.c.id == bindparam("membership"))
    .values(role=bindparam("new_role"), status=bindparam("new_status"))
)
_ENTERED_AT = select(invitations.c.used_at).where(invitations.c.used_by == bindparam("membership"))
_USE_INVITATION = (
    update(invitations)
    .where(invitations.c.id == bindparam("invitation"), invitations.c.used_at.is_(None))
    .values(used_at=bindparam("at"), used_by=bindparam("membership"))
)


class SqlPeople:
    """`dialogues.ports.People` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add_person(self, name: str, language: str) -> Person:
        """Add a person."""
        number = self._work.insert(_ADD_PERSON, {"name": name, "language": language, "light": False})
        return Person(number, name, language)

    def person(self, person: int) -> Person:
        """A person.

        Raises:
            LookupError: there is none of this id.
        """
        return self._work.seen.once(Kind.PERSON, person, lambda: self._person(person))

    def _person(self, person: int) -> Person:
        row = self._work.row(_PERSON, {"person": person})
        if row is None:
            raise LookupError(f"no person {person}")
        return Person(*row)

    def set_light(self, person: int, *, light: bool) -> None:
        """Set whether pictures and recordings come to a person only on demand."""
        self._work.change(_SET_LIGHT, {"person": person, "new_light": light})

    def set_language(self, person: int, language: str) -> None:
        """Set the language that the bot speaks with a person."""
        self._work.change(_SET_LANGUAGE, {"person": person, "new_language": language})

    def add_account(self, account: int, person: int, chat: int) -> Account:
        """Add an account of a person.

        Raises:
            Duplicate: the account or its chat is there already.
        """
        self._work.change(
            _ADD_ACCOUNT,
            {
                "id": account,
                "person_id": person,
                "chat": chat,
                "membership_id": None,
                "interview_id": None,
                "reachable": True,
            },
        )
        return Account(account, person, chat)

    def account(self, account: int) -> Account | None:
        """An account by Telegram's user id."""
        seen = self._work.seen
        found = seen.once(Kind.ACCOUNT, account, lambda: _account(self._work.row(_ACCOUNT, {"account": account})))
        if found is not None:
            seen.put(Kind.ACCOUNT_OF_CHAT, found.chat, found)
        return found

    def account_of_chat(self, chat: int) -> Account | None:
        """The account whose private chat this is."""
        return self._work.seen.once(
            Kind.ACCOUNT_OF_CHAT, chat, lambda: _account(self._work.row(_ACCOUNT_OF_CHAT, {"chat": chat}))
        )

    def accounts_of(self, person: int) -> Sequence[Account]:
        """Accounts of a person, by id."""
        return [Account(*row) for row in self._work.rows(_ACCOUNTS_OF, {"person": person})]

    def remove_account(self, account: int) -> None:
        """Forget an account: whoever writes from it is a stranger. What it said stays."""
        self._work.change(_REMOVE_ACCOUNT, {"account": account})

    def set_account(self, account: int, *, membership: int | None, interview: int | None, reachable: bool) -> None:
        """Set what an account speaks for now."""
        self._work.change(
            _SET_ACCOUNT,
            {
                "account": account,
                "new_membership": membership,
                "new_interview": interview,
                "new_reachable": reachable,
            },
        )

    def add_membership(self, person: int, project: int, role: Role, status: MembershipStatus, code: str) -> Membership:
        """Add a person to a project.

        Raises:
            Duplicate: the code is taken in the project.
        """
        number = self._work.insert(
            _ADD_MEMBERSHIP,
            {
                "person_id": person,
                "project_id": project,
                "role": role.value,
                "status": status.value,
                "code": code,
                "time_zone": "",
            },
        )
        return Membership(number, person, project, role, status, code)

    def membership(self, membership: int) -> Membership:
        """A membership.

        Raises:
            LookupError: there is none of this id.
        """
        return self._work.seen.once(Kind.MEMBERSHIP, membership, lambda: self._membership(membership))

    def _membership(self, membership: int) -> Membership:
        row = self._work.row(_MEMBERSHIP, {"membership": membership})
        if row is None:
            raise LookupError(f"no membership {membership}")
        return _membership(row)

    def memberships_of(self, person: int) -> Sequence[Membership]:
        """Memberships of a person, oldest first."""
        return [_membership(row) for row in self._work.rows(_MEMBERSHIPS_OF, {"person": person})]

    def members(self, project: int) -> Sequence[tuple[Membership, Person]]:
        """Memberships of a project with their persons, oldest first."""
        return [
            (_membership(row), Person(row.person_id, row.name, row.language, row.light))
            for row in self._work.rows(_MEMBERS, {"project": project})
        ]

    def set_membership(self, membership: int, *, role: Role, status: MembershipStatus) -> None:
        """Set what a member may do."""
        self._work.change(
            _SET_MEMBERSHIP, {"membership": membership, "new_role": role.value, "new_status": status.value}
        )

    def entered_at(self, membership: int) -> int:
        """When an invitation brought a member in, UTC milliseconds; 0 where none did."""
        row = self._work.row(_ENTERED_AT, {"membership": membership})
        return 0 if row is None else int(row[0])

    def add_invitation(
        self, project: int, role: Role, token_hash: str, invited_by: int | None, expires_at: int
    ) -> Invitation:
        """Add an invitation.

        Raises:
            Duplicate: its token is there already.
        """
        number = self._work.insert(
            _ADD_INVITATION,
            {
                "project_id": project,
                "role": role.value,
                "token_hash": token_hash,
                "invited_by": invited_by,
                "expires_at": expires_at,
                "used_at": None,
                "used_by": None,
            },
        )
        return Invitation(number, project, role, token_hash, invited_by, expires_at)

    def invitation(self, token_hash: str) -> Invitation | None:
        """An invitation by the hash of its token."""
        row = self._work.row(_INVITATION, {"token_hash": token_hash})
        if row is None:
            return None
        return Invitation(
            row.id,
            row.project_id,
            Role(row.role),
            row.token_hash,
            row.invited_by,
            row.expires_at,
            row.used_at,
            row.used_by,
        )

    def use_invitation(self, invitation: int, membership: int, at: int) -> None:
        """Mark an invitation used.

        Raises:
            ConcurrentUpdate: somebody else used it meanwhile.
        """
        if not self._work.change(_USE_INVITATION, {"invitation": invitation, "membership": membership, "at": at}):
            raise ConcurrentUpdate("the invitation is used")


def _account(row: AnyRow | None) -> Account | None:
    return None if row is None else Account(*row)


def _membership(row: AnyRow) -> Membership:
    return Membership(
        row.id,
        row.person_id,
        row.project_id,
        Role(row.role),
        MembershipStatus(row.status),
        row.code,
        row.time_zone,
    )
