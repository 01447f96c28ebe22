"""What members write while they hold interviews: keys, addresses, replies, edits, files and places."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from dialogues.drafts import FETCHABLE_BYTES
from dialogues.forms.definition import AS_BEFORE, ONCE, FormDefinition
from dialogues.forms.languages import language_for
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.addressing import Line, Press, addressed, line, press, reads, resolve, said_of
from dialogues.interview.answering import split_notes
from dialogues.interview.engine import start
from dialogues.interview.filling import BEFORE, marked
from dialogues.interview.interview import Interview
from dialogues.interview.lastsaved import brought
from dialogues.interview.prompting import standing
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Blob, EditedWords, Key, Phrase, Place, Widget
from dialogues.ports import NOWHERE, GuideVersion, InterviewRecord, PromptRecord, Submission
from dialogues.questions import QUESTION_TYPES
from dialogues.service import calling, corrections, languages, lines
from dialogues.service.desk import Desk
from dialogues.service.plan import Work
from dialogues.service.typed import record_of, told_again, typed_before, waits_for

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_EXTENSIONS = {"image": "jpg", "audio": "ogg", "video": "mp4", "file": "bin"}
_MEGABYTE = 1024 * 1024

_NON_RESPONSE = {
    Key.DONT_KNOW: i.NonResponse.DONT_KNOW,
    Key.REFUSED: i.NonResponse.REFUSED,
    Key.SKIP: i.NonResponse.SKIPPED,
}

_NOTHING_TOLD = {"nsp": Key.DONT_KNOW, "refus": Key.REFUSED}

_ABOUT_ONE = ("correct", "reading", "codes", "night")
"""What is asked back about one question: a reply to it with other words is about that question."""

_ASKS_BACK = (*_ABOUT_ONE, "repeat", "abandon", "undo", "withdraw", "waive")
"""What prompts ask that take a yes or a no."""


# --- beginning and changing ---------------------------------------------------------------------------------------


def begin(desk: Desk, version: GuideVersion, *, trial: bool, told: i.ToldAtOnce | None = None) -> Work | None:
    """Start an interview; the one that was active in this chat is suspended.

    Args:
        desk: of the message.
        version: what it is held by.
        trial: an `essai`.
        told: what the message tells of it already.

    Returns:
        The work on it; None where too many are open.
    """
    work = begun(desk, version, trial=trial)
    if not work.record.letter:
        desk.say(Phrase("service.too_many_open"))
        return None
    suspend_active(desk)
    desk.plan.works.append(work)
    if told is not None:
        desk.plan.inputs.append((work, told))
    return work


def begun(desk: Desk, version: GuideVersion, *, trial: bool) -> Work:
    """A new interview that is not part of the plan yet; without a letter where all are taken."""
    _, membership, project = desk.member()
    letter = free_letter(desk)
    form = desk.tools.shelf.form(desk.uow, version.id)
    code = _free_code(desk)
    last = last_time(desk, version)
    once = marked(form, ONCE)
    known = {ref: value for ref, value in answers_of(last).items() if ref in once} if once else {}
    interview, first = start(form, beginning(desk, form, code, trial=trial, last=last), known)
    record = InterviewRecord(
        0,
        project.id,
        membership.id,
        version.id,
        InterviewStatus.ACTIVE,
        code,
        letter,
        trial,
        desk.now,
        desk.now,
        0,
    )
    return Work(record, interview, list(first.events), list(first.effects), fresh=True)


def beginning(
    desk: Desk, form: FormDefinition, code: str, *, trial: bool, last: Submission | None = None
) -> e.InterviewStarted:
    """The first event of an interview that the sender would begin now.

    Args:
        desk: of the message.
        form: what it is held by.
        code: its number.
        trial: an `essai`.
        last: the newest record of the sender of the same guide.
    """
    _, membership, project = desk.member()
    return e.InterviewStarted(
        desk.now,
        form.form_id,
        form.version,
        membership.time_zone or project.time_zone,
        desk.tools.secrets.seed(),
        language_for(desk.tag, form.languages, form.default_language),
        {
            "uid": desk.tools.secrets.uuid(),
            "property/username": membership.code,
            "property/deviceid": f"baro:{membership.id}",
            "field/organisation": project.organisation,
            "field/numero_contact": project.contact,
            "project/strict": "1" if project.strict else "",
            "field/projet_strict": "oui" if project.strict else "",
            "field/code_attribue": code,
            **({BEFORE: str(last.interview)} if last is not None and marked(form, AS_BEFORE) else {}),
            **({} if last is None else brought(form, last.interview, json.loads(last.answers)["values"])),
        },
        trial,
    )


def last_time(desk: Desk, version: GuideVersion) -> Submission | None:
    """The newest record of the sender of the same guide; trials apart."""
    _, membership, project = desk.member()
    return desk.uow.submissions.newest(project.id, version.guide, membership.code)


def answers_of(submission: Submission | None) -> Mapping[Ref, str]:
    """The answers of a record by ref; none of no record."""
    found = {} if submission is None else json.loads(submission.answers)
    values, statuses = found.get("values", {}), found.get("statuses", {})
    return {Ref(ref): value for ref, value in values.items() if statuses.get(ref) == "repondu"}


def as_before(desk: Desk, record: InterviewRecord) -> None:
    """«🔁 Comme la dernière fois»: what is taken over is looked up now, not when the interview began."""
    desk.step(record, i.AsBefore(answers_of(last_time(desk, desk.uow.guides.version(record.version)))))


def free_letter(desk: Desk) -> str:
    """A letter that none of the sender's open interviews has; "" where all are taken."""
    fresh = (work.record for work in desk.plan.works if work.fresh)
    taken = {record.letter for record in (*desk.opened, *fresh)}
    return next((free for free in _LETTERS if free not in taken), "")


def _free_code(desk: Desk) -> str:
    _, _, project = desk.member()
    while True:
        code = desk.tools.secrets.code()
        if desk.uow.interviews.by_code(project.id, code) is None:
            return code


def suspend_active(desk: Desk, *, but: int | None = None) -> None:
    """Put the active interview aside, silently; `but` is the one that is about to be taken up."""
    active = desk.active()
    if active is not None and active.id != but and active.status is InterviewStatus.ACTIVE:
        desk.step(active, i.Pause()).quiet = True


def put_aside(desk: Desk) -> None:
    """Pause the active interview, and say so: what comes next in this chat is no answer."""
    active = desk.active()
    if active is None:
        return
    desk.step(active, i.Pause())
    if active.correcting is not None:
        desk.enter(None)  # it stays sent: nothing about it says that it rests


def resume(desk: Desk, record: InterviewRecord) -> None:
    """Take an open interview up in this chat."""
    suspend_active(desk, but=record.id)
    desk.enter(record.id)
    desk.step(record, i.Resume())


# --- words --------------------------------------------------------------------------------------------------------


def words(desk: Desk, text: str) -> None:
    """Take words in: a key, an addressed answer, a reply to an old question, or the answer to the current one."""
    pressed = press(text)
    if pressed is not None:
        _pressed(desk, pressed)
        return
    if desk.inbound.reply_to is not None and _replied(desk, text, desk.inbound.reply_to):
        return
    active = desk.active()
    newest = desk.uow.prompts.latest(desk.inbound.chat)
    if corrections.reason_given(desk, newest, text) or _confirmed_elsewhere(desk, active, newest, text):
        return
    before = None if active is None else typed_before(desk, active, newest, text)
    key = None if active is None else _key_of(desk, active, before, text)
    if active is not None and languages.asked_in_another(desk, active, text):
        return
    if active is not None and key is not None and _key(desk, active, before, key):
        return
    if active is not None and calling.held(desk, active) and calling.words(desk, active, text):
        return
    if lines.taken(desk, text) or _addressed(desk, text if active is None else _with_address(desk, active, text)):
        return
    if active is None:
        desk.plan.unread = text
    elif before is not None:
        _about(desk, active, before, text)
    elif told_again(desk, newest):
        desk.step(active, i.Resume())
    else:
        _current(desk, active, newest, text)


def _current(desk: Desk, active: InterviewRecord, newest: PromptRecord | None, text: str) -> None:
    """Words about what the interview waits for now: «oui» to what it asks about itself, else an answer."""
    waits = standing(desk.work(active).interview)
    yes = desk.yes_no(text)
    # What waits for a yes may have been asked in another chat: a supervisor withdraws what an agent still works on.
    asked_here = newest is not None and (newest.interview, newest.about) == (active.id, waits.about)
    if yes is not None and waits.about == "end":
        desk.step(active, i.Send() if yes else i.Reply(text))
    elif yes is not None and waits.about != "question" and asked_here:
        desk.step(active, i.Confirmed(yes))
    else:
        desk.step(active, i.Reply(text))


def _confirmed_elsewhere(desk: Desk, active: InterviewRecord | None, newest: PromptRecord | None, text: str) -> bool:
    """A yes or a no to the newest prompt, where that is about an interview that is not the active one."""
    if newest is None or newest.about in ("question", "end") or (active is not None and active.id == newest.interview):
        return False
    yes = desk.yes_no(text)
    record = None if yes is None else record_of(desk, newest.interview)
    if yes is None or record is None or not waits_for(desk, record, newest):
        return False
    desk.step(record, i.Confirmed(yes, newest.ref))
    ask_again(desk)
    return True


def ask_again(desk: Desk, *, whole: bool = False) -> None:
    """Put the question of the active interview again: what was just said was about something else.

    Args:
        desk: of the message.
        whole: with its pictures and recordings.
    """
    active = desk.active()
    if active is not None:
        desk.work(active).effects.append(f.Ask(again=whole))


def tell_gone(desk: Desk, key: str, **params: str) -> None:
    """What a message is about is not there, or not any more: it is never taken for an answer to something else."""
    active = desk.active()
    if active is None:
        desk.say(Phrase(key, params), menu=True)
    else:
        desk.work(active).effects.append(f.Ask(refused=Phrase(key, params)))


# --- by address ---------------------------------------------------------------------------------------------------


def _pressed(desk: Desk, pressed: Press) -> None:
    """A key that bears an address finds its question through the stored prompt."""
    prompt = desk.uow.prompts.by_number(desk.inbound.chat, pressed.address) or _never_put(desk, pressed.address)
    record = None if prompt is None else record_of(desk, prompt.interview)
    if prompt is None or record is None:
        tell_gone(desk, "service.key_gone")
        return
    key = None if pressed.position is not None else desk.key_of(pressed.word)
    if key is Key.AS_BEFORE:
        as_before(desk, record)
        return
    if key is Key.LISTEN:
        ask_again(desk, whole=True)
        return
    given = _of_key(desk, record, prompt, pressed)
    if given is None:
        tell_gone(desk, "service.key_gone")
        return
    if isinstance(given, i.ChoiceTaken) and lines.to_correct(desk, record, given):
        return
    desk.step(record, given)
    active = desk.active()
    if isinstance(given, i.Confirmed) and active is not None and active.id != record.id:
        ask_again(desk)


def _of_key(desk: Desk, record: InterviewRecord, prompt: PromptRecord, pressed: Press) -> i.Input | None:
    """What a key means to the question that it bears the address of; None when it means nothing there."""
    ref = prompt.ref
    if ref is None:
        return None
    if pressed.position is not None:
        known = 1 <= pressed.position <= len(prompt.keys)
        return i.ChoiceTaken(ref, prompt.keys[pressed.position - 1]) if known else None
    key = desk.key_of(pressed.word)
    question = desk.tools.shelf.form(desk.uow, record.version).questions.get(path_of(ref))
    match key:
        case Key.YES | Key.NO if not (prompt.about == "question" and prompt.keys):
            return i.Confirmed(key is Key.YES, ref)
        case Key.PREVIOUS_PAGE | Key.NEXT_PAGE:
            return i.Turn(ref, max(0, (pressed.page or 1) - 1))
        case Key.DONE | Key.NEXT:
            return i.Done(ref)
        case Key.DONT_KNOW | Key.REFUSED | Key.SKIP:
            return i.NoAnswer(_NON_RESPONSE[key], ref)
        case _:
            return i.Reply(pressed.word, ref) if question is not None and pressed.word else None


def _never_put(desk: Desk, number: str) -> PromptRecord | None:
    """The prompt that an address would have, for a question that was not put in this chat yet."""
    letter, plain_number = (number[0], number[1:]) if number[0].isalpha() else ("", number)
    record = _of_letter(desk, letter)
    if record is None:
        return None
    interview = desk.work(record).interview
    ref = resolve(interview, plain_number)
    node = None if ref is None else interview.instance.node(ref)
    question = None if ref is None else interview.form.questions.get(path_of(ref))
    if ref is None or node is None or question is None:
        return None
    names = tuple(name for name, _ in interview.instance.choices(question, node))
    return PromptRecord(0, desk.inbound.chat, number, record.id, ref, names, interview.sequence)


def _of_letter(desk: Desk, letter: str) -> InterviewRecord | None:
    """The open interview that a letter names, the active one where there is no letter."""
    if not letter:
        return desk.active()
    return next((record for record in desk.opened if record.letter == letter), None)


def _names_nothing(interview: Interview, text: str) -> Line | None:
    """A line whose number, set apart by «)», is that of no question of the guide; None for any other."""
    found = line(text)
    return found if found is not None and found.sure and resolve(interview, found.number) is None else None


def _resting(desk: Desk) -> InterviewRecord | None:
    """The only open interview, where this chat is in none: «12) 35» typed after «Pause» can be about no other."""
    return desk.opened[0] if desk.active() is None and len(desk.opened) == 1 else None


def _with_address(desk: Desk, active: InterviewRecord, text: str) -> str:
    """«4) non» for «la 4 c'est non», where there is such a question and it reads that; else the text as it is."""
    found = said_of(text, desk.tools.locales)
    if found is None:
        return text
    interview = desk.work(active).interview
    here = interview.form.questions.get(path_of(interview.current or ""))
    told = here is not None and QUESTION_TYPES[here.type].is_open(here.appearance)
    ref = resolve(interview, found.number)
    takes = ref is not None and (reads(interview, ref, found.words) or (found.sure and not told))
    return f"{found.number}) {found.words}" if takes else text


def _addressed(desk: Desk, text: str) -> bool:
    """Typed addresses: «12) 35», «B12 35», several lines of them, each for its own interview.

    Lines that begin with NB are notes on the line above; after «12) …», lines without a number go on with it.
    """
    told = _parted(text)
    if not told:
        return False
    groups: list[tuple[InterviewRecord, list[tuple[str, str]]]] = []
    for found, head, rest in told:
        record = _of_letter(desk, found.letter) or (_resting(desk) if found.sure and not found.letter else None)
        if record is None:
            return bool(found.letter) and _closed_letter(desk, found)
        if not groups or groups[-1][0].id != record.id:
            groups.append((record, []))
        groups[-1][1].append((head, rest))
    answers: list[tuple[InterviewRecord, i.Reply]] = []
    nowhere: list[str] = []
    for record, lines_of in groups:
        interview = desk.work(record).interview
        parts = [(head, rest) for head, rest in lines_of if not _names_nothing(interview, head)]
        nowhere += [wrong.number for head, _ in lines_of if (wrong := _names_nothing(interview, head))]
        refs = addressed(interview, "\n".join(head for head, _ in parts)) if parts else ()
        if parts and not refs:
            return False
        answers += [
            (record, i.Reply(said + rest, ref, addressed=True))
            for (ref, said), (_, rest) in zip(refs, parts, strict=True)
        ]
    for record, reply in answers:
        desk.step(record, reply)
    if nowhere:
        tell_gone(desk, "service.no_such_question", number=", ".join(dict.fromkeys(nowhere)))
    inbound = desk.inbound
    if desk.tools.bursts.add(inbound.chat, inbound.inbox, inbound.sent_at, len(answers)):
        for record, _ in groups:
            calling.in_bulk(desk, record)
    return True


def _parted(text: str) -> Sequence[tuple[Line, str, str]]:
    """The addressed lines of a message, each with its own text and what goes on below it; () when it has others."""
    told: list[tuple[Line, str, str]] = []
    for part in text.splitlines():
        if not part.strip():
            continue
        found = line(part)
        if found is not None:
            told.append((found, part, ""))
            continue
        if not told or not (told[-1][0].sure or told[-1][0].letter or not split_notes(part)[0]):
            return ()
        above, head, rest = told[-1]
        told[-1] = (above, head, f"{rest}\n{part}")
    return told


def _closed_letter(desk: Desk, found: Line) -> bool:
    """An address with the letter of an interview that is not open: about that one, or no address at all."""
    prompt = desk.uow.prompts.by_number(desk.inbound.chat, found.letter + found.number)
    if prompt is None or prompt.ref is None:
        return False
    record = record_of(desk, prompt.interview)
    if record is None:
        tell_gone(desk, "interview.not_asked")
    else:
        desk.step(record, i.Reply(found.words, prompt.ref, addressed=True))
    return True


def _replied(desk: Desk, text: str, message: int) -> bool:
    """A reply to the bot's question, or to the person's own answer to it."""
    asked = desk.uow.prompts.by_message(desk.inbound.chat, message)
    if asked is not None and asked.about in _ASKS_BACK and desk.yes_no(text) is not None:
        return _settled(desk, asked, text)
    said = _spoken_of(desk, message)
    if said is None:
        return False
    interview, ref = said
    record = record_of(desk, interview)
    key = desk.key_of(text)
    if record is None:
        tell_gone(desk, "interview.not_asked")
    elif key in _NON_RESPONSE:
        desk.step(record, i.NoAnswer(_NON_RESPONSE[key], ref))
    elif key in (Key.DONE, Key.NEXT):
        desk.step(record, i.Done(ref))
    else:
        desk.step(record, i.Reply(text, ref, addressed=True))
    return True


def _settled(desk: Desk, asked: PromptRecord, text: str) -> bool:
    """A yes or a no in reply to what the bot asked back: where that is settled it is no answer to anything else."""
    record = record_of(desk, asked.interview)
    if record is not None and (asked.about == "repeat" or waits_for(desk, record, asked)):
        desk.step(record, i.Confirmed(desk.yes_no(text) is True, asked.ref))
    else:
        tell_gone(desk, "interview.not_asked")
    return True


def _spoken_of(desk: Desk, message: int) -> tuple[int, Ref] | None:
    """The interview and the question that a message of this chat is about: it asks it, asks it back, or answers it."""
    prompt = desk.uow.prompts.by_message(desk.inbound.chat, message)
    if prompt is not None and prompt.about in ("question", *_ABOUT_ONE) and prompt.ref is not None:
        return prompt.interview, prompt.ref
    place = desk.uow.prompts.answer(desk.inbound.chat, message)
    return None if place is None or place.ref == NOWHERE else (place.interview, place.ref)


def _key(desk: Desk, active: InterviewRecord, before: PromptRecord | None, key: Key) -> bool:
    """A bare key word. Words that are also answers («oui», «aujourd'hui») are left to the question.

    Keys that record something are read against the prompt they were tapped at: a doubled «Passer» passes one question.
    """
    from dialogues.service import commands  # noqa: PLC0415 - commands call back into this module

    match key:
        case Key.HUNG_UP | Key.CUT:
            return calling.key(desk, active, key)
        case Key.SKIP | Key.DONT_KNOW | Key.REFUSED | Key.DONE | Key.NEXT if calling.held(desk, active):
            return False  # it bears no number
        case Key.BACK:
            desk.step(active, i.Back())
        case Key.AS_BEFORE:
            as_before(desk, active)
        case Key.SKIP | Key.DONT_KNOW | Key.REFUSED | Key.DONE | Key.NEXT:
            return _closing_key(desk, active, before, key)
        case Key.MENU:
            commands.interview_menu(desk, active)
        case Key.LANGUAGE:
            languages.choose(desk)
        case Key.LISTEN:
            ask_again(desk, whole=True)
        case Key.SEND:
            desk.step(active, i.Send())
        case Key.REVIEW:
            commands.review(desk, active)
        case Key.CORRECT:
            commands.correction_list(desk, active)
        case _:
            return False
    return True


def _key_of(desk: Desk, active: InterviewRecord, before: PromptRecord | None, text: str) -> Key | None:
    """The key that words are.

    «suivant» is «Suite» where there is an answer, or it takes several messages, else «Passer»; «jsp» is no story.
    """
    locales = desk.tools.locales
    key = desk.key_of(text)
    interview = desk.work(active).interview
    ref = interview.current if before is None else before.ref
    question = interview.form.questions.get(path_of(ref or ""))
    if ref is None or question is None:
        return key
    kind = QUESTION_TYPES[question.type]
    told = kind.is_open(question.appearance)
    if key is Key.NEXT or (key is None and locales.moves_on(text)):
        goes_on = told or kind.widget is Widget.MANY_OF or ref in interview.answers
        return Key.NEXT if goes_on else Key.SKIP
    if key is None and told and ref not in interview.answers:
        return _NOTHING_TOLD.get(locales.non_response(text) or "")
    return key


def _closing_key(desk: Desk, active: InterviewRecord, before: PromptRecord | None, key: Key) -> bool:
    names = standing(desk.work(active).interview).names if before is None else before.keys
    if key.value in names:
        return False  # this non-response is one of the choices
    if before is None and told_again(desk, desk.uow.prompts.latest(desk.inbound.chat)):
        desk.step(active, i.Resume())
        return True
    record = active if before is None else record_of(desk, before.interview)
    ref = None if before is None else before.ref
    if record is None or (before is not None and before.about != "question"):
        return True  # the question that it was tapped at has gone, and the next one stands below it already
    desk.step(record, i.NoAnswer(_NON_RESPONSE[key], ref) if key in _NON_RESPONSE else i.Done(ref))
    return True


# --- which question an unaddressed message is about ---------------------------------------------------------------


def _about(desk: Desk, active: InterviewRecord, prompt: PromptRecord, text: str) -> None:
    """Words typed at an older prompt: they are for that one, or for nothing."""
    record = record_of(desk, prompt.interview)
    yes = desk.yes_no(text)
    if record is None:
        ask_again(desk)
    elif prompt.about == "question" and prompt.ref is not None:
        desk.step(record, i.Reply(text, prompt.ref))
    elif yes is None:
        desk.step(active, i.Resume())
    elif prompt.about == "repeat" or waits_for(desk, record, prompt):
        desk.step(record, i.Confirmed(yes, prompt.ref))
    # else a doubled «oui»: what it was about is settled


def just_begun(desk: Desk, active: InterviewRecord, versions: set[int]) -> bool:
    """Whether the active interview was begun by the same tap, come twice: nobody has answered or seen it since."""
    newest = desk.uow.prompts.latest(desk.inbound.chat)
    seen = newest is not None and newest.message is not None and newest.message < desk.inbound.message
    return active.version in versions and not seen and not desk.work(active).interview.answers


# --- for remarks --------------------------------------------------------------------------------------------------


def of_interview(desk: Desk, interview: int) -> InterviewRecord | None:
    """An interview of the sender's, or of the sender's project where they lead it, that can still be spoken of."""
    return record_of(desk, interview)


def about_message(desk: Desk, message: int) -> tuple[InterviewRecord, Ref] | None:
    """The interview and the question that a message of this chat is about."""
    said = _spoken_of(desk, message)
    record = None if said is None else record_of(desk, said[0])
    return None if said is None or record is None else (record, said[1])


def at_address(desk: Desk, letter: str, number: str) -> tuple[InterviewRecord, Ref] | None:
    """The interview and the question that a printed address names now."""
    record = _of_letter(desk, letter)
    ref = None if record is None else resolve(desk.work(record).interview, number)
    return None if record is None or ref is None else (record, ref)


# --- edits, files, places -----------------------------------------------------------------------------------------


def edited(desk: Desk, content: EditedWords) -> None:
    """A message was edited: its new words count where the old ones stood."""
    place = desk.uow.prompts.answer(desk.inbound.chat, desk.inbound.message)
    record = None if place is None else record_of(desk, place.interview)
    if place is None or place.ref == NOWHERE or record is None:
        _edited_unplaced(desk, content)
        return
    work = desk.work(record)
    key = desk.key_of(content.text)
    if key in _NON_RESPONSE:
        desk.step(record, i.NoAnswer(_NON_RESPONSE[key], place.ref))
        return
    by_number = work.interview.by_number(place.sequence)
    if by_number:
        answers = calling.by_number(work.interview, content.text)
    else:
        answers = addressed(work.interview, content.text, place.ref)
    if not answers:
        desk.step(record, i.Edited(place.ref, place.sequence, content.text))
        return
    for ref, rest in answers:
        known = work.interview.answers.get(ref)
        sequence = place.sequence if ref == place.ref else (known.sequence if known is not None else 0)
        desk.step(record, i.Edited(ref, sequence, rest) if sequence else i.Reply(rest, ref, addressed=True))


def _edited_unplaced(desk: Desk, content: EditedWords) -> None:
    """An edited message that had not been an answer: now it may be one, to the question it was typed at."""
    if desk.active() is None or content.text.startswith("/"):
        return
    words(desk, content.text)


def _target(desk: Desk) -> tuple[InterviewRecord, Ref | None] | None:
    """What a photo or a place is about: the question replied to, the one it was sent at, else the current one."""
    said = None if desk.inbound.reply_to is None else _spoken_of(desk, desk.inbound.reply_to)
    active = desk.active()
    if said is None and active is not None:
        before = typed_before(desk, active, desk.uow.prompts.latest(desk.inbound.chat))
        if before is None or before.ref is None or before.about != "question":
            return active, None
        said = before.interview, before.ref
    record = None if said is None else record_of(desk, said[0])
    return None if record is None or said is None else (record, said[1])


def blob(desk: Desk, content: Blob) -> None:
    """A photo, voice message, video or document."""
    found = _target(desk)
    if found is None:
        _no_target(desk)
        return
    if content.size > FETCHABLE_BYTES:
        # Said at once: it can never be fetched, and to send the same again would help nobody.
        size, limit = -(-content.size // _MEGABYTE), FETCHABLE_BYTES // _MEGABYTE
        desk.say(Phrase("interview.file_too_large", {"found": size, "limit": limit}))
        return
    record, ref = found
    caption = content.caption
    if ref is None and calling.held(desk, record):
        ref = calling.captioned(desk.work(record).interview, caption)
        caption = "" if ref is not None else caption
    attachment = desk.tools.secrets.token()
    desk.step(
        record,
        i.BlobGiven(
            content.kind,
            content.file_id,
            safe_name(content, attachment),
            attachment,
            content.media_type,
            content.size,
            caption,
            ref,
        ),
    )


def _no_target(desk: Desk) -> None:
    if desk.active() is not None:
        tell_gone(desk, "interview.not_asked")
    else:
        desk.say(*desk.not_taken(), menu=True)


def safe_name(content: Blob, attachment: str) -> str:
    """The name that a file is known by in answers: nothing of the sender's own name for it but its ending."""
    ending = content.name.rpartition(".")[2].lower() if "." in content.name else ""
    if not re.fullmatch(r"[a-z0-9]{1,5}", ending):
        ending = _EXTENSIONS[content.kind]
    stem = re.sub(r"[^a-z0-9]", "", attachment.lower())[:12] or "fichier"
    return f"{stem}.{ending}"


def place(desk: Desk, content: Place) -> None:
    """A position."""
    found = _target(desk)
    if found is None:
        _no_target(desk)
        return
    record, ref = found
    desk.step(record, i.PlaceGiven(content.latitude, content.longitude, content.altitude, content.accuracy, ref))


def unsupported(desk: Desk) -> None:
    """A sticker, a contact card: no question takes it."""
    desk.say(Phrase("service.unsupported"), menu=desk.active() is None)
