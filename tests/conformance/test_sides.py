"""Sides taken where engines disagree, each on a small form."""

from __future__ import annotations

import sys

from dialogues.interview import events as e
from dialogues.interview.engine import start
from dialogues.interview.interview import Interview
from dialogues.interview.turn import Turn
from dialogues.xforms.xform import compile_xform
from tests.conformance.sides import SIDES
from tests.dialogues.playing.forms import NOW, Answer, play, values
from tests.dialogues.xforms.forms import asked, bind, xform

ITEMS = "<item><label>Un</label><value>a</value></item><item><label>Deux</label><value>b</value></item>"
REPEAT = '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat></group>'


def test_every_row_has_its_test() -> None:
    """And each test its row."""
    named = {name.removeprefix("test_") for name in vars(sys.modules[__name__]) if name.startswith("test_")}
    assert named - {"every_row_has_its_test"} == {side.name for side in SIDES}


def test_choice_name() -> None:
    """The label, not nothing."""
    body = f'<select1 ref="/data/c"><label>C</label>{ITEMS}</select1>'
    form = xform("<c/><n/>", bind("n", calculate="jr:choice-name(/data/c, '/data/c')"), body)
    assert values(play(form, ("/data/c", "b")))["/data/n"] == "Deux"


def test_order_of_choices() -> None:
    """That of the list, so `selected-at` does not hang on which was tapped first."""
    body = f'<select ref="/data/c"><label>C</label>{ITEMS}</select>'
    form = xform("<c/><n/>", bind("n", calculate="selected-at(/data/c, 0)"), body)
    assert values(play(form, ("/data/c", ["b", "a"]))) == {"/data/c": "a b", "/data/n": "a"}


def test_copied_date() -> None:
    """The day alone, also where the copy has no type of its own."""
    form = xform("<d/><n/>", bind("d", type="date") + bind("n", calculate="/data/d"), asked("d"))
    assert values(play(form, ("/data/d", "2010-07-27")))["/data/n"] == "2010-07-27"


def test_repeated_from_outside() -> None:
    """The value of the first instance."""
    form = xform("<r><x/></r><n/>", bind("n", calculate="/data/r/x"), REPEAT)
    assert values(play(form, ("/data/r[1]/x", "un"), ("/data/r[2]/x", "deux")))["/data/n"] == "un"


def test_area_of_nothing() -> None:
    """Zero square metres."""
    form = xform("<g/><n/>", bind("g", type="geoshape") + bind("n", calculate="area(/data/g)"), asked("g"))
    assert values(play(form))["/data/n"] == "0"


def test_sum_of_nothing() -> None:
    """Zero, once the last instance is gone."""
    form = xform("<r><x/></r><n/>", bind("r/x", type="int") + bind("n", calculate="sum(/data/r/x)"), REPEAT)
    told = play(form, ("/data/r[1]/x", 3), Answer("/data/r[1]", operation="remove"))
    assert values(told) == {"/data/n": "0"}


def test_path_in_the_label_of_an_instance() -> None:
    """Each instance bears its own answer."""
    body = REPEAT.replace("<label>R</label>", '<label>N <output value="/data/r/x"/></label>')
    told = play(xform("<r><x/></r>", "", body), ("/data/r[1]/x", "un"), ("/data/r[2]/x", "deux"))
    assert [told["nodes"][f"/data/r[{n}]"]["label"] for n in (1, 2)] == ["N un", "N deux"]


def test_count_that_nobody_knows() -> None:
    """What is there stays; before anything is known there is none."""
    body = asked("n") + REPEAT.replace("<repeat ", '<repeat jr:count="/data/n" ')
    form = xform("<n/><r><x/></r>", bind("n", type="int"), body)
    assert play(form)["nodes"]["/data/r (range)"]["count"] == 0
    told = play(form, ("/data/n", 2), ("/data/r[2]/x", "x"), ("/data/n", None))
    assert values(told)["/data/r[2]/x"] == "x"
    assert play(form, ("/data/n", 2), ("/data/n", 0))["nodes"]["/data/r (range)"]["count"] == 0


def test_calculation_beside_an_answer() -> None:
    """The same result again leaves a correction alone; another one replaces it."""
    form = xform("<a/><b/>", bind("b", calculate="string-length(/data/a)"), asked("a") + asked("b"))
    steps = [("/data/a", "un"), ("/data/b", "9"), ("/data/a", "ok")]
    assert values(play(form, *steps))["/data/b"] == "9"
    assert values(play(form, *steps, ("/data/a", "deux")))["/data/b"] == "4"


def test_choice_that_is_not_offered_any_more() -> None:
    """It is gone, also when it is offered again."""
    items = "".join(f"<item><f>{f}</f><name>{f}1</name><label>L</label></item>" for f in "ab")
    inner = (
        """<itemset nodeset="instance('l')/root/item[f = /data/f]"><value ref="name"/><label ref="label"/></itemset>"""
    )
    body = f'<select1 ref="/data/c"><label>C</label>{inner}</select1>'
    form = xform("<f/><c/>", "", asked("f") + body, model=f'<instance id="l"><root>{items}</root></instance>')
    steps = [("/data/f", "a"), ("/data/c", "a1"), ("/data/f", "b")]
    assert values(play(form, *steps[:2]))["/data/c"] == "a1"
    assert values(play(form, *steps))["/data/c"] == ""
    assert values(play(form, *steps, ("/data/f", "a")))["/data/c"] == ""


def test_calculated_text() -> None:
    """It follows the language shown."""
    texts = "".join(
        f'<translation lang="{tag}"><text id="t"><value>{word}</value></text></translation>'
        for tag, word in (("fr", "oui"), ("bm", "awo"))
    )
    form = xform("<n/>", bind("n", calculate="jr:itext('t')"), model=f"<itext>{texts}</itext>")
    assert values(play(form))["/data/n"] == "oui"
    assert values(play(form, Answer("", "bm", "lang")))["/data/n"] == "awo"


NESTED = xform(
    '<n/><r jr:template=""><x/><s jr:template=""><y/></s></r><r><x/><s><y/></s></r><c jr:template=""><z/></c>',
    bind("n", type="int"),
    '<input ref="/data/n"/><group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/x"/>'
    '<group ref="/data/r/s"><repeat nodeset="/data/r/s"><input ref="/data/r/s/y"/></repeat></group></repeat></group>'
    '<group ref="/data/c"><repeat nodeset="/data/c" jr:count="/data/n"><input ref="/data/c/z"/></repeat></group>',
)


def chat() -> tuple[Interview, Turn]:
    """An interview with a person."""
    interview, _ = start(compile_xform(NESTED), e.InterviewStarted(NOW, "f", "", "Africa/Bamako", 1, ""))
    return interview, Turn(interview, NOW)


def test_nested_repeats_of_a_chat() -> None:
    """A program adds what the template holds; a person goes on with the first nested instance."""
    told = play(NESTED, Answer("/data/r", operation="add"))["nodes"]
    assert [told[f"/data/r[{n}]/s (range)"]["count"] for n in (1, 2)] == [1, 0]
    interview, turn = chat()
    turn.record(e.RepeatAdded(NOW, interview.instance.top.named("r")[0].ref))
    assert [len(one.named("s")) for one in interview.instance.top.named("r")] == [1, 1]


def test_smaller_counts_of_a_chat() -> None:
    """A program finds new instances where the count had been smaller; a person finds the answers again."""
    steps = (("/data/n", 2), ("/data/c[2]/z", "x"), ("/data/n", 1), ("/data/n", 2))
    assert values(play(NESTED, *steps))["/data/c[2]/z"] == ""
    interview, _ = chat()
    instance = interview.instance
    number = instance.top.named("n")[0]
    instance.set(number, "2")
    instance.set(instance.top.named("c")[1].named("z")[0], "x")
    for count in ("1", "2"):
        instance.set(number, count)
    assert instance.value(instance.top.named("c")[1].named("z")[0]) == "x"
