"""What a correction changes besides itself: questions that go, questions that come, answers that are asked again.

Worked out by a trial on a copy, with the same code that makes the change: so what is announced is what happens.
Numbers of questions are told, never an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.forms.definition import Question
from dialogues.forms.ref import Ref, address_of, path_of
from dialogues.interview import events as e
from dialogues.interview.interview import Interview
from dialogues.interview.outline import stops
from dialogues.interview.turn import Turn
from dialogues.messages import Phrase

SHOWN = 8
"""Numbers that are listed; more are counted only."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an interview asks at one moment.

    Args:
        asked: its questions that are relevant, in the order of the guide.
        answered: those of them that have something recorded.
    """

    asked: tuple[Ref, ...]
    answered: frozenset[Ref]


def look(interview: Interview) -> Look:
    """What an interview asks now."""
    asked = tuple(stop.ref for stop in stops(interview.form, interview.instance) if isinstance(stop.control, Question))
    return Look(asked, frozenset(ref for ref in asked if ref in interview.answers))


def told(interview: Interview, before: Look, *, but: Ref) -> tuple[Phrase, ...]:
    """What has changed since, as «2 questions ne se posent plus : 13, 14».

    Args:
        interview: as it is now.
        before: as it was.
        but: the question that was corrected, of which nothing is said.
    """
    return _phrases(interview, before, look(interview), ("went", "came", "again"), but)


def announced(interview: Interview) -> tuple[Phrase, ...]:
    """What the correction that waits for a yes would change, as «2 questions ne se poseront plus : 13, 14»."""
    pending = interview.pending
    if pending is None or pending.ref is None:
        return ()
    trial = interview.copy()
    turn = Turn(trial, interview.updated_at)
    found = turn.question(pending.ref)
    if found is None:
        return ()
    if pending.reader == "statut":
        turn.record(e.NonResponseRecorded(turn.now, pending.ref, pending.text))
    else:
        turn.record(e.AnswerRecorded(turn.now, pending.ref, pending.value, pending.text, pending.reader))
    turn.changed(found[1])
    return _phrases(interview, look(interview), look(trial), ("will_go", "will_come", "will_again"), pending.ref)


def _phrases(
    interview: Interview, before: Look, after: Look, words: tuple[str, str, str], but: Ref
) -> tuple[Phrase, ...]:
    was, now = set(before.asked), set(after.asked)
    gone = [ref for ref in before.asked if ref not in now]
    come = [ref for ref in after.asked if ref not in was]
    again = [ref for ref in after.asked if ref in before.answered and ref not in after.answered and ref != but]
    return tuple(_phrase(interview, word, refs) for word, refs in zip(words, (gone, come, again), strict=True) if refs)


def _phrase(interview: Interview, word: str, refs: Sequence[Ref]) -> Phrase:
    numbers = [address_of(interview.form.questions[path_of(ref)].number or 0, ref) for ref in refs]
    shown = [*numbers[:SHOWN], *(("…",) if len(numbers) > SHOWN else ())]
    return Phrase(f"consequences.{word}", {"n": len(refs), "numbers": " ".join(shown)})
