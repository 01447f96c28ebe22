"""Moving to another phone: a one-time code lets a new account join its person; a lost one is cut off at once.

A code has eight digits, because it is said by voice; it lives half an hour, serves once, and is stored as a hash.
Somebody unknown may try a few an hour and hears what every stranger hears, whatever was wrong (DESIGN, decision 8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from dialogues.fieldwork.people import Account, Membership, MembershipStatus, Person, PhoneCode, Role
from dialogues.messages import Button, Phrase, Say
from dialogues.ports import UnitOfWork
from dialogues.service.desk import Desk, Line, main_menu
from dialogues.service.opened import open_rows
from dialogues.service.sweeping import sweep

CODE_MINUTES = 30
"""How long a code may be used."""
TRIES = 5
"""Codes that one account may try within `TRIES_MINUTES`."""
TRIES_MINUTES = 60

_MINUTE = 60_000
_DIGITS = 8
_SWEPT = 48 * 60 * _MINUTE
"""Older messages cannot be removed (Bot API, deleteMessages)."""


def code_hash(code: str) -> str:
    """What is stored of a code."""
    return hashlib.sha256(f"phone:{code}".encode()).hexdigest()


def code_in(text: str) -> str:
    """The code that a message is, "" when it is none; spaces and hyphens between its digits do not matter."""
    words = text.removeprefix("/telephone").removeprefix("/start").replace("-", " ")
    digits = "".join(words.split())
    return digits if len(digits) == _DIGITS and digits.isascii() and digits.isdigit() else ""


# --- the new phone ------------------------------------------------------------------------------------------------


def enter(desk: Desk, text: str) -> bool:
    """Somebody unknown wrote what may be a code.

    Returns:
        Whether it let them in. If not, they are to hear what they would hear without it.
    """
    code = code_in(text)
    if not code or desk.account is not None:
        return False
    account, since = desk.inbound.sender.account, desk.now - TRIES_MINUTES * _MINUTE
    tried = desk.uow.phones.tries(account, since)
    found = desk.uow.phones.code(code_hash(code)) if tried < TRIES else None
    active = () if found is None else _active(desk.uow, found.person)
    if found is None or found.expires_at <= desk.now or not active:
        if tried < TRIES:
            desk.plan.writes.append(lambda uow: uow.phones.tried(account, since, desk.now))
        return False
    _join(desk, found, active)
    return True


def _active(uow: UnitOfWork, person: int) -> Sequence[Membership]:
    return [m for m in uow.people.memberships_of(person) if m.status is MembershipStatus.ACTIVE]


def _join(desk: Desk, found: PhoneCode, active: Sequence[Membership]) -> None:
    """Make the sender's account one of the person's."""
    person = desk.uow.people.person(found.person)
    chosen = next((m for m in active if m.id == found.membership), active[0] if len(active) == 1 else None)
    opened = () if chosen is None else desk.uow.interviews.open_of(chosen.id)
    lines: list[Line] = [Phrase("phones.welcome", {"name": person.name})]
    if opened:
        lines.append(Phrase("phones.open_here"))
    rows = tuple(tuple(row) for row in open_rows(desk, opened))
    hello = Say(tuple(lines), rows, menu=() if chosen is None or rows else main_menu(chosen))
    others = [account.chat for account in desk.uow.people.accounts_of(person.id) if account.reachable]
    leader = None if found.made_by is None else desk.uow.people.membership(found.made_by)
    told = [] if leader is None else [a.chat for a in desk.uow.people.accounts_of(leader.person) if a.reachable]
    account, chat = desk.inbound.sender.account, desk.inbound.chat

    def write(uow: UnitOfWork) -> None:
        uow.phones.use(found.id, account, desk.now)
        uow.people.add_account(account, person.id, chat)
        uow.people.set_account(
            account, membership=None if chosen is None else chosen.id, interview=None, reachable=True
        )
        uow.outbox.add(chat, hello)
        for other in others:
            uow.outbox.add(other, Say((Phrase("phones.joined"),)))
        for other in told:
            uow.outbox.add(other, Say((Phrase("phones.done", {"name": person.name}),)))

    desk.plan.writes.append(write)


# --- from the old phone -------------------------------------------------------------------------------------------


def change(desk: Desk, rest: str) -> None:
    """Make a code for the sender's own new phone; a code typed by a member is refused, whether it is one or not."""
    account, membership, _ = desk.member()
    if rest:
        desk.say(Phrase("phones.already_someone"))
        return
    code = _make(desk, account.person, None, membership.id)
    desk.say(Phrase("phones.code", {"code": code, "minutes": CODE_MINUTES}))


def _make(desk: Desk, person: int, made_by: int | None, membership: int) -> str:
    """A fresh code, as it is shown; older ones of the person are closed."""
    number = int(hashlib.sha256(desk.tools.secrets.token().encode()).hexdigest(), 16) % 10**_DIGITS
    code = f"{number:0{_DIGITS}d}"
    expires = desk.now + CODE_MINUTES * _MINUTE

    def write(uow: UnitOfWork) -> None:
        uow.phones.void(person, desk.now)
        uow.phones.add(person, code_hash(code), made_by, membership, expires)

    desk.plan.writes.append(write)
    return f"{code[:4]} {code[4:]}"


# --- by a supervisor ----------------------------------------------------------------------------------------------


def button_of(membership: Membership) -> Button:
    """What /equipe shows for a member."""
    return Button(Phrase("phones.change"), f"phone:{membership.id}")


def ask(desk: Desk, rest: str) -> None:
    """Is the old phone lost? Then it is cut off first."""
    found = _of_team(desk, rest)
    if found is None:
        return
    membership, person = found
    mark = _mark(desk.uow.people.accounts_of(person.id))
    desk.say(
        Phrase("phones.ask", {"name": person.name}),
        rows=[
            [Button(Phrase("phones.lost"), f"lost:{membership.id}:{mark}")],
            [Button(Phrase("phones.only_new"), f"newphone:{membership.id}")],
        ],
    )


def give_code(desk: Desk, rest: str) -> None:
    """A code for a member's new phone, to be said by voice."""
    found = _of_team(desk, rest)
    if found is not None:
        desk.say(_said_by_voice(desk, *found))


def cut_off(desk: Desk, rest: str) -> None:
    """The old phone is lost or stolen: its accounts are strangers from now on, their chats are swept."""
    number, _, mark = rest.partition(":")
    found = _of_team(desk, number)
    if found is None:
        return
    membership, person = found
    accounts = desk.uow.people.accounts_of(person.id)
    if not accounts or mark != _mark(accounts):
        desk.say(Phrase("service.button_gone"))  # tapped twice: the phones that it was about are cut already
        return
    chats = {account.chat for account in accounts}
    recent = [
        record.id
        for own in desk.uow.people.memberships_of(person.id)
        for record in desk.uow.interviews.of_project(own.project)
        if own.id in (record.membership, record.correcting) and record.updated_at > desk.now - _SWEPT
    ]

    def write(uow: UnitOfWork) -> None:
        shown = [place for interview in recent for place in uow.prompts.messages_of(interview) if place[0] in chats]
        uow.phones.void(person.id, desk.now)  # whoever holds the old phone may have made a code with it
        for account in accounts:
            uow.outbox.drop_chat(account.chat, desk.now)
            uow.people.remove_account(account.id)
        sweep(uow, sorted(shown))

    desk.plan.writes.append(write)
    desk.say(Phrase("phones.cut", {"name": person.name}), _said_by_voice(desk, membership, person))


def _said_by_voice(desk: Desk, membership: Membership, person: Person) -> Phrase:
    """The code in words, or why there is none: whoever gets it holds everything that the person may do."""
    account, own, _ = desk.member()
    lead = {m.project for m in _active(desk.uow, account.person) if m.role.leads}
    if any(m.project not in lead for m in _active(desk.uow, person.id)):
        return Phrase("phones.elsewhere_too", {"name": person.name})
    code = _make(desk, person.id, own.id, membership.id)
    return Phrase("phones.by_voice", {"name": person.name, "code": code, "minutes": CODE_MINUTES})


def _mark(accounts: Sequence[Account]) -> str:
    """Tells one set of accounts from another, so that a doubled tap does not cut off the phone that came after."""
    return hashlib.sha256(repr(sorted(account.id for account in accounts)).encode()).hexdigest()[:8]


def _of_team(desk: Desk, rest: str) -> tuple[Membership, Person] | None:
    """An active member of the sender's own project, other than the sender, whom the sender may act on."""
    _, own, project = desk.member()
    if not desk.leads:
        desk.say(Phrase("service.supervisors_only"))
        return None
    for membership, person in desk.uow.people.members(project.id):
        above = membership.role is Role.ADMINISTRATOR and own.role is not Role.ADMINISTRATOR
        active = membership.status is MembershipStatus.ACTIVE
        if str(membership.id) == rest and membership.person != own.person and active and not above:
            return membership, person
    desk.say(Phrase("service.button_gone"))
    return None
