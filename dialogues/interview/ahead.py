"""What is still to be asked, kept up with every change: a long guide is walked through once, not at every answer.

An interview that is shown keeps one of these. The instance notes the nodes that were forgotten, events name what was
answered; when figures are asked for, these places alone are looked at again. An event that moves places about
(an instance goes, a correction begins) drops it, and the next prompt makes a new one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dialogues.forms.definition import Question, Repeat
from dialogues.forms.ref import Ref
from dialogues.interview import events as e
from dialogues.interview.gaps import handled
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.outline import Stop, stop_at, stops

_SAME_PLACES = (
    e.ValueSet
    | e.AnswerRecorded
    | e.TextAdded
    | e.TextReplaced
    | e.NonResponseRecorded
    | e.AttachmentStored
    | e.RepeatAdded
    | e.RepeatClosed
)
_NO_PLACES = e.NoteAdded | e.Moved | e.Proposed | e.ProposalDropped | e.LanguageHeard | e.RecordKept
Place = tuple[str, LiveNode]
"""A control's path, and the node of the question or the parent of the repeat."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How far an interview is.

    Args:
        left: questions that are open now, the one that waits apart.
        most: those and all that open questions may still bring.
    """

    left: int
    most: int


class Ahead:
    """The open stops of an interview, and the questions that these may still bring."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview
        self._form = interview.form
        self._open: set[Place] = set()
        self._questions = 0
        self._deciding: Counter[str] = Counter()
        self._decided: Counter[str] = Counter()
        self._hidden: set[str] = set()
        self._refs: dict[Ref, None] = {}
        self._stops: dict[str, list[Question | Repeat]] = {}
        for path, question in self._form.questions.items():
            if question.number is not None:
                self._stops.setdefault(path, []).append(question)
        for path, repeat in self._form.repeats.items():
            if repeat.number is not None:
                self._stops.setdefault(path.rpartition("/")[0], []).append(repeat)
        interview.instance.touched = {}
        for stop in stops(self._form, interview.instance):
            if not handled(interview, stop):
                self._opens((stop.control.path, stop.node))

    def follows(self, event: e.Event) -> bool:
        """Note what an event has changed; False where it changed more than can be noted."""
        if isinstance(event, _SAME_PLACES):
            self._refs[event.ref] = None
            return True
        return isinstance(event, _NO_PLACES)

    def figures(self) -> Figures:
        """How far the interview is now."""
        self._catch_up()
        left, most = self._questions, len(self._hidden)
        current = self._interview.current
        stop = None if current is None else stop_at(self._form, self._interview.instance, current)
        if stop is not None and (stop.control.path, stop.node) in self._open:
            left -= isinstance(stop.control, Question)
        elif stop is not None:  # it is being corrected: what it decides is open again
            more = self._form.dependents[stop.node.definition.path]
            most += sum(1 for path in more if path not in self._hidden and self._is_hidden(path))
        return Figures(left, left + most)

    def _catch_up(self) -> None:
        instance = self._interview.instance
        touched = instance.touched or {}
        for ref in self._refs:
            for at in (ref, ref.rpartition("/")[0]):
                node = instance.node(at)
                if node is not None:
                    touched[node] = None
        self._refs.clear()
        instance.touched = {}
        pending = list(touched)
        seen = set(pending)
        while pending:
            node = pending.pop()
            if node.definition.bind.readonly is not None:  # it is inherited
                below = [child for child in node.children() if child not in seen]
                seen.update(below)
                pending += below
            self._look(node)

    def _look(self, node: LiveNode) -> None:
        """Look at one place again."""
        path = node.definition.path
        for control in self._stops.get(path, ()):
            place = (control.path, node)
            stop = None
            if not node.gone:
                ref = node.ref if isinstance(control, Question) else Ref(f"{node.ref}/{control.name}")
                stop = stop_at(self._form, self._interview.instance, ref)
            is_open = stop is not None and not handled(self._interview, Stop(stop.ref, control, node))
            if is_open and place not in self._open:
                self._opens(place)
            elif not is_open and place in self._open:
                self._closes(place)
        if self._decided[path]:
            (self._hidden.add if self._is_hidden(path) else self._hidden.discard)(path)

    def _opens(self, place: Place) -> None:
        self._open.add(place)
        self._questions += place[0] in self._form.questions
        path = place[1].definition.path
        self._deciding[path] += 1
        if self._deciding[path] == 1:
            for decided in self._form.dependents[path]:
                self._decided[decided] += 1
                if self._decided[decided] == 1 and self._is_hidden(decided):
                    self._hidden.add(decided)

    def _closes(self, place: Place) -> None:
        self._open.discard(place)
        self._questions -= place[0] in self._form.questions
        path = place[1].definition.path
        self._deciding[path] -= 1
        if self._deciding[path] == 0:
            for decided in self._form.dependents[path]:
                self._decided[decided] -= 1
                if self._decided[decided] == 0:
                    self._hidden.discard(decided)

    def _is_hidden(self, path: str) -> bool:
        """Whether a path is of a question that is not asked anywhere now."""
        question = self._form.questions.get(path)
        if question is None or question.number is None:
            return False
        instance = self._interview.instance
        return not any(instance.relevant(node) for node in instance.nodes_at(path))


def figures(interview: Interview) -> Figures:
    """How far an interview is now; the first time by a walk through the guide."""
    if interview.ahead is None:
        interview.ahead = Ahead(interview)
    return interview.ahead.figures()
