"""Entering, and what supervisors do: invite, approve, revoke, follow the work, download (DESIGN, decision 8)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dialogues.fieldwork.people import Account, Membership, MembershipStatus, Person, Project, Role
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Button, Phrase, Say, SendFile
from dialogues.ports import Guide, UnitOfWork
from dialogues.service import phones
from dialogues.service.desk import DAY, Desk, Line, main_menu, number_of
from dialogues.service.interviewing import suspend_active

INVITATION_DAYS = 7
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
    leaders = _leaders(desk.uow, project.id)
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
        for chat in leaders:
            uow.outbox.add(chat, asks)

    desk.plan.writes.append(write)
    return True


def _spoken(desk: Desk) -> str:
    tag = desk.inbound.sender.language.partition("-")[0].lower()
    return tag if tag in desk.tools.locales.languages else "fr"


def _leaders(uow: UnitOfWork, project: int) -> Sequence[int]:
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


def team(desk: Desk, _rest: str) -> None:
    """Who is in the project, with a button each."""
    if not _allowed(desk):
        return
    _, own, project = desk.member()
    members = desk.uow.people.members(project.id)
    lines: list[Line] = [Phrase("service.team", {"project": project.name})]
    rows: list[list[Button]] = []
    for membership, person in members[:80]:
        lines.append(_described(membership, person))
        if membership.id != own.id:
            rows.append([Button(f"{membership.code} · {person.name}", f"member:{membership.id}")])
    rows.append([Button(Phrase("service.invite"), "do:inviter")])
    desk.say(*lines, rows=rows)


def show_member(desk: Desk, rest: str) -> None:
    """What can be done about one member."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    if membership.status is MembershipStatus.ACTIVE:
        rows = [[phones.button_of(membership)], [Button(Phrase("service.revoke"), f"revoke:{membership.id}")]]
    elif membership.status is MembershipStatus.PENDING:
        rows = [
            [
                Button(Phrase("service.approve"), f"approve:{membership.id}"),
                Button(Phrase("service.reject"), f"reject:{membership.id}"),
            ]
        ]
    else:
        rows = [[Button(Phrase("service.readmit"), f"approve:{membership.id}")]]
    desk.say(_described(membership, person), rows=rows)


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
    """Let somebody in, for the first time or again."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
    if membership.status is MembershipStatus.ACTIVE:
        desk.say(Phrase("service.already_approved", {"name": person.name}))
        return
    _become(desk, membership, MembershipStatus.ACTIVE)
    desk.say(Phrase("service.approved", {"name": person.name, "code": membership.code}))
    hello = Say((Phrase("service.welcome", {"name": person.name}),), menu=main_menu(membership))
    speaking = _speaking(desk, membership)
    for account in speaking:
        desk.plan.says.append((account.chat, hello, None))
    elsewhere = Say((Phrase("service.welcome_elsewhere", {"project": desk.member()[2].name}),))
    for account in desk.uow.people.accounts_of(person.id):
        if account not in speaking:
            desk.plan.says.append((account.chat, elsewhere, None))


def reject(desk: Desk, rest: str) -> None:
    """Keep somebody out."""
    found = _member(desk, rest)
    if found is None:
        return
    membership, person = found
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
        for account in accounts:
            uow.outbox.drop_chat(account.chat, desk.now)
            uow.people.set_account(
                account.id, membership=account.membership, interview=None, reachable=account.reachable
            )
            uow.outbox.add(account.chat, Say((Phrase("service.no_access"),), clear_keys=True))

    desk.plan.writes.append(write)
    desk.say(Phrase("service.revoked", {"name": person.name}))


def _become(desk: Desk, membership: Membership, status: MembershipStatus) -> None:
    role = membership.role
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


# --- following ----------------------------------------------------------------------------------------------------


def follow(desk: Desk, _rest: str) -> None:
    """Who did what: sent today, sent in all, open; trials apart, never an answer."""
    if not _allowed(desk):
        return
    project = desk.member()[2]
    today = _day(desk.now, project)
    sent: Counter[int] = Counter()
    sent_today: Counter[int] = Counter()
    opened: Counter[int] = Counter()
    trials = 0
    for record in desk.uow.interviews.of_project(project.id):
        if record.trial:
            trials += record.status is InterviewStatus.SENT
        elif record.status is InterviewStatus.SENT:
            sent[record.membership] += 1
            sent_today[record.membership] += _day(record.updated_at, project) == today
        elif record.status.open:
            opened[record.membership] += 1
    lines: list[Line] = [
        Phrase(
            "service.follow",
            {"project": project.name, "n": sent.total(), "today": sent_today.total(), "open": opened.total()},
        )
    ]
    for membership, person in desk.uow.people.members(project.id):
        here = membership.status is MembershipStatus.ACTIVE and membership.role is Role.AGENT
        if here or sent[membership.id] or opened[membership.id]:
            lines.append(
                Phrase(
                    "service.follow_member",
                    {
                        "code": membership.code,
                        "name": person.name,
                        "n": sent[membership.id],
                        "today": sent_today[membership.id],
                        "open": opened[membership.id],
                    },
                )
            )
    if trials:
        lines.append(Phrase("service.follow_trials", {"n": trials}))
    desk.say(*lines, rows=[[Button(Phrase("menu.export"), "do:export")]])


def _day(at: int, project: Project) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(project.time_zone)).date().isoformat()


# --- downloading --------------------------------------------------------------------------------------------------


def export(desk: Desk, _rest: str) -> None:
    """Choose a guide and a format."""
    if not _allowed(desk):
        return
    project = desk.member()[2]
    guides = desk.uow.guides.all(project.id)
    if not guides:
        desk.say(Phrase("service.no_guide"))
        return
    rows = [
        [
            Button(f"{guide.discreet_title} · Excel", f"export:{guide.id}:xlsx"),
            Button(f"{guide.discreet_title} · CSV", f"export:{guide.id}:csv"),
        ]
        for guide in guides[:40]
    ]
    desk.say(Phrase("service.export_which"), rows=rows)


def make_export(desk: Desk, rest: str) -> None:
    """Write the file with no transaction open, then send it."""
    number, _, kind = rest.partition(":")
    if not _allowed(desk):
        return
    project = desk.member()[2]
    guide: Guide | None = desk.uow.guides.guide(project.id, number_of(number))
    if guide is None or kind not in ("xlsx", "csv"):
        desk.say(Phrase("service.button_gone"))
        return
    count = desk.uow.submissions.count(project.id, guide.id)
    found = guide.id

    def job() -> None:
        try:
            path, name = desk.tools.exporter.export(project.id, found, kind, desk.tag, labels=True)
        except OSError:  # the disk takes no file; the message itself was well read
            desk.say(Phrase("service.export_failed"))
            return
        caption = Phrase("service.export_ready", {"n": count})
        desk.plan.says.append((desk.inbound.chat, SendFile(path, name, caption), None))

    desk.plan.jobs.append(job)
