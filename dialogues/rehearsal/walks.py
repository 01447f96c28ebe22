"""The walks of a rehearsal: which are held, how each goes, and how long it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from statistics import median_low

from dialogues.forms.definition import AGENT, FormDefinition, Question
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.engine import start, step
from dialogues.interview.interview import Interview
from dialogues.interview.outline import stops
from dialogues.interview.status import InterviewStatus
from dialogues.questions import QUESTION_TYPES
from dialogues.rehearsal.person import Experience, Person, Rules
from dialogues.xforms.length import Figures, Length
from dialogues.xforms.problems import Problem, ProblemCode, Severity, problem

__all__ = ["rehearse"]

CLOSED_SECONDS, OPEN_SECONDS, AGENT_SECONDS = 25, 90, 10
INTERPRETED = 1.5
INTERVIEWS = 25
MOST_SCOUTS = 60
PATIENCE = 8
"""Scouts that may find nothing longer before scouting ends."""

MOST_SENDINGS = 20
_STARTED = 1_772_532_000_000
"""2026-03-03 10:00 UTC, a Tuesday: every rehearsal begins then."""


def rehearse(
    form: FormDefinition, *, clock: Callable[[], float] | None = None, seconds: float = 6.0
) -> Length | Problem:
    """Hold the interviews of a rehearsal.

    Args:
        form: the guide.
        clock: seconds of work done so far, from any beginning; None: there is time.
        seconds: of it that the rehearsal may take.

    Returns:
        How long the interviews are; or a fault where the engine fails, a note where none came to its end.
    """
    limit = None if clock is None else clock() + seconds
    rehearsal = _Rehearsal(form, lambda: clock is not None and limit is not None and clock() > limit)
    try:
        held = rehearsal.held()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever escapes the engine is one fault, of the form or of ours
        return rehearsal.failed(error)
    if not held:
        return problem(ProblemCode.NOT_PLAYED, severity=Severity.NOTE)
    columns = {one.name: median_low(getattr(walk.figures, one.name) for walk in held) for one in fields(Figures)}
    return Length(len(held), Figures(**columns), max(held, key=lambda walk: walk.seconds).figures)


@dataclass(frozen=True, slots=True)
class _Held:
    """An interview that came to its end."""

    seconds: int
    figures: Figures


class _Rehearsal:
    """All walks of one guide."""

    def __init__(self, form: FormDefinition, late: Callable[[], bool]) -> None:
        self.form = form
        self.late = late
        self.experience = Experience()
        self.rules = Rules.of(form)
        self.marked = any("multiline" in question.appearance for question in form.questions.values())
        self.most_steps = 200 + 6 * len(form.questions)
        self._walk: _Walk | None = None

    def held(self) -> Sequence[_Held]:
        """Scout, then hold the interviews; those that were really held."""
        scouts: list[_Held] = []
        idle = 0
        for seed in range(MOST_SCOUTS):
            before = self.experience.longest
            scouts += self._hold(seed, scouting=True)
            idle = idle + 1 if self.experience.longest <= before * 1.05 else 0
            if idle >= PATIENCE or self.late():
                break
        if not scouts:
            return ()
        interviews: list[_Held] = []
        for seed in range(MOST_SCOUTS, MOST_SCOUTS + INTERVIEWS):
            if self.late():
                break
            interviews += self._hold(seed, scouting=False)
        told = interviews or scouts
        longest = max(one.seconds for one in told)
        return [one for one in told if one.seconds * 2 >= longest]

    def _hold(self, seed: int, *, scouting: bool) -> Iterator[_Held]:
        """One walk; nothing if it was cut off."""
        person = Person(self.rules, self.experience, seed, scouting=scouting)
        self._walk = None
        self._walk = walk = _Walk(self.form, person, seed)
        if walk.play(self.most_steps, self.late):
            held = self._told(walk.interview)
            self.experience.learn(person.answers, held.seconds)
            yield held

    def _told(self, interview: Interview) -> _Held:
        """How long an interview was."""
        closed = opened = agent = 0
        for stop in stops(self.form, interview.instance):
            if not isinstance(stop.control, Question) or stop.ref not in interview.answers:
                continue
            if AGENT in stop.control.appearance:
                agent += 1
            elif self._is_open(stop.control):
                opened += 1
            else:
                closed += 1
        seconds = closed * CLOSED_SECONDS + opened * OPEN_SECONDS + agent * AGENT_SECONDS
        minutes, interpreted = -(-seconds // 60), -(-int(seconds * INTERPRETED) // 60)
        return _Held(seconds, Figures(closed + opened, opened, agent, minutes, interpreted))

    def _is_open(self, question: Question) -> bool:
        if question.type == "audio":
            return True
        if not QUESTION_TYPES[question.type].is_open(question.appearance):
            return False
        return "multiline" in question.appearance or not self.marked

    def failed(self, error: Exception) -> Problem:
        """The fault that an exception of the engine is; it is named by its kind, for its words may be anything."""
        current = None if self._walk is None else self._walk.at
        path = "" if current is None else path_of(current)
        return problem(
            ProblemCode.PLAY_FAILED, path=path, name=path.rpartition("/")[2] or "—", kind=type(error).__name__
        )


class _Walk:
    """One made-up interview.

    Attributes:
        interview: as far as it went.
        at: the stop that it waited at last.
    """

    def __init__(self, form: FormDefinition, person: Person, seed: int) -> None:
        self.at: Ref | None = None
        self._form = form
        self._person = person
        given = {"uid": f"repetition-{seed}", "property/username": "essai", "property/deviceid": "baro:0"}
        started = e.InterviewStarted(
            _STARTED, form.form_id, form.version, "Africa/Bamako", seed, form.default_language, given, trial=True
        )
        self.interview, _ = start(form, started)
        self._steps = 0

    def play(self, most_steps: int, late: Callable[[], bool]) -> bool:
        """Answer until the interview is sent; False when it was cut off."""
        sendings = 0
        while self._steps < most_steps and sendings < MOST_SENDINGS and not late():
            self.at = self.interview.current
            if self.at is None:
                sendings += 1
                self._give(i.Send())
                if self.interview.status is InterviewStatus.SENT:
                    return True
            elif path_of(self.at) in self._form.repeats:
                self._another(self.at)
            else:
                self._answer(self.at)
        return False

    def _give(self, given: i.Input) -> None:
        self._steps += 1
        step(self.interview, given, _STARTED + self._steps * CLOSED_SECONDS * 1000)

    def _another(self, ref: Ref) -> None:
        parent = self.interview.instance.node(ref.rpartition("/")[0])
        many = 0 if parent is None else len(parent.named(self._form.repeats[path_of(ref)].name))
        self._give(i.Confirmed(self._person.another(many), ref))

    def _answer(self, ref: Ref) -> None:
        node = self.interview.instance.node(ref)
        if node is not None:
            for given in self._person.inputs(self.interview, self._form.questions[path_of(ref)], node):
                self._give(given)
        if self.interview.current == ref:
            self._give(i.NoAnswer(i.NonResponse.DONT_KNOW, ref))
