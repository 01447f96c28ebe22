"""Entering, and the team: invite, approve, revoke, block (DESIGN, decision 8; FIELD, «What can hurt», 1)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import assert_never

from dialogues.fieldwork.people import Account, Membership, MembershipStatus, Person, Role
from dialogues.interview import inputs as i
from dialogues.interview.events import CorrectionDropped, InterviewAbandoned
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Button, Phrase, Say
from dialogues.ports import UnitOfWork
from dialogues.service import phones
from dialogues.service.desk import DAY, Desk, Line, main_menu, number_of
from dialogues.service.interviewing import suspend_active
from dialogues.service.sweeping import sweep

INVITATION_DAYS = 7
PAGE = 20
"""Members of a page of the team."""
REMOVABLE_DAYS = 2
"""How far back a bot may take messages out of a chat (Bot API, deleteMessages)."""
_A_ROW = 2
_NAME = 60
_CODE_LETTERS = {Role.AGENT: "A", Role.ASSISTANT: "M", Role.SUPERVISOR: "S", Role.ADMINISTRATOR: "R"}
_INVITED = (Role.AGENT, Role.ASSISTANT, Role.SUPERVISOR)


def token_hash(token: str) -> str:
    """What is stored of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


# --- entering -----------------------------------------------------------------------------------------------------


def enter(desk: Desk, token: str) -> bool:
    """Somebody opened an invitation.

    Returns:
        Whether it let them in. If not (forged, used, expired, or they are in the project already), they are to hear
        what they would hear without it: a stranger learns nothing, also not why.
    """
    invitation = desk.uow.people.invitation(token_hash(token))
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= desk.now:
        return False
    if desk.person is not None and any(
        m.project == invitation.project for m in desk.uow.people.memberships_of(desk.person.id)
    ):
        return False
    first = invitation.invited_by is None
    status = MembershipStatus.ACTIVE if first else MembershipStatus.PENDING
    project = desk.uow.projects.project(invitation.project)
    name = desk.inbound.sender.name.strip()[:_NAME] or "?"
    told = leaders(desk.uow, project.id)
    language = _spoken(desk)
    working = desk.membership is not None and desk.membership.status is MembershipStatus.ACTIVE

    def write(uow: UnitOfWork) -> None:
        account = uow.people.account(desk.inbound.sender.account)
        if account is None:
            person = uow.people.add_person(name, language)
            account = uow.people.add_account(desk.inbound.sender.account, person.id, desk.inbound.chat)
        code = _next_code(uow, project.id, invitation.role)
        membership = uow.people.add_membership(account.person, project.id, invitation.role, status, code)
        uow.people.use_invitation(invitation.id, membership.id, desk.now)
        if first:
            uow.people.set_account(account.id, membership=membership.id, interview=None, reachable=True)
            hello = Say((Phrase("service.welcome", {"name": name}),), menu=main_menu(membership))
            uow.outbox.add(desk.inbound.chat, hello)
            return
        if not working:
            uow.people.set_account(account.id, membership=membership.id, interview=None, reachable=True)
        uow.outbox.add(desk.inbound.chat, Say((Phrase("service.waiting_for_approval", {"name": name}),)))
        asks = Say(
            (Phrase("service.wants_in", {"name": name, "role": Phrase(f"roles.{invitation.role.value}")}),),
            (
                (
                    Button(Phrase("keys.yes"), f"approve:{membership.id}"),
                    Button(Phrase("keys.no"), f"reject:{membership.id}"),
                ),
            ),
        )
        for chat in told:
            uow.outbox.add(chat, asks)

    desk.plan.writes.append(write)
    return True


def _spoken(desk: Desk) -> str:
    tag = desk.inbound.sender.language.partition("-")[0].lower()
    return tag if tag in desk.tools.locales.languages else "fr"


def leaders(uow: UnitOfWork, project: int) -> Sequence[int]:
    """Chats of the active supervisors and administrators of a project."""
    return [
        account.chat
        for membership, person in uow.people.members(project)
        if membership.role.leads and membership.status is MembershipStatus.ACTIVE
        for account in uow.people.accounts_of(person.id)
        if account.reachable
    ]


def _next_code(uow: UnitOfWork, project: int, role: Role) -> str:
    """The next free code of a role: «A01» for the first agent, «M01» for the first mobilisation assistant."""
    letter = _CODE_LETTERS[role]
    taken = {membership.code for membership, _ in uow.people.members(project)}
    number = 1
    while f"{letter}{number:02d}" in taken:
        number += 1
    return f"{letter}{number:02d}"


# --- the team -----------------------------------------------------------------------------------------------------


def team(desk: Desk, rest: str) -> None:
    """Who is in the project, with a button each; those who wait for an answer first.

    Args:
        desk: of the message.
        rest: which page, from 0.
    """
    if not _allowed(desk):
        return
    _, own, project = desk.member()
    pending = MembershipStatus.PENDING
    members = sorted(desk.uow.people.members(project.id), key=lambda each: each[0].status is not pending)
    pages = -(-len(members) // PAGE)
    page = min(number_of(rest), pages - 1)
    lines: list[Line] = [Phrase("service.team", {"project": project.name})]
    buttons: list[Button] = []
    for membership, person in members[page * PAGE : (page + 1) * PAGE]:
        lines.append(_described(membership, person))
        if membership.id != own.id:
            buttons.append(Button(f"{membership.code} · {person.name}", f"member:{membership.id}"))
    rows = [buttons[at : at + _A_ROW] for at in range(0, len(buttons), _A_ROW)]
    if pages > 1:
        lines.append(Phrase("team.page", {"page": page + 1, "pages": pages}))
        turns = [(page - 1, "previous"), (page + 1, "next")]
        rows.append([Button(Phrase(f"team.{key}"), f"team:{to}") for to, key in turns if 0 <= to < pages])
    rows.append([Button(Phrase("service.invite"), "do:inviter")])
    desk.say(*lines, rows=rows, in_place=True)


def show_member(desk: Desk, rest: str) -> None:
    """What can be done about one member."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    if membership.status is MembershipStatus.ACTIVE:
        rows = [
            [phones.button_of(membership)],
            [Button(Phrase("service.revoke"), f"revoke:{membership.id}")],
            [Button(Phrase("team.block"), f"block:{membership.id}")],
        ]
    elif membership.status is MembershipStatus.PENDING:
        rows = [
            [
                Button(Phrase("service.approve"), f"approve:{membership.id}"),
                Button(Phrase("service.reject"), f"reject:{membership.id}"),
            ]
        ]
    else:
        rows = [
            [Button(Phrase("service.readmit"), f"readmit:{membership.id}")],
            [Button(Phrase("team.block"), f"block:{membership.id}")],
        ]
    rows.append([Button(Phrase("team.back"), "team:")])
    desk.say(_described(membership, person), rows=rows, in_place=True)


def _described(membership: Membership, person: Person) -> Phrase:
    """One line of the team: code, name, role, status."""
    return Phrase(
        "service.member",
        {
            "code": membership.code,
            "name": person.name,
            "role": Phrase(f"roles.{membership.role.value}"),
            "status": Phrase(f"service.member_{membership.status.value}"),
        },
    )


def approve(desk: Desk, rest: str) -> None:
    """Let somebody in who waits; the same button, come back later, lets nobody in who was put out since."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    match membership.status:
        case MembershipStatus.PENDING:
            _let_in(desk, membership, person)
        case MembershipStatus.ACTIVE:
            desk.say(Phrase("service.already_approved", {"name": person.name}))
        case MembershipStatus.REVOKED:
            show_member(desk, rest)
        case _:
            assert_never(membership.status)


def readmit(desk: Desk, rest: str) -> None:
    """Let somebody in again whose access was taken away."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    if membership.status is MembershipStatus.ACTIVE:
        desk.say(Phrase("service.already_approved", {"name": person.name}))
    else:
        _let_in(desk, membership, person)


def _let_in(desk: Desk, membership: Membership, person: Person) -> None:
    _become(desk, membership, MembershipStatus.ACTIVE)
    desk.say(Phrase("service.approved", {"name": person.name, "code": membership.code}))
    hello = Say((Phrase("service.welcome", {"name": person.name}),), menu=main_menu(membership))
    speaking = _speaking(desk, membership)
    for account in speaking:
        if not account.reachable:
            desk.plan.writes.append(partial(_reach, account))
        desk.plan.says.append((account.chat, hello, None))
    elsewhere = Say((Phrase("service.welcome_elsewhere", {"project": desk.member()[2].name}),))
    for account in desk.uow.people.accounts_of(person.id):
        if account not in speaking:
            desk.plan.says.append((account.chat, elsewhere, None))


def reject(desk: Desk, rest: str) -> None:
    """Keep somebody out who waits; whoever another supervisor let in meanwhile stays in."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    if membership.status is MembershipStatus.ACTIVE:
        show_member(desk, rest)
        return
    _become(desk, membership, MembershipStatus.REVOKED)
    desk.say(Phrase("service.rejected", {"name": person.name}))


def revoke(desk: Desk, rest: str) -> None:
    """Take somebody's access away at once: what waits for them is dropped, their open work is put aside."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    _become(desk, membership, MembershipStatus.REVOKED)
    accounts = _speaking(desk, membership)

    def write(uow: UnitOfWork) -> None:
        uow.phones.void(person.id, desk.now)
        for account in accounts:
            uow.outbox.drop_chat(account.chat, desk.now)
            uow.people.set_account(
                account.id, membership=account.membership, interview=None, reachable=account.reachable
            )
            uow.outbox.add(account.chat, Say((Phrase("service.no_access"),), clear_keys=True))

    desk.plan.writes.append(write)
    desk.say(Phrase("service.revoked", {"name": person.name}))


def ask_block(desk: Desk, rest: str) -> None:
    """Blocking abandons work: it is asked once more."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    yes = Button(Phrase("keys.yes"), f"block_now:{membership.id}")
    no = Button(Phrase("keys.no"), f"member:{membership.id}")
    names = {"code": membership.code, "name": person.name}
    desk.say(Phrase("team.ask_block", names), rows=[[yes, no]], in_place=True)


def block(desk: Desk, rest: str) -> None:
    """A phone is in wrong hands: access ends, open work too, what can be wiped from the chat is wiped.

    What counts already goes on counting: a record that was kept is sent as it is, and an interview that the member
    was correcting is again as it was sent.
    """
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    _become(desk, membership, MembershipStatus.REVOKED)
    accounts, now = _speaking(desk, membership), desk.now
    chats = {account.chat for account in desk.uow.people.accounts_of(person.id)}
    opened = desk.uow.interviews.open_of(membership.id)
    corrected = [record for record in opened if record.correcting == membership.id]
    own = [record for record in opened if record.status.open]
    kept = [record for record in own if desk.tools.shelf.take(desk.uow, record).kept_at is not None]
    for record in kept:
        desk.step(record, i.Enough(), i.Confirmed(yes=True)).quiet = True  # the yes: without files that did not come
    abandoned = [record for record in own if record not in kept]
    touched = desk.uow.interviews.touched_of(membership.id, now - REMOVABLE_DAYS * DAY)
    shown = [
        place
        for number in dict.fromkeys(record.id for record in (*touched, *corrected))
        for place in desk.uow.prompts.messages_of(number)
        if place[0] in chats
    ]

    def write(uow: UnitOfWork) -> None:
        uow.phones.void(person.id, now)
        for record in abandoned:
            uow.interviews.append(record.id, record.sequence, [InterviewAbandoned(now)], InterviewStatus.ABANDONED, now)
        for record in corrected:
            uow.interviews.append(record.id, record.sequence, [CorrectionDropped(now)], record.status, now)
            uow.interviews.set_correcting(record.id, None, record.letter)
        for account in accounts:
            uow.outbox.drop_chat(account.chat, now)
            uow.people.set_account(account.id, membership=account.membership, interview=None, reachable=False)
        sweep(uow, list(dict.fromkeys(shown)))
        for account in accounts:
            uow.outbox.add(account.chat, Say((Phrase("service.no_access"),), clear_keys=True))

    desk.plan.writes.append(write)
    desk.say(Phrase("team.blocked", {"name": person.name, "n": len(abandoned)}))


def _reach(account: Account, uow: UnitOfWork) -> None:
    """What was blocked can be written to again."""
    uow.people.set_account(account.id, membership=account.membership, interview=account.interview, reachable=True)


def _become(desk: Desk, membership: Membership, status: MembershipStatus) -> None:
    role = membership.role
    shut = status is MembershipStatus.REVOKED
    desk.plan.access.append((membership, desk.uow.people.entered_at(membership.id), shut))
    desk.plan.writes.append(lambda uow: uow.people.set_membership(membership.id, role=role, status=status))


def _speaking(desk: Desk, membership: Membership) -> Sequence[Account]:
    """Accounts of a member that speak for this membership: they chose it, or there is no other."""
    alone = len(desk.uow.people.memberships_of(membership.person)) == 1
    speaks = (membership.id, None) if alone else (membership.id,)
    return [account for account in desk.uow.people.accounts_of(membership.person) if account.membership in speaks]


def _member(desk: Desk, rest: str) -> tuple[Membership, Person] | None:
    """A member of the sender's own project, other than the sender."""
    if not _allowed(desk):
        return None
    _, own, project = desk.member()
    for membership, person in desk.uow.people.members(project.id):
        if str(membership.id) == rest and membership.id != own.id:
            if membership.role is Role.ADMINISTRATOR and own.role is not Role.ADMINISTRATOR:
                break
            return membership, person
    desk.say(Phrase("service.button_gone"))
    return None


def _allowed(desk: Desk) -> bool:
    if desk.leads:
        return True
    desk.say(Phrase("service.supervisors_only"))
    return False


# --- inviting -----------------------------------------------------------------------------------------------------


def invite(desk: Desk, _rest: str) -> None:
    """Ask for which role."""
    if _allowed(desk):
        rows = [[Button(Phrase(f"roles.{role.value}"), f"invite:{role.value}")] for role in _INVITED]
        desk.say(Phrase("service.invite_whom"), rows=rows)


def make_invitation(desk: Desk, rest: str) -> None:
    """Make a one-time link."""
    if not _allowed(desk):
        return
    if rest not in {role.value for role in _INVITED}:
        desk.say(Phrase("service.button_gone"))
        return
    _, own, project = desk.member()
    role = Role(rest)
    token = desk.tools.secrets.token()
    expires = desk.now + INVITATION_DAYS * DAY
    hashed = token_hash(token)
    desk.plan.writes.append(lambda uow: uow.people.add_invitation(project.id, role, hashed, own.id, expires))
    desk.say(
        Phrase("service.invitation", {"role": Phrase(f"roles.{role.value}"), "days": INVITATION_DAYS}),
        desk.tools.link(token),
    )


def choose_project(desk: Desk, rest: str) -> None:
    """Let the chat speak for another of the sender's memberships."""
    account = desk.member()[0]
    for membership in desk.uow.people.memberships_of(account.person):
        if str(membership.id) == rest and membership.status is MembershipStatus.ACTIVE:
            suspend_active(desk)
            desk.set_account(replace(account, membership=membership.id, interview=None))
            project = desk.uow.projects.project(membership.project)
            desk.membership = membership
            desk.say(Phrase("service.project_chosen", {"project": project.name}), menu=True)
            return
    desk.say(Phrase("service.button_gone"))
