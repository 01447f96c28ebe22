"""Remarks on the wording of questions, left while interviews are held: typed, said, edited; never an answer.

A line that begins with «RQ» is a remark: on the question that it names («RQ 12) trop long»), else on the one that the
line above answers («12) 35»), else on the one that the message replies to, else on the one that waits. After
«💬 Remarque sur la question» the next message is a remark whole, unless it is a key or answers by number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview.addressing import Line, line, press
from dialogues.interview.prompting import address, standing
from dialogues.messages import Blob, EditedWords, Key, Phrase, Say
from dialogues.ports import NOWHERE, AnswerPlace, Attachment, InterviewRecord, PromptRecord, Remark, UnitOfWork
from dialogues.service import interviewing
from dialogues.service.desk import Desk
from dialogues.service.typed import asked_for

ABOUT = "remark"
"""What a prompt is about that asks for a remark; its only key is the ref of the question."""

_REMARK = re.compile(r"\s*RQ(?:\s*[:–-]\s*|\s+)(\S.*)", re.IGNORECASE)
_VOICE = "audio"


@dataclass(frozen=True, slots=True)
class _Said:
    """One remark of a message.

    Args:
        place: the address that it names, or that the line above names; None for neither.
        words: what it says.
    """

    place: Line | None
    words: str


@dataclass(frozen=True, slots=True)
class _Target:
    """A question of an interview that a remark is about."""

    record: InterviewRecord
    ref: Ref


# --- asking for one -----------------------------------------------------------------------------------------------


def ask(desk: Desk, _rest: str) -> None:
    """«💬 Remarque sur la question»: the next message is one, on the question that waits."""
    active = desk.active()
    if active is None:
        desk.say(Phrase(desk.told("service.nothing_open")), menu=True)
        return
    target = _waiting(desk, active)
    if target is None:
        desk.say(Phrase("remarks.no_question"), about=active)
        return
    key = "remarks.ask_strict" if desk.work(active).interview.strict else "remarks.ask"
    said = Say((Phrase(key, {"address": _number(desk, target)}),))

    def write(uow: UnitOfWork) -> None:
        prompt = uow.prompts.add(desk.inbound.chat, "", active.id, None, (target.ref,), active.sequence, ABOUT)
        owed = uow.outbox.add(desk.inbound.chat, said, interview=active.id, prompt=prompt.id)
        desk.plan.prompts.append(owed.id)

    desk.plan.writes.append(write)


# --- taking them in -----------------------------------------------------------------------------------------------


def split_off(desk: Desk, text: str) -> str:
    """Take the remarks out of words.

    Returns:
        What is left to be handled; "" when the whole message was remarks.
    """
    asked = asked_for(desk, ABOUT)
    if text.strip().upper() == "RQ" and desk.active() is not None:
        ask(desk, "")
        return ""
    if asked is not None and desk.key_of(text) is Key.BACK:
        interviewing.ask_again(desk)  # back from the remark, not from the question
        return ""
    if asked is not None and _is_words(desk, text):
        marked = _said(text)[1]
        whole = marked or (_Said(None, text.strip()),)
        _keep(desk, [(_target(desk, one, asked), one) for one in whole])
        return ""
    rest, said = _said(text)
    if not said or (desk.active() is None and desk.inbound.reply_to is None and not any(one.place for one in said)):
        return text
    _keep(desk, [(_target(desk, one, None), one) for one in said], alone=not rest)
    return rest


def is_remark(part: str) -> bool:
    """Whether a line begins with «RQ»."""
    return _REMARK.fullmatch(part) is not None


def go_on(desk: Desk, record: InterviewRecord, known: Remark, words: str) -> None:
    """Keep the rest of a remark that was too long for one message, on the same question."""
    _keep(desk, [(_Target(record, Ref(known.question)), _Said(None, f"… {words}"))], told="remarks.goes_on")


def voice(desk: Desk, content: Blob) -> bool:
    """Take a voice message that was asked for as a remark, or whose caption begins with «RQ».

    Returns:
        Whether it was one.
    """
    asked = asked_for(desk, ABOUT)
    _, captions = _said(content.caption)
    if content.kind != _VOICE or (asked is None and not captions):
        return False
    said = captions[0] if captions else _Said(None, content.caption.strip())
    target = _target(desk, said, asked)
    if target is not None and desk.work(target.record).interview.strict:
        _tell(desk, target.record, Phrase("remarks.no_voice"))
        return True
    attachment = desk.tools.secrets.token()
    if target is not None:
        _fetch(desk, target.record, content, attachment)
    _keep(desk, [(target, said)], attachment=attachment)
    return True


def _fetch(desk: Desk, record: InterviewRecord, content: Blob, attachment: str) -> None:
    """Have the voice message fetched beside the files of the interview's answers: it goes when they go."""
    wanted = Attachment(
        attachment,
        record.id,
        record.project,
        NOWHERE,
        content.kind,
        content.file_id,
        interviewing.safe_name(content, attachment),
        content.media_type,
        content.size,
    )
    desk.plan.writes.append(lambda uow: uow.attachments.add(wanted))


def edited(desk: Desk, content: EditedWords) -> EditedWords | None:
    """Take what an edited message remarks now in place of what it remarked before.

    Returns:
        What is left to be handled; None for nothing.
    """
    chat, message = desk.inbound.chat, desk.inbound.message
    known = desk.uow.remarks.of_message(chat, message)
    rest, said = _said(content.text)
    if not known and not said:
        return content
    place = desk.uow.prompts.answer(chat, message)
    whole = known and (place is None or place.ref == NOWHERE)
    if not known:
        if place is None or place.ref == NOWHERE:
            rest = split_off(desk, content.text)
            return replace(content, text=rest) if rest else None
        before: Sequence[tuple[int, str]] = ((place.interview, place.ref),)
    else:
        before = tuple((one.interview, one.question) for one in known)
    if whole and not said:
        said = (_Said(None, content.text.strip()),)
        rest = ""
    targets = [(_as_before(desk, one, before[min(at, len(before) - 1)]), one) for at, one in enumerate(said)]
    _keep(desk, targets, attachment=known[0].attachment if known else "", alone=bool(whole))
    return replace(content, text=rest) if rest and not whole else None


def _as_before(desk: Desk, said: _Said, before: tuple[int, str]) -> _Target | None:
    """What an edited remark is about: the question that it names now, else the one that it was about."""
    if said.place is not None:
        return _target(desk, said, None)
    record = interviewing.of_interview(desk, before[0])
    return None if record is None else _Target(record, Ref(before[1]))


def _is_words(desk: Desk, text: str) -> bool:
    """Whether a message is neither a key nor an answer by number, nor a reply to something else."""
    found = line(text.splitlines()[0]) if text.strip() else None
    if desk.inbound.reply_to is not None and _replied(desk) is not None:
        return False
    return press(text) is None and desk.key_of(text) is None and not (found and found.sure)


def _said(text: str) -> tuple[str, tuple[_Said, ...]]:
    """The lines of a message that are no remarks, and its remarks."""
    rest: list[str] = []
    said: list[_Said] = []
    above: Line | None = None
    for part in text.splitlines():
        found = _REMARK.fullmatch(part)
        if found is None:
            rest.append(part)
            above = line(part) or above
            continue
        named = line(found[1])
        if named is not None and named.sure:
            said.append(_Said(named, named.words.strip()))
        else:
            said.append(_Said(above if above is not None and above.sure else None, found[1].strip()))
    return ("\n".join(rest).strip() if said else text), tuple(said)


# --- which question -----------------------------------------------------------------------------------------------


def _target(desk: Desk, said: _Said, asked: PromptRecord | None) -> _Target | None:
    """The question that a remark is about; None where it cannot be known."""
    if said.place is not None:
        found = interviewing.at_address(desk, said.place.letter.upper(), said.place.number)
        return None if found is None else _Target(*found)
    replied = _replied(desk)
    if replied is not None:
        return replied
    if asked is not None:
        record = interviewing.of_interview(desk, asked.interview)
        return None if record is None else _Target(record, Ref(asked.keys[0]))
    active = desk.active()
    return None if active is None else _waiting(desk, active)


def _replied(desk: Desk) -> _Target | None:
    found = None if desk.inbound.reply_to is None else interviewing.about_message(desk, desk.inbound.reply_to)
    return None if found is None else _Target(*found)


def _waiting(desk: Desk, active: InterviewRecord) -> _Target | None:
    """The question that an interview waits at, also while something about it waits for a yes."""
    interview = desk.work(active).interview
    ref = standing(interview).ref
    return _Target(active, ref) if ref is not None and path_of(ref) in interview.form.questions else None


def _number(desk: Desk, target: _Target) -> str:
    interview = desk.work(target.record).interview
    path = path_of(target.ref)
    if path not in interview.form.questions:
        return ""
    letter = target.record.letter if len(desk.opened) > 1 and target.record.status.open else ""
    return letter + address(interview, target.ref)


# --- keeping them -------------------------------------------------------------------------------------------------


def _keep(
    desk: Desk,
    found: Sequence[tuple[_Target | None, _Said]],
    *,
    attachment: str = "",
    alone: bool = True,
    told: str = "remarks.noted",
) -> None:
    """Keep the remarks of a message, and say so; those without a question are asked for again.

    Args:
        desk: of the message.
        found: what each is about, and what it says.
        attachment: id of its voice message.
        alone: the message holds nothing else.
        told: key of what is said of those that are kept.
    """
    placed = [(target, said) for target, said in found if target is not None]
    chat, message = desk.inbound.chat, desk.inbound.message
    member = desk.member()[1]
    made = [
        (target.record, target.ref, desk.work(target.record).interview.language, said.words) for target, said in placed
    ]

    def write(uow: UnitOfWork) -> None:
        remarks = [
            Remark(
                0,
                record.project,
                uow.guides.version(record.version).guide,
                record.version,
                record.id,
                path_of(ref),
                language,
                member.code,
                words,
                attachment,
                chat,
                message,
                desk.inbound.sent_at,
            )
            for record, ref, language, words in made
        ]
        uow.remarks.replace(chat, message, remarks)
        if remarks and uow.prompts.answer(chat, message) is None:
            # So that the message leaves the chat with the answers when they are taken back.
            uow.prompts.add_answer(AnswerPlace(chat, message, remarks[0].interview, NOWHERE, 0))

    desk.plan.writes.append(write)
    if placed:
        numbers = ", ".join(dict.fromkeys(_number(desk, target) for target, _ in placed))
        _tell(desk, placed[0][0].record, Phrase(told, {"n": len(placed), "address": numbers}))
    if len(placed) < len(found):
        missing = Phrase("remarks.no_question")
        active = desk.active()
        if active is not None and alone and not placed:
            _tell(desk, active, missing)
        else:
            desk.say(missing)


def _tell(desk: Desk, record: InterviewRecord, phrase: Phrase) -> None:
    """Say something in the next question of the chat, so that nothing scrolls it away; else apart."""
    active = desk.active()
    if active is not None and active.id == record.id:
        desk.work(active).effects.insert(0, f.Ask((phrase,)))
    else:
        desk.say(phrase)
