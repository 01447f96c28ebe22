"""A call: nothing is asked while it lasts, and whatever begins with a number is stored (FIELD, «The day», 1, 3, 4).

Answers come in any order, so a question need not be asked yet to be answered, and the newest answer counts without a
question back. What the guide would refuse is stored «à vérifier»; what cannot be read, or has no place yet, is kept
in its words. Both are looked at once the agent has hung up.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.forms.definition import Question
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.accepting import BY_PHOTO, mixed
from dialogues.interview.answering import MAX_TEXT, split_notes
from dialogues.interview.callsheet import choices_of, printed_lists
from dialogues.interview.codes import not_read
from dialogues.interview.finishing import finished, picked_one_by_one
from dialogues.interview.gaps import handled
from dialogues.interview.hours import local, next_call
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview, node_position
from dialogues.interview.outline import stops
from dialogues.interview.sending import send
from dialogues.interview.status import InterviewStatus
from dialogues.interview.turn import Turn
from dialogues.locales.loader import date_phrase, time_phrase
from dialogues.messages import Option, Phrase
from dialogues.questions import QUESTION_TYPES, Read, Unread
from dialogues.questions.barcode import codes_of
from dialogues.questions.text import clean

DAY_MINUTES = 24 * 60
_AHEAD = 5
"""How many instances one line may add to an open repeat: more is a slip of the finger."""


_Answer = i.Reply | i.ChoiceTaken | i.Done | i.NoAnswer | i.Interpreted | i.CodesRead


def take(turn: Turn, given: i.Input) -> bool:
    """Take an input in while a call is held, or one that begins or ends it.

    Returns:
        False for what goes its ordinary way during a call as well.
    """
    match given:
        case i.Call():
            _begin(turn)
        case i.CutOff():
            _cut(turn)
        case i.CallBack():
            _call_back(turn, given.minutes)
        case i.HangUp():
            _hang_up(turn)
        case i.Send():
            _end(turn)
            send(turn)
        case i.Reply() | i.ChoiceTaken() | i.Done() | i.NoAnswer() | i.Interpreted() | i.CodesRead():
            _answer(turn, given)
        case i.PlaceGiven() | i.BlobGiven() if given.ref is not None:
            return False
        case i.Edited():
            return _edited(turn, given)
        case i.Confirmed() if turn.interview.pending is None:
            _another(turn, given)
        case i.Back() if turn.interview.pending is None:
            turn.ask()
        case i.PlaceGiven() | i.BlobGiven() | i.GoTo():
            _not_now(turn, given)
        case _:
            return False
    return True


def _not_now(turn: Turn, given: i.PlaceGiven | i.BlobGiven | i.GoTo) -> None:
    """What bears no number, or would ask something."""
    if isinstance(given, i.GoTo):
        turn.refuse("call.write_it", ref=given.ref)
    else:
        turn.refuse("call.no_file")


# --- beginning and ending -----------------------------------------------------------------------------------------


def _begin(turn: Turn) -> None:
    call = turn.interview.call
    if turn.interview.status is InterviewStatus.SUSPENDED:
        turn.record(e.InterviewResumed(turn.now))
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
    if call is None or call.cut:
        turn.record(e.CallStarted(turn.now, printed_lists(turn.interview) if call is None else {}))
    turn.ask(acknowledged=(Phrase("call.begun"),) if call is None or not call.cut else ())


def _cut(turn: Turn) -> None:
    call = turn.interview.call
    if call is not None and not call.cut:
        turn.record(e.LineCut(turn.now))
    turn.ask()


def _call_back(turn: Turn, minutes: int) -> None:
    """Put the call off, to an hour at which people may be called; the agent hears when that is."""
    wanted, zone = turn.now + minutes * 60_000, turn.interview.started.time_zone
    due = next_call(wanted, zone)
    turn.record(e.CallBackChosen(turn.now, due))
    here = local(due, zone)
    days = (here.date() - local(turn.now, zone).date()).days
    then = Phrase(
        f"call.call_back_{('at', 'tomorrow')[days]}" if days in (0, 1) else "call.call_back_on",
        {"time": time_phrase(here.time().replace(second=0, microsecond=0)), "date": date_phrase(here.date())},
    )
    turn.effects.append(f.Tell(then if due == wanted else Phrase("call.not_then", {"then": then})))


def _hang_up(turn: Turn) -> None:
    if turn.interview.call is None:
        turn.ask()
        return
    _end(turn)
    turn.move_on(None)
    turn.ask(acknowledged=(Phrase("call.ended"),))


def _end(turn: Turn) -> None:
    """End the call: words that were kept are read again, now that everything else is known."""
    if turn.interview.status is InterviewStatus.SUSPENDED:
        turn.record(e.InterviewResumed(turn.now))
    turn.settle()
    for ref, text in tuple(turn.interview.heard.items()):
        found = turn.question(ref)
        if found is None or not turn.instance.relevant(found[1]) or ref not in turn.interview.heard:
            continue
        question, node = found
        kind = QUESTION_TYPES[question.type]
        if kind.is_open(question.appearance):
            turn.record(e.TextAdded(turn.now, ref, text))
            turn.changed(node)
            continue
        read = _read(turn, question, node, text)
        if isinstance(read, Read) and _fits(turn, question, node, read.value):
            turn.record(e.AnswerRecorded(turn.now, ref, read.value, text, doubtful=read.doubtful or read.confirm))
            turn.changed(node)
    for ref in tuple(turn.interview.answers):
        _offered_still(turn, ref)
    turn.record(e.CallEnded(turn.now))


def _fits(turn: Turn, question: Question, node: LiveNode, value: str) -> bool:
    offered = {name for name, _ in turn.instance.choices(question, node)}
    known = question.choices is None or set(value.split()) <= offered
    return known and not mixed(question, value) and turn.instance.allows(node, value)


def _offered_still(turn: Turn, ref: Ref) -> None:
    """Empty a choice that the answers given since no longer offer: it is a gap."""
    found = turn.question(ref)
    if found is None or found[0].choices is None or found[0].choices.fixed is not None:
        return
    question, node = found
    if turn.instance.relevant(node) and node.stored:
        offered = {name for name, _ in turn.instance.choices(question, node)}
        kept = " ".join(name for name in node.stored.split() if name in offered)
        turn.set_value(node, kept)


# --- answers ------------------------------------------------------------------------------------------------------


def _answer(turn: Turn, given: _Answer) -> None:
    ref = given.ref
    if turn.interview.pending is not None and turn.interview.pending.ref is not None:
        turn.record(e.ProposalDropped(turn.now))
    if ref is None:
        turn.refuse("call.unaddressed")
        return
    question = turn.form.questions.get(path_of(ref))
    if question is None or question.number is None:
        turn.refuse("interview.not_asked")
        return
    if turn.instance.node(ref) is None:
        _make_room(turn, ref)
    found = turn.question(ref)
    if found is None:
        _without_place(turn, ref, given)
        return
    _given(turn, question, found[1], given)


def _given(turn: Turn, question: Question, node: LiveNode, given: _Answer) -> None:
    match given:
        case i.Reply():
            _reply(turn, question, node, given.text)
        case i.ChoiceTaken():
            _taken(turn, question, node, given.name)
        case i.Done():
            _done(turn, node)
        case i.NoAnswer():
            before = turn.interview.answers.get(node.ref)
            if not given.certain:
                _keep(turn, node.ref, given.text)
                return
            another = before is None or before.statut != given.kind.value
            if another:
                kind, text, reader = given.kind.value, given.text, given.reader
                turn.record(
                    e.NonResponseRecorded(turn.now, node.ref, kind, text, reader, given.model, given.confidence)
                )
                turn.changed(node)
            turn.ask(acknowledged=(_noted(node.ref, corrected=another and before is not None),))
        case i.CodesRead():
            _codes(turn, question, node, given)
        case i.Interpreted(value=None):
            _keep(turn, node.ref, given.text)
        case i.Interpreted(value=str(value)):
            answer = e.AnswerRecorded(
                turn.now,
                node.ref,
                value,
                given.text,
                given.reader,
                doubtful=not given.certain,
                model=given.model,
                confidence=given.confidence,
            )
            _store(turn, question, node, answer)


def _codes(turn: Turn, question: Question, node: LiveNode, given: i.CodesRead) -> None:
    """What was found on a picture: which of several is meant is asked after the call."""
    codes = codes_of(given.found or ())
    if len(codes) == 1:
        _store(turn, question, node, e.AnswerRecorded(turn.now, node.ref, codes[0], reader=BY_PHOTO))
    elif codes:
        _keep(turn, node.ref, "\n".join(codes))
    else:
        not_read(turn, given)


def _edited(turn: Turn, given: i.Edited) -> bool:
    """New words of a message for a closed question are read as any others."""
    found = turn.question(given.ref)
    if found is None or QUESTION_TYPES[found[0].type].is_open(found[0].appearance):
        return False
    _reply(turn, *found, given.text)
    return True


def _without_place(turn: Turn, ref: Ref, given: _Answer) -> None:
    """Words for an instance that is not there yet are kept; anything else has nothing to stand on."""
    if isinstance(given, i.Reply) and turn.instance.node(ref) is None:
        words, _ = split_notes(clean(given.text))
        _keep(turn, ref, words)
    elif isinstance(given, i.NoAnswer) and turn.instance.node(ref) is None:
        _keep(turn, ref, given.kind.value)
    else:
        turn.refuse("interview.not_asked")


def _make_room(turn: Turn, ref: Ref) -> None:
    """Add the instances of an open repeat up to the one that a line names."""
    base, _, rest = ref.rpartition("[")
    repeat = turn.form.repeats.get(path_of(base))
    parent = turn.instance.node(base.rpartition("/")[0])
    if repeat is None or repeat.number is None or parent is None:
        return
    wanted = node_position(f"{base}[{rest.partition(']')[0]}]")
    there = len(parent.named(repeat.name))
    if wanted > there + _AHEAD:
        return
    for position in range(there + 1, wanted + 1):
        if turn.instance.is_full(repeat.path, parent):
            return
        turn.record(e.RepeatAdded(turn.now, Ref(f"{base}[{position}]")))
        turn.settle()


def _reply(turn: Turn, question: Question, node: LiveNode, text: str) -> None:
    ref = node.ref
    words, notes = split_notes(clean(text))
    for note in notes:
        turn.record(e.NoteAdded(turn.now, ref, note))
    if not words:
        turn.ask(acknowledged=(_noted(ref),)) if notes else turn.refuse("interview.empty")
        return
    kind = QUESTION_TYPES[question.type]
    if kind.is_open(question.appearance):
        if len(node.stored) + len(words) > MAX_TEXT:
            turn.refuse("interview.too_long", n=MAX_TEXT)
            return
        turn.record(e.TextAdded(turn.now, ref, words))
        turn.changed(node)
        turn.ask(acknowledged=(_noted(ref),))
        return
    read = _read(turn, question, node, words)
    if isinstance(read, Read):
        doubtful = read.doubtful or read.confirm  # nothing is asked now
        _store(turn, question, node, e.AnswerRecorded(turn.now, ref, read.value, words, doubtful=doubtful))
    elif read.final or _printed(turn, question) is not None:
        _keep(turn, ref, words)  # readers know the list of now, not the printed one
    else:
        turn.effects.append(f.Interpret(ref, words, here=False))


def _read(turn: Turn, question: Question, node: LiveNode, words: str) -> Read | Unread:
    """Words as the question reads them: the numbers of choices are those that were printed."""
    names = _printed(turn, question)
    if names is None:
        return turn.read(question, node, words)
    context = turn.context(question, node)
    labels = {**dict(choices_of(turn.interview, question, None)), **{o.name: o.label for o in context.options}}
    options = tuple(Option(name, labels.get(name, name)) for name in names)
    return QUESTION_TYPES[question.type].parse(words, replace(context, options=options))


def _printed(turn: Turn, question: Question) -> tuple[str, ...] | None:
    call = turn.interview.call
    return None if call is None else call.lists.get(question.path)


def _taken(turn: Turn, question: Question, node: LiveNode, name: str) -> None:
    """A key of a question that was put before the call; of a list it adds a choice."""
    value = name
    if picked_one_by_one(question):
        value = " ".join(dict.fromkeys((*node.stored.split(), name)))
    _store(turn, question, node, e.AnswerRecorded(turn.now, node.ref, value, reader="key"))


def _store(turn: Turn, question: Question, node: LiveNode, answer: e.AnswerRecorded) -> None:
    """Store a value; what the guide would refuse is doubtful, and asked after the call."""
    ref = answer.ref
    before = turn.interview.answers.get(ref)
    if mixed(question, answer.value):
        _keep(turn, ref, answer.text or answer.value)
        return
    doubtful = answer.doubtful or not turn.instance.allows(node, answer.value)
    same = before is not None and before.statut == "repondu" and node.stored == answer.value and not before.ticking
    if not same:
        turn.record(replace(answer, doubtful=doubtful))
        turn.changed(node)
    if doubtful:
        turn.ask(acknowledged=(Phrase("call.doubtful", {"ref": ref}),))
    else:
        turn.ask(acknowledged=(_noted(ref, corrected=before is not None and not same and not before.ticking),))


def _done(turn: Turn, node: LiveNode) -> None:
    """«Terminé» of a list that was being ticked when the call began."""
    answer = turn.interview.answers.get(node.ref)
    if answer is not None and answer.ticking and node.stored:
        whole = finished(turn.form.questions[node.definition.path], node, turn.instance)
        value, doubtful = (whole.value, False) if isinstance(whole, Read) else (node.stored, True)
        turn.record(e.AnswerRecorded(turn.now, node.ref, value, reader="key", doubtful=doubtful))
        turn.changed(node)
    turn.ask(acknowledged=(_noted(node.ref),) if answer is not None else ())


def _keep(turn: Turn, ref: Ref, text: str) -> None:
    if turn.interview.heard.get(ref) != text:
        turn.record(e.WordsKept(turn.now, ref, text))
    turn.ask(acknowledged=(Phrase("call.heard", {"ref": ref}),))


def we_were_at(interview: Interview) -> Ref | None:
    """Where a call stands: the first question without an answer after the newest one that was answered."""
    newest = max(interview.answers.items(), key=lambda pair: pair[1].sequence, default=None)
    first: Ref | None = None
    passed = newest is None
    for stop in stops(interview.form, interview.instance):
        if newest is not None and stop.ref == newest[0]:
            passed = True
        elif isinstance(stop.control, Question) and not handled(interview, stop):
            if passed:
                return stop.ref
            first = first or stop.ref
    return first


def _noted(ref: Ref, *, corrected: bool = False) -> Phrase:
    return Phrase("call.corrected" if corrected else "interview.noted", {"ref": ref})


def _another(turn: Turn, given: i.Confirmed) -> None:
    """The answer to «Ajouter …?» by its number: yes adds an instance, no closes the list."""
    ref = given.ref
    stop = turn.stop_at(ref)
    repeat = None if ref is None else turn.form.repeats.get(path_of(ref))
    if ref is None or stop is None or repeat is None:
        turn.refuse("call.unaddressed")
        return
    if not given.yes:
        turn.record(e.RepeatClosed(turn.now, ref))
    else:
        _make_room(turn, Ref(f"{ref}[{len(stop.node.named(repeat.name)) + 1}]/_"))
    turn.ask()
