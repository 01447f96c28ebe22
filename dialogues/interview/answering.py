"""Words, places and files as answers: read by the question they are about, or handed to the readers."""

from __future__ import annotations

import datetime as dt

from dialogues.forms.definition import WHEN_SENT, Question
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview import speaking
from dialogues.interview.accepting import accept, again, changed_since, done, mixed, proposed, record_no_answer
from dialogues.interview.choosing import offered, with_ticks
from dialogues.interview.consequences import look
from dialogues.interview.held import NIGHT_ENDS
from dialogues.interview.instance import LiveNode
from dialogues.interview.narrowing import LONG_LIST, found_in
from dialogues.interview.outline import stops
from dialogues.interview.turn import Turn, address_in
from dialogues.messages import Phrase
from dialogues.questions import QUESTION_TYPES, Read, Unread
from dialogues.questions.geopoint import from_place
from dialogues.questions.places import points_of, with_place
from dialogues.questions.text import clean

MAX_TEXT = 100_000
"""Characters of one open answer; more than any person types, less than what slows a form down."""


def reply(turn: Turn, given: i.Reply) -> None:
    """Words about a question, the one that waits or the one they are addressed to."""
    pending = turn.interview.pending
    here = not given.addressed and (given.ref is None or (pending is not None and given.ref == pending.ref))
    ref = given.ref or turn.interview.current
    found = turn.question(ref)
    words, notes = split_notes(clean(given.text))
    if ref is None or found is None:
        asks = ref is None or path_of(ref) in turn.form.repeats
        if here and asks and words:
            turn.effects.append(f.Interpret(ref, words))
        else:
            _drop_proposal(turn, here=here)
            _reply_elsewhere(turn, ref)
        return
    question, node = found
    kind = QUESTION_TYPES[question.type]
    told = kind.is_open(question.appearance)
    read = None if told or not words else turn.read(question, node, words, (given.speaks, given.language))
    unread = isinstance(read, Unread) and not read.final
    if not unread:  # what is proposed stands until it is known what the words mean: they may say yes to it
        _drop_proposal(turn, here=here)
        turn.overtake(ref)
    for note in notes:
        turn.record(e.NoteAdded(turn.now, ref, note))
    if not words:
        if notes:
            turn.tell("interview.note_kept", address=address_in(question, ref))
        else:
            turn.decline(ref, Phrase("interview.empty"))
    elif isinstance(read, Read):
        alone = given.addressed or read.confirm  # what is asked back is all of the answer
        value = read.value if alone else with_ticks(turn, question, node, read.value)
        answer = e.AnswerRecorded(turn.now, ref, value, words, doubtful=read.doubtful)
        _as_read(turn, question, node, answer, confirm=read.confirm)
    elif unread:
        turn.effects.append(f.Interpret(ref, words, here))
    elif read is not None:
        turn.decline(ref, read.phrase)
    else:
        _open_text(turn, question, node, words, given)


def _as_read(turn: Turn, question: Question, node: LiveNode, answer: e.AnswerRecorded, *, confirm: bool) -> None:
    if confirm and node.stored != answer.value:
        _asked_back(turn, node, answer)
    elif not (question.type == "date" and _of_the_night(turn, node, answer.value, answer.text)):
        accept(turn, node, answer)


def _asked_back(turn: Turn, node: LiveNode, answer: e.AnswerRecorded) -> None:
    """A value that was worked out of the words: it is stored once the person says that it is right."""
    if mixed(turn.form.questions[path_of(answer.ref)], answer.value):
        turn.refuse("interview.exclusive")
    elif not turn.instance.allows(node, answer.value):
        turn.refuse_value(node)
    else:
        turn.record(proposed(answer, "reading"))
        turn.ask()


def _drop_proposal(turn: Turn, *, here: bool) -> None:
    """Words said to whatever waits, and no yes to it, take its place."""
    if here and turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))


def _of_the_night(turn: Turn, node: LiveNode, value: str, words: str) -> bool:
    """Before 4 in the morning «aujourd'hui» may well be yesterday: it is asked (FIELD, «The day», 5).

    Returns:
        Whether it was asked. A day that is written in figures is meant as it is written.
    """
    now = turn.instance.now()
    yesterday = (now.date() - dt.timedelta(days=1)).isoformat()
    if now.hour >= NIGHT_ENDS or value != now.date().isoformat() or any(sign.isdigit() for sign in words):
        return False
    if node.stored == value or not turn.instance.allows(node, yesterday) or not turn.instance.allows(node, value):
        return False
    turn.record(e.Proposed(turn.now, node.ref, "night", yesterday, words))
    turn.ask()
    return True


def _reply_elsewhere(turn: Turn, ref: Ref | None) -> None:
    """Words where no question waits: at the end, at «Ajouter …?», or about a question that is not asked."""
    if ref is None:
        turn.refuse("interview.at_the_end")
    elif path_of(ref) in turn.form.repeats:
        turn.refuse("interview.yes_or_no")
    else:
        turn.decline(ref, Phrase("interview.not_asked"))


def split_notes(text: str) -> tuple[str, tuple[str, ...]]:
    """Tell the agent's own notes (lines that begin with NB) from the answer.

    In small letters («nb de femmes») it is short for «nombre», unless a sign follows: «nb : …».

    Returns:
        The answer without them, and the notes.
    """
    words: list[str] = []
    notes: list[str] = []
    for line in text.splitlines():
        head, rest = line.lstrip()[:2], line.lstrip()[2:]
        sign = rest.lstrip()[:1]
        set_apart = not rest or not rest[0].isalnum() if head == "NB" else bool(sign) and sign in ".:-–—"
        if head.upper() == "NB" and set_apart:
            note = rest.lstrip(" .:-–—").strip()
            if note:
                notes.append(note)
        else:
            words.append(line)
    return "\n".join(words).strip(), tuple(notes)


def _open_text(turn: Turn, question: Question, node: LiveNode, words: str, given: i.Reply) -> None:
    ref = node.ref
    if len(node.stored) + len(words) > MAX_TEXT:
        turn.refuse("interview.too_long", n=MAX_TEXT)
        return
    before = turn.interview.answers.get(ref)
    answered = before is not None and before.statut == "repondu"
    here = ref == turn.interview.current
    if before is not None and answered and (given.addressed if not here else before.sequence < turn.interview.arrived):
        _corrected_text(turn, node, words, here=here)
        return
    if answered and not turn.instance.satisfied(node) and _only_by_itself(turn, node, words):
        turn.record(e.AnswerRecorded(turn.now, ref, words, words))
    else:
        turn.record(e.TextAdded(turn.now, ref, words, given.language))
    if given.addressed and not here:
        turn.ask(acknowledged=(turn.noted(ref),))  # another question waits: nothing more is asked about this one
    else:
        turn.tell("interview.text_kept", address=address_in(question, ref), of=ref)
    turn.changed(node)
    turn.stay_on_the_way()


def _corrected_text(turn: Turn, node: LiveNode, words: str, *, here: bool) -> None:
    """Words for an open answer that was closed: they would replace it, so it is asked."""
    if node.stored != words:
        turn.record(e.Proposed(turn.now, node.ref, "correct", words, words))
        turn.ask()
    elif here:
        done(turn, node.ref)


def _only_by_itself(turn: Turn, node: LiveNode, words: str) -> bool:
    """Whether words meet a constraint that what was told before, with or without them, does not."""
    return turn.instance.allows(node, words) and not turn.instance.allows(node, f"{node.stored}\n{words}")


def no_answer(turn: Turn, given: i.NoAnswer) -> None:
    """«Ne sait pas», «Ne souhaite pas répondre», «Passer»."""
    ref = given.ref or turn.interview.current
    found = turn.question(ref)
    if ref is None or found is None:
        _reply_elsewhere(turn, ref)
        return
    turn.overtake(ref)
    question, node = found
    before = turn.interview.answers.get(ref)
    begun = before is not None and (before.ticking or QUESTION_TYPES[question.type].is_open(question.appearance))
    if given.kind is i.NonResponse.SKIPPED and begun and node.stored and ref == turn.interview.current:
        done(turn, ref)  # «Passer» after words or ticks means that there are no more: they are not thrown away
    elif given.kind is i.NonResponse.SKIPPED and turn.instance.required(node):
        turn.refuse("interview.required", ref=node.ref)
    elif before is not None and before.statut == given.kind.value and ref != turn.interview.current:
        again(turn, ref, typed=bool(given.text))
    else:
        answer = e.NonResponseRecorded(
            turn.now, ref, given.kind.value, given.text, given.reader, given.model, given.confidence
        )
        corrects = before is not None and ref != turn.interview.current and before.statut == "repondu"
        if corrects or not given.certain:
            turn.record(proposed(answer, "correct" if corrects else "reading"))
            turn.ask()
        else:
            record_no_answer(turn, node, answer)


def place(turn: Turn, given: i.PlaceGiven) -> None:
    """A position."""
    found = turn.question(given.ref or turn.interview.current)
    if found is None or not QUESTION_TYPES[found[0].type].place:
        turn.refuse("interview.no_place_here")
        return
    if turn.interview.strict:
        turn.refuse("interview.no_place_strict")
        return
    question, node = found
    turn.overtake(node.ref)
    read = from_place(given.latitude, given.longitude, given.altitude, given.accuracy)
    if isinstance(read, Unread):
        turn.ask(refused=read.phrase)
    elif QUESTION_TYPES[question.type].several_places:
        _one_more_place(turn, node, read.value)
    else:
        accept(turn, node, e.AnswerRecorded(turn.now, node.ref, read.value))


def _one_more_place(turn: Turn, node: LiveNode, point: str) -> None:
    """A place of a line or a plot: it joins those that were sent since the question was put, until «✔ Terminé»."""
    before = turn.interview.answers.get(node.ref)
    value = with_place(node.stored if before is not None and before.ticking else "", point)
    if node.ref != turn.interview.current:
        turn.refuse("interview.no_place_here")
        return
    turn.record(e.AnswerRecorded(turn.now, node.ref, value, reader="key", stay=True))
    turn.changed(node)
    turn.ask(acknowledged=(Phrase("questions.places_so_far", {"n": len(points_of(value))}),))


def blob(turn: Turn, given: i.BlobGiven) -> None:
    """A photo, voice message, video or document."""
    refusal = speaking.refused(turn.interview, given)
    if refusal:
        turn.refuse(refusal)
        return
    ref = given.ref or turn.interview.current
    found = turn.question(ref)
    if given.ref is None and not _takes(found, given):
        ref = _taken_whenever(turn, given)
        found = turn.question(ref)
    if ref is None or found is None or not _takes(found, given):
        turn.refuse(f"interview.no_{given.kind}_here")
        return
    question, node = found
    turn.overtake(ref)
    caption = clean(given.caption)
    if caption:
        turn.record(e.NoteAdded(turn.now, ref, caption))
    if QUESTION_TYPES[question.type].decoded:
        turn.effects.append(f.ReadCodes(ref, given.file_id))
        return
    if speaking.takes(question, given):
        speaking.said(turn, question, node, given)
        return
    if not turn.instance.allows(node, given.name):
        turn.refuse_value(node)
        return
    turn.effects.append(
        f.Fetch(ref, given.kind, given.file_id, given.name, given.media_type, given.size, given.attachment)
    )
    answer = e.AnswerRecorded(turn.now, ref, given.name, reader="key", attachment=given.attachment)
    accept(turn, node, answer, confirmed=True)


def _takes(found: tuple[Question, LiveNode] | None, given: i.BlobGiven) -> bool:
    if found is None:
        return False
    kind = QUESTION_TYPES[found[0].type]
    taken = kind.takes(given.kind, given.media_type) or speaking.takes(found[0], given)
    return taken or (kind.decoded and given.kind == "image")


def _taken_whenever(turn: Turn, given: i.BlobGiven) -> Ref | None:
    """The question that takes a file whenever it is sent, and has none yet."""
    for stop in stops(turn.form, turn.instance):
        if isinstance(stop.control, Question) and WHEN_SENT in stop.control.appearance:
            answer = turn.interview.answers.get(stop.ref)
            if (answer is None or answer.statut != "repondu") and _takes(turn.question(stop.ref), given):
                return stop.ref
    return None


def edited(turn: Turn, given: i.Edited) -> None:
    """A message was edited: its new words count, or the old value stays and the person is told."""
    found = turn.question(given.ref)
    answer = turn.interview.answers.get(given.ref)
    if found is None or answer is None:
        turn.tell("interview.edit_not_asked")
        return
    question, node = found
    address = address_in(question, given.ref)
    kind = QUESTION_TYPES[question.type]
    words, notes = split_notes(clean(given.text))
    for note in notes:
        if note not in turn.interview.notes.get(given.ref, ()):
            turn.record(e.NoteAdded(turn.now, given.ref, note))
    if kind.is_open(question.appearance):
        typed = {sequence for sequence, _ in answer.parts} - {voice.part for voice in answer.voices}
        if given.sequence not in typed:
            turn.tell("interview.edit_too_late", address=address)
        elif not words:
            turn.tell("interview.edit_unread", address=address)
        else:
            seen = look(turn.interview)
            turn.record(e.TextReplaced(turn.now, given.ref, given.sequence, words))
            turn.changed(node)
            turn.stay_on_the_way()
            for phrase in (turn.noted(given.ref), *changed_since(turn, seen, given.ref)):
                turn.effects.append(f.Tell(phrase))
        return
    read = turn.read(question, node, words)
    if isinstance(read, Unread):
        turn.tell("interview.edit_unread", address=address)
    elif mixed(question, read.value) or not turn.instance.allows(node, read.value):
        turn.tell("interview.edit_refused", address=address)
    elif (read.confirm or answer.sequence != given.sequence) and node.stored != read.value:
        turn.record(e.Proposed(turn.now, given.ref, "correct", read.value, words))
        turn.ask()
    elif node.stored != read.value:
        accept(
            turn, node, e.AnswerRecorded(turn.now, given.ref, read.value, words, doubtful=read.doubtful), confirmed=True
        )


def interpreted(turn: Turn, given: i.Interpreted) -> None:
    """What readers made of words that the question itself could not read."""
    _drop_proposal(turn, here=given.here)
    found = turn.question(given.ref)
    if given.ref is None or found is None:
        _reply_elsewhere(turn, given.ref)
        return
    turn.overtake(given.ref)
    question, node = found
    kind = QUESTION_TYPES[question.type]
    if given.value is None or not kind.valid(given.value) or not offered(turn, question, node, given.value):
        context = turn.context(question, node)
        read = kind.parse(given.text, context)
        here = given.ref == turn.interview.current
        if here and len(context.options) > LONG_LIST and found_in(context.options, given.text):
            turn.effects.append(f.Ask(search=given.text))
            return
        turn.decline(given.ref, read.phrase if isinstance(read, Unread) else Phrase("interview.empty"))
        return
    answer = e.AnswerRecorded(
        turn.now,
        given.ref,
        with_ticks(turn, question, node, given.value) if given.certain else given.value,
        given.text,
        given.reader,
        model=given.model,
        confidence=given.confidence,
    )
    if given.certain:
        accept(turn, node, answer)
    else:
        _asked_back(turn, node, answer)
