"""/transcrire: what was said is written down, a recording at a time, by whoever heard it.

    the recording -> its words, in the language they were said in -> their French, or «Passer»

It can be left at any time and taken up later. A recording is one member's for half an hour: then it is the next
one's, and what the first one sends after all is kept as well. The words never change the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.errors import ConcurrentUpdate
from dialogues.forms.changes import plain_label
from dialogues.forms.languages import NATIVE, language_tag
from dialogues.forms.ref import path_of
from dialogues.interview.answering import MAX_TEXT
from dialogues.interview.prompting import address
from dialogues.locales import fold
from dialogues.messages import Button, Key, Phrase, Say, SendFile
from dialogues.ports import AttachmentStatus, InterviewRecord, PromptRecord, UnitOfWork
from dialogues.questions.text import clean
from dialogues.service import cut, interviewing, voices
from dialogues.service.desk import Desk, Line, number_of
from dialogues.service.findings import HOLE, shortened
from dialogues.service.typed import asked_for
from dialogues.transcripts import CLAIMED_MS, Recording, Transcript

WORDS, FRENCH = "transcribe", "translate"
"""What prompts are about that ask for the words of a recording (its key is the file's id) or for their French."""

_FRENCH = "fr"
_A_ROW = 2
_DRAFT = 1500
"""Characters of a draft that are shown; all of it is taken over."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A recording that is being written down, and where it was said."""

    recording: Recording
    record: InterviewRecord


# --- the queue ----------------------------------------------------------------------------------------------------


def start(desk: Desk, rest: str) -> None:
    """«/transcrire»: the recording that waits longest; with the number of an interview, all of that one's."""
    if rest:
        _of_interview(desk, rest)
        return
    interviewing.put_aside(desk)
    _offer(desk, None)


def another(desk: Desk, rest: str) -> None:
    """«⏭ Une autre»: this one waits for somebody else, or for later."""
    found = desk.uow.transcripts.recording(rest)
    me = desk.member()[1].id
    desk.plan.writes.append(lambda uow: uow.transcripts.release(rest, me))
    _offer(desk, found)


def stop(desk: Desk, rest: str) -> None:
    """«Arrêter»: what is written stays written."""
    me = desk.member()[1].id
    desk.plan.writes.append(lambda uow: uow.transcripts.release(rest, me))
    desk.say(Phrase("voices.stopped"), menu=True)


def waiting(desk: Desk) -> int:
    """How many recordings wait for the sender: of the project for who leads it, else their own."""
    _, membership, project = desk.member()
    return desk.uow.transcripts.waiting(project.id, _scope(desk, membership.id))


def _scope(desk: Desk, membership: int) -> int | None:
    return None if desk.leads else membership


def _offer(desk: Desk, after: Recording | None) -> None:
    """Send the next recording, and ask for its words."""
    _, membership, project = desk.member()
    while True:
        scope = _scope(desk, membership.id)
        found = desk.uow.transcripts.next(project.id, scope, membership.id, desk.now, after)
        if found is None:
            desk.say(Phrase("voices.none_left" if waiting(desk) else "voices.none"), menu=True)
            return
        record = desk.uow.interviews.interview(found.interview)
        if record is not None and voices.place_of(desk.work(record).interview, found.attachment) is not None:
            _ask_words(desk, _Job(found, record), left=waiting(desk))
            return
        # It was replaced by another answer: it is nobody's words any more.
        after = found
        desk.plan.writes.append(lambda uow, gone=found: uow.transcripts.drop(gone.attachment))  # type: ignore[misc]


def _ask_words(desk: Desk, job: _Job, *, left: int) -> None:
    history = desk.uow.transcripts.history(job.recording.attachment)
    attachment, me = job.recording.attachment, desk.member()[1].id
    lines: list[Line] = [Phrase("voices.ask_words")]
    rows: list[list[Button]] = []
    if history and not history[-1].reader:
        lines = [*_told(history[-1]), Phrase("voices.ask_better")]
    elif history:
        draft = history[-1]
        lines += [Phrase("voices.draft", {"text": shortened(draft.text, _DRAFT)})]
        rows.append([Button(Phrase("voices.draft_right"), f"heard:{draft.id}")])
    if left > 1:
        lines.append(Phrase("voices.left", {"n": left}))
    rows.append(
        [
            Button(Phrase("voices.another"), f"voice_next:{attachment}"),
            Button(Phrase("voices.stop"), f"voice_stop:{attachment}"),
        ]
    )
    sound = _sound(desk, job)

    def write(uow: UnitOfWork) -> None:
        if not uow.transcripts.claim(attachment, me, desk.now, desk.now + CLAIMED_MS):
            raise ConcurrentUpdate("somebody else began to write it down")
        uow.outbox.add(desk.inbound.chat, sound, interview=job.record.id)
        _put(desk, uow, job.record, Say(tuple(lines), tuple(tuple(row) for row in rows)), WORDS, (attachment,))

    desk.plan.writes.append(write)


def _put(desk: Desk, uow: UnitOfWork, record: InterviewRecord, said: Say, about: str, keys: Sequence[str]) -> None:
    """Ask for something that the next message answers."""
    prompt = uow.prompts.add(desk.inbound.chat, "", record.id, None, keys, record.sequence, about)
    uow.outbox.add(desk.inbound.chat, said, interview=record.id, prompt=prompt.id)


def _sound(desk: Desk, job: _Job) -> SendFile:
    """The recording with what it answers: number and words of the question, and the language of the interview."""
    interview = desk.work(job.record).interview
    ref = voices.place_of(interview, job.recording.attachment)
    kept = desk.uow.attachments.attachment(job.recording.attachment)
    question = None if ref is None else interview.form.questions.get(path_of(ref))
    words = {
        "number": "" if ref is None else address(interview, ref),
        "label": "" if question is None else shortened(plain_label(interview.form, question), HOLE),
        "code": job.record.code,
    }
    name = "voix.ogg" if kept is None else kept.name
    path = f"attachments/{job.record.id}/{job.recording.attachment}"
    return SendFile(path, name, Phrase("voices.to_write", words), spoken=True)


# --- what is typed ------------------------------------------------------------------------------------------------


def asked(desk: Desk) -> PromptRecord | None:
    """What the sender is asked to write down now; None where nothing is, or an interview is open in the chat."""
    return None if desk.active() is not None else asked_for(desk, WORDS, FRENCH)


def words(desk: Desk, text: str) -> bool:
    """Take words as what was said, or as its French.

    Returns:
        Whether they were asked for.
    """
    passes = desk.key_of(text) is Key.SKIP or fold(text) == "passer"
    said = clean(text)[:MAX_TEXT]
    begun = _begun(desk) if said and not passes else None
    prompt = asked(desk) if begun is None else begun[0]
    if prompt is None or desk.inbound.reply_to not in (None, prompt.message):
        return False
    record = interviewing.of_interview(desk, prompt.interview)
    found = desk.uow.transcripts.recording(prompt.keys[0])
    if record is None or found is None:
        desk.say(Phrase("service.button_gone"), menu=True)
    elif begun is not None:
        _goes_on(desk, _Job(found, record), begun[1], said)
    elif prompt.about == FRENCH:
        _translated(desk, record, number_of(prompt.keys[1]), "" if passes else said)
    elif not said:
        desk.say(Phrase("voices.ask_words"), about=record)
    elif not passes:
        _written(desk, _Job(found, record), said, _language(desk, record, said))
    else:
        _passed(desk, _Job(found, record))
    return True


def _begun(desk: Desk) -> tuple[PromptRecord, Transcript] | None:
    """What the message before began to say of a recording, where it was cut, and what had asked for it.

    The reply to the beginning may be there before its rest: what it asks, or that it asks nothing more, is no matter.
    """
    first = cut.begun(desk)
    if first is None or desk.active() is not None:
        return None
    prompt = desk.uow.prompts.latest(desk.inbound.chat, before_message=first.message)
    if prompt is None or prompt.about not in (WORDS, FRENCH):
        return None
    history = [one for one in desk.uow.transcripts.history(prompt.keys[0]) if not one.reader]
    return (prompt, history[-1]) if history and history[-1].member == desk.member()[1].code else None


def _goes_on(desk: Desk, job: _Job, begun: Transcript, said: str) -> None:
    """The rest of words, or of their French, that were too long for one message."""
    if begun.french and begun.french != begun.text:
        _translated(desk, job.record, begun.id, f"{begun.french}\n{said}")
    else:
        _written(desk, job, f"{begun.text}\n{said}"[:MAX_TEXT], begun.language)


def _passed(desk: Desk, job: _Job) -> None:
    """«Passer» for the words: those that stand stay, and their French is asked for; without any, another comes."""
    history = [one for one in desk.uow.transcripts.history(job.recording.attachment) if not one.reader]
    if not history:
        another(desk, job.recording.attachment)
        return
    then = _noted if history[-1].language == _FRENCH else _ask_french
    desk.plan.writes.append(lambda uow: then(desk, uow, job.record, history[-1]))


def _language(desk: Desk, record: InterviewRecord, text: str) -> str:
    """The language that words seem to be in, else the one that the interview is held in; "" where that is not clear.

    Interviews held in French hold answers in any language: there it takes somebody to say which.
    """
    held_in = language_tag(desk.work(record).interview.language)
    return desk.tools.guesser.language_of(text) or (held_in if held_in != _FRENCH else "")


def _written(desk: Desk, job: _Job, text: str, language: str) -> None:
    """Keep the words, and ask for their French where they are not French."""
    me = desk.member()[1]
    other = _overtaken(desk, job.recording)
    transcript = Transcript(
        0,
        job.record.project,
        job.record.id,
        job.recording.attachment,
        language,
        text,
        text if language == _FRENCH else "",
        me.code,
        desk.now,
    )

    def write(uow: UnitOfWork) -> None:
        made = uow.transcripts.write(transcript)
        if other:
            uow.outbox.add(desk.inbound.chat, Say((Phrase("voices.taken_over", {"member": other}),)))
        if language == _FRENCH:
            _noted(desk, uow, job.record, made)
        else:
            _ask_french(desk, uow, job.record, made)

    desk.plan.writes.append(write)


def _overtaken(desk: Desk, recording: Recording) -> str:
    """Code of who has it now, or has written it down since it was sent here; "" for nobody else."""
    me = desk.member()[1]
    if recording.claimed_by not in (None, me.id) and recording.claimed_until > desk.now:
        return desk.uow.people.membership(recording.claimed_by or 0).code
    written = [one for one in desk.uow.transcripts.history(recording.attachment) if not one.reader]
    lately = written and written[-1].member != me.code and recording.claimed_by != me.id
    return written[-1].member if lately and desk.now - written[-1].at < CLAIMED_MS else ""


def _translated(desk: Desk, record: InterviewRecord, number: int, french: str) -> None:
    found = desk.uow.transcripts.transcript(number)
    if found is None:
        desk.say(Phrase("service.button_gone"), menu=True)
        return

    def write(uow: UnitOfWork) -> None:
        if french:
            uow.transcripts.translate(found.id, french)
        _noted(desk, uow, record, found)

    desk.plan.writes.append(write)


def _ask_french(desk: Desk, uow: UnitOfWork, record: InterviewRecord, made: Transcript) -> None:
    known = Phrase("voices.ask_french", {"language": _name(made.language)})
    said = Say((known if made.language else Phrase("voices.ask_language"),), _languages(desk, record, made))
    _put(desk, uow, record, said, FRENCH, (made.attachment, str(made.id)))


def _noted(desk: Desk, uow: UnitOfWork, record: InterviewRecord, made: Transcript) -> None:
    """It is written down; how many are left, and the way to the next one."""
    _, membership, project = desk.member()
    left = uow.transcripts.waiting(project.id, _scope(desk, membership.id))
    rows: list[tuple[Button, ...]] = [(Button(Phrase("voices.next"), "voice_next:"),)] if left else []
    french = made.language == _FRENCH  # of other languages it was asked with the French
    lines = [Phrase("voices.noted_french" if french else "voices.noted", {"language": _name(made.language)})]
    if french:
        rows += _languages(desk, record, made)
    if left:
        lines.append(Phrase("voices.left", {"n": left}))
    _put(desk, uow, record, Say(tuple(lines), tuple(rows)), "noted", ())


def _name(tag: str) -> str:
    return NATIVE.get(tag, tag) or "?"


def _languages(desk: Desk, record: InterviewRecord, made: Transcript) -> tuple[tuple[Button, ...], ...]:
    """The languages that it may be in instead, those of the guide first."""
    guide = [language_tag(language) for language in desk.work(record).interview.form.languages]
    tags = dict.fromkeys([*(tag for tag in guide if tag in NATIVE), *NATIVE])
    buttons = [Button(NATIVE[tag], f"voice_in:{made.id}:{tag}") for tag in tags if tag != made.language]
    return tuple(tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW))


# --- buttons ------------------------------------------------------------------------------------------------------


def chosen(desk: Desk, rest: str) -> None:
    """Another language for what was written down."""
    number, _, tag = rest.partition(":")
    found, record = _transcript(desk, number)
    if found is None or record is None or tag not in NATIVE:
        desk.say(Phrase("service.button_gone"))
        return

    def write(uow: UnitOfWork) -> None:
        uow.transcripts.set_language(found.id, tag)
        if tag == _FRENCH and not found.french:
            uow.transcripts.translate(found.id, found.text)
        made = uow.transcripts.transcript(found.id)
        if made is not None and (tag == _FRENCH or (made.french and made.french != made.text)):
            _noted(desk, uow, record, made)
        elif made is not None:
            if made.french:
                uow.transcripts.translate(made.id, "")  # it was taken for French
            _ask_french(desk, uow, record, made)

    desk.plan.writes.append(write)


def as_heard(desk: Desk, rest: str) -> None:
    """«C'est juste»: a recogniser's draft becomes what this person says was said."""
    found, record = _transcript(desk, rest)
    recording = None if found is None else desk.uow.transcripts.recording(found.attachment)
    if found is None or record is None or recording is None or not found.reader:
        desk.say(Phrase("service.button_gone"))
        return
    _written(desk, _Job(recording, record), found.text, found.language or _language(desk, record, found.text))


def correct(desk: Desk, rest: str) -> None:
    """Hear a recording once more and write it down better."""
    found = desk.uow.transcripts.recording(rest)
    allowed = None if found is None else voices.allowed(desk, rest)
    if found is None or allowed is None or allowed[0].status is not AttachmentStatus.STORED:
        desk.say(Phrase("service.button_gone"))
        return
    interviewing.put_aside(desk)
    _ask_words(desk, _Job(found, allowed[1]), left=0)


def _transcript(desk: Desk, number: str) -> tuple[Transcript | None, InterviewRecord | None]:
    found = desk.uow.transcripts.transcript(number_of(number))
    return found, None if found is None else interviewing.of_interview(desk, found.interview)


def _of_interview(desk: Desk, rest: str) -> None:
    """What was said in one interview, and what is written down of it."""
    code = "".join(sign for sign in rest.upper() if sign.isalnum())
    named = desk.uow.interviews.by_code(desk.member()[2].id, code)
    record = None if named is None else interviewing.of_interview(desk, named.id)
    if record is None:
        desk.say(Phrase("service.no_such_code"))
        return
    written = {one.attachment: one for one in desk.uow.transcripts.of_interview(record.id)}
    said = voices.numbered(desk.work(record).interview)
    if not said:
        desk.say(Phrase("voices.none_in", {"code": record.code}))
        return
    lines: list[Line] = [Phrase("voices.in_interview", {"code": record.code})]
    rows: list[list[Button]] = []
    for number, attachment in said[: voices.LISTED]:
        lines.append(Phrase("voices.of_question", {"number": number}))
        one = written.get(attachment)
        lines += [Phrase("voices.not_written")] if one is None else _told(one)
        rows.append(
            [
                Button(Phrase("voices.hear", {"number": number}), f"hear:{attachment}"),
                Button(Phrase("voices.correct", {"number": number}), f"rewrite:{attachment}"),
            ]
        )
    desk.say(*lines, rows=rows, about=record)


def _told(one: Transcript) -> list[Line]:
    """What is written down, and its French."""
    words: dict[str, str | int | Phrase] = {
        "language": _name(one.language),
        "text": shortened(one.text, _DRAFT),
        "member": one.member,
    }
    lines: list[Line] = [Phrase("voices.written", words)]
    if one.french and one.french != one.text:
        lines.append(Phrase("voices.french", {"text": shortened(one.french, _DRAFT)}))
    return lines
