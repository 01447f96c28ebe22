"""Messages in, replies out: the three transactions of DESIGN's decision 4, seen from the core.

T1 stored the raw update. `handle` is T2: it reads, steps with no transaction open, and writes events, prompts, owed
replies and the inbox row's end in one short transaction. `present` and `delivered` serve T3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from dialogues.codes import LARGEST_PICTURE, CodeReader
from dialogues.downloads import Download, Exporter, Progress
from dialogues.drafts import Draft, Drafts
from dialogues.errors import ConcurrentUpdate, Duplicate, FileWanted, StoreUnavailable
from dialogues.interview import effects as f
from dialogues.interview import inputs as i
from dialogues.interview.engine import step
from dialogues.interview.interview import Interview
from dialogues.locales import Locales
from dialogues.messages import (
    Blob,
    Delivery,
    Inbound,
    Say,
    SendFile,
    Words,
)
from dialogues.ports import (
    NOWHERE,
    AnswerPlace,
    Attachment,
    AttachmentStatus,
    Clock,
    Files,
    IntentReader,
    Interpreter,
    InterviewRecord,
    LanguageGuesser,
    Owed,
    Ready,
    Secrets,
    Sent,
    SessionReader,
    Store,
    Taken,
    UnitOfWork,
)
from dialogues.service import (
    downloading,
    languages,
    publishing,
    reminding,
    unreachable,
    wishes,
)
from dialogues.service.cleaning import cleaned
from dialogues.service.commands import menu_words
from dialogues.service.deciding import decide
from dialogues.service.desk import Desk, Tools, load
from dialogues.service.doubles import doubled
from dialogues.service.languages import spoken_with
from dialogues.service.overtaken import overtaken
from dialogues.service.plan import Plan, Work
from dialogues.service.presenting import present
from dialogues.service.shelf import Shelf
from dialogues.service.understanding import Elsewhere, TakesTime, Understanding, Wish
from dialogues.service.writing import write_plan
from dialogues.xforms.converted import Checked

TRIES = 4
"""How often a message is stepped when somebody else changed the interview meanwhile: once and three times more."""

_OWN = 10_000
"""Prompts that are known to be this process's own, at least: far more than are owed at once."""

_READINGS = 5
"""How often readers may be asked within one message."""


class Service:
    """What a channel talks to. Thread-safe across chats; one chat is never handled by two threads at once.

    Args:
        store: where everything is kept.
        clock, secrets: time and chance.
        interpreter: reads what a question's own parser could not.
        sessions: reads a session told in one sentence.
        intents: reads what people want where that could not either; None to work without.
        guesser: tells the language of what is typed.
        locales: the bot's words.
        exporter: writes downloads.
        files: of interviews, removed when answers are taken back.
        link: the address that lets somebody in, from an invitation's token.
        drafts: guides that were sent to be published.
        codes: reads the codes on pictures; None where they are typed only.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        secrets: Secrets,
        interpreter: Interpreter,
        sessions: SessionReader,
        guesser: LanguageGuesser,
        locales: Locales,
        exporter: Exporter,
        files: Files,
        link: Callable[[str], str],
        drafts: Drafts,
        intents: IntentReader | None = None,
        codes: CodeReader | None = None,
    ) -> None:
        self._store = store
        self._files = files
        self._understanding = Understanding(interpreter, intents, locales)
        self._at_once = Understanding(interpreter, None if intents is None else Elsewhere(), locales)
        self._codes = codes
        self._tools = Tools(
            clock,
            secrets,
            locales,
            Shelf(),
            exporter,
            link,
            drafts,
            interpreter,
            guesser,
            menu_words(locales),
            sessions,
        )
        self._own: set[int] = set()
        """Owed prompts of this process: whether others were tried before, by one that died perhaps, nobody knows."""

    # --- T2 -------------------------------------------------------------------------------------------------------

    def handle(self, inbound: Inbound) -> None:
        """Take one message in: everything it leads to is stored when this returns.

        Raises:
            StoreUnavailable: nothing was stored.
            ConcurrentUpdate: the interview kept changing; nothing was stored.
            FileWanted: handle it again with the bytes of its file; nothing was stored.
            Duplicate: a code or an account was taken by somebody else again and again; nothing was stored.
        """
        inbound = cleaned(inbound)
        for attempt in range(TRIES):
            try:
                self._handle(inbound)
            except (ConcurrentUpdate, Duplicate):
                if attempt == TRIES - 1:
                    raise
            else:
                return

    def take(self, uow: UnitOfWork, inbound: Inbound) -> Taken | None:
        """Take one message in within a transaction of others, where that does not keep it open for long.

        Words to an interview that is at hand do not, and they are nearly all that comes. What asks readers over the
        network, reads a whole log or writes files is for `handle`.

        Args:
            uow: open for writing. Its owner takes back what an exception leaves, and commits.
            inbound: the message.

        Returns:
            What is to be done after the commit; None when the message was not taken and nothing was written.

        Raises:
            ConcurrentUpdate, Duplicate, StoreUnavailable: see `handle`.
        """
        inbound = cleaned(inbound)
        plan = Plan()
        desk = load(self._tools, inbound, uow, plan)
        active = desk.active()
        if not isinstance(inbound.content, Words) or active is None or active.id not in self._tools.shelf:
            return None
        if not doubled(desk):
            decide(desk)
        if not self._quick(desk):
            for work in plan.works:
                if not work.events and not work.fresh:
                    self._tools.shelf.give(work.record.id, work.interview)  # taken for nothing
            return None
        if not write_plan(desk, uow):
            return Taken(None, lambda: None)
        return Taken(self._ready(uow, inbound.chat, plan), lambda: self._keep(plan))

    def _quick(self, desk: Desk) -> bool:
        """Step what is planned; whether nothing else is left to be done than to write."""
        try:
            self._steps(desk, 0, self._at_once)
        except TakesTime:
            return False
        return desk.plan.simple

    def _ready(self, uow: UnitOfWork, chat: int, plan: Plan) -> Ready | None:
        """What a chat is owed after a plan; None where that has to be found out once more."""
        known = {work.record.id: work.interview for work in plan.works}
        try:
            owed = uow.outbox.of_chat(chat)
            return Ready(tuple(owed), self._presented(uow, owed[0], known) if owed else None)
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 - what was handled stands; what cannot be shown is told of by who shows it
            return None

    def _handle(self, inbound: Inbound) -> None:
        plan = Plan()
        with self._store.reading() as uow:
            desk = load(self._tools, inbound, uow, plan)
            if not doubled(desk):
                decide(desk)
        taken = self._steps(desk, 0, self._understanding)
        if plan.wishes or plan.unread is not None:
            self._grant(desk)
            self._steps(desk, taken, self._understanding)
        for job in plan.jobs:
            job()
        with self._store.writing() as uow:
            if not write_plan(desk, uow):
                return
            uow.commit()
        self._keep(plan)

    def _keep(self, plan: Plan) -> None:
        """Keep at hand what is stored now, and what stands outside of the store; tidy up."""
        self._own.update(plan.prompts)
        if len(self._own) > 2 * _OWN:
            self._own = set(sorted(self._own)[_OWN:])
        for work in plan.works:
            if work.interview.open:
                self._tools.shelf.give(work.record.id, work.interview)
        for work in plan.works:
            if work.withdrawn:
                self._forget_withdrawn(work.record)
                self._tools.shelf.forget_given_by(work.record.id)
        for member, entered_at, shut in plan.access:
            with suppress(StoreUnavailable):  # written at the next start, where it matters
                self._files.access_changed(member, entered_at, shut=shut)
        for tidy in plan.after:
            with suppress(StoreUnavailable):
                tidy()

    def _forget_withdrawn(self, record: InterviewRecord) -> None:
        """Note a withdrawal beside the store, and remove files; what the disk refuses now is done at the next start."""
        with suppress(StoreUnavailable):
            self._files.withdrawn(record)

    def _grant(self, desk: Desk) -> None:
        """Plan what was wished for in the person's own words; readers are asked before anything is read again."""
        plan = desk.plan
        wanted = None if plan.unread is None else self._understanding.wants(plan.unread, desk.tag)
        with self._store.reading() as uow:
            desk.uow = uow
            for work, wish in plan.wishes:
                wishes.within(desk, work, wish)
            if plan.unread is not None:
                wishes.outside(desk, plan.unread, wanted)

    def _steps(self, desk: Desk, first: int, readers: Understanding) -> int:
        """Step what is planned from `first` on; returns how many inputs there are now."""
        for work, given in desk.plan.inputs[first:]:
            self._step(desk, work, given, readers)
        return len(desk.plan.inputs)

    def _step(self, desk: Desk, work: Work, given: i.Input, readers: Understanding) -> None:
        """Step an interview, and ask the readers for as long as it wants words read."""
        if isinstance(given, i.Reply):
            language = self._tools.guesser.language_of(given.text, spoken_with(desk, work)) or ""
            given = replace(given, language=language, speaks=desk.tag)
        told, waiting = len(work.effects), [given]
        events = len(work.events)
        for _ in range(_READINGS):
            if not waiting:
                break
            proposed, unseen, current = work.interview.pending, bool(work.events), waiting.pop(0)
            made = step(work.interview, current, desk.now)
            work.took(made.events)
            left = overtaken(proposed, current, made.events, unseen=unseen)
            if left is not None:
                work.effects.append(left)
            for effect in made.effects:
                if isinstance(effect, f.Interpret):
                    meant = readers.means(work.interview, effect, desk.tag)
                    if isinstance(meant, Wish):
                        desk.plan.wishes.append((work, meant))
                    else:
                        waiting.append(meant)
                elif isinstance(effect, f.ReadCodes):
                    waiting.append(self._codes_on(desk, effect))
                else:
                    work.effects.append(effect)
        if isinstance(given, i.Reply):
            languages.noticed(desk, work, given, work.events[events:], work.effects[told:])

    def _codes_on(self, desk: Desk, wanted: f.ReadCodes) -> i.CodesRead:
        """What is on the picture that this message brought.

        Raises:
            FileWanted: its bytes are not there yet.
        """
        content = desk.inbound.content
        picture = content.picture if isinstance(content, Blob) else b""
        if self._codes is None:
            return i.CodesRead(wanted.ref, None)
        if picture is None:
            raise FileWanted(wanted.file_id)
        found = self._codes.codes(picture) if 0 < len(picture) <= LARGEST_PICTURE else None
        return i.CodesRead(wanted.ref, None if found is None else tuple(found))

    # --- T3 -------------------------------------------------------------------------------------------------------

    def owed(self, chat: int) -> Sequence[Owed]:
        """What a chat is owed, oldest first."""
        with self._store.reading() as uow:
            return uow.outbox.of_chat(chat)

    def present(self, owed: Owed) -> Delivery | None:
        """What to show for an owed reply; None when there is nothing to show any more, and it was cleared."""
        with self._store.reading() as uow:
            delivery = present(self._tools, uow, owed, {})
        if delivery is None:
            with self._store.writing(durable=False) as uow:
                uow.outbox.sent(owed.id, self._tools.clock())
                uow.commit()
        return delivery

    def _presented(self, uow: UnitOfWork, owed: Owed, known: Mapping[int, Interview]) -> Delivery | Exception | None:
        try:
            delivery = present(self._tools, uow, owed, known)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a reply that cannot be shown must not hold back what was handled
            return error
        if delivery is None:
            uow.outbox.sent(owed.id, self._tools.clock())
        return delivery

    def delivered(self, uow: UnitOfWork, sent: Sent) -> None:
        """An owed reply was sent (T3).

        Args:
            uow: open for writing; its owner commits.
            sent: the reply.
        """
        owed, message = sent.owed, sent.message
        if owed.prompt is not None and (sent.again or owed.id not in self._own):
            uow.outbox.doubt(owed.id)
        uow.outbox.sent(owed.id, self._tools.clock())
        if message is not None:
            uow.hearing.answered(owed.chat, message)
        if isinstance(owed.effect, f.ShowTicks) and owed.interview is not None:
            prompt = uow.prompts.newest_of(owed.interview, owed.effect.ref)
            if prompt is not None and message is not None:
                uow.prompts.set_messages(prompt.id, prompt.message, message)
        elif owed.prompt is not None and message is not None and sent.asks:
            uow.prompts.set_messages(owed.prompt, message, None)
        elif isinstance(owed.effect, Say | SendFile) and owed.interview is not None and message is not None:
            # A list of answers: no question's place, but it goes with them when they are taken back.
            uow.prompts.add_answer(AnswerPlace(owed.chat, message, owed.interview, NOWHERE, 0))
        for other in sent.beside if owed.interview is not None else ():
            uow.prompts.add_answer(AnswerPlace(owed.chat, other, owed.interview or 0, NOWHERE, 0))

    def undeliverable(self, chat: int) -> None:
        """Nothing can reach a chat any more: what it is owed is dropped, and supervisors are told."""
        with self._store.writing() as uow:
            account = uow.people.account_of_chat(chat)
            if account is None:
                uow.outbox.drop_chat(chat, self._tools.clock())
            else:
                unreachable.lost(uow, account, self._tools.clock())
            uow.commit()

    # --- files ----------------------------------------------------------------------------------------------------

    def waits_for(self, attachment: Attachment) -> tuple[int, str] | None:
        """The chat that waits for a file, and the language spoken there; None where there is none."""
        with self._store.reading() as uow:
            record = uow.interviews.interview(attachment.interview)
            if record is None or not record.open:
                return None
            person, chat = _waiting(uow, record)
            return None if chat is None else (chat, uow.people.person(person).language)

    def file_stored(self, attachment: Attachment, sha256: str, size: int) -> None:
        """A file is on disk.

        Args:
            attachment: as it was pending.
            sha256: of its bytes, hexadecimal.
            size: bytes.
        """
        self._file(attachment, AttachmentStatus.STORED, sha256, size)

    def file_failed(self, attachment: Attachment) -> None:
        """A file can never be fetched; the agent is told and may send another or go without."""
        self._file(attachment, AttachmentStatus.FAILED, "", attachment.size)

    def _file(self, attachment: Attachment, status: AttachmentStatus, sha256: str, size: int) -> None:
        for attempt in range(TRIES):
            try:
                self._file_once(attachment, status, sha256, size)
            except ConcurrentUpdate:
                if attempt == TRIES - 1:
                    raise
            else:
                return

    def _file_once(self, attachment: Attachment, status: AttachmentStatus, sha256: str, size: int) -> None:
        now = self._tools.clock()
        work: Work | None = None
        chat: int | None = None
        with self._store.reading() as uow:
            record = uow.interviews.interview(attachment.interview)
            if record is not None and record.open:
                work = Work(record, self._tools.shelf.take(uow, record))
                _, chat = _waiting(uow, record)
        if work is not None:
            arrived = i.AttachmentArrived(attachment.ref, attachment.id, status is AttachmentStatus.STORED)
            made = step(work.interview, arrived, now)
            work.took(made.events)
            work.effects.extend(made.effects)
        with self._store.writing() as uow:
            kept = uow.attachments.attachment(attachment.id)
            if kept is not None and kept.status is not AttachmentStatus.WAIVED:
                uow.attachments.set_status(attachment.id, status, sha256=sha256, size=size)
            if work is not None:
                if work.events:
                    uow.interviews.append(work.record.id, work.record.sequence, work.events, work.interview.status, now)
                for effect in work.effects:
                    if isinstance(effect, f.Tell) and chat is not None:
                        uow.outbox.add(chat, effect, interview=work.record.id)
            uow.commit()
        if work is not None:
            self._tools.shelf.give(work.record.id, work.interview)
        if kept is None:
            with suppress(StoreUnavailable):
                self._files.remove_interview(attachment.interview)  # taken back while it was being fetched

    # --- reminders ------------------------------------------------------------------------------------------------

    def remind(self) -> None:
        """Owe every reminder that is due, each at most once; safe beside messages of the same chats."""
        reminding.remind(self._store, self._tools.clock)

    # --- guides that were sent to be published --------------------------------------------------------------------

    def guide_checked(self, draft: Draft, checked: Checked) -> None:
        """A guide was fetched and checked; whoever sent it is told what was found.

        Args:
            draft: as it was waiting.
            checked: what was found.
        """
        publishing.checked(self._tools, self._store, self._files, draft, checked)

    def guide_lost(self, draft: Draft) -> None:
        """A guide can never be fetched; whoever sent it is told."""
        publishing.lost(self._tools, self._store, draft)

    # --- downloads that were asked for ----------------------------------------------------------------------------

    def write_download(self, download: Download, progress: Progress) -> None:
        """Write a file that somebody asked for, however long it takes, and owe it to the chat.

        Never called for two downloads at once; may be called from any thread.

        Args:
            download: as it waits.
            progress: told how many interviews of how many are done.

        Raises:
            StoreUnavailable: not now; it still waits.
        """
        downloading.write(self._tools, self._store, download, progress)


def _waiting(uow: UnitOfWork, record: InterviewRecord) -> tuple[int, int | None]:
    """Who works on an interview, and in which chat they hear of its files; None where nothing reaches them."""
    person = uow.people.membership(record.correcting or record.membership).person
    reachable = [account for account in uow.people.accounts_of(person) if account.reachable]
    chats = [account.chat for account in sorted(reachable, key=lambda account: account.interview != record.id)]
    return person, chats[0] if chats else None
