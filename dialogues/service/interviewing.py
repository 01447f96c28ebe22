"""What members write while they hold interviews: keys, addresses, replies, edits, files and places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogues.forms.languages import language_for
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.addressing import Press, addressed, line, press, resolve
from dialogues.interview.engine import start
from dialogues.interview.prompting import standing
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Blob, Button, EditedWords, Key, Phrase, Place
from dialogues.ports import GuideVersion, InterviewRecord, PromptRecord
from dialogues.service.desk import Desk
from dialogues.service.plan import Work

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_EXTENSIONS = {"image": "jpg", "audio": "ogg", "video": "mp4", "file": "bin"}

_NON_RESPONSE = {
    Key.DONT_KNOW: i.NonResponse.DONT_KNOW,
    Key.REFUSED: i.NonResponse.REFUSED,
    Key.SKIP: i.NonResponse.SKIPPED,
}


# --- beginning and changing ---------------------------------------------------------------------------------------


def begin(desk: Desk, version: GuideVersion, *, trial: bool) -> None:
    """Start an interview; the one that was active in this chat is suspended."""
    account, membership, project = desk.member()
    letter = next((free for free in _LETTERS if all(record.letter != free for record in desk.opened)), "")
    if not letter:
        desk.say(Phrase("service.too_many_open"))
        return
    suspend_active(desk)
    form = desk.tools.shelf.form(desk.uow, version.id)
    code = _free_code(desk)
    started = e.InterviewStarted(
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
            "field/code_attribue": code,
        },
        trial,
    )
    interview, first = start(form, started)
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
    work = Work(record, interview, list(first.events), list(first.effects), fresh=True)
    desk.plan.works.append(work)
    desk.account = account


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


def resume(desk: Desk, record: InterviewRecord) -> None:
    """Take an open interview up in this chat."""
    suspend_active(desk, but=record.id)
    desk.enter(record.id)
    desk.step(record, i.Resume())


# --- words --------------------------------------------------------------------------------------------------------


def words(desk: Desk, text: str) -> None:
    """Take words in: a key, an addressed answer, a reply to an old question, or the answer to the current one."""
    pressed = press(text)
    if pressed is not None and _pressed(desk, pressed):
        return
    if desk.inbound.reply_to is not None and _replied(desk, text, desk.inbound.reply_to):
        return
    active = desk.active()
    if _confirmed_elsewhere(desk, active, text):
        return
    if active is None:
        _nothing_open(desk, text)
        return
    key = desk.tools.locales.key_of(text, desk.tag)
    if key is not None and _key(desk, active, key):
        return
    named = _named(desk, active, text)
    answers = addressed(desk.work(named).interview, text)
    if answers:
        desk.step(named, *(i.Reply(rest, ref, addressed=True) for ref, rest in answers))
        return
    before = _typed_before(desk, active)
    if before is not None:
        _about(desk, before, text)
    elif _waits_for_yes(desk, active) and (yes := desk.tools.locales.yes_no(text)) is not None:
        desk.step(active, i.Confirmed(yes))
    else:
        desk.step(active, i.Reply(text))


def _confirmed_elsewhere(desk: Desk, active: InterviewRecord | None, text: str) -> bool:
    """A yes or a no to the newest prompt, where that is about an interview that is not the active one."""
    newest = desk.uow.prompts.latest(desk.inbound.chat)
    if newest is None or newest.about in ("question", "end") or (active is not None and active.id == newest.interview):
        return False
    yes = desk.tools.locales.yes_no(text)
    record = None if yes is None else _record(desk, newest.interview)
    if yes is None or record is None or desk.work(record).interview.pending is None:
        return False
    desk.step(record, i.Confirmed(yes, newest.ref))
    return True


def _waits_for_yes(desk: Desk, record: InterviewRecord) -> bool:
    return standing(desk.work(record).interview).about not in ("question", "end")


def _named(desk: Desk, active: InterviewRecord, text: str) -> InterviewRecord:
    """The interview that the letter of a typed address names, else the active one."""
    found = line(text.splitlines()[0]) if text.strip() else None
    if found is not None and found.letter:
        for record in desk.opened:
            if record.letter == found.letter:
                return record
    return active


def _nothing_open(desk: Desk, text: str) -> None:
    found = line(text.splitlines()[0]) if text.strip() else None
    if found is not None and found.letter:
        for record in desk.opened:
            answers = addressed(desk.work(record).interview, text) if record.letter == found.letter else ()
            if answers:
                desk.step(record, *(i.Reply(rest, ref, addressed=True) for ref, rest in answers))
                return
    desk.say(Phrase("service.on_pause" if desk.opened else "service.nothing_open"), menu=True)


def _record(desk: Desk, interview: int) -> InterviewRecord | None:
    """One of the sender's own open interviews, or a sent one that can still be spoken of."""
    for record in desk.opened:
        if record.id == interview:
            return record
    found = desk.uow.interviews.interview(interview)
    if found is None or desk.membership is None or found.status is InterviewStatus.WITHDRAWN:
        return None
    theirs = desk.leads and found.project == desk.membership.project
    return found if theirs or found.membership == desk.membership.id else None


def _pressed(desk: Desk, pressed: Press) -> bool:
    """A key that bears an address finds its question through the stored prompt."""
    prompt = desk.uow.prompts.by_number(desk.inbound.chat, pressed.address) or _never_put(desk, pressed.address)
    record = None if prompt is None else _record(desk, prompt.interview)
    if prompt is None or record is None:
        return _key_gone(desk)
    if pressed.position is not None:
        return _position_pressed(desk, record, prompt, pressed.position)
    key = desk.tools.locales.key_of(pressed.word, desk.tag)
    if key in (Key.PREVIOUS_PAGE, Key.NEXT_PAGE) and prompt.ref is not None:
        desk.step(record, i.Turn(prompt.ref, max(0, (pressed.page or 1) - 1)))
    elif key in (Key.DONE, Key.NEXT):
        desk.step(record, i.Done(prompt.ref))
    elif key in (Key.YES, Key.NO):
        desk.step(record, i.Confirmed(key is Key.YES, prompt.ref))
    elif key in (Key.DONT_KNOW, Key.REFUSED, Key.SKIP):
        desk.step(record, i.NoAnswer(_NON_RESPONSE[key], prompt.ref))
    elif prompt.ref is not None and prompt.about == "question":
        desk.step(record, i.Reply(pressed.word, prompt.ref))
    else:
        return _key_gone(desk)
    return True


def _never_put(desk: Desk, number: str) -> PromptRecord | None:
    """The prompt that an address would have, for a question that was not put in this chat yet."""
    letter, plain_number = (number[0], number[1:]) if number[0].isalpha() else ("", number)
    active = desk.active()
    record = next((record for record in desk.opened if record.letter == letter), active) if letter else active
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


def _key_gone(desk: Desk) -> bool:
    """A key whose question is not there any more: it is never taken for words."""
    desk.say(Phrase("service.key_gone"), menu=desk.active() is None)
    active = desk.active()
    if active is not None:
        desk.step(active, i.Turn(Ref("")))
    return True


def _position_pressed(desk: Desk, record: InterviewRecord, prompt: PromptRecord, position: int) -> bool:
    if prompt.ref is None or not 1 <= position <= len(prompt.keys):
        return _key_gone(desk)
    desk.step(record, i.ChoiceTaken(prompt.ref, prompt.keys[position - 1]))
    return True


def _replied(desk: Desk, text: str, message: int) -> bool:
    """A reply to the bot's question, or to the person's own answer to it."""
    prompt = desk.uow.prompts.by_message(desk.inbound.chat, message)
    if prompt is not None and prompt.about == "question" and prompt.ref is not None:
        interview, ref = prompt.interview, prompt.ref
    else:
        place = desk.uow.prompts.answer(desk.inbound.chat, message)
        if place is None:
            return False
        interview, ref = place.interview, place.ref
    record = _record(desk, interview)
    if record is None:
        return False
    key = desk.tools.locales.key_of(text, desk.tag)
    if key in _NON_RESPONSE:
        desk.step(record, i.NoAnswer(_NON_RESPONSE[key], ref))
    else:
        desk.step(record, i.Reply(text, ref, addressed=True))
    return True


def _key(desk: Desk, active: InterviewRecord, key: Key) -> bool:
    """A bare key word. Words that are also answers («oui», «aujourd'hui») are left to the question."""
    from dialogues.service import commands  # noqa: PLC0415 - commands call back into this module

    match key:
        case Key.BACK:
            desk.step(active, i.Back())
        case Key.SKIP | Key.DONT_KNOW | Key.REFUSED:
            if _is_choice(desk, active, key):
                return False
            desk.step(active, i.NoAnswer(_NON_RESPONSE[key]))
        case Key.DONE | Key.NEXT:
            desk.step(active, i.Done())
        case Key.MENU:
            commands.interview_menu(desk, active)
        case Key.SEND:
            desk.step(active, i.Send())
        case Key.REVIEW:
            commands.review(desk, active)
        case Key.CORRECT:
            commands.correction_list(desk, active)
        case _:
            return False
    return True


def _is_choice(desk: Desk, active: InterviewRecord, key: Key) -> bool:
    """Whether the current question has this non-response among its choices: then it is one of them."""
    return key.value in standing(desk.work(active).interview).names


# --- which question an unaddressed message is about ---------------------------------------------------------------


def _typed_before(desk: Desk, active: InterviewRecord) -> PromptRecord | None:
    """The older prompt that a message was typed at, if the current one did not exist then."""
    prompts = desk.uow.prompts
    newest = prompts.latest(desk.inbound.chat)
    if newest is None or (newest.message is not None and newest.message < desk.inbound.message):
        return None
    older = prompts.latest(desk.inbound.chat, before_message=desk.inbound.message)
    if older is None or older.interview != active.id:
        return None
    now = standing(desk.work(active).interview)
    return None if (older.about, older.ref) == (now.about, now.ref) else older


def _about(desk: Desk, prompt: PromptRecord, text: str) -> None:
    record = _record(desk, prompt.interview)
    yes = desk.tools.locales.yes_no(text)
    if record is None:
        return
    if prompt.about == "question" and prompt.ref is not None:
        desk.step(record, i.Reply(text, prompt.ref))
    elif yes is not None:
        desk.step(record, i.Confirmed(yes, prompt.ref))
    else:
        desk.step(record, i.Resume())


def _about_ref(desk: Desk, active: InterviewRecord) -> Ref | None:
    """The question that a photo or a place is about; None for the current one."""
    if desk.inbound.reply_to is not None:
        prompt = desk.uow.prompts.by_message(desk.inbound.chat, desk.inbound.reply_to)
        if prompt is not None and prompt.interview == active.id:
            return prompt.ref
    before = _typed_before(desk, active)
    return None if before is None else before.ref


# --- edits, files, places -----------------------------------------------------------------------------------------


def edited(desk: Desk, content: EditedWords) -> None:
    """A message was edited: its new words count where the old ones stood."""
    place = desk.uow.prompts.answer(desk.inbound.chat, desk.inbound.message)
    record = None if place is None else _record(desk, place.interview)
    if place is None or record is None:
        _edited_unplaced(desk, content)
        return
    work = desk.work(record)
    answers = addressed(work.interview, content.text)
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


def blob(desk: Desk, content: Blob) -> None:
    """A photo, voice message, video or document."""
    active = desk.active()
    if active is None:
        desk.say(Phrase("service.nothing_open"), menu=True)
        return
    attachment = desk.tools.secrets.token()
    name = safe_name(content, attachment)
    desk.step(
        active,
        i.BlobGiven(
            content.kind,
            content.file_id,
            name,
            attachment,
            content.media_type,
            content.size,
            content.caption,
            _about_ref(desk, active),
        ),
    )


def safe_name(content: Blob, attachment: str) -> str:
    """The name that a file is known by in answers: nothing of the sender's own name for it but its ending."""
    ending = content.name.rpartition(".")[2].lower() if "." in content.name else ""
    if not re.fullmatch(r"[a-z0-9]{1,5}", ending):
        ending = _EXTENSIONS[content.kind]
    stem = re.sub(r"[^a-z0-9]", "", attachment.lower())[:12] or "fichier"
    return f"{stem}.{ending}"


def place(desk: Desk, content: Place) -> None:
    """A position."""
    active = desk.active()
    if active is None:
        desk.say(Phrase("service.nothing_open"), menu=True)
        return
    desk.step(
        active,
        i.PlaceGiven(content.latitude, content.longitude, content.altitude, content.accuracy, _about_ref(desk, active)),
    )


def unsupported(desk: Desk) -> None:
    """A sticker, a contact card: no question takes it."""
    if desk.active() is None:
        desk.say(Phrase("service.unsupported"), menu=True)
    else:
        desk.say(Phrase("service.unsupported"))


def open_rows(desk: Desk, records: Sequence[InterviewRecord]) -> list[list[Button]]:
    """A button for each open interview: letter, discreet title, hour; never an answer."""
    rows: list[list[Button]] = []
    for record in records:
        form = desk.tools.shelf.form(desk.uow, record.version)
        title = form.settings.get("titre_discret") or form.title
        rows.append([Button(f"{record.letter} · {title} · {record.code}", f"open:{record.id}")])
    return rows
