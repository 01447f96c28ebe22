"""The driver of conversations: reads as an interviewer would speak, and works on whatever store it is given.

    field = Field(form)                      # a Markdown form, or a folder of the shipped guides
    agent = field.agent("Awa")
    agent.says("/nouveau")
    agent.says("35")
    assert agent.asked.address == "2"

Messages ids rise within a chat across both sides, as in Telegram. Replies are delivered at once unless the chat is
`offline`; then they stay owed until it is `online` again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from dialogues.codes import CodeReader
from dialogues.downloads import Order, Progress, Written
from dialogues.errors import FileWanted
from dialogues.fieldwork.people import Membership, MembershipStatus, Project, Role
from dialogues.interview.effects import Ask
from dialogues.interview.interview import Interview, replay
from dialogues.interview.papersheet import PaperSheet
from dialogues.locales import Locales
from dialogues.messages import (
    Blob,
    Content,
    Delivery,
    EditedWords,
    Inbound,
    Key,
    Phrase,
    PromptView,
    PutPrompt,
    RemoveMessages,
    Say,
    Sender,
    SendFile,
    ShowSelection,
    Tap,
    Words,
)
from dialogues.ports import IntentReader, InterviewRecord, LanguageGuesser, RawUpdate, Sent, Store
from dialogues.rehearsal import rehearse
from dialogues.service import Service, token_hash
from dialogues.xforms.converted import Checked, Converted
from dialogues.xforms.xlsform import check_form, convert_form
from nlu.language import LanguageId
from nlu.matcher import Matcher
from nlu.sessions import Reader
from tests.support.fakes import FakeClock, FakeDrafts, FakeSecrets, FakeStore

GUIDES = Path(__file__).parents[2] / "dialogues" / "guides"


@cache
def converted(form: str) -> Converted:
    """A form of Markdown tables, or the shipped guide of that name."""
    if "|" not in form:
        return convert_form(GUIDES / form)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.md"
        path.write_text(form, encoding="utf-8")
        return convert_form(path)


@cache
def checked(form: str) -> Checked:
    """What a check and a rehearsal find in a form of Markdown tables."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.md"
        path.write_text(form, encoding="utf-8")
        return check_form(path, rehearse)


def published(store: Store, project: int, form: str, at: int) -> int:
    """Publish a form in a project; returns the id of its version.

    Args:
        store: where the project is.
        project: its id.
        form: as in `converted`.
        at: UTC milliseconds.
    """
    made = converted(form)
    with store.writing() as uow:
        guide = uow.guides.by_form_id(project, made.form_id) or uow.guides.add(
            project, made.form_id, made.title, made.settings.get("titre_discret") or made.title
        )
        number = len(uow.guides.versions(project, guide.id)) + 1
        version = uow.guides.add_version(
            project,
            guide.id,
            f"{made.version or 1}.{number}",
            f"{number}",
            made.xform,
            made.files,
            made.settings,
            {f"{path}|{language}": status for (path, language), status in made.statuses.items()},
            at,
        )
        uow.commit()
    return version.id


class FakeExporter:
    """An exporter that names a file and writes none; what was to be printed is in `printed`.

    While `full` is set the disk takes no paper.

    Args:
        store: where submissions are counted.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.printed: list[PaperSheet] = []
        self.workbooks: list[Mapping[str, Sequence[Sequence[str]]]] = []
        self.full = False
        self.size = 1200
        self.fails: Exception | None = None
        self.orders: list[Order] = []
        self.discarded: list[Written] = []

    def export(self, order: Order, progress: Progress) -> Written:
        """See `dialogues.downloads.Exporter`."""
        self.orders.append(order)
        if self.fails is not None:
            raise self.fails
        with self.store.reading() as uow:
            count = uow.submissions.count(order.project, order.guide, since=order.since, until=order.until)
        progress(count, count)
        return Written(f"exports/{order.guide}.{order.kind}", f"Fiche.{order.kind}", self.size, count)

    def discard(self, written: Written) -> None:
        """See `dialogues.downloads.Exporter`."""
        self.discarded.append(written)

    def paper(self, sheet: PaperSheet) -> tuple[str, str]:
        """See `dialogues.downloads.Exporter`."""
        if self.full:
            raise OSError
        self.printed.append(sheet)
        return "exports/feuille.pdf", "Feuille.pdf"

    def workbook(
        self, title: str, version: str, sheets: Mapping[str, Sequence[Sequence[str]]], files: Mapping[str, bytes]
    ) -> tuple[str, str]:
        """See `dialogues.downloads.Exporter`."""
        if self.full:
            raise OSError
        self.workbooks.append(sheets)
        return "exports/guide", f"{title}_{version}.{'zip' if files else 'xlsx'}"


class FakeFiles:
    """Files of interviews that are only counted, and downloads in memory."""

    def __init__(self) -> None:
        self.removed: list[int] = []
        self.access: list[tuple[str, bool]] = []
        self.downloads: dict[str, bytes] = {}

    def add_download(self, name: str, content: bytes) -> str:
        """See `dialogues.ports.Files`."""
        path = f"exports/d-{len(self.downloads)}/{name}"
        self.downloads[path] = content
        return path

    def withdrawn(self, record: InterviewRecord) -> None:
        """See `dialogues.ports.Files`."""
        self.remove_interview(record.id)

    def access_changed(self, membership: Membership, entered_at: int, *, shut: bool) -> None:
        """See `dialogues.ports.Files`."""
        assert entered_at >= 0
        self.access.append((membership.code, shut))

    def remove_interview(self, interview: int) -> None:
        """See `dialogues.ports.Files`."""
        self.removed.append(interview)


class FakeCodes:
    """A reader of pictures whose bytes are its codes, one a line; b"rien" shows none, b"abîmé" is no picture."""

    def __init__(self) -> None:
        self.seen = 0

    def codes(self, picture: bytes) -> Sequence[str] | None:
        """See `dialogues.codes.CodeReader`."""
        self.seen += 1
        text = picture.decode()
        return None if text == "abîmé" else [] if text == "rien" else text.split("\n")


class Field:
    """A project with a guide, and the people in it.

    Args:
        form: Markdown tables, or the name of a shipped guide.
        store: where everything is kept; in memory when None.
        intents: what people want in their own words; None where Rasa is away.
    """

    def __init__(
        self,
        *forms: str,
        store: Store | None = None,
        strict: bool = False,
        contact: str = "",
        intents: IntentReader | None = None,
    ) -> None:
        self.store = store or FakeStore()
        self.clock = FakeClock()
        self.locales = Locales.load()
        self.accounts = count(1001)
        self.updates = count(1)
        self.files = FakeFiles()
        self.drafts = FakeDrafts()
        self.exporter = FakeExporter(self.store)
        self.intents = intents
        self.codes: CodeReader | None = FakeCodes()
        self.guesser: LanguageGuesser = LanguageId()
        self.service = self.make_service()
        with self.store.writing() as uow:
            self.project = uow.projects.add(
                "essai", "Essai", "Organisation", "Africa/Bamako", strict=strict, contact=contact
            )
            uow.commit()
        self.versions = [self.publish(form) for form in forms]

    def beside(self, project: Project) -> Field:
        """The same installation seen from another project."""
        field = copy(self)
        field.project = project
        field.versions = []
        return field

    def make_service(self) -> Service:
        """A service with nothing in its memory, as after a start."""
        return Service(
            self.store,
            clock=self.clock,
            secrets=FakeSecrets() if not hasattr(self, "service") else self.secrets,
            interpreter=Matcher(self.locales),
            sessions=Reader(self.locales),
            guesser=self.guesser,
            locales=self.locales,
            exporter=self.exporter,
            files=self.files,
            link=lambda token: f"https://t.me/baro?start={token}",
            drafts=self.drafts,
            intents=self.intents,
            codes=self.codes,
        )

    @property
    def secrets(self) -> FakeSecrets:
        """The series of tokens and codes goes on over a restart."""
        return self.service._tools.secrets  # type: ignore[return-value]

    def restart(self) -> None:
        """Forget everything that is not stored."""
        self.service = self.make_service()

    def publish(self, form: str) -> int:
        """Publish a form; returns the id of its version."""
        return published(self.store, self.project.id, form, self.clock())

    def member(self, name: str, role: Role, status: MembershipStatus = MembershipStatus.ACTIVE) -> Someone:
        """Somebody who is in the project already."""
        account = next(self.accounts)
        with self.store.writing() as uow:
            person = uow.people.add_person(name, "fr")
            uow.people.add_account(account, person.id, account)
            membership = uow.people.add_membership(person.id, self.project.id, role, status, f"X{account - 1000:02d}")
            uow.people.set_account(account, membership=membership.id, interview=None, reachable=True)
            uow.commit()
        return Someone(self, account, name)

    def agent(self, name: str = "Awa") -> Someone:
        """An active agent."""
        return self.member(name, Role.AGENT)

    def assistant(self, name: str = "Mariam") -> Someone:
        """An active assistant."""
        return self.member(name, Role.ASSISTANT)

    def supervisor(self, name: str = "Fanta") -> Someone:
        """An active supervisor."""
        return self.member(name, Role.SUPERVISOR)

    def stranger(self, name: str = "Passant") -> Someone:
        """Somebody whom nobody invited."""
        return Someone(self, next(self.accounts), name)

    def other_phone(self, someone: Someone) -> Someone:
        """A second account of the same person."""
        account = next(self.accounts)
        with self.store.writing() as uow:
            known = uow.people.account(someone.account)
            assert known is not None
            uow.people.add_account(account, known.person, account)
            uow.people.set_account(account, membership=known.membership, interview=None, reachable=True)
            uow.commit()
        return Someone(self, account, someone.name)

    def invitation(self, role: Role = Role.AGENT, *, expires_in: int = 600_000) -> str:
        """The token of an open invitation."""
        token = f"jeton-{next(self.updates)}"
        with self.store.writing() as uow:
            uow.people.add_invitation(
                self.project.id, role, token_hash(token), self._any_leader(), self.clock() + expires_in
            )
            uow.commit()
        return token

    def _any_leader(self) -> int | None:
        with self.store.reading() as uow:
            return next((m.id for m, _ in uow.people.members(self.project.id) if m.role.leads), None)

    def write_downloads(self) -> None:
        """Write what was asked for, as the channel does between messages."""
        with self.store.reading() as uow:
            waiting = uow.downloads.waiting()
        for download in waiting:
            self.service.write_download(download, lambda _done, _total: None)

    def records(self) -> list[InterviewRecord]:
        """All interviews, oldest first."""
        with self.store.reading() as uow:
            return sorted(uow.interviews.of_project(self.project.id), key=lambda record: record.id)

    def replayed(self, record: InterviewRecord) -> Interview:
        """An interview folded from its stored log."""
        with self.store.reading() as uow:
            form = self.service._tools.shelf.form(uow, record.version)
            return replay(form, uow.interviews.events(record.id))


class Someone:
    """A person with a phone; what the bot showed is in `shown`, oldest first."""

    def __init__(self, field: Field, account: int, name: str) -> None:
        self.field = field
        self.account = account
        self.name = name
        self.ids = count(1)
        self.shown: list[tuple[int, Delivery]] = []
        self.sent: list[int] = []
        self.removed: set[int] = set()
        self.seen = 0
        self.connected = True
        self.pictures: dict[str, bytes] = {}
        """What can be fetched of what was sent, where somebody looks at it before it is handled."""

    # --- what the person does -------------------------------------------------------------------------------------

    def says(self, text: str, *, reply_to: int | None = None, at: int | None = None) -> int:
        """Send words; returns the message's id.

        Args:
            text: as typed; a tapped key is its text.
            reply_to: the message that it replies to.
            at: a message id of its own, for a message typed before a prompt existed.
        """
        return self._send(Words(text), reply_to=reply_to, at=at)

    def taps(self, fragment: str) -> int:
        """Tap the key of the newest prompt whose words contain a fragment."""
        return self.says(self.key(fragment))

    def presses(self, fragment: str) -> int:
        """Press the newest inline button whose words contain a fragment."""
        return self.acts(self.action(fragment))

    def acts(self, action: str) -> int:
        """Send the action of a button, whether it was shown or not."""
        return self._send(Tap(action, "q"))

    def edits(self, message: int, text: str) -> None:
        """Edit a message of one's own."""
        self._send(EditedWords(text), at=message)

    def sends_photo(self, *, reply_to: int | None = None, caption: str = "") -> int:
        """Send a photo."""
        return self._send(Blob("image", "file-1", "", "image/jpeg", 1200, caption), reply_to=reply_to)

    def sends(self, content: Content) -> int:
        """Send a file, a position, anything."""
        return self._send(content)

    def resends(self, text: str) -> None:
        """The same words twice, as a phone does that never got the first tick."""
        self.says(text)
        self.says(text)

    @contextmanager
    def offline(self) -> Iterator[None]:
        """While it lasts nothing that is owed arrives."""
        self.connected = False
        yield
        self.connected = True
        self.receive()

    # --- what the person sees -------------------------------------------------------------------------------------

    @property
    def prompts(self) -> list[PromptView]:
        """Every prompt that was shown."""
        return [d.outgoing.view for _, d in self.shown if isinstance(d.outgoing, PutPrompt)]

    @property
    def asked(self) -> PromptView:
        """The newest prompt."""
        return self.prompts[-1]

    @property
    def asked_id(self) -> int:
        """Message id of the newest prompt."""
        return next(m for m, d in reversed(self.shown) if isinstance(d.outgoing, PutPrompt))

    def prompt_id(self, address: str) -> int:
        """Message id of the newest prompt with an address."""
        return next(
            m
            for m, d in reversed(self.shown)
            if isinstance(d.outgoing, PutPrompt) and d.outgoing.view.address == address
        )

    @property
    def told(self) -> str:
        """The words of the newest thing shown: acknowledged, refused, or said."""
        return self.heard[-1]

    @property
    def heard(self) -> list[str]:
        """The words of everything shown, oldest first."""
        return [self._heard(delivery) for _, delivery in self.shown]

    def _heard(self, delivery: Delivery) -> str:
        outgoing = delivery.outgoing
        if isinstance(outgoing, PutPrompt):
            view = outgoing.view
            said = [*view.acknowledged, *((view.refused,) if view.refused else ())]
            return "\n".join([*(self.words(p) for p in said), view.label.text])
        if isinstance(outgoing, Say):
            return "\n".join(self.words(line) for line in outgoing.lines)
        if isinstance(outgoing, ShowSelection):
            return " · ".join(outgoing.chosen)
        assert isinstance(outgoing, SendFile)
        return outgoing.name

    def words(self, line: Phrase | str, language: str = "fr") -> str:
        """A line in French, or in another language."""
        return line if isinstance(line, str) else self.field.locales.text(line, language)

    def key(self, fragment: str) -> str:
        """The full text of a key of the newest prompt, as a channel prints it."""
        view = self.asked
        keys = [f"{view.address}·{n} {o.label}" for n, o in enumerate(view.options, 1)]
        shown_in = next(d.language for _, d in reversed(self.shown) if isinstance(d.outgoing, PutPrompt))
        for language in ("fr", shown_in):
            for key in (*view.keys, Key.YES, Key.NO, Key.NEXT_PAGE):
                word = self.field.locales.key_label(key, language)
                keys.append(f"{view.address}·{word}" if view.address else word)
        found = next((key for key in keys if fragment in key), None)
        if found is None:
            raise LookupError(fragment)
        return found

    def action(self, fragment: str) -> str:
        """The action of the newest inline button whose words, in French or as shown, contain a fragment."""
        for _, delivery in reversed(self.shown):
            if isinstance(delivery.outgoing, Say):
                for row in delivery.outgoing.rows:
                    for button in row:
                        if any(fragment in self.words(button.label, tag) for tag in ("fr", delivery.language)):
                            return button.action
        raise LookupError(fragment)

    # --- the line between -----------------------------------------------------------------------------------------

    def _send(self, content: object, *, reply_to: int | None = None, at: int | None = None) -> int:
        field = self.field
        message = at if at is not None else next(self.ids)
        self.sent.append(message)
        if self.connected:  # what is typed without network reaches the channel all at once
            field.clock.advance(20_000)
        with field.store.writing() as uow:
            uow.inbox.add([RawUpdate(f"u{next(field.updates)}", self.account, "{}", field.clock())])
            uow.commit()
        with field.store.reading() as uow:
            row = uow.inbox.waiting_of(self.account)[-1].id
        sender = Sender(self.account, self.name, "fr")
        inbound = Inbound(row, sender, self.account, message, field.clock(), content, reply_to)  # type: ignore[arg-type]
        if not self._taken(inbound):
            try:
                field.service.handle(inbound)
            except FileWanted as wanted:
                if not isinstance(content, Blob):
                    raise
                field.service.handle(replace(inbound, content=replace(content, picture=self.pictures[wanted.file_id])))
        if self.connected:
            self.receive()
        return message

    def _taken(self, inbound: Inbound) -> bool:
        """Whether a message takes no time: as a channel does it, within a transaction that may be others' too."""
        with self.field.store.writing() as uow:
            taken = self.field.service.take(uow, inbound)
            uow.commit()
        if taken is not None:
            taken.stored()
        return taken is not None

    def records(self, sent: Sent) -> None:
        """Have it recorded that a reply was sent (T3)."""
        with self.field.store.writing(durable=False) as uow:
            self.field.service.delivered(uow, sent)
            uow.commit()

    def receive(self) -> None:
        """Take delivery of everything that is owed."""
        for owed in self.field.service.owed(self.account):
            delivery = self.field.service.present(owed)
            if delivery is None:
                continue
            if isinstance(delivery.outgoing, RemoveMessages):
                self.removed.update(delivery.outgoing.messages)
                self.records(Sent(owed, None))
                continue
            message = delivery.edits or next(self.ids)
            self.shown.append((message, delivery))
            asks = not isinstance(owed.effect, Ask) or isinstance(delivery.outgoing, PutPrompt)
            self.records(Sent(owed, message, asks=asks))
