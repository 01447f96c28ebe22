"""What holds on forms that nobody wrote: the order of answers does not matter, and a replay gives the same.

Forms are made of groups, repeats in repeats, conditions, constraints, filtered lists, counts and calculations across
all of it. Left out, because there the order does matter, by ODK's own rules: `once`, `now`, `random`, `setvalue`, and
defaults that a person may change. And two things have to be told in the order of what they depend on: a choice of a
filtered list (it is only there once the filter lets it be) and what stands in a repeat that is counted.

A long campaign: `HYPOTHESIS_PROFILE=long pytest tests/dialogues/interview/test_generated.py`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogues.interview.interview import Interview, replay
from dialogues.interview.submission import to_xml
from dialogues.playing import Answer, Player, Refused, Setting
from dialogues.xforms.xform import compile_xform

NAMESPACES = 'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
ITEMS = "".join(f"<item><name>{x}{y}</name><above>{x}</above></item>" for x in "12" for y in "ab")
EXAMPLES = settings().max_examples // 5
"""A fifth of what the profile says: each is a form, compiled and filled in twice."""

NOON = 1_772_539_200_000
TYPES = ("int", "string", "select1", "filtered", "calculation")


@dataclass(slots=True)
class Draft:
    """A form as it grows."""

    instance: list[str] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)
    """Path and type of each, in order."""
    repeats: dict[str, str] = field(default_factory=dict)
    """Path of what counts each repeat; "" where a person adds to it."""
    names: int = 0

    def name(self) -> str:
        """A name that is not taken."""
        self.names += 1
        return f"n{self.names}"

    def xml(self) -> bytes:
        """The form."""
        lists = f'<instance id="l"><root>{ITEMS}</root></instance>'
        return (
            f"<h:html {NAMESPACES}><h:head><h:title>T</h:title><model><instance><data id='f'>{''.join(self.instance)}"
            f"</data></instance>{lists}{''.join(self.binds)}</model></h:head><h:body>{''.join(self.body)}</h:body>"
            "</h:html>"
        ).encode()


def conditions(draft: Draft) -> list[str]:
    """Conditions on what came before, as far as there is any."""
    found = ["true()"]
    for path, kind in draft.questions[-4:]:
        match kind:
            case "int":
                found += [f"{path} &gt; 1", f"not({path} = 2)", f"sum({path}) &lt; 6"]
            case "string":
                found.append(f"string-length({path}) != 1")
            case "calculation":
                found.append(f"{path} != ''")
            case _:
                found.append(f"selected({path}, '1')")
    return found


def calculations(draft: Draft) -> list[str]:
    """Calculations over what came before, in repeats and across them."""
    found = ["'k'"]
    for path, _ in draft.questions[-5:]:
        found += [f"concat({path}, '-', count({path}))", f"sum({path}) + 1", f"join(' ', {path})", f"if({path}, 1, 2)"]
    return [*found, *(f"count({path}) + count-non-empty(//*)" for path in draft.repeats)]


def grow(data: st.DataObject, draft: Draft, above: str, depth: int) -> None:
    """A few nodes below a path."""
    for _ in range(data.draw(st.integers(1, 4 if depth == 0 else 3))):
        kinds = (*TYPES, "group", "repeat", "counted") if depth < 3 else TYPES
        kind, name = data.draw(st.sampled_from(kinds)), draft.name()
        path = f"{above}/{name}"
        rules = {"relevant": data.draw(st.sampled_from(conditions(draft))) if data.draw(st.booleans()) else "true()"}
        if kind in ("group", "repeat", "counted"):
            draft.instance.append(f"<{name}>")
            draft.body.append(f'<group ref="{path}" appearance="{data.draw(st.sampled_from(["", "field-list"]))}">')
            if kind != "group":
                ints = [
                    one for one, what in draft.questions if what == "int" and above.startswith(one.rpartition("/")[0])
                ]
                count = data.draw(st.sampled_from(ints)) if kind == "counted" and ints else ""
                draft.repeats[path] = count
                draft.body.append(f'<repeat nodeset="{path}"' + (f' jr:count="{count}"' if count else "") + ">")
            grow(data, draft, path, depth + 1)
            draft.body.append("</group>" if kind == "group" else "</repeat></group>")
            draft.instance.append(f"</{name}>")
        else:
            draft.instance.append(f"<{name}/>")
            if kind == "calculation":
                rules["calculate"] = data.draw(st.sampled_from(calculations(draft)))
            elif data.draw(st.booleans()):
                rules |= {"constraint": data.draw(st.sampled_from([". != 3", ". != ''", *conditions(draft)]))}
                rules |= {"required": data.draw(st.sampled_from(conditions(draft)))}
            ask(draft, kind, path)
            draft.questions.append((path, kind))
        kept = "".join(f' {key}="{value}"' for key, value in rules.items() if value != "true()")
        value_type = kind if kind in ("int", "select1") else "string"
        draft.binds.append(f'<bind nodeset="{path}" type="{value_type}"{kept}/>')


def ask(draft: Draft, kind: str, path: str) -> None:
    """The control of a question; a filtered list follows the last plain choice before it."""
    if kind in ("int", "string"):
        draft.body.append(f'<input ref="{path}"><label>Q</label></input>')
    elif kind == "select1":
        items = "".join(f"<item><label>{n}</label><value>{n}</value></item>" for n in "12")
        draft.body.append(f'<select1 ref="{path}"><label>Q</label>{items}</select1>')
    elif kind == "filtered":
        above = next((one for one, what in reversed(draft.questions) if what == "select1"), "'1'")
        nodeset = f"instance('l')/root/item[above = {above}]"
        draft.body.append(
            f'<select1 ref="{path}"><label>Q</label><itemset nodeset="{nodeset}"><value ref="name"/>'
            '<label ref="name"/></itemset></select1>'
        )


VALUES = {
    "int": st.integers(0, 3).map(str),
    "string": st.sampled_from(["", "a", "b c"]),
    "select1": st.sampled_from(["1", "2", ""]),
    "filtered": st.sampled_from(["1a", "1b", "2a", ""]),
}


def refs_of(draft: Draft, path: str, many: int) -> list[str]:
    """The refs of a question with so many instances of each repeat above it."""
    found, here = [""], ""
    for step in path.split("/")[1:]:
        here += f"/{step}"
        places = [f"[{n}]" for n in range(1, many + 1)] if here in draft.repeats else [""]
        found = [f"{ref}/{step}{place}" for ref in found for place in places]
    return found


def give(player: Player, ref: str, value: str) -> None:
    """Put an answer in where it can be put."""
    with suppress(Refused):  # a counted repeat that is shorter now
        player.give(Answer(ref, value))


def seen(interview: Interview) -> dict[str, object]:
    """All that a person or an export could see of an interview."""
    instance = interview.instance
    nodes = {
        leaf.ref: (
            instance.value(leaf),
            instance.relevant(leaf),
            instance.required(leaf),
            instance.readonly(leaf),
            instance.satisfied(leaf),
        )
        for leaf in instance.leaves()
    }
    return {"nodes": nodes, "xml": to_xml(interview)}


@given(st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=EXAMPLES)
def test_the_order_of_answers_does_not_matter(data: st.DataObject) -> None:
    """Whatever was answered before, and in whatever order: the last values tell the state; so does the log."""
    draft = Draft()
    grow(data, draft, "/data", 0)
    form = compile_xform(draft.xml().replace(b"<h:html ", b'<h:html xmlns:jr="http://openrosa.org/javarosa" '))
    many = data.draw(st.integers(1, 2))
    asked = [(ref, kind) for path, kind in draft.questions if kind in VALUES for ref in refs_of(draft, path, many)]
    last = [(ref, data.draw(VALUES[kind])) for ref, kind in asked]
    setting = Setting(NOON, "Africa/Bamako", 7, "", {})
    straight, crooked = Player(form, setting), Player(form, setting)
    for ref, value in last:
        give(straight, ref, value)
    noise = data.draw(st.lists(st.sampled_from(asked), max_size=12)) if asked else []
    for ref, kind in noise:
        give(crooked, ref, data.draw(VALUES[kind]))
    bound = {path for path, kind in draft.questions if kind in ("select1", "filtered")} | set(draft.repeats.values())
    counted = tuple(path for path, count in draft.repeats.items() if count)
    free = [
        one
        for one in last
        if (plain := plain_of(one[0])) not in bound and not plain.startswith(tuple(f"{path}/" for path in counted))
    ]
    shuffled = data.draw(st.permutations(free))
    for ref, value in (*shuffled, *(one for one in last if one not in free)):
        give(crooked, ref, value)
    assert seen(crooked.interview) == seen(straight.interview)
    assert seen(replay(form, enumerate(crooked.log, 1))) == seen(crooked.interview)


def plain_of(ref: str) -> str:
    """A ref without its places."""
    return "/".join(step.partition("[")[0] for step in ref.split("/"))


def test_the_comparison_sees_a_difference() -> None:
    """Another last value is another state: the comparison is not empty."""
    draft = Draft(
        ["<a/><b/>"], ['<bind nodeset="/data/b" calculate="/data/a + 1"/>'], ['<input ref="/data/a"><label/></input>']
    )
    one, other = (Player(compile_xform(draft.xml()), Setting(NOON)) for _ in range(2))
    give(one, "/data/a", "1")
    give(other, "/data/a", "2")
    assert seen(one.interview) != seen(other.interview)
    give(other, "/data/a", "1")
    assert seen(one.interview) == seen(other.interview)
    assert seen(replay(one.interview.form, enumerate(one.log[:-1], 1))) != seen(one.interview)
