"""Who sent a message and what it is: that decides who takes it."""

from __future__ import annotations

from typing import assert_never

from dialogues.fieldwork.people import MembershipStatus
from dialogues.locales import fold
from dialogues.messages import (
    Blob,
    EditedWords,
    Phrase,
    Place,
    Presence,
    Tap,
    Unsupported,
    Words,
)
from dialogues.ports import (
    UnitOfWork,
)
from dialogues.service import (
    commands,
    cut,
    improving,
    interviewing,
    phones,
    publishing,
    remarks,
    team,
    transcribing,
    unreachable,
)
from dialogues.service.desk import Desk
from dialogues.service.typed import asked_for


def decide(desk: Desk) -> None:
    """Make the plan for a message, by who sent it and what it is."""
    content = desk.inbound.content
    if isinstance(content, Presence):
        _presence(desk, content)
        return
    words = content.text if isinstance(content, Words) else ""
    token = words.removeprefix("/start ").strip() if words.startswith("/start ") else ""
    if (token and team.enter(desk, token)) or phones.enter(desk, words):
        return
    if desk.account is None or desk.membership is None:
        _outside(desk, content)
        return
    match desk.membership.status:
        case MembershipStatus.PENDING:
            desk.say(Phrase("service.still_waiting"))
        case MembershipStatus.REVOKED:
            desk.say(Phrase("service.no_access"), clear=True)
        case MembershipStatus.ACTIVE:
            _member(desk, content)
        case _:
            assert_never(desk.membership.status)


def _outside(desk: Desk, content: Words | EditedWords | Tap | Place | Blob | Unsupported) -> None:
    """Somebody without a place: no project chosen yet, or unknown, who learns nothing."""
    if desk.account is not None:
        active = [m for m in desk.uow.people.memberships_of(desk.account.person) if m.status is MembershipStatus.ACTIVE]
        if active:
            desk.membership = active[0]
            desk.project = desk.uow.projects.project(active[0].project)
            if isinstance(content, Tap) and content.action.startswith("project:"):
                team.choose_project(desk, content.action.removeprefix("project:"))
            else:
                commands.command(desk, "projet", "")
            return
    desk.say(Phrase("service.no_access"))


def _presence(desk: Desk, content: Presence) -> None:
    if desk.account is None:
        return
    if content.reachable:
        _back(desk, desk.account.id)
        return
    account, now = desk.account.id, desk.now

    def write(uow: UnitOfWork) -> None:
        found = uow.people.account(account)
        if found is not None:
            unreachable.lost(uow, found, now)

    desk.plan.writes.append(write)


def _back(desk: Desk, account: int) -> None:
    """Note that an account can be reached, and nothing else: the same message may have moved it elsewhere."""

    def write(uow: UnitOfWork) -> None:
        found = uow.people.account(account)
        if found is not None:
            uow.people.set_account(account, membership=found.membership, interview=found.interview, reachable=True)

    desk.plan.writes.append(write)


def _member(desk: Desk, content: Words | EditedWords | Tap | Place | Blob | Unsupported) -> None:
    account, _, _ = desk.member()
    if not account.reachable:
        _back(desk, account.id)
    match content:
        case Words(text):
            _words(desk, text)
        case EditedWords():
            left = remarks.edited(desk, content)
            if left is not None:
                interviewing.edited(desk, left)
        case Tap(action):
            commands.button(desk, action)
        case Blob():
            if not (publishing.taken(desk, content) or remarks.voice(desk, content)):
                interviewing.blob(desk, content)
        case Place():
            interviewing.place(desk, content)
        case Unsupported():
            interviewing.unsupported(desk)
        case _:
            assert_never(content)


def _awaited(desk: Desk) -> bool:
    """Whether words are waited for that are no answer: what was said, or how a question shall be worded."""
    asks = (transcribing.WORDS, transcribing.FRENCH, improving.REWORD, improving.REFUSE)
    return desk.active() is None and asked_for(desk, *asks) is not None


def _words(desk: Desk, text: str) -> None:
    """A command, a key of the main menu, else words of an interview, its remarks apart."""
    name = commands.menu_command(desk, text, exact=_awaited(desk))
    if text.startswith("/"):
        word, *rest = text[1:].split(maxsplit=1) or [""]
        commands.command(desk, fold(word.partition("@")[0]), rest[0].strip() if rest else "")
    elif name is not None:
        commands.command(desk, name, "")
    elif transcribing.words(desk, text) or improving.words(desk, text):
        pass
    elif (own := cut.rest_of(desk, text)) and (left := remarks.split_off(desk, own)):
        interviewing.words(desk, left)
