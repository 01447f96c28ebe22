"""What the service needs from the world: protocols, and the records that cross them.

Each port has one contract suite in `tests/contracts`, run on the fake of `tests/support/fakes.py` and on the real
thing. Leaving a unit of work without `commit()` rolls it back. Times are UTC milliseconds. Every query but those
on persons and accounts is within one project or one chat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from dialogues.downloads import Downloads
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
from dialogues.following import Following
from dialogues.forms.ref import Ref
from dialogues.interview import effects
from dialogues.interview.events import Event
from dialogues.interview.status import InterviewStatus
from dialogues.interview.told import ToldSession
from dialogues.messages import Delivery, Option, RemoveMessages, Say, SendFile, Widget
from dialogues.transcripts import Transcripts
from dialogues.wordings import Wordings


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide of a project; its versions hold the forms.

    Args:
        discreet_title: what buttons, lists and file names show.
        draft: none of its versions was published yet; it can be tried, and is in no list.
    """

    id: int
    project: int
    form_id: str
    title: str
    discreet_title: str
    archived: bool = False
    draft: bool = False


@dataclass(frozen=True, slots=True)
class GuideVersion:
    """One published version of a guide.

    Args:
        version: the form's own version, else UTC `YYYYMMDDHHMMSS` at publication.
        content_hash: SHA-256 of all that it was published from, hexadecimal.
        xform: the ODK XForm.
        files: external files and media by name.
        settings, statuses: as in `FormDefinition`; statuses' keys are "path|language".
        draft: id of the guide sent to be published that it was made to try; "" for a published version.
    """

    id: int
    guide: int
    project: int
    version: str
    content_hash: str
    xform: bytes
    published_at: int
    files: Mapping[str, bytes] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody who holds interviews says about the wording of a question; never an answer.

    Args:
        id: rises with the order in which they came; 0 before it is stored.
        question: path of the question in the form.
        language: the guide's language name that it was shown in; "" where the guide has one.
        member: code of who left it.
        text: as written; "" for a voice message without words.
        attachment: id of the voice message among the interview's files, "" for none.
        chat, message: where it was written.
        at: UTC milliseconds.
        outcome: `accepted` or `refused` once a supervisor has decided on it, "" before.
    """

    id: int
    project: int
    guide: int
    version: int
    interview: int
    question: str
    language: str
    member: str
    text: str
    attachment: str
    chat: int
    message: int
    at: int
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """One filling of one version, without its events.

    Args:
        code: its number as said to the respondent («K7-204»), unique in the project.
        letter: «A», «B»… among the open interviews of its membership.
        sequence: of its last event; events count from 1.
        correcting: membership that corrects it now that it is sent; None where nobody does.
    """

    id: int
    project: int
    membership: int
    version: int
    status: InterviewStatus
    code: str
    letter: str
    trial: bool
    started_at: int
    updated_at: int
    sequence: int
    correcting: int | None = None

    @property
    def open(self) -> bool:
        """Whether somebody can answer it: it is not sent yet, or it is being corrected."""
        return self.status.open or self.correcting is not None


@dataclass(frozen=True, slots=True)
class PromptRecord:
    """A prompt that was put in a chat, so that a late key finds its question.

    Args:
        number: the address as printed, letter included («12», «B7.2»); "" for prompts without one.
        message: id of the message that shows it; None until it is sent.
        selection: id of the message that shows what is ticked; None where there is none.
        interview, ref: what it asks; ref None for prompts about the interview itself.
        keys: names of the choices in the order of their key numbers, from 1.
        sequence: of the interview when it was put.
        about: `question`, or what it confirms: `correct`, `reading`, `repeat`, `abandon`, `withdraw`, `end`.
    """

    id: int
    chat: int
    number: str
    interview: int
    ref: Ref | None
    keys: tuple[str, ...]
    sequence: int
    about: str = "question"
    message: int | None = None
    selection: int | None = None


NOWHERE = Ref("")
"""The ref of a message of the bot that shows many answers."""


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """Where the words of one message stand: `answers_in`; `ref` is NOWHERE for a list of answers that was shown."""

    chat: int
    message: int
    interview: int
    ref: Ref
    sequence: int


CUT = "…"
"""What follows the hash of a message that may go on in the next."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The words that a chat said last, by their hash.

    Args:
        message: id of the message.
        mark: SHA-256 of what it said, hexadecimal; `CUT` stands after it where it was so long that the person's
            client may have cut it in two, and after that how it ended, where that was no answer that was taken
            (`dialogues.service.cut`).
        sent_at: when the channel got it, UTC milliseconds.
        answered: id of the first message that the bot showed since; None while there is none.
    """

    chat: int
    message: int
    mark: str
    sent_at: int
    answered: int | None = None

    @property
    def cut(self) -> bool:
        """Whether it may be the beginning of something longer."""
        return CUT in self.mark

    @property
    def end(self) -> str:
        """How what may be cut ended; "" for an answer, or for nothing that was taken."""
        return self.mark.partition(CUT)[2]

    def says_as(self, other: Heard) -> bool:
        """Whether both say the same."""
        return self.mark.partition(CUT)[0] == other.mark.partition(CUT)[0]


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update as it came, before anybody looked into it.

    Args:
        key: what makes it the same update when it comes twice: update id and message date or callback id.
        chat: the chat it belongs to, 0 when none.
        payload: the raw JSON.
    """

    key: str
    chat: int
    payload: str
    received_at: int


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A raw update that is stored and not yet done; `payload` is gone once it is."""

    id: int
    chat: int
    payload: str
    received_at: int


OwedEffect = effects.Ask | effects.Tell | effects.ShowTicks | Say | SendFile | RemoveMessages


@dataclass(frozen=True, slots=True)
class Owed:
    """A reply that a chat is owed; holds the effect, never rendered text; cleared once sent.

    Args:
        id: rises with the order in which replies are owed.
        interview: the interview it speaks for; None for the bot itself.
        prompt: the prompt that it puts; None for others.
        attempts: how often it may have been shown already, of which nobody heard.
    """

    id: int
    chat: int
    effect: OwedEffect
    interview: int | None = None
    prompt: int | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """An owed reply that was sent.

    Args:
        owed: the reply.
        message: id of the message that shows it; None when there is none.
        beside: ids of messages that were sent with it: pictures and recordings of the question.
        again: an earlier try, of which nobody heard what became, may have shown it too.
        asks: False where only what was noted is shown, for the question itself had been overtaken.
    """

    owed: Owed
    message: int | None
    beside: tuple[int, ...] = ()
    again: bool = False
    asks: bool = True


@dataclass(frozen=True, slots=True)
class Ready:
    """What a chat is owed, the first of it ready to be sent.

    Args:
        owed: oldest first.
        first: the first of it as it is to be shown, or why it cannot be; None where there is nothing to show any more.
    """

    owed: tuple[Owed, ...]
    first: Delivery | Exception | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was handled within a transaction of others.

    Args:
        ready: what its chat is owed now, to be sent once that transaction is committed; None where that has to be
            asked for.
        stored: to be called then.
    """

    ready: Ready | None
    stored: Callable[[], None]


class AttachmentStatus(Enum):
    """Where a file stands: to be fetched, on disk, given up by the agent, or impossible to fetch."""

    PENDING = "pending"
    STORED = "stored"
    WAIVED = "waived"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is part of an answer; on disk at `attachments/<interview>/<id>`.

    Args:
        id: random, safe as a file name.
        sha256: hexadecimal, "" until stored.
        size: bytes, 0 when unknown.
    """

    id: str
    interview: int
    project: int
    ref: Ref
    kind: str
    file_id: str
    name: str
    media_type: str
    size: int
    status: AttachmentStatus = AttachmentStatus.PENDING
    sha256: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """The final record of an interview, or its record so far where the guide has it kept before it is sent.

    Exports read nothing else.

    Args:
        answers: canonical JSON, see `dialogues.interview.submission`.
        xml: the ODK submission.
        member: code of the member who held the interview.
        revision: 1 at sending, one more at each later correction.
        alike: the same in two records that may be of the same thing, where the guide says what makes them so;
            "" for a record that is like no other.
    """

    interview: int
    project: int
    guide: int
    version: int
    code: str
    member: str
    trial: bool
    answers: str
    xml: str
    started_at: int
    sent_at: int
    revision: int = 1
    alike: str = ""


class ReminderKind(Enum):
    """What somebody is reminded of: a call that was put off, or a record that is to be completed."""

    CALL = "call"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to be said to a member at a time, at most once; holds no words.

    Args:
        interview: what it is about.
        due_at: UTC milliseconds.
    """

    id: int
    project: int
    membership: int
    interview: int
    kind: ReminderKind
    due_at: int


class People(Protocol):
    """Persons, accounts, memberships, invitations."""

    def add_person(self, name: str, language: str) -> Person: ...
    def person(self, person: int) -> Person: ...
    def set_language(self, person: int, language: str) -> None: ...
    def set_light(self, person: int, *, light: bool) -> None: ...
    def add_account(self, account: int, person: int, chat: int) -> Account: ...
    def account(self, account: int) -> Account | None: ...
    def account_of_chat(self, chat: int) -> Account | None: ...
    def remove_account(self, account: int) -> None:
        """Forget an account: whoever writes from it is a stranger. What it said stays."""
        ...

    def accounts_of(self, person: int) -> Sequence[Account]: ...
    def set_account(self, account: int, *, membership: int | None, interview: int | None, reachable: bool) -> None: ...
    def add_membership(
        self, person: int, project: int, role: Role, status: MembershipStatus, code: str
    ) -> Membership: ...
    def membership(self, membership: int) -> Membership: ...
    def memberships_of(self, person: int) -> Sequence[Membership]: ...
    def members(self, project: int) -> Sequence[tuple[Membership, Person]]: ...
    def set_membership(self, membership: int, *, role: Role, status: MembershipStatus) -> None: ...
    def entered_at(self, membership: int) -> int:
        """When an invitation brought a member in, UTC milliseconds; 0 where none did."""
        ...

    def add_invitation(
        self, project: int, role: Role, token_hash: str, invited_by: int | None, expires_at: int
    ) -> Invitation: ...
    def invitation(self, token_hash: str) -> Invitation | None: ...
    def use_invitation(self, invitation: int, membership: int, at: int) -> None: ...


class Phones(Protocol):
    """One-time codes by which a new phone joins a person, and how often somebody unknown has tried one."""

    def add(
        self, person: int, code_hash: str, made_by: int | None, membership: int | None, expires_at: int
    ) -> PhoneCode: ...
    def code(self, code_hash: str) -> PhoneCode | None:
        """The newest code with this hash that was not used."""
        ...

    def use(self, code: int, account: int, at: int) -> None:
        """Mark a code used.

        Raises:
            ConcurrentUpdate: somebody else used it meanwhile.
        """
        ...

    def void(self, person: int, at: int) -> None:
        """Close every open code of a person: a newer one takes their place."""
        ...

    def tries(self, account: int, since: int) -> int:
        """How often an account has tried a code; what it tried before `since` is forgotten."""
        ...

    def tried(self, account: int, since: int, at: int) -> None:
        """Count one more; the count begins anew where its first was before `since`."""
        ...


class Projects(Protocol):
    """Projects."""

    def add(
        self, slug: str, name: str, organisation: str, time_zone: str, *, strict: bool = False, contact: str = ""
    ) -> Project: ...
    def project(self, project: int) -> Project: ...
    def by_slug(self, slug: str) -> Project | None: ...
    def all(self) -> Sequence[Project]: ...


class Guides(Protocol):
    """Guides and their versions, within a project."""

    def add(self, project: int, form_id: str, title: str, discreet_title: str, *, draft: bool = False) -> Guide: ...
    def guide(self, project: int, guide: int) -> Guide | None: ...
    def by_form_id(self, project: int, form_id: str) -> Guide | None: ...
    def all(self, project: int) -> Sequence[Guide]:
        """Guides of a project, oldest first, without those that are only tried."""
        ...

    def set_guide(self, guide: int, *, title: str, discreet_title: str, archived: bool) -> None:
        """Set what is shown of a guide; it is no draft any more."""
        ...

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
    ) -> GuideVersion: ...
    def version(self, version: int) -> GuideVersion: ...
    def versions(self, project: int, guide: int, *, drafts: bool = False) -> Sequence[GuideVersion]:
        """Published versions in order of publication; with `drafts`, also those that are or were only tried."""
        ...

    def draft(self, project: int, draft: str) -> GuideVersion | None:
        """The version that was made to try a guide sent to be published."""
        ...

    def drop_drafts(self, project: int, before: int) -> int:
        """Remove versions made to be tried before a time in which nobody held an interview; how many."""
        ...

    def file(self, version: int, name: str) -> bytes | None:
        """The content of one file of a version."""
        ...

    def file_id(self, version: int, name: str) -> str:
        """What the channel calls a file of a version, "" when it was never sent."""
        ...

    def set_file_id(self, version: int, name: str, file_id: str) -> None:
        """Remember what the channel calls a file; "" forgets it."""
        ...


class Interviews(Protocol):
    """Interviews and their events."""

    def add(
        self,
        project: int,
        membership: int,
        version: int,
        code: str,
        letter: str,
        *,
        trial: bool,
        at: int,
    ) -> InterviewRecord: ...
    def interview(self, interview: int) -> InterviewRecord | None: ...
    def by_code(self, project: int, code: str) -> InterviewRecord | None: ...
    def open_of(self, membership: int) -> Sequence[InterviewRecord]:
        """Active and suspended interviews of a membership and those that it corrects, oldest first."""
        ...

    def set_correcting(self, interview: int, membership: int | None, letter: str) -> None:
        """Say who corrects an interview that was sent, None for nobody, and its letter among their open ones."""
        ...

    def sent_of(self, project: int, membership: int | None, limit: int) -> Sequence[InterviewRecord]:
        """The interviews that were sent last, newest first; of one membership, or of all where it is None."""
        ...

    def of_project(self, project: int) -> Sequence[InterviewRecord]: ...
    def touched_of(self, membership: int, since: int) -> Sequence[InterviewRecord]:
        """Interviews of a membership in which something happened since a time (UTC milliseconds), oldest first."""
        ...

    def events(self, interview: int, after: int = 0) -> Sequence[tuple[int, Event]]:
        """(sequence, event) in order; events whose payload was erased are left out.

        Args:
            interview: its id.
            after: only those with a higher sequence.
        """
        ...

    def append(self, interview: int, expected: int, events: Sequence[Event], status: InterviewStatus, at: int) -> int:
        """Append events after sequence `expected` and return the new last sequence.

        Raises:
            ConcurrentUpdate: somebody else appended meanwhile; nothing was written.
        """
        ...

    def erase(self, interview: int) -> None:
        """Erase what a withdrawn interview holds (DESIGN, decision 11).

        Payloads of all events but the last, its submission, prompts' keys, answer places, attachments' rows, owed
        replies, remarks, recordings and what was written down of them; and what the start of later interviews was
        given of it (`${last-saved#…}`).
        """
        ...


class Prompts(Protocol):
    """Prompts put in chats, and where the words of messages stand."""

    def add(
        self,
        chat: int,
        number: str,
        interview: int,
        ref: Ref | None,
        keys: Sequence[str],
        sequence: int,
        about: str,
    ) -> PromptRecord: ...
    def prompt(self, prompt: int) -> PromptRecord | None: ...
    def set_messages(self, prompt: int, message: int | None, selection: int | None) -> None: ...
    def latest(self, chat: int, *, before_message: int | None = None) -> PromptRecord | None:
        """The newest prompt of a chat; with `before_message`, the newest that was put before that message.

        A prompt not yet sent (message None) counts as newer than any message.
        """
        ...

    def by_number(self, chat: int, number: str) -> PromptRecord | None:
        """The newest prompt of a chat that was printed with this address."""
        ...

    def by_message(self, chat: int, message: int) -> PromptRecord | None: ...
    def newest_of(self, interview: int, ref: Ref) -> PromptRecord | None: ...
    def was_shown(self, chat: int, interview: int, ref: Ref) -> bool:
        """Whether a question was put in a chat before: a message shows it."""
        ...

    def drop_within(self, interview: int, prefix: str) -> None:
        """Forget prompts and answer places whose ref lies within a removed repeat instance."""
        ...

    def messages_of(self, interview: int) -> Sequence[tuple[int, int]]:
        """(chat, message) of every message that shows an interview's prompts or bears its answers, in order."""
        ...

    def add_answer(self, place: AnswerPlace) -> None: ...
    def answer(self, chat: int, message: int) -> AnswerPlace | None: ...


class Hearing(Protocol):
    """What each chat said last, to know it when it comes twice."""

    def last(self, chat: int) -> Heard | None: ...
    def put(self, heard: Heard) -> None:
        """Keep what a chat said, in the place of what it said before."""
        ...

    def answered(self, chat: int, message: int) -> None:
        """The bot showed a message; only the first after what the chat said counts."""
        ...

    def forget(self, chat: int) -> None: ...


class Inbox(Protocol):
    """Raw updates, stored before anybody looks into them (T1)."""

    def add(self, updates: Sequence[RawUpdate]) -> int:
        """Store updates; those whose key is known are left out. Returns how many were new."""
        ...

    def waiting(self, limit: int = 1000) -> Sequence[InboxRow]:
        """Updates not yet done, oldest first."""
        ...

    def waiting_of(self, chat: int, limit: int = 100) -> Sequence[InboxRow]: ...
    def done(self, row: int, at: int) -> bool:
        """Mark an update done and erase its payload. False when it was done before."""
        ...

    def set_aside(self, row: int, at: int, reason: str) -> None:
        """Put a poison update aside: it stops nobody; `reason` is an exception's type, never its text."""
        ...


class Outbox(Protocol):
    """Replies owed (T2 writes them, T3 sends them)."""

    def add(
        self, chat: int, effect: OwedEffect, *, interview: int | None = None, prompt: int | None = None
    ) -> Owed: ...
    def of_chat(self, chat: int, limit: int = 100) -> Sequence[Owed]: ...
    def chats(self) -> Sequence[int]:
        """Chats that are owed something."""
        ...

    def sent(self, owed: int, at: int) -> None:
        """Clear a reply that was sent: the row keeps when, not what."""
        ...

    def doubt(self, owed: int) -> None:
        """Note that an earlier try may have shown a reply, of which nobody heard."""
        ...

    def doubted(self, interview: int, prompt: int) -> bool:
        """Whether a prompt of an interview may have been shown before the message that is known to show it."""
        ...

    def drop_chat(self, chat: int, at: int) -> None:
        """Nothing can reach this chat any more."""
        ...


class Attachments(Protocol):
    """Files that are part of answers."""

    def add(self, attachment: Attachment) -> None: ...
    def attachment(self, attachment: str) -> Attachment | None: ...
    def of_interview(self, interview: int) -> Sequence[Attachment]: ...
    def pending(self, limit: int = 100) -> Sequence[Attachment]: ...
    def set_status(self, attachment: str, status: AttachmentStatus, *, sha256: str = "", size: int = 0) -> None: ...
    def failed_once(self, attachment: str) -> None: ...


class Submissions(Protocol):
    """Final records."""

    def put(self, submission: Submission) -> None:
        """Write a submission, or its next revision."""
        ...

    def remove(self, interview: int) -> None:
        """Take away the submission of an interview that was given up after it was kept; none is fine."""
        ...

    def submission(self, interview: int) -> Submission | None: ...
    def newest(self, project: int, guide: int, member: str) -> Submission | None:
        """The newest real submission that a member, by code, has in a guide."""
        ...

    def like(self, submission: Submission) -> Sequence[Submission]:
        """Other real submissions of the same guide that are alike, oldest first; of "" none is."""
        ...

    def stream(
        self, project: int, guide: int, *, trial: bool = False, since: int | None = None, until: int | None = None
    ) -> Iterator[Submission]:
        """Submissions of a guide, oldest first, a few at a time: memory does not grow with their number.

        Args:
            project: its id.
            guide: its id.
            trial: the `essai` interviews instead of the real ones.
            since: only those sent at this time or later, UTC milliseconds.
            until: only those sent before this time.
        """
        ...

    def count(
        self, project: int, guide: int, *, trial: bool = False, since: int | None = None, until: int | None = None
    ) -> int: ...


class Remarks(Protocol):
    """Remarks on the wording of questions, within a project."""

    def replace(self, chat: int, message: int, remarks: Sequence[Remark]) -> None:
        """Keep what one message remarks, in place of what it remarked before; ids are given here."""
        ...

    def of_message(self, chat: int, message: int) -> Sequence[Remark]: ...
    def remark(self, project: int, remark: int) -> Remark | None: ...
    def of_guide(
        self, project: int, guide: int, *, question: str = "", limit: int = 1000, offset: int = 0
    ) -> Sequence[Remark]:
        """Remarks on a guide, newest first.

        Args:
            project: the project.
            guide: its guide.
            question: path of the question that they are about; "" for all.
            limit: at most so many.
            offset: newer ones that are left out.
        """
        ...

    def counts(self, project: int, guide: int) -> Mapping[str, int]:
        """How many there are by the path of the question."""
        ...

    def settle(self, remark: int, outcome: str) -> None:
        """Say what was decided on it."""
        ...


class Reminders(Protocol):
    """What members are to be reminded of, and when."""

    def add(self, interview: InterviewRecord, kind: ReminderKind, due_at: int) -> Reminder: ...
    def due(self, at: int, limit: int = 100) -> Sequence[Reminder]:
        """Those that are not done and due by a time, the longest due first."""
        ...

    def of_interview(self, interview: int) -> Sequence[Reminder]:
        """Those of an interview that are not done, the next one first."""
        ...

    def done(self, reminder: int, at: int) -> bool:
        """Mark a reminder done. False when it was done, or dropped, before."""
        ...

    def drop(self, interview: int, kind: ReminderKind, at: int) -> None:
        """Drop what an interview's member was to be reminded of: its reason is gone."""
        ...


class UnitOfWork(Protocol):
    """One transaction and its repositories."""

    @property
    def people(self) -> People: ...
    @property
    def phones(self) -> Phones: ...
    @property
    def projects(self) -> Projects: ...
    @property
    def guides(self) -> Guides: ...
    @property
    def interviews(self) -> Interviews: ...
    @property
    def prompts(self) -> Prompts: ...
    @property
    def hearing(self) -> Hearing: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def attachments(self) -> Attachments: ...
    @property
    def submissions(self) -> Submissions: ...
    @property
    def remarks(self) -> Remarks: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def downloads(self) -> Downloads: ...
    @property
    def following(self) -> Following: ...
    @property
    def transcripts(self) -> Transcripts: ...
    @property
    def wordings(self) -> Wordings: ...
    def part(self) -> AbstractContextManager[None]:
        """Part of this unit: what was written in it is taken back when it is left by an exception, and nothing else.

        After `StoreUnavailable` the whole unit can only be left. Parts do not lie within parts.
        """
        ...

    def commit(self) -> None: ...


class Store(Protocol):
    """Where units of work come from."""

    def writing(self, *, durable: bool = True) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that may write; rolled back unless `commit()` was called.

        Args:
            durable: whether `commit()` returns only once everything is safe from a power cut; False for receipts of
                what was sent, which a power cut may take back and the end of the process may not.
        """
        ...

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work for reading only; sees one moment of the database."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of words.

    Args:
        value: canonical text of the answer.
        certain: whether it may be stored without asking.
        reader: who read it.
    """

    value: str
    certain: bool
    reader: str


class Interpreter(Protocol):
    """Reads what a question's own parser could not: labels, numbers in words, synonyms; later Rasa."""

    def interpret(
        self, text: str, widget: Widget, question_type: str, options: Sequence[Option], language: str
    ) -> Reading | None:
        """Read words as an answer.

        Args:
            text: as typed.
            widget: how the question is answered.
            question_type: key of `dialogues.questions`.
            options: choices offered, in the language shown.
            language: IETF tag of the person's language.

        Returns:
            A reading, or None when nothing was understood. Never raises for any text.
        """
        ...


class SessionReader(Protocol):
    """Reads a session that is told in one sentence."""

    def read(self, text: str, today: dt.date, *, wanted: bool = False) -> ToldSession | None:
        """What a message tells of a session.

        Args:
            text: as typed, one session.
            today: the day where it was held.
            wanted: it is known that a session is told: whatever can be read of it is returned.

        Returns:
            What was understood; None for a message that tells of no session. Never raises for any text.
        """
        ...


class Intent(Enum):
    """What somebody wants with a message that is no answer: the names that Rasa's models are trained on."""

    AFFIRM = "affirm"
    DENY = "deny"
    DONT_KNOW = "dont_know"
    REFUSE = "refuse_to_answer"
    SKIP = "skip"
    GO_BACK = "go_back"
    CORRECT = "correct_answer"
    REPEAT = "repeat_question"
    EXPLAIN = "explain_question"
    PAUSE = "pause_interview"
    RESUME = "resume_interview"
    START = "start_interview"
    FINISH = "finish_interview"
    CANCEL = "cancel_interview"
    PROGRESS = "show_progress"
    LANGUAGE = "change_language"
    GREET = "greet"
    THANK = "thank"
    HELP = "help"
    CALL_BACK = "schedule_callback"
    ATTEMPT = "record_attempt"
    CASES = "list_cases"
    EXPORT = "export_results"
    SESSION = "log_session"
    INCIDENT = "report_incident"
    GOODBYE = "goodbye"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece of a message that means something by itself.

    Args:
        kind: `question_ref`, `language`, `date`, `count` and so on; which ones, its reader says.
        role: whom a count counts; None elsewhere.
        value: the piece as it stands in the message.
        start, end: where it stands in the message as `plain` has it, end excluded.
        confidence: 0 to 1.
    """

    kind: str
    role: str | None
    value: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class IntentReading:
    """What a reader takes a message to want.

    Args:
        intent: the likeliest.
        confidence: 0 to 1, as the reader says it.
        reader: who read it.
        model: id of the model it read with; "" when unknown.
        entities: what it found inside the message, in its order.
        second: what it may be instead, where that is likely enough to be offered.
    """

    intent: Intent
    confidence: float
    reader: str
    model: str = ""
    entities: tuple[Entity, ...] = ()
    second: Intent | None = None


class IntentReader(Protocol):
    """Reads what people want where neither the question nor the lexicon understood them: Rasa."""

    def intent(self, text: str, language: str) -> IntentReading | None:
        """What somebody wants.

        Args:
            text: as typed.
            language: IETF tag of the person's language.

        Returns:
            A reading, or None when there is none in time. Never raises for any text.
        """
        ...


class LanguageGuesser(Protocol):
    """Tells the language that words are written in."""

    def language_of(self, text: str, expected: Collection[str] = ()) -> str | None:
        """The language of a text.

        Args:
            text: as typed.
            expected: IETF tags of the languages of the guide and of the chat, which are likelier than others.

        Returns:
            An IETF tag, None where that is not clear. Never raises for any text.
        """
        ...


class Clock(Protocol):
    """What time it is: UTC milliseconds."""

    def __call__(self) -> int: ...


class Secrets(Protocol):
    """Where chance comes from."""

    def token(self) -> str:
        """A fresh unguessable token, URL-safe, at most 48 characters."""
        ...

    def code(self) -> str:
        """A short code for people to say and write («K7204»), no letters that look like digits."""
        ...

    def seed(self) -> int:
        """A 53-bit number."""
        ...

    def uuid(self) -> str:
        """A random UUID, lower case."""
        ...


class Files(Protocol):
    """Files of interviews on disk, and files made to be sent once."""

    def add_download(self, name: str, content: bytes) -> str:
        """Write a file that is gone once it was sent.

        Args:
            name: letters, digits, `.`, `_`, `-`.
            content: its bytes.

        Returns:
            Its path relative to the data folder.

        Raises:
            StoreUnavailable: the disk does not take it.
        """
        ...

    def withdrawn(self, record: InterviewRecord) -> None:
        """Note outside of the store that an interview was withdrawn, and remove all its files.

        Raises:
            StoreUnavailable: the disk does not let it.
        """
        ...

    def access_changed(self, membership: Membership, entered_at: int, *, shut: bool) -> None:
        """Note outside of the store that a member was shut out, or let in again, as `entered_at` of `People` says.

        Raises:
            StoreUnavailable: the disk does not let it.
        """
        ...

    def remove_interview(self, interview: int) -> None:
        """Remove all files of an interview; none is fine.

        Raises:
            StoreUnavailable: the disk does not let it.
        """
        ...
