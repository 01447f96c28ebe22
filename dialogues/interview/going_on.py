"""Words that go on with a message that was cut in two: they join what it said, and nothing else is asked of them."""

from __future__ import annotations

from dataclasses import replace

from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.answering import MAX_TEXT, split_notes
from dialogues.interview.turn import Turn, address_in
from dialogues.messages import Phrase
from dialogues.questions import QUESTION_TYPES
from dialogues.questions.text import clean


def go_on(turn: Turn, given: i.GoesOn) -> None:
    """The rest of a long message: with the open answer or note that it told, or the correction that it asks for."""
    found = turn.question(given.ref)
    if found is not None and given.note:
        words, notes = split_notes(clean(given.text))
        for note in (*(line.strip() for line in words.splitlines() if line.strip()), *notes):
            turn.record(e.NoteAdded(turn.now, given.ref, note))
        turn.ask(acknowledged=(Phrase("interview.goes_on", {"ref": given.ref}),))
        return
    if found is None or not QUESTION_TYPES[found[0].type].is_open(found[0].appearance):
        turn.refuse("interview.goes_nowhere")
        return
    question, node = found
    words, notes = split_notes(clean(given.text))
    for note in notes:
        turn.record(e.NoteAdded(turn.now, given.ref, note))
    pending = turn.interview.pending
    corrects = pending is not None and pending.why == "correct" and pending.ref == given.ref
    before = pending.value if pending is not None and corrects else node.stored
    noted = Phrase("interview.goes_on", {"ref": given.ref})
    if len(before) + len(words) > MAX_TEXT:
        turn.refuse("interview.too_long", n=MAX_TEXT)
    elif not words:
        turn.ask(acknowledged=(noted,))
    elif pending is not None and corrects:
        whole = f"{pending.value}\n{words}"
        turn.record(replace(pending, at=turn.now, value=whole, text=whole))
        turn.ask(acknowledged=(noted,))
    else:
        turn.record(e.TextAdded(turn.now, given.ref, words))
        turn.changed(node)
        turn.stay_on_the_way()
        if given.ref == turn.interview.current and turn.interview.call is None:
            turn.tell("interview.goes_on_here", address=address_in(question, given.ref))
        else:
            turn.ask(acknowledged=(noted,))
