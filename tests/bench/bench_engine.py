"""How fast the core is, without any database or network: compile time of each shipped guide, and a step per answer.

    python -m tests.bench.bench_engine

Each shipped guide is answered to its end: the first answer that its own question type takes is given to each
question, by the same `step` that the bot calls. Times are wall-clock milliseconds of this machine.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from dialogues.forms.definition import FormDefinition
from dialogues.forms.ref import path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.engine import start, step
from dialogues.interview.interview import Interview, replay
from dialogues.interview.prompting import standing
from dialogues.interview.status import InterviewStatus
from dialogues.questions import QUESTION_TYPES
from dialogues.xforms.xform import compile_xform
from tests.support.scenario import GUIDES, converted

NOW = 1_772_000_000_000
RUNS = 5
_TYPED = ("35", "2020", "Quelques mots.", "2026-01-01", "10:30", "2026-01-01 10:30", "16.27 -0.04", "OK", "1", "oui")
_MOST_STEPS = 400


def guides() -> list[str]:
    """Names of the shipped guides."""
    return sorted(path.name for path in GUIDES.iterdir() if (path / "survey.csv").exists() and path.name[0] != "_")


def compiled(guide: str) -> tuple[FormDefinition, float]:
    """A guide's definition and the median milliseconds that compiling its XForm takes."""
    made = converted(guide)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        form = compile_xform(made.xform, files=made.files, settings=made.settings, statuses=made.statuses)
        times.append((time.perf_counter() - began) * 1000)
    return form, statistics.median(times)


def begun(form: FormDefinition) -> tuple[Interview, list[e.Event]]:
    """A fresh interview and its first events."""
    interview, first = start(
        form, e.InterviewStarted(NOW, form.form_id, form.version, "Africa/Bamako", 42, form.default_language, {})
    )
    return interview, list(first.events)


def offers(interview: Interview) -> Iterator[i.Input]:
    """What could be the answer to the question that stands, best first."""
    waits = standing(interview)
    if waits.about == "end":
        yield i.Send()
    elif waits.about != "question" or waits.ref is None:
        yield i.Confirmed(waits.about not in ("repeat", "abandon", "withdraw"), waits.ref)
    else:
        question = interview.form.questions[path_of(waits.ref)]
        if waits.names:
            yield from (i.ChoiceTaken(waits.ref, name) for name in waits.names)
        yield from (i.Reply(text, waits.ref) for text in _TYPED)
        if QUESTION_TYPES[question.type].widget is not None:
            yield i.Done(waits.ref)
        yield i.NoAnswer(i.NonResponse.SKIPPED, waits.ref)


def answered(form: FormDefinition) -> tuple[list[float], list[e.Event]]:
    """Answer a guide to its end: milliseconds of each step, and the log."""
    interview, log = begun(form)
    times: list[float] = []
    for _ in range(_MOST_STEPS):
        if interview.status is not InterviewStatus.ACTIVE:
            return times, log
        place = standing(interview)
        for given in offers(interview):
            times += _step(interview, given, log)
            if standing(interview) != place or interview.status is not InterviewStatus.ACTIVE:
                break
            times += _step(interview, i.Done(place.ref), log)
            if standing(interview) != place:
                break
        else:
            raise LookupError(f"{form.form_id}: nothing answers {place.ref}")
    return times, log


def _step(interview: Interview, given: i.Input, log: list[e.Event]) -> list[float]:
    began = time.perf_counter()
    made = step(interview, given, NOW)
    spent = (time.perf_counter() - began) * 1000
    log.extend(made.events)
    for effect in made.effects:
        if isinstance(effect, f.Interpret):
            return [spent, *_step(interview, i.Interpreted(effect.ref, None, "", certain=False, text=effect.text), log)]
    return [spent]


def main() -> None:
    """Print the table."""
    print("python -m tests.bench.bench_engine   (milliseconds)")
    print(f"{'guide':<40}{'questions':>10}{'compile':>9}{'steps':>7}{'p50':>7}{'p99':>7}{'replay':>8}")
    for guide in guides():
        form, compile_ms = compiled(guide)
        answered(form)
        times, log = answered(form)
        times.sort()
        began = time.perf_counter()
        replay(form, list(enumerate(log, 1)))
        replayed = (time.perf_counter() - began) * 1000
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
        print(
            f"{guide:<40}{len(form.questions):>10}{compile_ms:>9.1f}{len(times):>7}"
            f"{statistics.median(times):>7.2f}{p99:>7.2f}{replayed:>8.1f}"
        )


if __name__ == "__main__":
    main()
