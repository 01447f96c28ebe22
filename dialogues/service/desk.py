"""Where one message lies while it is being handled: who sent it, what is open, and the plan it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogues.downloads import Exporter
from dialogues.drafts import Drafts
from dialogues.fieldwork.people import Account, Membership, MembershipStatus, Person, Project, Role
from dialogues.interview import inputs as i
from dialogues.interview.tongues import languages_of
from dialogues.locales import Locales
from dialogues.messages import Button, Inbound, Key, Phrase, Say, Tap
from dialogues.ports import (
    Clock,
    Interpreter,
    InterviewRecord,
    LanguageGuesser,
    Secrets,
    SessionReader,
    UnitOfWork,
)
from dialogues.service.bursts import Bursts
from dialogues.service.plan import Plan, Work
from dialogues.service.shelf import Shelf

DAY = 24 * 3600 * 1000
"""Milliseconds."""

Line = Phrase | str
MenuWords = tuple[Mapping[str, str], Mapping[str, str]]
"""Commands by the words of the main menu's keys: tidy, and folded."""

_ID_DIGITS = 18
"""Digits of an id that fits in a signed 64-bit integer."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What handling needs from the world, the store apart.

    Args:
        link: the address that lets somebody in, from a token.
        exporter: writes downloads.
        drafts: guides that were sent to be published.
        interpreter: reads what a question's own parser could not.
        guesser: tells the language of what is typed.
        menu: the keys of the main menu.
        sessions: reads a session told in one sentence.
        bursts: answers that come all at once.
    """

    clock: Clock
    secrets: Secrets
    locales: Locales
    shelf: Shelf
    exporter: Exporter
    link: Callable[[str], str]
    drafts: Drafts
    interpreter: Interpreter
    guesser: LanguageGuesser
    menu: MenuWords
    sessions: SessionReader
    bursts: Bursts = field(default_factory=Bursts)


@dataclass(slots=True, eq=False)
class Desk:
    """One message, who sent it, and its plan.

    Args:
        uow: for reading, only while the plan is made.
        now: UTC milliseconds.
        account, person: of the sender; None for somebody unknown.
        membership, project: that the chat speaks for; None where there is none.
        opened: open interviews of the membership, oldest first.
    """

    tools: Tools
    inbound: Inbound
    uow: UnitOfWork
    now: int
    plan: Plan
    account: Account | None = None
    person: Person | None = None
    membership: Membership | None = None
    project: Project | None = None
    opened: Sequence[InterviewRecord] = ()
    works: dict[int, Work] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """The language that the bot speaks with the sender."""
        return "fr" if self.person is None else self.person.language

    @property
    def leads(self) -> bool:
        """Whether the sender supervises the project."""
        return self.membership is not None and self.membership.role.leads

    def spoken(self, record: InterviewRecord | None = None) -> tuple[str, ...]:
        """Tags of the languages spoken in an interview, then that of the sender's bot: what a shared word means.

        Args:
            record: the interview; None for the active one.
        """
        about = self.active() if record is None else record
        held = () if about is None else languages_of(self.work(about).interview)
        return tuple(dict.fromkeys((*held, self.tag)))

    def key_of(self, text: str) -> Key | None:
        """The key whose words a message is, in the bot's languages and in those spoken here."""
        locales = self.tools.locales
        # The interview is looked into only where its language may matter: whoever is asked first answers first.
        return locales.key_of(text, self.tag, self.spoken() if locales.of_the_field(text) else ())

    def yes_no(self, text: str) -> bool | None:
        """Whether a message says yes or no, in the languages spoken here first."""
        locales = self.tools.locales
        return locales.yes_no(text, self.spoken() if locales.of_the_field(text) else (self.tag,))

    def member(self) -> tuple[Account, Membership, Project]:
        """The sender as an active member.

        Raises:
            LookupError: the sender is none; callers have looked.
        """
        if self.account is None or self.membership is None or self.project is None:
            raise LookupError("not a member")
        return self.account, self.membership, self.project

    def say(
        self,
        *lines: Line,
        rows: Sequence[Sequence[Button]] = (),
        menu: bool = False,
        clear: bool = False,
        about: InterviewRecord | None = None,
        in_place: bool = False,
    ) -> None:
        """Answer in the bot's own words.

        Args:
            lines: paragraphs.
            rows: inline buttons.
            menu: whether the main menu takes the place of the keyboard.
            clear: whether the keyboard goes.
            about: the interview that it speaks of: it goes with it when that is withdrawn.
            in_place: whether the message whose button was tapped becomes this one.
        """
        keys = main_menu(self.membership) if menu and self.membership is not None else ()
        tapped = self.inbound.message if in_place and isinstance(self.inbound.content, Tap) else 0
        said = Say(lines, tuple(tuple(row) for row in rows), clear_keys=clear, menu=keys, replaces=tapped)
        self.plan.says.append((self.inbound.chat, said, None if about is None else about.id))

    def work(self, record: InterviewRecord) -> Work:
        """The work on an interview, loaded once."""
        found = self.works.get(record.id)
        if found is None:
            found = self.works[record.id] = Work(record, self.tools.shelf.take(self.uow, record))
            self.plan.works.append(found)
        return found

    def step(self, record: InterviewRecord, *inputs: i.Input) -> Work:
        """Plan inputs for an interview."""
        work = self.work(record)
        own = None if self.membership is None else self.membership.id
        if record.correcting not in (None, own) and not _is_withdrawal(work, inputs):
            by = self.uow.people.membership(record.correcting).code
            self.say(Phrase("correcting.by_another", {"code": record.code, "by": by}))
            return work
        self.plan.inputs.extend((work, given) for given in inputs)
        return work

    def active(self) -> InterviewRecord | None:
        """The interview that this chat is in."""
        if self.account is None or self.account.interview is None:
            return None
        return next((record for record in self.opened if record.id == self.account.interview), None)

    def nothing_here(self) -> Phrase:
        """Why words are no answer: no interview is open, or it rests, or it goes on on another phone."""
        if not self.opened or self.account is None:
            return Phrase(self.told("service.nothing_open"))
        known = {record.id for record in self.opened}
        accounts = self.uow.people.accounts_of(self.account.person)
        there = any(other.interview in known for other in accounts if other.id != self.account.id)
        return Phrase("phones.open_there" if there else self.told("service.on_pause"))

    def told(self, key: str) -> str:
        """The key of a phrase about interviews; who notes sessions is told of those."""
        assistant = self.membership is not None and self.membership.role is Role.ASSISTANT
        return f"{key}_session" if assistant else key

    def not_taken(self) -> Sequence[Phrase]:
        """Why a message is no answer, and that it is not kept where it may have been meant as one."""
        return (self.nothing_here(), *((Phrase("service.not_kept"),) if self.opened else ()))

    def enter(self, interview: int | None) -> None:
        """Make an interview the active one of this chat, or none; another account that was in it is told."""
        account, _, _ = self.member()
        if interview is not None:
            for other in self.uow.people.accounts_of(account.person):
                if other.id != account.id and other.interview == interview:
                    self._set(replace(other, interview=None))
                    moved = Say((Phrase("service.moved_to_other_phone"),), clear_keys=True)
                    self.plan.says.append((other.chat, moved, None))
        self.account = replace(account, interview=interview)
        self._set(self.account)

    def set_account(self, account: Account) -> None:
        """Change the sender's account."""
        self.account = account
        self._set(account)

    def _set(self, account: Account) -> None:
        self.plan.writes.append(
            lambda uow: uow.people.set_account(
                account.id, membership=account.membership, interview=account.interview, reachable=account.reachable
            )
        )


def _is_withdrawal(work: Work, inputs: Sequence[i.Input]) -> bool:
    """Whether inputs take answers back: that waits for nobody's correction."""
    pending = work.interview.pending
    asked = pending is not None and pending.why == "withdraw"
    return all(isinstance(given, i.Withdraw) or (asked and isinstance(given, i.Confirmed)) for given in inputs)


def number_of(text: str) -> int:
    """The id that a button names, 0 where it names none: what comes back from a chat can be anything."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS else 0


def main_menu(membership: Membership) -> tuple[tuple[Phrase, ...], ...]:
    """The keys that are there when no interview is open, by role."""
    new, session, resume = Phrase("menu.new"), Phrase("menu.session"), Phrase("menu.resume")
    rows: list[tuple[Phrase, ...]]
    if membership.role is Role.AGENT:
        rows = [(new, resume)]
    elif membership.role is Role.ASSISTANT:
        rows = [(session, resume)]
    else:
        rows = [(new, session), (resume,)]
    if membership.role.leads:
        rows.append((Phrase("menu.team"), Phrase("menu.follow")))
        return (*rows, (Phrase("menu.export"), Phrase("menu.help")))
    return (*rows, (Phrase("menu.help"),))


def load(tools: Tools, inbound: Inbound, uow: UnitOfWork, plan: Plan) -> Desk:
    """Find out who sent a message and what is open for them."""
    desk = Desk(tools, inbound, uow, tools.clock(), plan)
    desk.account = uow.people.account(inbound.sender.account)
    if desk.account is None:
        return desk
    desk.person = uow.people.person(desk.account.person)
    desk.membership = membership_of(uow, desk.account)
    if desk.membership is not None:
        desk.project = uow.projects.project(desk.membership.project)
        if desk.membership.status is MembershipStatus.ACTIVE:
            desk.opened = uow.interviews.open_of(desk.membership.id)
    return desk


def membership_of(uow: UnitOfWork, account: Account) -> Membership | None:
    """The membership that speaks: the chosen one, else the only active one, else one that is not active."""
    chosen = None if account.membership is None else uow.people.membership(account.membership)
    if chosen is not None and chosen.status is MembershipStatus.ACTIVE:
        return chosen
    active = [m for m in uow.people.memberships_of(account.person) if m.status is MembershipStatus.ACTIVE]
    if len(active) > 1:
        return None
    return active[0] if active else chosen
