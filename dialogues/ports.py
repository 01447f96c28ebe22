"""What the service needs from the world: protocols, and the records that cross them.

Each port has one contract suite in `tests/contracts`, run on the fake of `tests/support/fakes.py` and on the real
thing. Leaving a unit of work without `commit()` rolls it back. Times are UTC milliseconds. Every query but those
on persons and accounts is within one project or one chat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from dialogues.fieldwork.people import (
    Account,
    Invitation,
    Membership,
    MembershipStatus,
    Person,
    Project,
    Role,
)
from dialogues.forms.ref import Ref
from dialogues.interview import effects
from dialogues.interview.events import Event
from dialogues.interview.papersheet import PaperSheet
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Option, RemoveMessages, Say, SendFile, Widget


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide of a project; its versions hold the forms.

    Args:
        discreet_title: what buttons, lists and file names show.
    """

    id: int
    project: int
    form_id: str
    title: str
    discreet_title: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class GuideVersion:
    """One published version of a guide.

    Args:
        version: the form's own version, else UTC `YYYYMMDDHHMMSS` at publication.
        content_hash: SHA-256 of all that it was published from, hexadecimal.
        xform: the ODK XForm.
        files: external files and media by name.
        settings, statuses: as in `FormDefinition`; statuses' keys are "path|language".
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


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """One filling of one version, without its events.

    Args:
        code: its number as said to the respondent («K7-204»), unique in the project.
        letter: «A», «B»… among the open interviews of its membership.
        sequence: of its last event; events count from 1.
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
        attempts: how often sending has failed.
    """

    id: int
    chat: int
    effect: OwedEffect
    interview: int | None = None
    prompt: int | None = None
    attempts: int = 0


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
    """The final record of an interview; exports read nothing else.

    Args:
        answers: canonical JSON, see `dialogues.interview.submission`.
        xml: the ODK submission.
        member: code of the member who held the interview.
        revision: 1 at sending, one more at each later correction.
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


class People(Protocol):
    """Persons, accounts, memberships, invitations."""

    def add_person(self, name: str, language: str) -> Person: ...
    def person(self, person: int) -> Person: ...
    def set_language(self, person: int, language: str) -> None: ...
    def add_account(self, account: int, person: int, chat: int) -> Account: ...
    def account(self, account: int) -> Account | None: ...
    def account_of_chat(self, chat: int) -> Account | None: ...
    def accounts_of(self, person: int) -> Sequence[Account]: ...
    def set_account(self, account: int, *, membership: int | None, interview: int | None, reachable: bool) -> None: ...
    def add_membership(
        self, person: int, project: int, role: Role, status: MembershipStatus, code: str
    ) -> Membership: ...
    def membership(self, membership: int) -> Membership: ...
    def memberships_of(self, person: int) -> Sequence[Membership]: ...
    def members(self, project: int) -> Sequence[tuple[Membership, Person]]: ...
    def set_membership(self, membership: int, *, role: Role, status: MembershipStatus) -> None: ...
    def add_invitation(
        self, project: int, role: Role, token_hash: str, invited_by: int | None, expires_at: int
    ) -> Invitation: ...
    def invitation(self, token_hash: str) -> Invitation | None: ...
    def use_invitation(self, invitation: int, membership: int, at: int) -> None: ...


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

    def add(self, project: int, form_id: str, title: str, discreet_title: str) -> Guide: ...
    def guide(self, project: int, guide: int) -> Guide | None: ...
    def by_form_id(self, project: int, form_id: str) -> Guide | None: ...
    def all(self, project: int) -> Sequence[Guide]: ...
    def set_guide(self, guide: int, *, title: str, discreet_title: str, archived: bool) -> None: ...
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
    ) -> GuideVersion: ...
    def version(self, version: int) -> GuideVersion: ...
    def versions(self, project: int, guide: int) -> Sequence[GuideVersion]:
        """All versions, oldest first, in order of publication."""
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
        """Active and suspended interviews of a membership, oldest first."""
        ...

    def of_project(self, project: int) -> Sequence[InterviewRecord]: ...
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
        replies.
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
    def drop_within(self, interview: int, prefix: str) -> None:
        """Forget prompts and answer places whose ref lies within a removed repeat instance."""
        ...

    def messages_of(self, interview: int) -> Sequence[tuple[int, int]]:
        """(chat, message) of every message that shows an interview's prompts or bears its answers, in order."""
        ...

    def add_answer(self, place: AnswerPlace) -> None: ...
    def answer(self, chat: int, message: int) -> AnswerPlace | None: ...


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

    def failed(self, owed: int) -> None: ...
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

    def submission(self, interview: int) -> Submission | None: ...
    def stream(self, project: int, guide: int, *, trial: bool = False) -> Iterator[Submission]:
        """Submissions of a guide, oldest first, a few at a time: memory does not grow with their number."""
        ...

    def count(self, project: int, guide: int) -> int: ...


class UnitOfWork(Protocol):
    """One transaction and its repositories."""

    @property
    def people(self) -> People: ...
    @property
    def projects(self) -> Projects: ...
    @property
    def guides(self) -> Guides: ...
    @property
    def interviews(self) -> Interviews: ...
    @property
    def prompts(self) -> Prompts: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def attachments(self) -> Attachments: ...
    @property
    def submissions(self) -> Submissions: ...
    def commit(self) -> None: ...


class Store(Protocol):
    """Where units of work come from."""

    def writing(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that may write; rolled back unless `commit()` was called."""
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


class LanguageGuesser(Protocol):
    """Tells the language that words are written in."""

    def language_of(self, text: str) -> str | None:
        """The IETF tag of the language of a text, None where that is not clear. Never raises for any text."""
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
    """Files of interviews on disk."""

    def remove_interview(self, interview: int) -> None:
        """Remove all files of an interview; none is fine.

        Raises:
            StoreUnavailable: the disk does not let it.
        """
        ...


class Exporter(Protocol):
    """Writes a guide's submissions as a file in the data folder."""

    def export(self, project: int, guide: int, kind: str, language: str, *, labels: bool) -> tuple[str, str]:
        """Write the file.

        Args:
            project: its id.
            guide: its id.
            kind: `xlsx` or `csv`.
            language: IETF tag of the labels wanted.
            labels: labels of choices instead of their names.

        Returns:
            Its path relative to the data folder and the file name to show.
        """
        ...

    def paper(self, sheet: PaperSheet) -> tuple[str, str]:
        """Write a guide for printing; returns as `export`."""
        ...
