"""What is worked out step by step is what would be worked out from nothing, on made-up forms with repeats."""

from __future__ import annotations

import random
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

import pytest

from dialogues.forms.definition import FormDefinition, Question, Repeat
from dialogues.forms.ref import Ref
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.ahead import Figures, figures
from dialogues.interview.engine import start, step
from dialogues.interview.gaps import handled
from dialogues.interview.instance import Conditions, Instance, LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.outline import Stop, stop_at, stop_before, stops, told_before
from dialogues.xforms.xform import compile_xform

_TREE = """<data id="made"><k/><a1/><a2/><g><b1/><b2/></g>
<r jr:template=""><x/><y/><n jr:template=""><u/><v/><w/></n><z/></r><c jr:template=""><s/><t/></c>
<e1/><e2/><e3/></data>"""
_BODY = """<input ref="/data/k"/><group><label>L</label><input ref="/data/a1"><label>A1</label></input></group>
<input ref="/data/a2"><label>A2</label></input>
<group ref="/data/g"><label>G</label><input ref="/data/g/b1"><label>B1</label></input><input ref="/data/g/b2"/></group>
<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/x"/><group><label>M</label>
<input ref="/data/r/y"><label>Y</label></input></group><group ref="/data/r/n"><label>N</label>
<repeat nodeset="/data/r/n"><input ref="/data/r/n/u"/><input ref="/data/r/n/v"><label>V</label></input>
<input ref="/data/r/n/w"/></repeat></group><input ref="/data/r/z"/></repeat></group>
<group ref="/data/c"><label>C</label><repeat nodeset="/data/c" jr:count="/data/k"><input ref="/data/c/s"/>
<input ref="/data/c/t"><label>T</label></input></repeat></group>
<input ref="/data/e1"/><input ref="/data/e2"><label>E2</label></input><input ref="/data/e3"/>"""
_ORDER = ["k", "a1", "a2", "g", "g/b1", "g/b2", "r", "r/x", "r/y", "r/n", "r/n/u", "r/n/v", "r/n/w", "r/z"]
_ORDER += ["c", "c/s", "c/t", "e1", "e2", "e3"]
_REPEATS = ("r", "r/n", "c")
_WITHIN = {path: [repeat for repeat in _REPEATS if path == repeat or path.startswith(f"{repeat}/")] for path in _ORDER}


def _reference(dice: random.Random, path: str, read: str) -> str:
    """One way in which authors, or pyxform for them, write a reference from one node to another."""
    shared = [repeat for repeat in _WITHIN[path] if repeat in _WITHIN[read]]
    ways = [f"/data/{read}", f"sum(/data/{read})", f"count(/data/{read}[. > 2])"]
    for repeat in shared:
        ups = path.count("/") - repeat.count("/")
        rest = read.removeprefix(f"{repeat}/")
        if read == repeat:
            ways += [f"position({'/'.join(['..'] * ups)})" if ups else "position(.)"]
        else:
            ways += [f"{'../' * ups}{rest}", f"current()/{'../' * ups}{rest}"]
            ways += [f"sum({'../' * (ups + 1)}{repeat.rpartition('/')[2]}/{rest})"]
            ways += [f"sum({'../' * ups}preceding-sibling::{repeat.rpartition('/')[2]}/{rest})"]
    if read in ("r/x", "r/y") and path.startswith("r/") and not path.startswith("r/n"):
        ways += [f"indexed-repeat(/data/{read}, /data/r, position(..) - 1)", f"/data/r[position() = 1]/{read[2:]}"]
    if read in ("r", "c", "r/n"):
        ways = [f"count(/data/{read})", *[way for way in ways if way.startswith("position")]]
    return dice.choice(ways)


def _rule(dice: random.Random, path: str, name: str) -> str:
    """A rule that reads what stands before its node."""
    reads = [read for read in _ORDER[: _ORDER.index(path)] if read != "g" and not path.startswith(f"{read}/")]
    reads += [repeat for repeat in _WITHIN[path] if repeat != path and name == "calculate"]
    if not reads:
        return ""
    terms = [_reference(dice, path, dice.choice(reads)) for _ in range(dice.randint(1, 2))]
    return " + ".join(terms) if name == "calculate" else f"{' + '.join(terms)} {dice.choice(('>', '!='))} 2"


def _form(seed: int) -> FormDefinition:
    """A made-up form of one shape, with rules by chance."""
    dice = random.Random(seed)  # noqa: S311 - chance for a test
    binds = []
    for path in _ORDER:
        names = ["relevant", "required", "readonly", "constraint"]
        leaf = path not in ("g", *_REPEATS)
        wanted = [name for name in names if dice.random() < 0.2 and (leaf or name == "relevant")]
        if leaf and path not in ("k", "a1", "r/x") and dice.random() < 0.4:
            wanted.append("calculate")
        rules = "".join(f" {name}={quoteattr(rule)}" for name in wanted if (rule := _rule(dice, path, name)))
        readonly = ' readonly="true()"' if "calculate" in wanted and "readonly" not in wanted else ""
        binds.append(f'<bind nodeset="/data/{path}" type="{"int" if leaf else "string"}"{rules}{readonly}/>')
    xml = f"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>M</h:title><model><instance>{_TREE}</instance>
{"".join(binds)}</model></h:head><h:body>{_BODY}</h:body></h:html>"""
    return compile_xform(xml.encode())


def _instance(form: FormDefinition) -> Instance:
    return Instance(form, Conditions("Africa/Bamako", 1, {}, form.default_language))


def _again(form: FormDefinition, like: Instance) -> Instance:
    """A new instance with the same repeat instances and the same texts."""
    fresh = _instance(form)

    def fill(node: LiveNode, model: LiveNode) -> None:
        for child in model.definition.children:
            theirs = model.named(child.name)
            while child.repeat and len(node.named(child.name)) < len(theirs):
                fresh.add_repeat(child.path, node)
            while child.repeat and len(node.named(child.name)) > len(theirs):
                fresh.remove_repeat(node.named(child.name)[-1])
            for ours, other in zip(tuple(node.named(child.name)), theirs, strict=True):
                if not child.children:
                    fresh.set(ours, other.stored)
                fill(ours, other)

    fill(fresh.top, like.top)
    return fresh


def _state(instance: Instance) -> Iterator[tuple[object, ...]]:
    for node in _nodes(instance.top):
        leaf = not node.definition.children
        yield (
            node.ref,
            instance.relevant(node),
            instance.required(node),
            instance.readonly(node),
            instance.value(node) if leaf else "",
            instance.satisfied(node) if leaf else True,
        )


def _nodes(node: LiveNode) -> Iterator[LiveNode]:
    yield node
    for child in node.children():
        yield from _nodes(child)


def _change(dice: random.Random, instance: Instance) -> None:
    """One thing that a person may do."""
    act = dice.random()
    open_repeats = [node for path in ("/data/r", "/data/r/n") for node in instance.nodes_at(path)]
    if act < 0.15 and open_repeats:
        instance.remove_repeat(dice.choice(open_repeats))
    elif act < 0.35:
        parents = [("/data/r", instance.top), *(("/data/r/n", node) for node in instance.nodes_at("/data/r"))]
        path, parent = dice.choice(parents)
        instance.add_repeat(path, parent)
    else:
        leaves = list(instance.leaves())
        node = instance.top.named("k")[0] if dice.random() < 0.15 else dice.choice(leaves)
        instance.set(node, dice.choice(("", "0", "1", "2", "3", "4")))


@pytest.mark.parametrize("seed", range(40))
def test_changes_are_followed(seed: int) -> None:
    """After any changes every rule and value is that of an instance that begins with the same texts."""
    form = _form(seed)
    dice = random.Random(seed)  # noqa: S311 - same
    instance = _instance(form)
    for turn in range(25):
        _change(dice, instance)
        if turn % 3 == 0:  # in between some are kept, some are not
            list(_state(instance))
        elif turn % 3 == 1:
            leaf = dice.choice(list(instance.leaves()))
            instance.value(leaf)
        if turn % 5 == 4:
            assert list(_state(instance)) == list(_state(_again(form, instance)))


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_the_way_from_any_stop(seed: int) -> None:
    """From each stop on, back from it and at its ref the way is the one that begins at the beginning."""
    form = _form(seed)
    dice = random.Random(seed)  # noqa: S311 - same
    instance = _instance(form)
    for _ in range(6):
        _change(dice, instance)
        whole = list(stops(form, instance))
        assert len(whole) > 1
        for at, stop in enumerate(whole):
            assert _places(stops(form, instance, stop.ref)) == _places(whole[at + 1 :])
            found = stop_at(form, instance, stop.ref)
            assert found is not None
            assert (found.control, found.node) == (stop.control, stop.node)
            assert tuple(told_before(form, instance, found)) == stop.before
            before = stop_before(form, instance, found)
            assert _places([before] if before else []) == _places(whole[at - 1 : at] if at else [])
        asked = {stop.ref for stop in whole if not isinstance(stop.control, Repeat)}
        for node in instance.leaves():
            assert (stop_at(form, instance, node.ref) is not None) == (node.ref in asked)


def test_an_answer_is_not_felt_in_other_instances() -> None:
    """An answer in one of many instances forgets what depends on it there, and nothing in the others."""
    xml = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
<h:title>M</h:title><model><instance><data id="m"><r><x/><y/></r></data></instance>
<bind nodeset="/data/r/y" calculate="../x + 1"/></model></h:head>
<h:body><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat></h:body></h:html>"""
    form = compile_xform(xml.encode())
    instance = _instance(form)
    for _ in range(4):
        instance.add_repeat("/data/r", instance.top)
    sums = instance.nodes_at("/data/r/y")
    for node in sums:
        instance.value(node)
    instance.set(instance.nodes_at("/data/r/x")[2], "5")
    assert [node.kept_value is None for node in sums] == [False, False, True, False, False]
    assert instance.value(sums[2]) == "6"


def _seen(interview: Interview) -> Figures:
    """How far an interview is, by a walk through all of it."""
    form, instance = interview.form, interview.instance
    left, paths = 0, set()
    for stop in stops(form, instance):
        if stop.ref == interview.current or not handled(interview, stop):
            paths.add(stop.node.definition.path)
            left += isinstance(stop.control, Question) and stop.ref != interview.current
    undecided = {path for opened in paths for path in form.dependents[opened] if path in form.questions}
    hidden = [path for path in undecided if not any(instance.relevant(node) for node in instance.nodes_at(path))]
    return Figures(left, left + sum(form.questions[path].number is not None for path in hidden))


def _input(dice: random.Random, interview: Interview) -> i.Input:
    """One thing that a person may send, at the question that waits or elsewhere."""
    places = [stop.ref for stop in stops(interview.form, interview.instance)]
    ref = interview.current if interview.current is not None and dice.random() < 0.7 else dice.choice(places)
    kinds = [i.Reply(dice.choice("01234"), ref), i.Confirmed(yes=dice.random() < 0.5, ref=ref), i.GoTo(ref)]
    kinds += [i.Reply(dice.choice("01234"), ref), i.NoAnswer(i.NonResponse.SKIPPED, ref), i.Back()]
    if "]" in ref and dice.random() < 0.1:
        return i.RepeatRemoval(Ref(ref[: ref.rindex("]") + 1]))
    return dice.choice(kinds)


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_what_is_ahead_is_kept_up(seed: int) -> None:
    """How far an interview is follows every step; it is what a walk through the guide finds."""
    dice = random.Random(seed)  # noqa: S311 - same
    form = _form(seed)
    interview, _ = start(form, e.InterviewStarted(0, "made", "", "Africa/Bamako", 1, form.default_language, {}))
    for turn in range(40):
        step(interview, _input(dice, interview), turn)
        assert figures(interview) == _seen(interview)


def _places(found: Iterator[Stop] | list[Stop]) -> list[tuple[str, LiveNode]]:
    return [(stop.ref, stop.node) for stop in found]
