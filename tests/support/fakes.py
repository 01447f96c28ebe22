"""The ports in memory, for tests of the service and the channels: same rules as the real ones, nothing durable.

`tests/contracts` runs the same suites on these and on the real things.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from dialogues.downloads import Download, DownloadStatus, Order
from dialogues.drafts import Draft, DraftState
from dialogues.errors import ConcurrentUpdate, Duplicate, MissingReference, StoreUnavailable
from dialogues.fieldwork.people import (
    Account,
    Invitation,
    Membership,
    MembershipStatus,
    Person,
    PhoneCode,
    Project,
    Role,
)
from dialogues.following import Doubt, GuideWork, MemberWork, marks_of
from dialogues.forms.ref import Ref
from dialogues.interview.events import Event, InterviewStarted
from dialogues.interview.lastsaved import FROM, without
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Option, Widget
from dialogues.ports import (
    AnswerPlace,
    Attachment,
    AttachmentStatus,
    Guide,
    GuideVersion,
    Heard,
    InboxRow,
    Intent,
    IntentReading,
    InterviewRecord,
    Owed,
    OwedEffect,
    PromptRecord,
    RawUpdate,
    Reading,
    Remark,
    Reminder,
    ReminderKind,
    Submission,
)
from dialogues.transcripts import Heard as HeardWords
from dialogues.transcripts import Recording, Transcript, Unheard
from dialogues.wordings import Wording
from dialogues.xforms.converted import Checked
from storage.codec import Codec

__all__ = ["FakeClock", "FakeIntents", "FakeInterpreter", "FakeSecrets", "FakeStore"]


@dataclass
class InboxEntry:
    """A row of the inbox."""

    key: str
    row: InboxRow
    done_at: int | None = None
    reason: str | None = None


@dataclass
class OutboxEntry:
    """A row of the outbox: `owed` None once it is cleared."""

    owed: Owed | None
    chat: int
    interview: int | None = None
    prompt: int | None = None
    doubted: bool = False
    sent_at: int | None = None
    dropped_at: int | None = None


@dataclass
class Tables:
    """All that is stored. Records are frozen, so a copy of the dicts is a copy of everything."""

    persons: dict[int, Person] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    memberships: dict[int, Membership] = field(default_factory=dict)
    invitations: dict[int, Invitation] = field(default_factory=dict)
    guides: dict[int, Guide] = field(default_factory=dict)
    versions: dict[int, GuideVersion] = field(default_factory=dict)
    interviews: dict[int, InterviewRecord] = field(default_factory=dict)
    events: dict[int, tuple[Event | None, ...]] = field(default_factory=dict)
    prompts: dict[int, PromptRecord] = field(default_factory=dict)
    answers: dict[tuple[int, int], AnswerPlace] = field(default_factory=dict)
    inbox: dict[int, InboxEntry] = field(default_factory=dict)
    outbox: dict[int, OutboxEntry] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    submissions: dict[int, Submission] = field(default_factory=dict)
    file_ids: dict[tuple[int, str], str] = field(default_factory=dict)
    remarks: dict[int, Remark] = field(default_factory=dict)
    reminders: dict[int, tuple[Reminder, bool]] = field(default_factory=dict)
    downloads: dict[int, Download] = field(default_factory=dict)
    phone_codes: dict[int, PhoneCode] = field(default_factory=dict)
    heard: dict[int, Heard] = field(default_factory=dict)
    phone_tries: dict[int, tuple[int, int]] = field(default_factory=dict)
    recordings: dict[str, tuple[Recording, bool]] = field(default_factory=dict)
    transcripts: dict[int, Transcript] = field(default_factory=dict)
    wordings: dict[int, tuple[Wording, int | None]] = field(default_factory=dict)

    def copy(self) -> Tables:
        """A copy that can be changed without changing this one."""
        return Tables(**{item.name: dict(getattr(self, item.name)) for item in fields(self)})


def known(table: Mapping[Any, Any], key: Any) -> None:
    """Refuse a reference to nothing; None refers to nothing on purpose."""
    if key is not None and key not in table:
        raise MissingReference("a row refers to another that is not there")


def unique(taken: bool, name: str) -> None:
    """Refuse what is there already."""
    if taken:
        raise Duplicate(name)


class FakePeople:
    """Persons, accounts, memberships, invitations."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add_person(self, name: str, language: str) -> Person:
        made = Person(next(self._numbers), name, language)
        self._t.persons[made.id] = made
        return made

    def person(self, person: int) -> Person:
        return self._t.persons[person]

    def set_language(self, person: int, language: str) -> None:
        if person in self._t.persons:
            self._t.persons[person] = replace(self._t.persons[person], language=language)

    def set_light(self, person: int, *, light: bool) -> None:
        if person in self._t.persons:
            self._t.persons[person] = replace(self._t.persons[person], light=light)

    def add_account(self, account: int, person: int, chat: int) -> Account:
        known(self._t.persons, person)
        unique(account in self._t.accounts or self.account_of_chat(chat) is not None, "accounts")
        made = self._t.accounts[account] = Account(account, person, chat)
        return made

    def account(self, account: int) -> Account | None:
        return self._t.accounts.get(account)

    def account_of_chat(self, chat: int) -> Account | None:
        return next((item for item in self._t.accounts.values() if item.chat == chat), None)

    def accounts_of(self, person: int) -> Sequence[Account]:
        return sorted((item for item in self._t.accounts.values() if item.person == person), key=lambda a: a.id)

    def remove_account(self, account: int) -> None:
        self._t.accounts.pop(account, None)

    def set_account(self, account: int, *, membership: int | None, interview: int | None, reachable: bool) -> None:
        known(self._t.memberships, membership)
        known(self._t.interviews, interview)
        if account in self._t.accounts:
            self._t.accounts[account] = replace(
                self._t.accounts[account], membership=membership, interview=interview, reachable=reachable
            )

    def add_membership(self, person: int, project: int, role: Role, status: MembershipStatus, code: str) -> Membership:
        known(self._t.persons, person)
        known(self._t.projects, project)
        unique(any(m.project == project and m.code == code for m in self._t.memberships.values()), "memberships")
        made = Membership(next(self._numbers), person, project, role, status, code)
        self._t.memberships[made.id] = made
        return made

    def membership(self, membership: int) -> Membership:
        return self._t.memberships[membership]

    def memberships_of(self, person: int) -> Sequence[Membership]:
        return [item for item in self._t.memberships.values() if item.person == person]

    def members(self, project: int) -> Sequence[tuple[Membership, Person]]:
        return [
            (item, self._t.persons[item.person]) for item in self._t.memberships.values() if item.project == project
        ]

    def set_membership(self, membership: int, *, role: Role, status: MembershipStatus) -> None:
        if membership in self._t.memberships:
            self._t.memberships[membership] = replace(self._t.memberships[membership], role=role, status=status)

    def entered_at(self, membership: int) -> int:
        used = (one.used_at for one in self._t.invitations.values() if one.used_by == membership)
        return next(used, None) or 0

    def add_invitation(
        self, project: int, role: Role, token_hash: str, invited_by: int | None, expires_at: int
    ) -> Invitation:
        known(self._t.projects, project)
        known(self._t.memberships, invited_by)
        unique(self.invitation(token_hash) is not None, "invitations")
        made = Invitation(next(self._numbers), project, role, token_hash, invited_by, expires_at)
        self._t.invitations[made.id] = made
        return made

    def invitation(self, token_hash: str) -> Invitation | None:
        return next((item for item in self._t.invitations.values() if item.token_hash == token_hash), None)

    def use_invitation(self, invitation: int, membership: int, at: int) -> None:
        known(self._t.memberships, membership)
        found = self._t.invitations.get(invitation)
        if found is None or found.used_at is not None:
            raise ConcurrentUpdate("the invitation is used")
        self._t.invitations[invitation] = replace(found, used_at=at, used_by=membership)


class FakePhones:
    """One-time codes by which new phones join."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(
        self, person: int, code_hash: str, made_by: int | None, membership: int | None, expires_at: int
    ) -> PhoneCode:
        known(self._t.persons, person)
        known(self._t.memberships, made_by)
        known(self._t.memberships, membership)
        made = PhoneCode(next(self._numbers), person, code_hash, made_by, membership, expires_at)
        self._t.phone_codes[made.id] = made
        return made

    def code(self, code_hash: str) -> PhoneCode | None:
        codes = reversed(self._t.phone_codes.values())
        return next((item for item in codes if item.code_hash == code_hash and item.used_at is None), None)

    def use(self, code: int, account: int, at: int) -> None:
        found = self._t.phone_codes.get(code)
        if found is None or found.used_at is not None:
            raise ConcurrentUpdate("the code is used")
        self._t.phone_codes[code] = replace(found, used_at=at, used_by=account)

    def void(self, person: int, at: int) -> None:
        for number, item in self._t.phone_codes.items():
            if item.person == person and item.used_at is None:
                self._t.phone_codes[number] = replace(item, used_at=at)

    def tries(self, account: int, since: int) -> int:
        tries, first = self._t.phone_tries.get(account, (0, 0))
        return tries if first >= since else 0

    def tried(self, account: int, since: int, at: int) -> None:
        before = self.tries(account, since)
        first = self._t.phone_tries[account][1] if before else at
        self._t.phone_tries[account] = (before + 1, first)


class FakeProjects:
    """Projects."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(
        self, slug: str, name: str, organisation: str, time_zone: str, *, strict: bool = False, contact: str = ""
    ) -> Project:
        unique(self.by_slug(slug) is not None, "projects")
        made = Project(next(self._numbers), slug, name, organisation, time_zone, strict, contact)
        self._t.projects[made.id] = made
        return made

    def project(self, project: int) -> Project:
        return self._t.projects[project]

    def by_slug(self, slug: str) -> Project | None:
        return next((item for item in self._t.projects.values() if item.slug == slug), None)

    def all(self) -> Sequence[Project]:
        return list(self._t.projects.values())


class FakeGuides:
    """Guides and their versions."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(self, project: int, form_id: str, title: str, discreet_title: str, *, draft: bool = False) -> Guide:
        known(self._t.projects, project)
        unique(self.by_form_id(project, form_id) is not None, "guides")
        made = Guide(next(self._numbers), project, form_id, title, discreet_title, draft=draft)
        self._t.guides[made.id] = made
        return made

    def guide(self, project: int, guide: int) -> Guide | None:
        found = self._t.guides.get(guide)
        return found if found is not None and found.project == project else None

    def by_form_id(self, project: int, form_id: str) -> Guide | None:
        mine = (item for item in self._t.guides.values() if item.project == project)
        return next((item for item in mine if item.form_id == form_id), None)

    def all(self, project: int) -> Sequence[Guide]:
        return [item for item in self._t.guides.values() if item.project == project and not item.draft]

    def set_guide(self, guide: int, *, title: str, discreet_title: str, archived: bool) -> None:
        if guide in self._t.guides:
            self._t.guides[guide] = replace(
                self._t.guides[guide], title=title, discreet_title=discreet_title, archived=archived, draft=False
            )

    def add_version(
        self,
        project: int,
        guide: int,
        version: str,
        content_hash: str,
        xform: bytes,
        files: Mapping[str, bytes],
        settings: Mapping[str, str],
        statuses: Mapping[str, str],
        published_at: int,
        *,
        draft: str = "",
    ) -> GuideVersion:
        known(self._t.projects, project)
        known(self._t.guides, guide)
        unique(any(v.guide == guide and v.version == version for v in self._t.versions.values()), "guide_versions")
        made = GuideVersion(
            next(self._numbers),
            guide,
            project,
            version,
            content_hash,
            xform,
            published_at,
            dict(files),
            dict(settings),
            dict(statuses),
            draft,
        )
        self._t.versions[made.id] = made
        return made

    def version(self, version: int) -> GuideVersion:
        return self._t.versions[version]

    def versions(self, project: int, guide: int, *, drafts: bool = False) -> Sequence[GuideVersion]:
        mine = (item for item in self._t.versions.values() if item.project == project and item.guide == guide)
        listed = (item for item in mine if drafts or not item.draft)
        return sorted(listed, key=lambda item: (item.published_at, item.id))

    def draft(self, project: int, draft: str) -> GuideVersion | None:
        mine = (item for item in self._t.versions.values() if item.project == project and item.draft)
        return next((item for item in mine if item.draft == draft), None)

    def drop_drafts(self, project: int, before: int) -> int:
        held = {item.version for item in self._t.interviews.values()}
        untried = [
            item
            for item in self._t.versions.values()
            if item.project == project and item.draft and item.published_at < before and item.id not in held
        ]
        for item in untried:
            del self._t.versions[item.id]
            if self._t.guides[item.guide].draft and not self.versions(project, item.guide, drafts=True):
                del self._t.guides[item.guide]
        return len(untried)

    def file(self, version: int, name: str) -> bytes | None:
        found = self._t.versions.get(version)
        return None if found is None else found.files.get(name)

    def file_id(self, version: int, name: str) -> str:
        return self._t.file_ids.get((version, name), "")

    def set_file_id(self, version: int, name: str, file_id: str) -> None:
        if self.file(version, name) is not None:
            self._t.file_ids[version, name] = file_id


class FakeInterviews:
    """Interviews and their events."""

    def __init__(self, tables: Tables, numbers: Iterator[int], codec: Codec) -> None:
        self._t = tables
        self._numbers = numbers
        self._codec = codec

    def add(
        self, project: int, membership: int, version: int, code: str, letter: str, *, trial: bool, at: int
    ) -> InterviewRecord:
        known(self._t.projects, project)
        known(self._t.memberships, membership)
        known(self._t.versions, version)
        unique(self.by_code(project, code) is not None, "interviews")
        made = InterviewRecord(
            next(self._numbers),
            project,
            membership,
            version,
            InterviewStatus.ACTIVE,
            code,
            letter,
            trial,
            at,
            at,
            0,
        )
        self._t.interviews[made.id] = made
        self._t.events[made.id] = ()
        return made

    def interview(self, interview: int) -> InterviewRecord | None:
        return self._t.interviews.get(interview)

    def by_code(self, project: int, code: str) -> InterviewRecord | None:
        return next((item for item in self.of_project(project) if item.code == code), None)

    def open_of(self, membership: int) -> Sequence[InterviewRecord]:
        mine = (
            item
            for item in self._t.interviews.values()
            if (item.membership == membership and item.status.open) or item.correcting == membership
        )
        return sorted(mine, key=lambda item: (item.started_at, item.id))

    def set_correcting(self, interview: int, membership: int | None, letter: str) -> None:
        found = self._t.interviews[interview]
        self._t.interviews[interview] = replace(found, correcting=membership, letter=letter)

    def sent_of(self, project: int, membership: int | None, limit: int) -> Sequence[InterviewRecord]:
        sent = [
            item
            for item in self.of_project(project)
            if item.status is InterviewStatus.SENT and membership in (None, item.membership)
        ]
        return sorted(sent, key=lambda item: (item.updated_at, item.id), reverse=True)[:limit]

    def of_project(self, project: int) -> Sequence[InterviewRecord]:
        return [item for item in self._t.interviews.values() if item.project == project]

    def touched_of(self, membership: int, since: int) -> Sequence[InterviewRecord]:
        return [i for i in self._t.interviews.values() if i.membership == membership and i.updated_at >= since]

    def events(self, interview: int, after: int = 0) -> Sequence[tuple[int, Event]]:
        log = enumerate(self._t.events.get(interview, ()), 1)
        return [(sequence, event) for sequence, event in log if event is not None and sequence > after]

    def append(self, interview: int, expected: int, events: Sequence[Event], status: InterviewStatus, at: int) -> int:
        found = self._t.interviews.get(interview)
        if found is None or found.sequence != expected:
            raise ConcurrentUpdate("the interview went on meanwhile")
        kept = tuple(
            self._codec.decode_event(type(event).__name__, event.at, self._codec.encode_event(event))
            for event in events
        )
        self._t.events[interview] = (*self._t.events[interview], *kept)
        last = expected + len(events)
        self._t.interviews[interview] = replace(found, sequence=last, status=status, updated_at=at)
        return last

    def erase(self, interview: int) -> None:
        log = self._t.events.get(interview, ())
        self._t.events[interview] = (*(None for _ in log[:-1]), *log[-1:])
        for number, prompt in self._t.prompts.items():
            if prompt.interview == interview:
                self._t.prompts[number] = replace(prompt, keys=())
        for number, entry in self._t.outbox.items():
            if entry.owed is not None and entry.owed.interview == interview:
                at = self._t.interviews[interview].updated_at
                self._t.outbox[number] = replace(entry, owed=None, dropped_at=at)
        self._t.answers = {key: item for key, item in self._t.answers.items() if item.interview != interview}
        self._t.attachments = {key: i for key, i in self._t.attachments.items() if i.interview != interview}
        self._t.submissions.pop(interview, None)
        self._t.remarks = {key: item for key, item in self._t.remarks.items() if item.interview != interview}
        self._t.recordings = {key: i for key, i in self._t.recordings.items() if i[0].interview != interview}
        self._t.transcripts = {key: i for key, i in self._t.transcripts.items() if i.interview != interview}
        for number, (first, *more) in ((number, tuple(log) or (None,)) for number, log in self._t.events.items()):
            if isinstance(first, InterviewStarted) and first.preloads.get(FROM) == str(interview):
                self._t.events[number] = (replace(first, preloads=without(first.preloads)), *more)


def within(ref: str | None, prefix: str) -> bool:
    """Whether a ref is the prefix or goes on after it with a step or a position."""
    return ref is not None and ref.startswith(prefix) and ref[len(prefix) : len(prefix) + 1] in ("", "/", "[")


class FakePrompts:
    """Prompts and answer places."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(
        self,
        chat: int,
        number: str,
        interview: int,
        ref: Ref | None,
        keys: Sequence[str],
        sequence: int,
        about: str,
    ) -> PromptRecord:
        known(self._t.interviews, interview)
        made = PromptRecord(next(self._numbers), chat, number, interview, ref, tuple(keys), sequence, about)
        self._t.prompts[made.id] = made
        return made

    def prompt(self, prompt: int) -> PromptRecord | None:
        return self._t.prompts.get(prompt)

    def set_messages(self, prompt: int, message: int | None, selection: int | None) -> None:
        if prompt in self._t.prompts:
            self._t.prompts[prompt] = replace(self._t.prompts[prompt], message=message, selection=selection)

    def latest(self, chat: int, *, before_message: int | None = None) -> PromptRecord | None:
        mine = [item for item in self._t.prompts.values() if item.chat == chat]
        if before_message is None:
            return mine[-1] if mine else None
        shown = [(item.message, item) for item in mine if item.message is not None and item.message < before_message]
        return max(shown, key=lambda pair: pair[0])[1] if shown else None

    def by_number(self, chat: int, number: str) -> PromptRecord | None:
        return self._newest(lambda item: item.chat == chat and item.number == number)

    def by_message(self, chat: int, message: int) -> PromptRecord | None:
        return self._newest(lambda item: item.chat == chat and message in (item.message, item.selection))

    def newest_of(self, interview: int, ref: Ref) -> PromptRecord | None:
        return self._newest(lambda item: item.interview == interview and item.ref == ref)

    def was_shown(self, chat: int, interview: int, ref: Ref) -> bool:
        return any(
            (item.chat, item.interview, item.ref, item.about) == (chat, interview, ref, "question")
            and item.message is not None
            for item in self._t.prompts.values()
        )

    def _newest(self, wanted: Any) -> PromptRecord | None:
        return next((item for item in reversed(self._t.prompts.values()) if wanted(item)), None)

    def drop_within(self, interview: int, prefix: str) -> None:
        def stays(item: PromptRecord | AnswerPlace) -> bool:
            return item.interview != interview or not within(item.ref, prefix)

        self._t.prompts = {key: item for key, item in self._t.prompts.items() if stays(item)}
        self._t.answers = {key: item for key, item in self._t.answers.items() if stays(item)}

    def messages_of(self, interview: int) -> Sequence[tuple[int, int]]:
        put = [item for item in self._t.prompts.values() if item.interview == interview]
        shown = {
            (item.chat, message) for item in put for message in (item.message, item.selection) if message is not None
        }
        said = {key for key, item in self._t.answers.items() if item.interview == interview}
        return sorted(shown | said)

    def add_answer(self, place: AnswerPlace) -> None:
        known(self._t.interviews, place.interview)
        self._t.answers[place.chat, place.message] = place

    def answer(self, chat: int, message: int) -> AnswerPlace | None:
        return self._t.answers.get((chat, message))


class FakeHearing:
    """What each chat said last."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def last(self, chat: int) -> Heard | None:
        return self._t.heard.get(chat)

    def put(self, heard: Heard) -> None:
        self._t.heard[heard.chat] = heard

    def answered(self, chat: int, message: int) -> None:
        found = self._t.heard.get(chat)
        if found is not None and found.answered is None:
            self._t.heard[chat] = replace(found, answered=message)

    def forget(self, chat: int) -> None:
        self._t.heard.pop(chat, None)


class FakeInbox:
    """Raw updates."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(self, updates: Sequence[RawUpdate]) -> int:
        keys = {entry.key for entry in self._t.inbox.values()}
        new = 0
        for item in updates:
            if item.key not in keys:
                keys.add(item.key)
                number = next(self._numbers)
                row = InboxRow(number, item.chat, item.payload, item.received_at)
                self._t.inbox[number] = InboxEntry(item.key, row)
                new += 1
        return new

    def waiting(self, limit: int = 1000) -> Sequence[InboxRow]:
        return [entry.row for entry in self._t.inbox.values() if entry.done_at is None][:limit]

    def waiting_of(self, chat: int, limit: int = 100) -> Sequence[InboxRow]:
        return [row for row in self.waiting(len(self._t.inbox)) if row.chat == chat][:limit]

    def done(self, row: int, at: int) -> bool:
        entry = self._t.inbox.get(row)
        if entry is None or entry.done_at is not None:
            return False
        self._t.inbox[row] = replace(entry, row=replace(entry.row, payload=""), done_at=at)
        return True

    def set_aside(self, row: int, at: int, reason: str) -> None:
        entry = self._t.inbox.get(row)
        if entry is not None and entry.done_at is None:
            self._t.inbox[row] = replace(entry, done_at=at, reason=reason)


class FakeOutbox:
    """Replies owed."""

    def __init__(self, tables: Tables, numbers: Iterator[int], codec: Codec) -> None:
        self._t = tables
        self._numbers = numbers
        self._codec = codec

    def add(self, chat: int, effect: OwedEffect, *, interview: int | None = None, prompt: int | None = None) -> Owed:
        known(self._t.interviews, interview)
        kept = self._codec.decode_effect(self._codec.encode_effect(effect))
        made = Owed(next(self._numbers), chat, kept, interview, prompt)
        self._t.outbox[made.id] = OutboxEntry(made, chat, interview, prompt)
        return made

    def of_chat(self, chat: int, limit: int = 100) -> Sequence[Owed]:
        return [e.owed for e in self._t.outbox.values() if e.owed is not None and e.chat == chat][:limit]

    def chats(self) -> Sequence[int]:
        return list(dict.fromkeys(entry.chat for entry in self._t.outbox.values() if entry.owed is not None))

    def sent(self, owed: int, at: int) -> None:
        entry = self._t.outbox.get(owed)
        if entry is not None and entry.owed is not None:
            self._t.outbox[owed] = replace(entry, owed=None, sent_at=at)

    def doubt(self, owed: int) -> None:
        entry = self._t.outbox.get(owed)
        if entry is not None and entry.owed is not None:
            counted = replace(entry.owed, attempts=entry.owed.attempts + 1)
            self._t.outbox[owed] = replace(entry, owed=counted, doubted=True)

    def doubted(self, interview: int, prompt: int) -> bool:
        entries = self._t.outbox.values()
        return any(e.doubted and (e.interview, e.prompt) == (interview, prompt) for e in entries)

    def drop_chat(self, chat: int, at: int) -> None:
        for number, entry in self._t.outbox.items():
            if entry.chat == chat and entry.owed is not None:
                self._t.outbox[number] = replace(entry, owed=None, dropped_at=at)


class FakeAttachments:
    """Files that are part of answers."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, attachment: Attachment) -> None:
        known(self._t.interviews, attachment.interview)
        known(self._t.projects, attachment.project)
        unique(attachment.id in self._t.attachments, "attachments")
        self._t.attachments[attachment.id] = attachment

    def attachment(self, attachment: str) -> Attachment | None:
        return self._t.attachments.get(attachment)

    def of_interview(self, interview: int) -> Sequence[Attachment]:
        mine = (item for item in self._t.attachments.values() if item.interview == interview)
        return sorted(mine, key=lambda item: (item.ref, item.id))

    def pending(self, limit: int = 100) -> Sequence[Attachment]:
        waiting = (i for i in self._t.attachments.values() if i.status is AttachmentStatus.PENDING)
        return sorted(waiting, key=lambda item: (item.attempts, item.id))[:limit]

    def set_status(self, attachment: str, status: AttachmentStatus, *, sha256: str = "", size: int = 0) -> None:
        found = self._t.attachments.get(attachment)
        if found is not None:
            self._t.attachments[attachment] = replace(
                found, status=status, sha256=sha256, size=size if size > 0 else found.size
            )

    def failed_once(self, attachment: str) -> None:
        found = self._t.attachments.get(attachment)
        if found is not None:
            self._t.attachments[attachment] = replace(found, attempts=found.attempts + 1)


class FakeSubmissions:
    """Final records."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def put(self, submission: Submission) -> None:
        known(self._t.interviews, submission.interview)
        known(self._t.guides, submission.guide)
        before = self._t.submissions.get(submission.interview)
        self._t.submissions[submission.interview] = (
            submission
            if before is None
            else replace(
                before,
                version=submission.version,
                member=submission.member,
                answers=submission.answers,
                xml=submission.xml,
                sent_at=submission.sent_at,
                alike=submission.alike,
                revision=before.revision + 1,
            )
        )

    def remove(self, interview: int) -> None:
        self._t.submissions.pop(interview, None)

    def newest(self, project: int, guide: int, member: str) -> Submission | None:
        mine = [one for one in self.stream(project, guide) if one.member == member]
        return max(mine, key=lambda one: (one.started_at, one.interview), default=None)

    def like(self, submission: Submission) -> Sequence[Submission]:
        wanted = submission.alike
        found = self.stream(submission.project, submission.guide) if wanted else ()
        return [one for one in found if one.alike == wanted and one.interview != submission.interview]

    def submission(self, interview: int) -> Submission | None:
        return self._t.submissions.get(interview)

    def stream(
        self, project: int, guide: int, *, trial: bool = False, since: int | None = None, until: int | None = None
    ) -> Iterator[Submission]:
        mine = (
            item
            for item in self._t.submissions.values()
            if (item.project, item.guide, item.trial) == (project, guide, trial)
            and (since is None or item.sent_at >= since)
            and (until is None or item.sent_at < until)
        )
        yield from sorted(mine, key=lambda item: (item.sent_at, item.interview))

    def count(
        self, project: int, guide: int, *, trial: bool = False, since: int | None = None, until: int | None = None
    ) -> int:
        return sum(1 for _ in self.stream(project, guide, trial=trial, since=since, until=until))


class FakeDownloads:
    """Downloads that were asked for."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(self, order: Order, membership: int, chat: int, at: int) -> Download:
        known(self._t.projects, order.project)
        known(self._t.guides, order.guide)
        known(self._t.memberships, membership)
        made = Download(next(self._numbers), order, membership, chat, at)
        self._t.downloads[made.id] = made
        return made

    def download(self, download: int) -> Download | None:
        return self._t.downloads.get(download)

    def waiting(self, limit: int = 100) -> Sequence[Download]:
        return [one for one in self._t.downloads.values() if one.status is DownloadStatus.WAITING][:limit]

    def begun(self, download: int) -> None:
        found = self._t.downloads.get(download)
        if found is not None:
            self._t.downloads[download] = replace(found, attempts=found.attempts + 1)

    def ended(self, download: int, status: DownloadStatus) -> None:
        found = self._t.downloads.get(download)
        if found is not None and found.status is DownloadStatus.WAITING:
            self._t.downloads[download] = replace(found, status=status)


class FakeFollowing:
    """Counts for supervisors."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def _sent(self, project: int) -> list[Submission]:
        return [one for one in self._t.submissions.values() if one.project == project and not one.trial]

    def _records(self, project: int) -> list[InterviewRecord]:
        return [one for one in self._t.interviews.values() if one.project == project and not one.trial]

    def _guide_of(self, record: InterviewRecord) -> int:
        return self._t.versions[record.version].guide

    def _member_of(self, submission: Submission) -> int:
        return self._t.interviews[submission.interview].membership

    def members(self, project: int, today: int, week: int, *, guide: int | None = None) -> Sequence[MemberWork]:
        records = [one for one in self._records(project) if guide in (None, self._guide_of(one))]
        sent = [one for one in self._sent(project) if guide in (None, one.guide)]
        missing = {
            one.interview
            for one in self._t.attachments.values()
            if one.status in (AttachmentStatus.PENDING, AttachmentStatus.FAILED)
        }
        found: list[MemberWork] = []
        for member in sorted({one.membership for one in records}):
            mine = [one for one in records if one.membership == member]
            theirs = [one for one in sent if self._member_of(one) == member]
            opened = [one for one in mine if one.status.open]
            found.append(
                MemberWork(
                    member,
                    today=sum(one.sent_at >= today for one in theirs),
                    week=sum(one.sent_at >= week for one in theirs),
                    sent=len(theirs),
                    doubtful=sum(marks_of(one.answers).doubtful > 0 for one in theirs),
                    opened=len(opened),
                    oldest=min((one.started_at for one in opened), default=0),
                    waiting=sum(one.id in missing for one in opened),
                    last=max(one.updated_at for one in mine),
                )
            )
        return found

    def guides(self, project: int, today: int, week: int, *, membership: int | None = None) -> Sequence[GuideWork]:
        sent = [one for one in self._sent(project) if membership in (None, self._member_of(one))]
        opened = [one for one in self._records(project) if one.status.open and membership in (None, one.membership)]
        return [
            GuideWork(
                guide,
                today=sum(one.sent_at >= today for one in sent if one.guide == guide),
                week=sum(one.sent_at >= week for one in sent if one.guide == guide),
                sent=sum(one.guide == guide for one in sent),
                doubtful=sum(marks_of(one.answers).doubtful > 0 for one in sent if one.guide == guide),
                opened=sum(self._guide_of(one) == guide for one in opened),
            )
            for guide in sorted({one.guide for one in sent} | {self._guide_of(one) for one in opened})
        ]

    def places(self, project: int, guide: int) -> Sequence[tuple[str, int]]:
        found = Counter(marks_of(one.answers).place for one in self._sent(project) if one.guide == guide)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def doubts(self, project: int, *, membership: int | None = None, limit: int = 20) -> Sequence[Doubt]:
        found = [
            Doubt(one.interview, one.code, self._member_of(one), one.guide, one.sent_at, marks_of(one.answers).doubtful)
            for one in self._sent(project)
            if membership in (None, self._member_of(one))
        ]
        doubtful = [one for one in found if one.count]
        return sorted(doubtful, key=lambda one: (-one.sent_at, -one.interview))[:limit]

    def trials(self, project: int) -> int:
        return sum(one.trial for one in self._t.submissions.values() if one.project == project)


class FakeRemarks:
    """Remarks on wording."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def replace(self, chat: int, message: int, remarks: Sequence[Remark]) -> None:
        stay = {key: item for key, item in self._t.remarks.items() if (item.chat, item.message) != (chat, message)}
        for item in remarks:
            known(self._t.projects, item.project)
            known(self._t.guides, item.guide)
            known(self._t.versions, item.version)
            known(self._t.interviews, item.interview)
            number = next(self._numbers)
            stay[number] = replace(item, id=number, chat=chat, message=message)
        self._t.remarks = stay

    def of_message(self, chat: int, message: int) -> Sequence[Remark]:
        return [item for item in self._t.remarks.values() if (item.chat, item.message) == (chat, message)]

    def remark(self, project: int, remark: int) -> Remark | None:
        found = self._t.remarks.get(remark)
        return found if found is not None and found.project == project else None

    def of_guide(
        self, project: int, guide: int, *, question: str = "", limit: int = 1000, offset: int = 0
    ) -> Sequence[Remark]:
        mine = [
            item
            for item in reversed(self._t.remarks.values())
            if (item.project, item.guide) == (project, guide) and question in ("", item.question)
        ]
        return mine[offset : offset + limit]

    def counts(self, project: int, guide: int) -> Mapping[str, int]:
        return dict(Counter(item.question for item in self.of_guide(project, guide, limit=len(self._t.remarks))))

    def settle(self, remark: int, outcome: str) -> None:
        if remark in self._t.remarks:
            self._t.remarks[remark] = replace(self._t.remarks[remark], outcome=outcome)


class FakeReminders:
    """What members are to be reminded of; each with whether it waits still."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(self, interview: InterviewRecord, kind: ReminderKind, due_at: int) -> Reminder:
        known(self._t.interviews, interview.id)
        made = Reminder(next(self._numbers), interview.project, interview.membership, interview.id, kind, due_at)
        self._t.reminders[made.id] = made, True
        return made

    def _waiting(self) -> Sequence[Reminder]:
        return sorted((one for one, waits in self._t.reminders.values() if waits), key=lambda one: (one.due_at, one.id))

    def due(self, at: int, limit: int = 100) -> Sequence[Reminder]:
        return [one for one in self._waiting() if one.due_at <= at][:limit]

    def of_interview(self, interview: int) -> Sequence[Reminder]:
        return [one for one in self._waiting() if one.interview == interview]

    def done(self, reminder: int, at: int) -> bool:
        del at  # when it was is for people who look into the database
        found = self._t.reminders.get(reminder)
        if found is None or not found[1]:
            return False
        self._t.reminders[reminder] = found[0], False
        return True

    def drop(self, interview: int, kind: ReminderKind, at: int) -> None:
        for one in self.of_interview(interview):
            if one.kind is kind:
                self.done(one.id, at)


class FakeTranscripts:
    """Voice answers, each with whether a recogniser was given it, and what was written down."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(self, recording: Recording) -> None:
        known(self._t.projects, recording.project)
        known(self._t.interviews, recording.interview)
        known(self._t.memberships, recording.membership)
        unique(recording.attachment in self._t.recordings, "recordings")
        self._t.recordings[recording.attachment] = recording, False

    def recording(self, attachment: str) -> Recording | None:
        return self._t.recordings.get(attachment, (None, False))[0]

    def _set(self, attachment: str, **new: Any) -> bool:
        found = self._t.recordings.get(attachment)
        if found is None:
            return False
        self._t.recordings[attachment] = replace(found[0], **new), found[1]
        return True

    def _waiting(self, project: int | None = None, membership: int | None = None) -> Sequence[tuple[Recording, bool]]:
        living = (InterviewStatus.ACTIVE, InterviewStatus.SUSPENDED, InterviewStatus.SENT)
        found = [
            one
            for one in self._t.recordings.values()
            if one[0].written_at is None
            and project in (None, one[0].project)
            and membership in (None, one[0].membership)
            and self._t.attachments[one[0].attachment].status is AttachmentStatus.STORED
            and self._t.interviews[one[0].interview].status in living
            and not self._t.interviews[one[0].interview].trial
        ]
        return sorted(found, key=lambda one: (one[0].at, one[0].attachment))

    def next(
        self, project: int, membership: int | None, me: int, now: int, after: Recording | None = None
    ) -> Recording | None:
        free = [
            one for one, _ in self._waiting(project, membership) if one.claimed_until <= now or one.claimed_by == me
        ]
        left = [one for one in free if after is None or (one.at, one.attachment) > (after.at, after.attachment)]
        return min(left, key=lambda one: not (one.claimed_by == me and one.claimed_until > now), default=None)

    def waiting(self, project: int, membership: int | None) -> int:
        return len(self._waiting(project, membership))

    def claim(self, attachment: str, me: int, now: int, until: int) -> bool:
        found = self.recording(attachment)
        if found is None or (found.claimed_until > now and found.claimed_by != me):
            return False
        return self._set(attachment, claimed_by=me, claimed_until=until)

    def release(self, attachment: str, me: int) -> None:
        found = self.recording(attachment)
        if found is not None and found.claimed_by == me:
            self._set(attachment, claimed_by=None, claimed_until=0)

    def drop(self, attachment: str) -> None:
        self._t.recordings.pop(attachment, None)

    def write(self, transcript: Transcript) -> Transcript:
        known(self._t.projects, transcript.project)
        known(self._t.interviews, transcript.interview)
        made = replace(transcript, id=next(self._numbers))
        self._t.transcripts[made.id] = made
        found = self.recording(made.attachment)
        if not made.reader and found is not None:
            written = made.at if found.written_at is None else found.written_at
            self._set(made.attachment, written_at=written, claimed_by=None, claimed_until=0)
        return made

    def translate(self, transcript: int, french: str) -> None:
        self._t.transcripts[transcript] = replace(self._t.transcripts[transcript], french=french)

    def set_language(self, transcript: int, language: str) -> None:
        self._t.transcripts[transcript] = replace(self._t.transcripts[transcript], language=language)

    def transcript(self, transcript: int) -> Transcript | None:
        return self._t.transcripts.get(transcript)

    def history(self, attachment: str) -> Sequence[Transcript]:
        return [one for one in self._t.transcripts.values() if one.attachment == attachment]

    def of_interview(self, interview: int) -> Sequence[Transcript]:
        typed = [one for one in self._t.transcripts.values() if one.interview == interview and not one.reader]
        newest = {one.attachment: one for one in typed}
        return sorted(newest.values(), key=lambda one: one.id)

    def untried(self, limit: int = 10) -> Sequence[Recording]:
        return [one for one, tried in self._waiting() if not tried][:limit]

    def tried(self, attachment: str, at: int) -> None:
        del at  # when it was is for people who look into the database
        found = self._t.recordings.get(attachment)
        if found is not None:
            self._t.recordings[attachment] = found[0], True


class FakeWordings:
    """Better wordings, each with the version that carries it."""

    def __init__(self, tables: Tables, numbers: Iterator[int]) -> None:
        self._t = tables
        self._numbers = numbers

    def add(self, wording: Wording) -> Wording:
        known(self._t.projects, wording.project)
        known(self._t.guides, wording.guide)
        for old in self.waiting(wording.project, wording.guide):
            if (old.place, old.language) == (wording.place, wording.language):
                del self._t.wordings[old.id]
        made = replace(wording, id=next(self._numbers))
        self._t.wordings[made.id] = made, None
        return made

    def waiting(self, project: int, guide: int) -> Sequence[Wording]:
        found = [one for one, version in self._t.wordings.values() if version is None]
        return [one for one in found if (one.project, one.guide) == (project, guide)]

    def carried(self, wording: int, version: int) -> None:
        known(self._t.versions, version)
        self._t.wordings[wording] = self._t.wordings[wording][0], version


class FakeUnitOfWork:
    """One transaction: works on a copy, which becomes the store's tables at a commit."""

    def __init__(self, store: FakeStore, *, writes: bool) -> None:
        self._store = store
        self._writes = writes
        self._begin(store.tables)

    def _begin(self, stored: Tables) -> None:
        tables = self._tables = stored.copy()
        numbers = self._store.numbers
        self.people = FakePeople(tables, numbers)
        self.phones = FakePhones(tables, numbers)
        self.projects = FakeProjects(tables, numbers)
        self.guides = FakeGuides(tables, numbers)
        self.interviews = FakeInterviews(tables, numbers, self._store.codec)
        self.prompts = FakePrompts(tables, numbers)
        self.hearing = FakeHearing(tables)
        self.inbox = FakeInbox(tables, numbers)
        self.outbox = FakeOutbox(tables, numbers, self._store.codec)
        self.attachments = FakeAttachments(tables)
        self.submissions = FakeSubmissions(tables)
        self.remarks = FakeRemarks(tables, numbers)
        self.reminders = FakeReminders(tables, numbers)
        self.downloads = FakeDownloads(tables, numbers)
        self.following = FakeFollowing(tables)
        self.transcripts = FakeTranscripts(tables, numbers)
        self.wordings = FakeWordings(tables, numbers)

    def commit(self) -> None:
        """Publish the copy and go on with a new one."""
        if not self._writes:
            raise RuntimeError("a unit of work for reading has nothing to commit")
        self._store.tables = self._tables
        self._begin(self._tables)

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of this unit; what it wrote is taken back where it fails."""
        before = self._tables.copy()
        try:
            yield
        except BaseException:
            self._begin(before)
            raise


class FakeStore:
    """A store in memory, safe to use from several threads; nothing outlives it."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.numbers = itertools.count(1)
        self.codec = Codec()
        self._writer = threading.Lock()

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[FakeUnitOfWork]:
        """A unit of work that may write, one at a time; durable or not, memory is all there is."""
        del durable
        if not self._writer.acquire(timeout=10):
            raise StoreUnavailable("locked")
        try:
            yield FakeUnitOfWork(self, writes=True)
        finally:
            self._writer.release()

    @contextmanager
    def reading(self) -> Iterator[FakeUnitOfWork]:
        """A unit of work for reading one moment."""
        yield FakeUnitOfWork(self, writes=False)


class FakeClock:
    """A clock that goes on only when it is told to.

    Args:
        now: UTC milliseconds at the start; by default 3 March 2026, 10:00 UTC.
    """

    def __init__(self, now: int = 1_772_532_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        """What time it is: UTC milliseconds."""
        return self.now

    def advance(self, milliseconds: int) -> None:
        """Let time pass."""
        self.now += milliseconds


class FakeSecrets:
    """Chance that is the same in every run, and never the same twice within one."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def token(self) -> str:
        """«token-00000001» …."""
        return f"token-{next(self._numbers):08d}"

    def code(self) -> str:
        """«K0001» …."""
        return f"K{next(self._numbers):04d}"

    def seed(self) -> int:
        """A number."""
        return 1_000_003 * next(self._numbers)

    def uuid(self) -> str:
        """A UUID whose last part counts."""
        return f"00000000-0000-4000-8000-{next(self._numbers):012x}"


class FakeInterpreter:
    """Understands the words it was given, and the label or name of an option typed whole.

    Args:
        readings: what to make of some words, whatever the question.
    """

    def __init__(self, readings: Mapping[str, Reading] | None = None) -> None:
        self.readings = dict(readings or {})
        self.asked: list[str] = []

    def interpret(
        self, text: str, widget: Widget, question_type: str, options: Sequence[Option], language: str
    ) -> Reading | None:
        """Read words; see `dialogues.ports.Interpreter`."""
        del widget, question_type, language  # the words and the options are enough here
        self.asked.append(text)
        found = self.readings.get(text)
        if found is not None:
            return found
        wanted = text.strip().casefold()
        taken = next((o for o in options if wanted and wanted in (o.label.casefold(), o.name.casefold())), None)
        return None if taken is None else Reading(taken.name, certain=True, reader="labels")


class FakeIntents:
    """Reads the intents that it was given, as «dont_know 0.91»; knows nothing else.

    Args:
        readings: intent and confidence by text, or a whole reading.
    """

    def __init__(self, readings: Mapping[str, tuple[Intent, float] | IntentReading] | None = None) -> None:
        self.readings = dict(readings or {})
        self.asked: list[str] = []

    def intent(self, text: str, language: str) -> IntentReading | None:
        """See `dialogues.ports.IntentReader`."""
        del language
        words = text.strip()
        if not any(sign.isalpha() for sign in words):
            return None
        self.asked.append(words)
        found = self.readings.get(words)
        return IntentReading(*found, "rasa", "fake") if isinstance(found, tuple) else found


class FakeGuesser:
    """Knows the language of the texts that it was given.

    Args:
        languages: IETF tag by text.
    """

    def __init__(self, languages: Mapping[str, str] | None = None) -> None:
        self.languages = dict(languages or {})

    def language_of(self, text: str, expected: Collection[str] = ()) -> str | None:  # noqa: ARG002 - the port's
        """See `dialogues.ports.LanguageGuesser`."""
        return self.languages.get(text)


class FakeDrafts:
    """Drafts in memory."""

    def __init__(self) -> None:
        self.by_id: dict[str, Draft] = {}
        self.made: dict[str, bytes] = {}
        self.found: dict[str, Checked] = {}

    def put(self, draft: Draft) -> None:
        """See `dialogues.drafts.Drafts`."""
        self.by_id[draft.id] = draft

    def draft(self, draft: str) -> Draft | None:
        """See `dialogues.drafts.Drafts`."""
        return self.by_id.get(draft)

    def waiting(self) -> list[Draft]:
        """See `dialogues.drafts.Drafts`."""
        return sorted(
            (one for one in self.by_id.values() if one.state is DraftState.WAITING), key=lambda one: (one.at, one.id)
        )

    def put_made(self, draft: str, content: bytes) -> None:
        """See `dialogues.drafts.Drafts`."""
        self.made[draft] = content

    def keep(self, draft: str, checked: Checked) -> None:
        """See `dialogues.drafts.Drafts`."""
        self.found[draft] = checked

    def checked(self, draft: str) -> Checked | None:
        """See `dialogues.drafts.Drafts`."""
        return self.found.get(draft)

    def empty(self, draft: str) -> None:
        """See `dialogues.drafts.Drafts`."""
        self.found.pop(draft, None)
        self.made.pop(draft, None)

    def remove(self, draft: str) -> None:
        """See `dialogues.drafts.Drafts`."""
        self.empty(draft)
        self.by_id.pop(draft, None)

    def expire(self, before: int) -> int:
        """See `dialogues.drafts.Drafts`."""
        gone = [one.id for one in self.by_id.values() if one.state is not DraftState.WAITING and one.at < before]
        for draft in gone:
            self.remove(draft)
        return len(gone)


class FakeTranscriber:
    """Hears a recording whose bytes are its words in UTF-8, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[Path, str]] = []

    def hear(self, path: Path, language: str) -> HeardWords | Unheard:
        """See `dialogues.transcripts.Transcriber`."""
        self.given.append((path, language))
        try:
            text = path.read_text(encoding="utf-8").strip()
        except OSError:
            return Unheard("failed")
        return HeardWords(text, language, 0.5, "essai") if text else Unheard("silent")
