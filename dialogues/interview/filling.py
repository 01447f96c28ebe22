"""Several questions answered at once: «🔁 Comme la dernière fois», a whole record in one line.

Nothing is filled in that the guide would refuse, and nothing over what was answered already; each value is an answer
like any other, with who read it in its event, is said back, and can be corrected.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from dialogues.forms.definition import AS_BEFORE, KEPT, LINE, FormDefinition
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.choosing import offered
from dialogues.interview.interview import Interview
from dialogues.interview.turn import Turn
from dialogues.messages import Phrase
from dialogues.questions import QUESTION_TYPES

UNDERSTOOD = "session.understood"
SLOT = "session.slot"
"""A line of what was understood of a sentence: what it says is put in when it is shown."""
BESIDE = "session.slot_beside"
"""The same, of what the guide does not ask about a session of that kind."""
_FIGURES = ("femmes", "hommes", "filles", "garcons", "personnes", "duree")
OTHER = "autre"
"""The choice that a text beside it says more of."""
LAST = "last"
"""Reader of what was taken over from the time before."""
YES, _NO = "oui", "non"
"""The choices of what is said back."""
BEFORE = "last/interview"
"""The preload that names the interview of the time before."""


def as_before(turn: Turn, given: i.AsBefore) -> None:
    """«🔁 Comme la dernière fois»."""
    wanted = {ref: value for ref, value in given.values.items() if ref in marked(turn.form, AS_BEFORE)}
    filled = fill(turn, wanted, LAST)
    if not filled:
        turn.refuse("session.nothing_before")
        return
    go_on(turn)
    turn.ask(acknowledged=tuple(turn.noted(ref) for ref in filled))


def told_at_once(turn: Turn, given: i.ToldAtOnce) -> None:
    """What was understood of one line; what is missing is asked next."""
    figures = _figures(turn.form)
    filled = fill(turn, given.values, given.reader, given.text, doubtful=given.doubts | given.vague, beside=figures)
    turn.record(e.ToldAsAWhole(turn.now, tuple(ref for ref in filled if ref in given.doubts)))
    lines = [Phrase(SLOT, {"ref": ref}) for ref in filled if not said_beside(turn.interview, ref)]
    lines += [Phrase(BESIDE, {"ref": ref}) for ref in told_beside(turn.interview) if ref in given.values]
    noted = [Phrase(UNDERSTOOD), *lines] if lines else []
    if given.differs:
        noted.append(Phrase("session.differs"))
    if given.unread:
        open_now = [ref for ref in marked(turn.form, LINE) if ref not in turn.interview.answers]
        turn.record(e.NoteAdded(turn.now, (*open_now, *marked(turn.form, LINE))[0], given.unread))
        noted.append(Phrase("session.unread_kept"))
    go_on(turn)
    turn.ask(acknowledged=noted)


def said_beside(interview: Interview, ref: Ref) -> bool:
    """Whether an answer is «autre», and the text beside it says what."""
    question, node = interview.form.questions.get(path_of(ref)), interview.instance.node(ref)
    if question is None or node is None or interview.instance.value(node) != OTHER:
        return False
    beside = (f"{word}-{OTHER}" for word in question.appearance if word.startswith(f"{LINE}-"))
    return any(text in interview.answers for word in beside for text in marked(interview.form, word))


def told_beside(interview: Interview) -> Sequence[Ref]:
    """Figures and a time that were told and that are not asked now: they stay in the log, and are shown."""
    if interview.strict:
        return ()
    told = [ref for ref in _figures(interview.form) if ref in interview.answers]
    nodes = [(ref, interview.instance.node(ref)) for ref in told]
    return [ref for ref, node in nodes if node is not None and not interview.instance.relevant(node)]


def _figures(form: FormDefinition) -> Sequence[Ref]:
    return [ref for slot in _FIGURES for ref in marked(form, f"{LINE}-{slot}")]


def right(turn: Turn) -> None:
    """«C'est juste»: yes to what the guide says back now."""
    ref = said_back(turn.interview)
    found = turn.question(ref)
    if ref is None or found is None:
        turn.ask()
        return
    turn.record(e.AnswerRecorded(turn.now, ref, YES, reader="key"))
    turn.changed(found[1])
    turn.move_on(ref)
    turn.ask(acknowledged=(turn.noted(ref),))


def said_back(interview: Interview) -> Ref | None:
    """The question that waits, where it says back what was noted and goes on with a yes alone."""
    ref, instance = interview.current, interview.instance
    node = None if ref is None else instance.node(ref)
    question = None if ref is None else interview.form.questions.get(path_of(ref))
    if node is None or question is None or KEPT not in question.appearance:
        return None
    offers = YES in {name for name, _ in instance.choices(question, node)}
    return ref if offers and instance.allows(node, YES) and not instance.allows(node, _NO) else None


def go_on(turn: Turn) -> None:
    """Go to the first question that is open now."""
    current = turn.interview.current
    if turn.interview.pending is not None:
        turn.record(e.ProposalDropped(turn.now))
    if current is None or current in turn.interview.answers or not turn.waits_at(current):
        turn.move_on(None)


def fill(
    turn: Turn,
    values: Mapping[Ref, str],
    reader: str,
    text: str = "",
    *,
    doubtful: Collection[Ref] = (),
    beside: Collection[Ref] = (),
) -> Sequence[Ref]:
    """Answer questions that have no answer yet, in the order of the guide; values that the guide refuses are left out.

    Args:
        turn: the step.
        values: canonical texts by ref.
        reader: who read them.
        text: the words that they were read from.
        doubtful: questions whose values are to be verified.
        beside: questions whose values are kept where they are not asked now; no constraint is held against them then.

    Returns:
        The questions that were answered and are asked now.
    """
    filled: list[Ref] = []
    order = {path: place for place, path in enumerate(turn.form.questions)}
    for ref in sorted(values, key=lambda ref: order.get(path_of(ref), -1)):
        question, node, value = turn.form.questions.get(path_of(ref)), turn.instance.node(ref), values[ref]
        if question is None or question.number is None or node is None or ref in turn.interview.answers:
            continue
        sound = value and QUESTION_TYPES[question.type].valid(value) and offered(turn, question, node, value)
        if not sound or turn.instance.readonly(node):
            continue
        aside = ref in beside and not turn.instance.relevant(node)
        if not aside and not turn.instance.allows(node, value):
            continue
        turn.record(e.AnswerRecorded(turn.now, ref, value, text, reader, doubtful=ref in doubtful))
        turn.changed(node)
        if turn.instance.relevant(node):
            filled.append(ref)
    return filled


def marked(form: FormDefinition, word: str) -> Sequence[Ref]:
    """The questions whose appearance bears a word, outside of repeats, in the order of the guide."""
    return [
        Ref(path)
        for path, question in form.questions.items()
        if word in question.appearance and not any(path.startswith(f"{repeat}/") for repeat in form.repeats)
    ]


def offers_before(interview: Interview, ref: Ref) -> bool:
    """Whether «🔁 Comme la dernière fois» stands beside a question: up to the first that it would fill."""
    if BEFORE not in interview.started.preloads or interview.kept_at is not None:
        return False
    wanted = marked(interview.form, AS_BEFORE)
    if not wanted or any(each in interview.answers for each in wanted):
        return False
    questions = interview.form.questions
    here, first = questions.get(path_of(ref)), questions[path_of(wanted[0])]
    return here is not None and (here.number or 0) <= (first.number or 0)
