"""Baro's engine beside ODK Web Forms' own, in one run: loading a form, and taking an answer.

    python -m tests.bench.bench_peer [--forms] [--runs N]

Needs Node and the interviews recorded in ../shared/conformance; the peer (`tests/bench/peer/package.json`, pinned) is
installed beside its package.json on the first run. One warm process each; both engines take turns, form by form.

What is measured, in milliseconds of processor time (the peer's includes its own threads for garbage and code) and of
the clock:

- *load*: from the XML of the XForm to the first question with its label and choices. Nothing is kept between two
  loads but what each engine keeps by itself: the peer keeps its parsed expressions, Baro nothing. The peer reads XML
  by jsdom, on which its own tests run.
- *answer*: from the value to everything that follows from it. The peer works everything out when it is told. Baro
  works out what is asked for, so two figures stand here: *to the next prompt*, which is what a chat waits for (the
  event, actions, volatile values, the way to the next open question and what it offers); and *all read*, where besides
  every rule and value of every node is asked for, as a screen that shows the whole form would.

Finding the node of a reference is not counted in either engine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from dialogues.forms.ref import Ref
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview.engine import start
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.prompting import standing, view
from dialogues.interview.turn import Turn
from dialogues.locales import Locales
from dialogues.xforms.xform import compile_xform

SHARED = Path(__file__).parents[3] / "shared" / "conformance"
HOME = Path(__file__).parent / "peer"
LARGE = 200
"""Nodes of the live interview from which a form counts as large."""


class Peer:
    """The other engine: one process, a line in, a line out."""

    def __init__(self) -> None:
        if not (HOME / "node_modules").exists():
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HOME, check=True, stdout=subprocess.DEVNULL)  # noqa: S607
        self._process = subprocess.Popen(
            ["node", "driver.mjs"],  # noqa: S607 - whichever Node the machine has
            cwd=HOME,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TZ": "Africa/Bamako"},
        )

    def play(self, xml: Path, answers: object, runs: int) -> dict[str, Any]:
        """Load a form `runs` times, then answer it."""
        told, asked = self._process.stdout, self._process.stdin
        if told is None or asked is None:
            raise RuntimeError("no pipes")
        asked.write(json.dumps({"xml": str(xml), "answers": answers, "runs": runs}) + "\n")
        asked.flush()
        found: dict[str, Any] = json.loads(told.readline())
        return found

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


class Ours:
    """Baro's engine, held by its own events as the chat holds it."""

    def __init__(self) -> None:
        self._locales = Locales.load()

    def play(self, trace: Mapping[str, Any], xml: bytes, runs: int, *, every: bool) -> dict[str, Any]:
        """Load a form `runs` times, then answer it; with `every`, all of it is read after each answer."""
        told: dict[str, Any] = {"load": [], "cpu": [], "answers": []}
        interview = self._load(trace, xml)
        for _ in range(runs):
            used, began = time.process_time(), time.perf_counter()
            interview = self._load(trace, xml)
            told["load"].append((time.perf_counter() - began) * 1000)
            told["cpu"].append((time.process_time() - used) * 1000)
        turn = Turn(interview, interview.started.at)
        if every:
            _read_all(interview)
        for answer in trace["answers"]:
            spent = self._answer(turn, answer, every=every)
            if spent is not None:
                told["answers"].append(spent)
        told["nodes"] = sum(len(interview.instance.nodes_at(path)) for path in interview.form.nodes)
        return told

    def _load(self, trace: Mapping[str, Any], xml: bytes) -> Interview:
        form = compile_xform(xml)
        now = int(datetime.fromisoformat(trace["now"]).timestamp() * 1000)
        given = {"uid": "1", "property/username": "oracle", "property/deviceid": "oracle"}
        started = e.InterviewStarted(now, form.form_id, form.version, trace["tz"], 1, form.default_language, given)
        interview, _ = start(form, started)
        view(interview, f.Ask(), self._locales, "fr", "")
        return interview

    def _answer(self, turn: Turn, answer: Mapping[str, Any], *, every: bool) -> float | None:
        operation = answer.get("op")
        if operation == "add":
            _reached(turn, answer["ref"], more=True)
        if operation:
            return None
        node = _reached(turn, answer["ref"], more=False)
        value = answer["value"]
        event = e.AnswerRecorded(turn.now, node.ref, " ".join(value) if isinstance(value, list) else str(value))
        began = time.perf_counter()
        turn.record(event)
        turn.changed(node)
        turn.move_on(event.ref)
        standing(turn.interview)
        if every:
            _read_all(turn.interview)
        return (time.perf_counter() - began) * 1000


def _reached(turn: Turn, ref: str, *, more: bool) -> LiveNode:
    """The node at a ref, instances added on the way to it; with `more` one more instance of the last step."""
    here = turn.instance.top
    *steps, last = ref.split("/")[2:]
    for step in (*steps, last):
        name, _, position = step.partition("[")
        wanted = int(position[:-1]) if position else 1
        if more and step is last:
            wanted = len(here.named(name)) + 1
        while len(here.named(name)) < wanted:
            turn.record(e.RepeatAdded(turn.now, Ref(f"{here.ref}/{name}[{len(here.named(name)) + 1}]")))
            turn.settle()
        here = here.named(name)[wanted - 1]
    return here


def _read_all(interview: Interview) -> None:
    instance = interview.instance
    for path in interview.form.nodes:
        for node in instance.nodes_at(path):
            instance.relevant(node)
            instance.required(node)
            instance.readonly(node)
            if not node.definition.children:
                instance.value(node)
                instance.satisfied(node)


def figures(name: str, values: Iterable[float], beside: Iterable[float] = ()) -> None:
    """A row: median, 90 %, 99 %, most; and by how much the peer's median is higher."""
    ordered = sorted(values)
    at: Callable[[float], float] = lambda share: ordered[min(len(ordered) - 1, int(len(ordered) * share))]  # noqa: E731
    other = sorted(beside)
    ratio = f"{statistics.median(other) / statistics.median(ordered):>9.1f} x" if other else ""
    print(
        f"{name:<52}{statistics.median(ordered):>10.3f}{at(0.9):>10.3f}{at(0.99):>10.3f}{ordered[-1]:>10.3f}"
        f"{len(ordered):>7}{ratio}"
    )


def main() -> None:
    """Play every recorded interview in both and print what each took."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--forms", action="store_true", help="a line for each form too")
    wanted.add_argument("--runs", type=int, default=5, help="loads of each form")
    options = wanted.parse_args()
    for needed, there in (("Node", shutil.which("node")), ("npm", shutil.which("npm")), (str(SHARED), SHARED.exists())):
        if not there:
            print(f"{needed} is not there: nothing to compare with")
            return
    peer, ours = Peer(), Ours()
    loads: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    took: dict[tuple[str, bool], list[float]] = defaultdict(list)
    by_form: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((SHARED / "traces").glob("*.json")):
        trace = json.loads(path.read_text(encoding="utf-8"))
        xml = SHARED / "xforms" / trace["form"]
        runs = options.runs if trace["form"] not in loads else 0
        there = peer.play(xml, trace["answers"], runs)
        if "error" in there:
            print(f"{path.stem}: the peer cannot: {there['error']}")
            continue
        here = ours.play(trace, xml.read_bytes(), runs, every=False)
        whole = ours.play(trace, xml.read_bytes(), 0, every=True)
        loads.setdefault(trace["form"], (here, there))
        large = there["nodes"] > LARGE
        for who, told in (("peer", there), ("ours", here), ("all", whole)):
            took[who, large] += told["answers"]
            by_form[trace["form"]][who] += told["answers"]
    peer.close()
    print(
        f"python -m tests.bench.bench_peer --runs {options.runs}   (milliseconds; median, 90 %, 99 %, most; how many)"
    )
    for clock, told in (("load", "of the clock"), ("cpu", "of the processor")):
        both = [[statistics.median(pair[who][clock]) for pair in loads.values()] for who in (0, 1)]
        figures(f"load, peer, {told}", both[1])
        figures(f"load, Baro, {told}", both[0], both[1])
    for large, size in ((True, f"over {LARGE} nodes"), (False, f"up to {LARGE} nodes")):
        figures(f"answer, {size}, peer", took["peer", large])
        figures(f"answer, {size}, Baro, to the next prompt", took["ours", large], took["peer", large])
        figures(f"answer, {size}, Baro, all read", took["all", large], took["peer", large])
    if options.forms:
        print("\nform          load: Baro     peer   answer: Baro  all read      peer   (medians)")
        for form, (here, there) in sorted(loads.items()):
            load = [statistics.median(one["cpu"]) for one in (here, there)]
            answer = [statistics.median(by_form[form][who] or [0]) for who in ("ours", "all", "peer")]
            print(f"{form:<14}{load[0]:>10.1f}{load[1]:>9.1f}{answer[0]:>15.3f}{answer[1]:>10.3f}{answer[2]:>10.3f}")


if __name__ == "__main__":
    main()
