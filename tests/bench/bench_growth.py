"""How load, one step and memory grow with the size of a form and of an interview.

    python -m tests.bench.bench_growth

Forms are made here. A step is what the chat does for one answer: `step`, then the next prompt in words. Times are
milliseconds of processor time; memory is what a loaded form and one interview of it hold.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from dialogues.forms.definition import FormDefinition
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.engine import start, step
from dialogues.interview.interview import Interview, replay
from dialogues.interview.prompting import standing, view
from dialogues.locales import Locales
from dialogues.xforms.xform import compile_xform

NOW = 1_772_000_000_000
STEPS = 60
_LOCALES = Locales.load()
_NO_FILES: Mapping[str, bytes] = MappingProxyType({})


def _form(data: str, binds: str, body: str, instances: str = "") -> bytes:
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
        ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>G</h:title><model>'
        f'<instance><data id="g" version="1">{data}</data></instance>{instances}{binds}</model></h:head>'
        f"<h:body>{body}</h:body></h:html>"
    ).encode()


def _input(path: str, words: str) -> str:
    return f'<input ref="/data/{path}"><label>{words}</label></input>'


def questions(many: int) -> bytes:
    """Integers; one in ten depends on the one before it, one calculation in ten, and a sum of some."""
    names = [f"q{n}" for n in range(many)]
    binds = []
    for n, name in enumerate(names):
        relevant = f' relevant="/data/q{n - 1} &lt; 50"' if n % 10 == 5 else ""
        binds.append(f'<bind nodeset="/data/{name}" type="int" constraint=". &lt; 900"{relevant}/>')
    sums = [f"c{n}" for n in range(0, many, 10)]
    binds += [f'<bind nodeset="/data/c{n}" calculate="/data/q{n} + /data/q{n + 1}"/>' for n in range(0, many, 10)]
    body = "".join(_input(name, f"Question {name}") for name in names)
    return _form("".join(f"<{name}/>" for name in (*names, *sums)), "".join(binds), body)


def repeats() -> bytes:
    """A repeat of five questions with calculations inside, and a sum over all instances outside."""
    inside = "".join(_input(f"r/{name}", f"Question {name}") for name in "abcde")
    binds = '<bind nodeset="/data/r/t" calculate="../a + ../b"/><bind nodeset="/data/s" calculate="sum(/data/r/t)"/>'
    binds += "".join(f'<bind nodeset="/data/r/{name}" type="int"/>' for name in "abcde")
    binds += '<bind nodeset="/data/r/c" type="int" relevant="../a &lt; 50"/><bind nodeset="/data/r/n"'
    binds += ' calculate="position(..)"/>'
    body = f'<group ref="/data/r"><label>R</label><repeat nodeset="/data/r">{inside}</repeat></group>'
    return _form("<r><n/><a/><b/><c/><d/><e/><t/></r><s/>", binds, body + _input("s", "Somme"))


def choices(many: int, *, filtered: bool = False, source: str = "") -> bytes:
    """Selects over one list; filtered by the answer before, or in an external file."""
    items = "".join(f"<item><name>{n}</name><label>Choix {n}</label><part>{n % 10}</part></item>" for n in range(many))
    instance = f'<instance id="l"{source}>{"" if source else f"<root>{items}</root>"}</instance>'
    body = ""
    for n in range(STEPS):
        nodeset = "instance('l')/root/item" + (f"[part = /data/q{n - 1} mod 10]" if filtered and n else "")
        body += f'<select1 ref="/data/q{n}"><label>Q{n}</label><itemset nodeset="{nodeset}"><value ref="name"/>'
        body += '<label ref="label"/></itemset></select1>'
    binds = "".join(f'<bind nodeset="/data/q{n}" type="string"/>' for n in range(STEPS))
    return _form("".join(f"<q{n}/>" for n in range(STEPS)), binds, body, instance)


def nested(deep: int) -> bytes:
    """Groups in groups, each with a question."""
    data = body = binds = ""
    for level in range(deep, 0, -1):
        path = "/".join(f"g{n}" for n in range(1, level + 1))
        data = f"<g{level}><q/>{data}</g{level}>"
        body = f'<group ref="/data/{path}"><label>G</label>{_input(f"{path}/q", "Q")}{body}</group>'
        binds += f'<bind nodeset="/data/{path}/q" type="int"/>'
    return _form(data, binds, body)


def begun(form: FormDefinition) -> tuple[Interview, list[e.Event]]:
    """A fresh interview and its first events."""
    interview, first = start(form, e.InterviewStarted(NOW, "g", "1", "Africa/Bamako", 7, form.default_language, {}))
    return interview, list(first.events)


def answers(interview: Interview) -> Iterator[i.Input]:
    """Answers to whatever is asked, until the end."""
    while interview.current is not None:
        ref = interview.current
        if path_of(ref) in interview.form.repeats:
            yield i.Confirmed(yes=True, ref=ref)
        elif names := standing(interview).names:
            yield i.ChoiceTaken(ref, names[len(names) // 2])
        else:
            yield i.Reply("37", ref)


def measured(
    name: str,
    xml: bytes,
    *,
    files: Mapping[str, bytes] = _NO_FILES,
    before: Callable[[Interview], object] | None = None,
) -> None:
    """Print a row: load, steps, replay, memory."""
    tracemalloc.start()
    interview, _ = begun(compile_xform(xml, files=files))
    view(interview, f.Ask(), _LOCALES, "fr", "")
    memory = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    loads, log = [], []
    for _ in range(3):
        began = time.process_time()
        interview, log = begun(compile_xform(xml, files=files))
        view(interview, f.Ask(), _LOCALES, "fr", "")
        loads.append((time.process_time() - began) * 1000)
    if before is not None:
        before(interview)
        log.clear()
    times = []
    for given, _ in zip(answers(interview), range(STEPS), strict=False):
        began = time.process_time()
        log += step(interview, given, NOW + 1000 * len(log)).events
        view(interview, f.Ask(), _LOCALES, "fr", "")
        times.append((time.process_time() - began) * 1000)
    replayed = ""
    if before is None:
        began = time.process_time()
        replay(interview.form, list(enumerate(log, 1)))
        replayed = f"{(time.process_time() - began) * 1000:.1f}"
    times.sort()
    print(
        f"{name:<44}{statistics.median(loads):>9.1f}{statistics.median(times):>9.2f}"
        f"{times[int(len(times) * 0.99)]:>9.2f}{replayed:>9}{memory:>9.1f}"
    )


def _instances(many: int) -> Callable[[Interview], object]:
    """So many instances of the repeat, answered, before the steps begin in the last of them."""

    def add(interview: Interview) -> None:
        began = time.process_time()
        at = NOW
        for place in range(1, many + 1):
            at += 1000
            interview.instance.set_now(at)
            if place > 1:
                interview.apply(e.RepeatAdded(at, Ref(f"/data/r[{place}]")))
            for name in "abcde" if place < many else "":
                interview.apply(e.AnswerRecorded(at, Ref(f"/data/r[{place}]/{name}"), "37"))
        interview.instance.unsettled.clear()
        interview.instance.fresh.clear()
        interview.apply(e.Moved(at, Ref(f"/data/r[{many}]/a")))
        print(f"    {6 * many} events taken in in {(time.process_time() - began) * 1000:.0f} ms")

    return add


def main() -> None:
    """Print the table."""
    print("python -m tests.bench.bench_growth   (milliseconds of processor time, MB)")
    print(f"{'':<44}{'load':>9}{'step p50':>9}{'p99':>9}{'replay':>9}{'MB':>9}")
    for many in (100, 1_000, 5_000):
        measured(f"{many} questions", questions(many))
    for many in (1, 10, 100, 990):
        measured(f"{many} instances of a repeat, and more", repeats(), before=_instances(many))
    for many in (10, 100, 1_000, 5_000):
        measured(f"{many} choices", choices(many))
    for many in (100, 1_000, 5_000):
        measured(f"{many} choices, filtered", choices(many, filtered=True))
    rows = "name,label,part\n" + "".join(f"{n},Choix {n},{n % 10}\n" for n in range(5_000))
    external = choices(0, filtered=True, source=' src="jr://file-csv/l.csv"')
    measured("5000 rows of a CSV, filtered", external, files={"l.csv": rows.encode()})
    for deep in (5, 20, 38):
        measured(f"{deep} groups in groups", nested(deep))


if __name__ == "__main__":
    main()
