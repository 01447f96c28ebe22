"""One step of an interview: from an input to events and effects.

Rules of this module:

- `step` reads no clock and sends nothing. It takes its events in as it makes them, so an interview that was stepped
  is the fold of its log; whoever cannot store the events throws the interview away and loads it again.
- After every step the interview waits at one stop: the current one if it still is one, else the first after it
  that has nothing recorded, else the first of the guide, else the end.
- What a person does wrong comes back as the `refused` phrase of the same question. Nothing is ever guessed: what is
  not certain is proposed and waits for a yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from dialogues.forms.definition import Action, ActionEvent, FormDefinition, Question, Repeat
from dialogues.forms.languages import language_tag
from dialogues.forms.ref import Ref, address_of, path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview, begin
from dialogues.interview.outline import Stop, stops
from dialogues.interview.preloads import at_sending, at_start
from dialogues.interview.status import InterviewStatus
from dialogues.locales import fold
from dialogues.messages import Option, Phrase
from dialogues.questions import QUESTION_TYPES, ParseContext, Read, Unread
from dialogues.questions.geopoint import from_place
from dialogues.questions.text import clean

MAX_TEXT = 100_000
"""Characters of one open answer; more than any person types, less than what slows a form down."""

NON_RESPONSES = ("nsp", "refus")
"""Names of choices that mean no answer; each excludes the other choices of a select_multiple."""


LONG_LIST = 12
"""Choices beyond which a list is paged, and narrowed by typing."""


def found_in(options: Sequence[Option], words: str) -> Sequence[Option]:
    """The choices whose label holds every word, whatever its case and accents; each with its place in the list."""
    wanted = fold(words).split()
    if not wanted:
        return ()
    return [
        replace(option, place=place)
        for place, option in enumerate(options, 1)
        if all(word in fold(option.label) for word in wanted)
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """What one input led to.

    Args:
        events: already applied to the interview, to be appended to its log in one piece.
        effects: what the world owes.
    """

    events: tuple[e.Event, ...]
    effects: tuple[f.Effect, ...]


def start(form: FormDefinition, started: e.InterviewStarted) -> tuple[Interview, Step]:
    """Begin an interview: defaults, preloads, first-load actions, and the first question.

    Args:
        form: the definition.
        started: its first event.

    Returns:
        The interview and its first step.
    """
    interview = begin(form, started)
    turn = _Turn(interview, started.at)
    turn.events.append(started)
    for ref, value in at_start(interview):
        turn.record(e.ValueSet(started.at, ref, value))
    interview.instance.fresh.clear()
    turn.act(ActionEvent.FIRST_LOAD, None)
    turn.settle()
    turn.move_on(None)
    turn.ask()
    return interview, turn.step()


def step(interview: Interview, given: i.Input, now: int) -> Step:
    """Take one input in.

    Args:
        interview: is advanced by the events that come back.
        given: what happened.
        now: UTC milliseconds.

    Returns:
        Events, already applied, and effects.
    """
    interview.instance.set_now(now)
    turn = _Turn(interview, now)
    _take(turn, given)
    turn.settle()
    turn.keep_to_the_way()
    return turn.step()


def _take(turn: _Turn, given: i.Input) -> None:  # noqa: PLR0912, PLR0915 - one branch an input
    """Send an input to what takes it, where the interview's status lets it."""
    status = turn.interview.status
    asked = isinstance(given, i.Confirmed) and turn.interview.pending is not None
    if not status.open and not asked and not isinstance(given, i.AttachmentArrived | i.Withdraw):
        turn.tell(f"interview.is_{status.value}")
        return
    if turn.interview.call is not None or isinstance(given, i.Call | i.HangUp | i.CutOff | i.CallBack):
        from dialogues.interview import calling  # noqa: PLC0415 - it works with this module's turn

        if calling.take(turn, given):
            return
    match given:
        case i.Reply():
            _reply(turn, given)
        case i.ChoiceTaken():
            _choice(turn, given)
        case i.ChoicesSet():
            _choices(turn, given)
        case i.Done():
            _done(turn, given.ref)
        case i.NoAnswer():
            _no_answer(turn, given)
        case i.PlaceGiven():
            _place(turn, given)
        case i.BlobGiven():
            _blob(turn, given)
        case i.Edited():
            _edited(turn, given)
        case i.Interpreted():
            _interpreted(turn, given)
        case i.Confirmed():
            _confirmed(turn, given)
        case i.Back():
            _back(turn)
        case i.GoTo():
            _go_to(turn, given.ref)
        case i.Turn():
            turn.effects.append(f.Ask(page=given.page, search=given.search))
        case i.RepeatRemoval():
            _remove(turn, given.ref)
        case i.LanguageChosen():
            _language(turn, given.language)
        case i.Pause():
            if status is InterviewStatus.ACTIVE:
                turn.record(e.InterviewSuspended(turn.now))
            turn.tell("interview.paused")
        case i.Resume():
            if status is InterviewStatus.SUSPENDED:
                turn.record(e.InterviewResumed(turn.now))
            turn.ask(acknowledged=(Phrase("interview.resumed"),))
        case i.Send():
            _send(turn)
        case i.Abandon():
            turn.record(e.Proposed(turn.now, None, "abandon"))
            turn.ask()
        case i.Withdraw():
            if status is InterviewStatus.WITHDRAWN:
                turn.tell(f"interview.is_{status.value}")
            else:
                turn.record(e.Proposed(turn.now, None, "withdraw"))
                turn.ask()
        case i.AttachmentArrived():
            _attachment(turn, given)
        case i.Call() | i.HangUp() | i.CutOff() | i.CallBack():
            pass  # taken above
        case _:
            assert_never(given)


class _Turn:
    """The work of one step: what it has recorded and what it owes so far."""

    def __init__(self, interview: Interview, now: int) -> None:
        self.interview = interview
        self.form = interview.form
        self.instance = interview.instance
        self.now = now
        self.events: list[e.Event] = []
        self.effects: list[f.Effect] = []

    def step(self) -> Step:
        return Step(tuple(self.events), tuple(self.effects))

    def record(self, event: e.Event) -> None:
        self.interview.apply(event)
        self.events.append(event)

    def ask(self, *, acknowledged: Sequence[Phrase] = (), refused: Phrase | None = None) -> None:
        self.effects.append(f.Ask(tuple(acknowledged), refused))

    def tell(self, key: str, **params: str | int) -> None:
        self.effects.append(f.Tell(Phrase(key, params)))

    def refuse(self, key: str, **params: str | int) -> None:
        self.ask(refused=Phrase(key, params))

    def decline(self, ref: Ref, phrase: Phrase) -> None:
        """Refuse words; where they were about another question than the one that waits, its number is said."""
        if ref != self.interview.current and path_of(ref) in self.form.questions:
            phrase = Phrase(phrase.key, {**phrase.params, "at": ref})
        self.ask(refused=phrase)

    # --- values that no person types ------------------------------------------------------------------------------

    def set_value(self, node: LiveNode, value: str) -> None:
        if node.stored != value:
            self.record(e.ValueSet(self.now, node.ref, value))

    def settle(self) -> None:
        """Run the actions of new instances and work out what is not pure, until nothing changes any more.

        The order of dependencies settles sooner than the limit; two that set each other off for ever must not hang
        a chat.
        """
        instance = self.instance
        for _ in range(len(self.form.nodes) + 10):
            fresh = tuple(instance.fresh)
            instance.fresh.clear()
            for node in fresh:
                if not node.gone:
                    self.act(ActionEvent.NEW_REPEAT, node)
            waiting = tuple(instance.unsettled)
            instance.unsettled.clear()
            if not fresh and not waiting:
                return
            for node in waiting:
                if not node.gone and instance.relevant(node):
                    self.set_value(node, instance.settled(node))
        instance.unsettled.clear()
        instance.fresh.clear()

    def act(self, event: ActionEvent, trigger: LiveNode | None) -> None:
        """Run the `setvalue` actions of an event; for a changed question or a new instance those near it."""
        for action in self.form.actions:
            if action.event is not event or (trigger is not None and not _concerns(action, trigger)):
                continue
            for node in tuple(self.instance.nodes_at(action.target)):
                if trigger is None or _near(node, trigger):
                    value = "" if action.value is None else self.instance.evaluate(action.value, node)
                    self.set_value(node, value)

    # --- where the interview stands -------------------------------------------------------------------------------

    def stop_at(self, ref: Ref | None) -> Stop | None:
        """The stop at a ref, if it is one now."""
        if ref is None:
            return None
        return next((stop for stop in stops(self.form, self.instance) if stop.ref == ref), None)

    def move_on(self, after: Ref | None) -> None:
        """Go to the first open stop after a place, else the first open one of the guide, else the end."""
        passed = after is None
        earlier: Ref | None = None
        for stop in stops(self.form, self.instance):
            if stop.ref == after:
                passed = True
            elif not handled(self.interview, stop):
                if passed:
                    self.move(stop.ref)
                    return
                earlier = earlier or stop.ref
        self.move(earlier)

    def move(self, ref: Ref | None) -> None:
        if self.interview.current != ref or len(self.events) == 1:
            self.record(e.Moved(self.now, ref))

    def stay_on_the_way(self) -> None:
        """After an answer elsewhere: the current stop may have gone, or the end may not be one any more."""
        current = self.interview.current
        if current is None or not self.waits_at(current):
            self.move_on(current)

    def keep_to_the_way(self) -> None:
        """Leave a stop that is none any more though nobody answered: time passed, or a calculation changed."""
        current = self.interview.current
        if self.interview.call is not None:
            return  # nothing is asked: the place does not matter
        if current is None or not self.interview.status.open or self.waits_at(current):
            return
        self.move_on(current)
        if self.interview.status is InterviewStatus.ACTIVE and not any(isinstance(x, f.Ask) for x in self.effects):
            self.ask()

    def waits_at(self, ref: Ref) -> bool:
        """Whether a ref is a stop now; `stop_at` without the way to it."""
        path = path_of(ref)
        repeat = self.form.repeats.get(path)
        if repeat is None:
            return self.question(ref) is not None
        parent = self.instance.node(ref.rpartition("/")[0])
        return parent is not None and repeat.number is not None and self.instance.may_have(path, parent)

    def overtake(self, ref: Ref) -> None:
        """An answer to the question that waits drops what was proposed about it, or about the interview itself."""
        pending = self.interview.pending
        if pending is not None and ref == self.interview.current and pending.ref in (None, ref):
            self.record(e.ProposalDropped(self.now))

    def question(self, ref: Ref | None) -> tuple[Question, LiveNode] | None:
        """The question at a ref, if a person may answer it now."""
        if ref is None:
            return None
        node = self.instance.node(ref)
        question = self.form.questions.get(path_of(ref))
        if node is None or question is None or question.number is None:
            return None
        if self.instance.readonly(node) or not (self.interview.call is not None or self.instance.relevant(node)):
            return None  # during a call answers come in any order, also before what decides whether they are asked
        return question, node

    def context(self, question: Question, node: LiveNode) -> ParseContext:
        options = tuple(Option(name, label) for name, label in self.instance.choices(question, node))
        return ParseContext(
            self.instance.now(),
            language_tag(self.interview.language),
            options,
            question.parameters,
            question.appearance,
        )

    def noted(self, ref: Ref) -> Phrase:
        """«✓ Oui»: the value is put in when it is shown, so that what is owed holds no answer."""
        return Phrase("interview.noted", {"ref": ref})


def _concerns(action: Action, trigger: LiveNode) -> bool:
    if action.event is ActionEvent.VALUE_CHANGED:
        return action.trigger == trigger.definition.path
    return action.target.startswith(trigger.definition.path + "/")


def _near(node: LiveNode, trigger: LiveNode) -> bool:
    """Whether a target shares every repeat instance that both lie in with what set the action off."""
    above: dict[str, LiveNode] = {}
    here: LiveNode | None = trigger
    while here is not None:
        if here.definition.repeat:
            above[here.definition.path] = here
        here = here.parent
    here = node
    while here is not None:
        if here.definition.repeat and above.get(here.definition.path, here) is not here:
            return False
        here = here.parent
    return True


# --- answers ------------------------------------------------------------------------------------------------------


def _reply(turn: _Turn, given: i.Reply) -> None:
    pending = turn.interview.pending
    if pending is not None and not given.addressed and given.ref in (None, pending.ref):
        turn.record(e.ProposalDropped(turn.now))
    ref = given.ref or turn.interview.current
    found = turn.question(ref)
    if ref is None or found is None:
        _reply_elsewhere(turn, ref)
        return
    question, node = found
    turn.overtake(ref)
    kind = QUESTION_TYPES[question.type]
    words, notes = split_notes(clean(given.text))
    for note in notes:
        turn.record(e.NoteAdded(turn.now, ref, note))
    if not words:
        if notes:
            turn.tell("interview.note_kept", address=_address(question, ref))
        else:
            turn.decline(ref, Phrase("interview.empty"))
    elif kind.is_open(question.appearance):
        _open_text(turn, question, node, words, addressed=given.addressed)
    else:
        read = kind.parse(words, turn.context(question, node))
        if isinstance(read, Read):
            value = read.value if given.addressed else _with_ticks(turn, question, node, read.value)
            _accept(turn, node, e.AnswerRecorded(turn.now, ref, value, words, doubtful=read.doubtful))
        elif read.final:
            turn.decline(ref, read.phrase)
        else:
            turn.effects.append(f.Interpret(ref, words))


def _reply_elsewhere(turn: _Turn, ref: Ref | None) -> None:
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


def _open_text(turn: _Turn, question: Question, node: LiveNode, words: str, *, addressed: bool) -> None:
    ref = node.ref
    if len(node.stored) + len(words) > MAX_TEXT:
        turn.refuse("interview.too_long", n=MAX_TEXT)
        return
    before = turn.interview.answers.get(ref)
    answered = before is not None and before.statut == "repondu"
    here = ref == turn.interview.current
    if before is not None and answered and (addressed if not here else before.sequence < turn.interview.arrived):
        _corrected_text(turn, node, words, here=here)
        return
    if answered and not turn.instance.satisfied(node) and _only_by_itself(turn, node, words):
        turn.record(e.AnswerRecorded(turn.now, ref, words, words))
    else:
        turn.record(e.TextAdded(turn.now, ref, words))
    turn.tell("interview.text_kept", address=_address(question, ref))
    _changed(turn, node)
    turn.stay_on_the_way()


def _corrected_text(turn: _Turn, node: LiveNode, words: str, *, here: bool) -> None:
    """Words for an open answer that was closed: they would replace it, so it is asked."""
    if node.stored != words:
        turn.record(e.Proposed(turn.now, node.ref, "correct", words, words))
        turn.ask()
    elif here:
        _done(turn, node.ref)


def _only_by_itself(turn: _Turn, node: LiveNode, words: str) -> bool:
    """Whether words meet a constraint that what was told before, with or without them, does not."""
    return turn.instance.allows(node, words) and not turn.instance.allows(node, f"{node.stored}\n{words}")


def _choice(turn: _Turn, given: i.ChoiceTaken) -> None:
    found = turn.question(given.ref)
    if found is None:
        turn.decline(given.ref, Phrase("interview.not_asked"))
        return
    question, node = found
    turn.overtake(given.ref)
    names = [name for name, _ in turn.instance.choices(question, node)]
    if given.name not in names:
        turn.refuse("interview.choice_gone")
    elif question.type == "select_multiple":
        value = _toggled(node.stored, given.name, names)
        if given.ref == turn.interview.current:
            turn.record(e.AnswerRecorded(turn.now, given.ref, value, reader="key", stay=True))
            _changed(turn, node)
            turn.effects.append(f.ShowTicks(given.ref))
        else:
            _accept(turn, node, e.AnswerRecorded(turn.now, given.ref, value, reader="key"))
    else:
        _accept(turn, node, e.AnswerRecorded(turn.now, given.ref, given.name, reader="key"))


def _toggled(value: str, name: str, order: Sequence[str]) -> str:
    """A select_multiple's value with one choice ticked or unticked, in the order of the list.

    «Ne sait pas» and «Ne souhaite pas répondre», where the list has them, stand alone.
    """
    chosen = set(value.split())
    if name in chosen:
        chosen.discard(name)
    elif name in NON_RESPONSES:
        chosen = {name}
    else:
        chosen = {kept for kept in chosen if kept not in NON_RESPONSES} | {name}
    return " ".join(choice for choice in dict.fromkeys(order) if choice in chosen)


def _with_ticks(turn: _Turn, question: Question, node: LiveNode, value: str) -> str:
    """Choices that were typed after others were ticked, with those: a tick is not lost because somebody typed."""
    before = turn.interview.answers.get(node.ref)
    if question.type != "select_multiple" or before is None or not before.ticking:
        return value
    names = value.split()
    if any(name in NON_RESPONSES for name in (*names, *node.stored.split())):
        return value
    chosen = {*names, *node.stored.split()}
    return " ".join(name for name, _ in turn.instance.choices(question, node) if name in chosen)


def _choices(turn: _Turn, given: i.ChoicesSet) -> None:
    found = turn.question(given.ref)
    if found is None:
        turn.decline(given.ref, Phrase("interview.not_asked"))
        return
    question, node = found
    names = [name for name, _ in turn.instance.choices(question, node)]
    turn.overtake(given.ref)
    one = question.type != "select_multiple"
    if not given.names or not set(given.names) <= set(names) or (one and len(set(given.names)) > 1):
        turn.refuse("interview.choice_gone")
        return
    value = " ".join(name for name in dict.fromkeys(names) if name in given.names)
    _accept(turn, node, e.AnswerRecorded(turn.now, given.ref, value, reader="key"))


def _done(turn: _Turn, given: Ref | None) -> None:
    """«✔ Terminé», «➡️ Suite»."""
    ref = given or turn.interview.current
    found = turn.question(ref)
    if ref is None or found is None:
        turn.ask()
        return
    if ref != turn.interview.current:
        return  # doubled, or older: what it closed is closed
    turn.overtake(ref)
    _, node = found
    answer = turn.interview.answers.get(ref)
    told = answer is not None and answer.statut in NON_RESPONSES
    if not told and not node.stored:
        turn.refuse("interview.nothing_yet")
    elif not turn.instance.satisfied(node):
        _refuse_value(turn, node)
    else:
        if answer is None or answer.ticking or ref in turn.interview.recheck:
            turn.record(e.AnswerRecorded(turn.now, ref, node.stored, reader="key"))
        turn.move_on(ref)
        turn.ask(acknowledged=(turn.noted(ref),))


def _accept(turn: _Turn, node: LiveNode, answer: e.AnswerRecorded, *, confirmed: bool = False) -> None:
    """Store an answer if the guide allows it; ask before it replaces another that was given elsewhere."""
    ref = answer.ref
    before = turn.interview.answers.get(ref)
    if _mixed(turn.form.questions[path_of(ref)], answer.value):
        turn.refuse("interview.exclusive")
        return
    if ref != turn.interview.current and not confirmed and before is not None:
        if before.statut == "repondu" and node.stored == answer.value:
            return  # the same again: a doubled tap
        if turn.instance.allows(node, answer.value):
            turn.record(e.Proposed(turn.now, ref, "correct", answer.value, answer.text, answer.reader))
            turn.ask()
            return
    if not turn.instance.allows(node, answer.value):
        _refuse_value(turn, node)
        return
    turn.record(answer)
    _changed(turn, node)
    if ref == turn.interview.current:
        turn.move_on(ref)
    else:
        turn.stay_on_the_way()
    turn.ask(acknowledged=(turn.noted(ref),))


def _mixed(question: Question, value: str) -> bool:
    """Whether a select_multiple would hold «ne sait pas» beside other choices."""
    names = value.split()
    return question.type == "select_multiple" and len(names) > 1 and any(name in NON_RESPONSES for name in names)


def _refuse_value(turn: _Turn, node: LiveNode) -> None:
    """The guide's own words on why a value cannot be; they are found again when they are shown."""
    turn.decline(node.ref, Phrase("interview.constraint", {"ref": node.ref}))


def _changed(turn: _Turn, node: LiveNode) -> None:
    turn.act(ActionEvent.VALUE_CHANGED, node)
    turn.settle()


def _no_answer(turn: _Turn, given: i.NoAnswer) -> None:
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
        _done(turn, ref)  # «Passer» after words or ticks means that there are no more: they are not thrown away
    elif given.kind is i.NonResponse.SKIPPED and turn.instance.required(node):
        turn.refuse("interview.required", ref=node.ref)
    elif before is not None and before.statut == given.kind.value and ref != turn.interview.current:
        return
    elif before is not None and ref != turn.interview.current and before.statut == "repondu":
        turn.record(e.Proposed(turn.now, ref, "correct", "", given.kind.value, "statut"))
        turn.ask()
    else:
        _record_no_answer(turn, node, given.kind.value)


def _record_no_answer(turn: _Turn, node: LiveNode, kind: str) -> None:
    ref = node.ref
    turn.record(e.NonResponseRecorded(turn.now, ref, kind))
    _changed(turn, node)
    if ref == turn.interview.current:
        turn.move_on(ref)
    else:
        turn.stay_on_the_way()
    turn.ask(acknowledged=(turn.noted(ref),))


def _place(turn: _Turn, given: i.PlaceGiven) -> None:
    found = turn.question(given.ref or turn.interview.current)
    if found is None or not QUESTION_TYPES[found[0].type].place:
        turn.refuse("interview.no_place_here")
        return
    if turn.interview.strict:
        turn.refuse("interview.no_place_strict")
        return
    turn.overtake(found[1].ref)
    read = from_place(given.latitude, given.longitude, given.altitude, given.accuracy)
    if isinstance(read, Unread):
        turn.ask(refused=read.phrase)
    else:
        _accept(turn, found[1], e.AnswerRecorded(turn.now, found[1].ref, read.value))


def _blob(turn: _Turn, given: i.BlobGiven) -> None:
    ref = given.ref or turn.interview.current
    found = turn.question(ref)
    if ref is None or found is None or not QUESTION_TYPES[found[0].type].takes(given.kind, given.media_type):
        turn.refuse(f"interview.no_{given.kind}_here")
        return
    _, node = found
    turn.overtake(ref)
    caption = clean(given.caption)
    if caption:
        turn.record(e.NoteAdded(turn.now, ref, caption))
    if not turn.instance.allows(node, given.name):
        _refuse_value(turn, node)
        return
    turn.effects.append(
        f.Fetch(ref, given.kind, given.file_id, given.name, given.media_type, given.size, given.attachment)
    )
    answer = e.AnswerRecorded(turn.now, ref, given.name, reader="key", attachment=given.attachment)
    _accept(turn, node, answer, confirmed=True)


def _edited(turn: _Turn, given: i.Edited) -> None:
    """A message was edited: its new words count, or the old value stays and the person is told."""
    found = turn.question(given.ref)
    answer = turn.interview.answers.get(given.ref)
    if found is None or answer is None:
        turn.tell("interview.edit_not_asked")
        return
    question, node = found
    address = _address(question, given.ref)
    kind = QUESTION_TYPES[question.type]
    words, notes = split_notes(clean(given.text))
    for note in notes:
        if note not in turn.interview.notes.get(given.ref, ()):
            turn.record(e.NoteAdded(turn.now, given.ref, note))
    if kind.is_open(question.appearance):
        if given.sequence not in dict(answer.parts):
            turn.tell("interview.edit_too_late", address=address)
        elif not words:
            turn.tell("interview.edit_unread", address=address)
        else:
            turn.record(e.TextReplaced(turn.now, given.ref, given.sequence, words))
            _changed(turn, node)
            turn.stay_on_the_way()
            turn.effects.append(f.Tell(turn.noted(given.ref)))
        return
    read = kind.parse(words, turn.context(question, node))
    if isinstance(read, Unread):
        turn.tell("interview.edit_unread", address=address)
    elif _mixed(question, read.value) or not turn.instance.allows(node, read.value):
        turn.tell("interview.edit_refused", address=address)
    elif answer.sequence != given.sequence and node.stored != read.value:
        turn.record(e.Proposed(turn.now, given.ref, "correct", read.value, words))
        turn.ask()
    elif node.stored != read.value:
        _accept(
            turn, node, e.AnswerRecorded(turn.now, given.ref, read.value, words, doubtful=read.doubtful), confirmed=True
        )


def _interpreted(turn: _Turn, given: i.Interpreted) -> None:
    found = turn.question(given.ref)
    if found is None:
        turn.refuse("interview.not_asked")
        return
    question, node = found
    kind = QUESTION_TYPES[question.type]
    if given.value is None or not kind.valid(given.value) or not _offered(turn, question, node, given.value):
        context = turn.context(question, node)
        read = kind.parse(given.text, context)
        here = given.ref == turn.interview.current
        if here and len(context.options) > LONG_LIST and found_in(context.options, given.text):
            turn.effects.append(f.Ask(search=given.text))
            return
        turn.decline(given.ref, read.phrase if isinstance(read, Unread) else Phrase("interview.empty"))
    elif given.certain:
        value = _with_ticks(turn, question, node, given.value)
        _accept(turn, node, e.AnswerRecorded(turn.now, given.ref, value, given.text, given.reader))
    elif not turn.instance.allows(node, given.value):
        _refuse_value(turn, node)
    else:
        turn.record(e.Proposed(turn.now, given.ref, "reading", given.value, given.text, given.reader))
        turn.ask()


def _offered(turn: _Turn, question: Question, node: LiveNode, value: str) -> bool:
    """Whether a reading names choices of the list only; true of what is no choice."""
    if question.choices is None:
        return True
    return set(value.split()) <= {name for name, _ in turn.instance.choices(question, node)}


# --- yes and no ---------------------------------------------------------------------------------------------------


def _confirmed(turn: _Turn, given: i.Confirmed) -> None:
    pending = turn.interview.pending
    if pending is None:
        _another_instance(turn, given)
        return
    if given.ref is not None and given.ref != pending.ref:
        return  # a key of an older question about something else
    if not given.yes:
        turn.record(e.ProposalDropped(turn.now))
        if turn.interview.status.open:
            turn.ask(acknowledged=(Phrase(f"interview.declined_{pending.why}"),))
        else:
            turn.tell(f"interview.declined_{pending.why}")
        return
    match pending.why:
        case "abandon":
            turn.record(e.InterviewAbandoned(turn.now))
            turn.tell("interview.abandoned")
        case "withdraw":
            turn.record(e.InterviewWithdrawn(turn.now))
            turn.tell("interview.withdrawn")
        case "waive":
            for ref, answer in tuple(turn.interview.answers.items()):
                if not answer.stored:
                    turn.record(e.AttachmentStored(turn.now, ref, answer.attachment, waived=True))
            turn.record(e.ProposalDropped(turn.now))
            _send(turn)
        case _:
            _accept_proposed(turn, pending)


def _accept_proposed(turn: _Turn, pending: e.Proposed) -> None:
    found = turn.question(pending.ref)
    if pending.ref is None or found is None:
        turn.record(e.ProposalDropped(turn.now))
        turn.refuse("interview.not_asked")
    elif pending.reader == "statut":
        turn.record(e.ProposalDropped(turn.now))
        _record_no_answer(turn, found[1], pending.text)
    else:
        turn.record(e.ProposalDropped(turn.now))
        _accept(
            turn,
            found[1],
            e.AnswerRecorded(turn.now, pending.ref, pending.value, pending.text, pending.reader),
            confirmed=True,
        )


def _another_instance(turn: _Turn, given: i.Confirmed) -> None:
    """The answer to «Ajouter …?»."""
    ref = given.ref or turn.interview.current
    stop = turn.stop_at(ref)
    if ref is None or stop is None or not isinstance(stop.control, Repeat):
        turn.ask()
    elif ref != turn.interview.current:
        return  # doubled: the interview has gone on
    elif not given.yes:
        turn.record(e.RepeatClosed(turn.now, ref))
        turn.move_on(ref)
        turn.ask()
    else:
        if turn.instance.is_full(stop.control.path, stop.node):
            turn.refuse("interview.too_many")
            return
        added = Ref(f"{ref}[{len(stop.node.named(stop.control.name)) + 1}]")
        turn.record(e.RepeatAdded(turn.now, added))
        turn.settle()
        inside = next((s.ref for s in stops(turn.form, turn.instance) if s.ref.startswith(f"{added}/")), None)
        if inside is None:
            turn.move_on(None)
        else:
            turn.move(inside)
        turn.ask()


# --- the way ------------------------------------------------------------------------------------------------------


def _back(turn: _Turn) -> None:
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
        turn.ask()
        return
    before: Ref | None = None
    for stop in stops(turn.form, turn.instance):
        if stop.ref == turn.interview.current:
            break
        before = stop.ref
    if before is None:
        turn.refuse("interview.first_question")
    else:
        turn.move(before)
        turn.ask()


def _go_to(turn: _Turn, ref: Ref) -> None:
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
    if turn.stop_at(ref) is None:
        turn.refuse("interview.not_asked")
    else:
        turn.move(ref)
        turn.ask()


def _remove(turn: _Turn, ref: Ref) -> None:
    node = turn.instance.node(ref)
    repeat = turn.form.repeats.get(path_of(ref))
    if node is None or not node.definition.repeat or repeat is None or repeat.number is None:
        turn.refuse("interview.not_asked")
        return
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
    turn.record(e.RepeatRemoved(turn.now, ref))
    turn.settle()
    if turn.stop_at(turn.interview.current) is None:
        turn.move_on(None)
    turn.ask(acknowledged=(Phrase("interview.removed"),))


def _language(turn: _Turn, language: str) -> None:
    if language not in turn.form.languages:
        turn.refuse("interview.no_such_language")
        return
    if language != turn.interview.language:
        turn.record(e.LanguageChanged(turn.now, language))
    turn.ask()


# --- the end ------------------------------------------------------------------------------------------------------


def handled(interview: Interview, stop: Stop) -> bool:
    """Whether something is recorded for a stop, so that the way through the guide passes it by."""
    if isinstance(stop.control, Repeat):
        return stop.ref in interview.closed
    answer = interview.answers.get(stop.ref)
    return answer is not None and not answer.ticking and stop.ref not in interview.recheck


def gaps(interview: Interview) -> Sequence[Stop]:
    """Stops that nothing is recorded for, in the order of the guide."""
    return [stop for stop in stops(interview.form, interview.instance) if not handled(interview, stop)]


def _send(turn: _Turn) -> None:
    """Send the interview if nothing is missing, wrong or still on its way."""
    if turn.interview.status is InterviewStatus.SUSPENDED:
        turn.record(e.InterviewResumed(turn.now))
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
    turn.settle()
    missing = gaps(turn.interview)
    if missing:
        turn.move(missing[0].ref)
        turn.refuse("interview.gaps", n=len(missing))
        return
    for leaf in turn.instance.leaves():
        if turn.question(leaf.ref) is not None and not turn.instance.satisfied(leaf):
            turn.move(leaf.ref)
            _refuse_value(turn, leaf)
            return
    waiting = [ref for ref, answer in turn.interview.answers.items() if not answer.stored and turn.question(ref)]
    if waiting:
        turn.record(e.Proposed(turn.now, None, "waive", str(len(waiting))))
        turn.ask()
        return
    for ref, value in at_sending(turn.interview):
        turn.record(e.ValueSet(turn.now, ref, value))
    turn.settle()
    turn.record(e.InterviewSent(turn.now))
    turn.tell("interview.sent")


def _attachment(turn: _Turn, given: i.AttachmentArrived) -> None:
    """A file came, or could not be fetched; its answer is found by the file, for instances of a repeat move up."""
    if turn.interview.status in (InterviewStatus.ABANDONED, InterviewStatus.WITHDRAWN):
        return
    waiting = ((ref, answer) for ref, answer in turn.interview.answers.items() if not answer.stored)
    ref = next((ref for ref, answer in waiting if answer.attachment == given.attachment), None)
    if ref is None:
        return
    address = _address(turn.form.questions[path_of(ref)], ref)
    if given.stored:
        turn.record(e.AttachmentStored(turn.now, ref, given.attachment))
        turn.tell("interview.file_stored", address=address)
    else:
        turn.tell("interview.file_failed", address=address)


def _address(question: Question, ref: Ref) -> str:
    return address_of(question.number or 0, ref)
