"""What one message led to, written: events and what goes with them, prompts, replies that are owed (T2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview.codes import WHICH
from dialogues.interview.interview import Interview
from dialogues.interview.prompting import standing
from dialogues.interview.speaking import VOICE
from dialogues.interview.submission import without_times
from dialogues.messages import (
    Phrase,
    Say,
)
from dialogues.ports import (
    NOWHERE,
    AnswerPlace,
    Attachment,
    AttachmentStatus,
    InterviewRecord,
    PromptRecord,
    UnitOfWork,
)
from dialogues.service import (
    keeping,
    reminding,
    trying,
)
from dialogues.service.desk import Desk, main_menu
from dialogues.service.plan import Work
from dialogues.service.sweeping import sweep
from dialogues.transcripts import Recording


def write_plan(desk: Desk, uow: UnitOfWork) -> bool:
    """Write all that a message led to; False when it was handled before, and nothing is to be written."""
    if not uow.inbox.done(desk.inbound.inbox, desk.now):
        return False
    for work in desk.plan.works:
        write_work(desk, uow, work)
    for write in desk.plan.writes:
        write(uow)
    for chat, said, about in desk.plan.says:
        uow.outbox.add(chat, said, interview=about)
    return True


def write_work(desk: Desk, uow: UnitOfWork, work: Work) -> None:
    """Append what an interview gained, and owe what it is owed; makes the row of a fresh one."""
    record, interview = work.record, work.interview
    account, _, _ = desk.member()
    if work.fresh:
        record = uow.interviews.add(
            record.project,
            record.membership,
            record.version,
            record.code,
            record.letter,
            trial=record.trial,
            at=desk.now,
        )
        work.record = record
        uow.people.set_account(account.id, membership=account.membership, interview=record.id, reachable=True)
    if work.events:
        uow.interviews.append(record.id, record.sequence, work.events, interview.status, desk.now)
        for event in work.events:
            _write_event(desk, uow, work, event)
        keeping.keep_up(uow, record, interview, work.events, desk.inbound.chat)
    if work.quiet and work.fresh and work.places:
        # One message tells several records: it is a list of answers, and goes with them.
        uow.prompts.add_answer(AnswerPlace(desk.inbound.chat, desk.inbound.message, record.id, NOWHERE, 0))
    for ref, sequence in () if work.quiet else work.places[-1:]:
        uow.prompts.add_answer(AnswerPlace(desk.inbound.chat, desk.inbound.message, record.id, ref, sequence))
    if not work.quiet:
        _owe(desk, uow, work)
        trying.offer_again(desk, uow, work)


def _write_event(desk: Desk, uow: UnitOfWork, work: Work, event: e.Event) -> None:
    """What goes with an event besides its row."""
    record, interview = work.record, work.interview
    account, membership, _ = desk.member()
    closing = (
        e.InterviewSuspended,
        e.InterviewSent,
        e.InterviewAbandoned,
        e.InterviewWithdrawn,
        e.CorrectionClosed,
        e.CorrectionDropped,
    )
    if isinstance(event, closing) and account.interview == record.id and not work.quiet:
        uow.people.set_account(account.id, membership=account.membership, interview=None, reachable=True)
    reminding.follow(uow, record, interview.started.time_zone, event)
    match event:
        case e.InterviewSent():
            if interview.kept_at is None:  # else it is kept up with below
                uow.submissions.put(keeping.submission_of(uow, record, interview, event.at))
        case e.CorrectionOpened():
            uow.interviews.set_correcting(record.id, membership.id, record.letter)
        case e.CorrectionClosed():
            uow.interviews.set_correcting(record.id, None, record.letter)
            _revise(uow, work)
            if record.membership != membership.id:
                _tell_owner(uow, record, membership.code)
        case e.CorrectionDropped():
            uow.interviews.set_correcting(record.id, None, record.letter)
        case e.RepeatRemoved(ref=ref):
            uow.prompts.drop_within(record.id, ref[: ref.rindex("[")])
        case e.AttachmentStored(waived=True):
            uow.attachments.set_status(event.attachment, AttachmentStatus.WAIVED)
        case e.InterviewWithdrawn():
            withdrawn(uow, record)
        case _:
            pass


def withdrawn(uow: UnitOfWork, record: InterviewRecord) -> None:
    """Erase what an interview held, and take its messages out of the chats (DESIGN, decision 11)."""
    if record.correcting is not None:
        uow.interviews.set_correcting(record.id, None, record.letter)
    messages = uow.prompts.messages_of(record.id)
    uow.interviews.erase(record.id)
    for chat in {chat for chat, _ in messages}:
        uow.hearing.forget(chat)
    sweep(uow, messages)


def _revise(uow: UnitOfWork, work: Work) -> None:
    """Write the next revision of what was sent; none where the correction changed nothing."""
    sent = uow.submissions.submission(work.record.id)
    if sent is None:
        return
    revised = keeping.revised(sent, work.interview)
    if without_times(revised.answers) != without_times(sent.answers):
        uow.submissions.put(revised)


def _tell_owner(uow: UnitOfWork, record: InterviewRecord, by: str) -> None:
    """Whoever held an interview hears that somebody else corrected it."""
    told = Say((Phrase("correcting.by_other", {"code": record.code, "by": by}),))
    for account in uow.people.accounts_of(uow.people.membership(record.membership).person):
        if account.reachable:
            uow.outbox.add(account.chat, told, interview=record.id)


def _owe(desk: Desk, uow: UnitOfWork, work: Work) -> None:
    """Owe the chat what the steps of this message led to; several prompts become one."""
    chat = desk.inbound.chat
    record = work.record
    account, _, _ = desk.member()
    active = account.interview == record.id or work.fresh
    asks = [effect for effect in work.effects if isinstance(effect, f.Ask)]
    effects = _in_one(work.effects) if asks else work.effects
    for effect in effects:
        match effect:
            case f.Tell() | f.ShowTicks():
                uow.outbox.add(chat, effect, interview=record.id)
            case f.Fetch():
                uow.attachments.add(
                    Attachment(
                        effect.attachment,
                        record.id,
                        record.project,
                        effect.ref,
                        effect.kind,
                        effect.file_id,
                        effect.name,
                        effect.media_type,
                        effect.size,
                    )
                )
                if effect.kind == VOICE:
                    uow.transcripts.add(
                        Recording(effect.attachment, record.project, record.id, record.membership, desk.now)
                    )
            case f.Ask() | f.Interpret() | f.ReadCodes():
                pass
            case _:
                assert_never(effect)
    if not asks:
        return
    merged = f.Ask(
        _acknowledged(effects),
        next((ask.refused for ask in reversed(asks) if ask.refused is not None), None),
        asks[-1].page,
        asks[-1].search,
        any(ask.again for ask in asks),
        asks[-1].language,
    )
    if not active and work.interview.pending is None:
        # This chat is in another interview, whose keyboard stays, or in none: this one only says what it noted.
        noted = (*merged.acknowledged, *((merged.refused,) if merged.refused is not None else ()))
        if account.interview is None:
            _, membership, _ = desk.member()
            elsewhere = _elsewhere(uow, record, account.person)
            uow.outbox.add(chat, Say((*noted, elsewhere), menu=main_menu(membership)), interview=record.id)
        elif noted:
            uow.outbox.add(chat, Say(noted), interview=record.id)
        return
    prompt = _put_prompt(desk, uow, work)
    desk.plan.prompts.append(uow.outbox.add(chat, merged, interview=record.id, prompt=prompt.id).id)


def _in_one(effects: Sequence[f.Effect]) -> Sequence[f.Effect]:
    """«✓ 24 noté» stands in the question that comes with the same message, instead of in a message of its own."""
    return [
        f.Ask((Phrase("interview.noted", {"ref": effect.phrase.params["of"]}),))
        if isinstance(effect, f.Tell) and effect.phrase.key in ("interview.text_kept", "interview.voice_kept")
        else effect
        for effect in effects
    ]


def _acknowledged(effects: Sequence[f.Effect]) -> tuple[Phrase, ...]:
    """What all of them note, in order, each once: two lines for one question show what it holds after both."""
    noted: list[Phrase] = []
    for effect in effects:
        if isinstance(effect, f.Ask):
            noted += [phrase for phrase in effect.acknowledged if phrase not in noted]
    return tuple(noted)


def _elsewhere(uow: UnitOfWork, record: InterviewRecord, person: int) -> Phrase:
    """Why nothing is asked: the interview goes on in another chat of the person, or it rests."""
    there = any(account.interview == record.id for account in uow.people.accounts_of(person))
    return Phrase("service.moved_to_other_phone" if there else "service.on_pause")


def _names(interview: Interview, ref: Ref) -> tuple[str, ...]:
    node = interview.instance.node(ref)
    question = interview.form.questions.get(path_of(ref))
    if node is None or question is None:
        return ()
    return tuple(name for name, _ in interview.instance.choices(question, node))


def _put_prompt(desk: Desk, uow: UnitOfWork, work: Work) -> PromptRecord:
    waits = standing(work.interview)
    names = waits.names
    if waits.about not in ("question", WHICH) and waits.ref is not None:
        # Keys of the question itself may still come, also after «Corriger la 12 ?» was put under its address.
        names = _names(work.interview, waits.ref)
    others = any(record.id != work.record.id for record in desk.opened)
    letter = work.record.letter if others else ""
    return uow.prompts.add(
        desk.inbound.chat,
        letter + waits.address if waits.address else "",
        work.record.id,
        waits.ref,
        names,
        work.interview.sequence,
        waits.about,
    )
