"""Answers that are said: a voice message to an open question is one more message of its answer.

It stands in the answer by the name of its file, as ODK has it for recordings, and the interview goes on at once. What
was said is written down later, by somebody who heard it; that never changes the answer itself.
"""

from __future__ import annotations

from dialogues.forms.definition import Question
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.turn import Turn, address_in
from dialogues.messages import Phrase
from dialogues.questions import QUESTION_TYPES

_AGREEMENT = "accord_voix"
"""How the name of the question begins by which a person agrees to be recorded (FIELD, «Families of guides»)."""
_NO = frozenset({"non", "no", "0", "false"})

VOICE = "audio"
"""The kind of a file that holds speech."""


def refused(interview: Interview, given: i.BlobGiven) -> str:
    """Why a voice message may not be taken at all: key of the phrase; "" where it may.

    In `strict` none is, whatever its guide asks; nor where the person did not agree to it.
    """
    if given.kind != VOICE:
        return ""
    if interview.strict:
        return "interview.no_voice_strict"
    return "interview.no_voice_agreed" if _declined(interview) else ""


def _declined(interview: Interview) -> bool:
    instance = interview.instance
    return any(
        instance.value(node) in _NO
        for path, question in interview.form.questions.items()
        if question.name.startswith(_AGREEMENT)
        for node in instance.nodes_at(path)
    )


def takes(question: Question, given: i.BlobGiven) -> bool:
    """Whether a file is speech for an open question."""
    return given.kind == VOICE and QUESTION_TYPES[question.type].is_open(question.appearance)


def said(turn: Turn, question: Question, node: LiveNode, given: i.BlobGiven) -> None:
    """Take a voice message as one more message of an open answer."""
    ref = node.ref
    before = turn.interview.answers.get(ref)
    others = node.stored if before is not None and before.statut == "repondu" else ""
    if not turn.instance.allows(node, f"{others}\n{given.name}" if others else given.name):
        turn.decline(ref, Phrase("interview.no_audio_here"))
        return
    turn.effects.append(
        f.Fetch(ref, given.kind, given.file_id, given.name, given.media_type, given.size, given.attachment)
    )
    turn.record(e.TextAdded(turn.now, ref, given.name, attachment=given.attachment))
    if turn.interview.call is None and ref == turn.interview.current:
        turn.tell("interview.voice_kept", address=address_in(question, ref), of=ref)
    else:
        turn.ask(acknowledged=(turn.noted(ref),))  # another question waits, or none
    turn.changed(node)
    if turn.interview.call is None:
        turn.stay_on_the_way()
