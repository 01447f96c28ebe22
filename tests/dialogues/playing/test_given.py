"""What a form holds before anybody answers: several instances of a repeat, actions on paths of many kinds."""

from __future__ import annotations

from dialogues.playing import Answer
from tests.dialogues.playing.forms import play, values
from tests.dialogues.xforms.forms import asked, bind, xform


def _repeat(path: str, inner: str, more: str = "") -> str:
    return f"<group ref='{path}'><label>R</label><repeat nodeset='{path}'{more}>{inner}</repeat></group>"


def test_a_form_may_hold_several_instances_of_a_repeat() -> None:
    """Each keeps its own texts; what is added is made of the template, not of the first."""
    data = (
        "<r jr:template=''><n>neuf</n></r><r><n>un</n></r><r><n>deux</n></r>"
        "<s><x>a</x><t><y>b</y></t><t><y>c</y></t></s><s><x>d</x><t><y>e</y></t></s>"
    )
    body = _repeat("/data/r", asked("r/n")) + _repeat("/data/s", asked("s/x") + _repeat("/data/s/t", asked("s/t/y")))
    told = values(play(xform(data, "", body), Answer("/data/r", operation="add"), Answer("/data/s", operation="add")))
    assert [told[f"/data/r[{n}]/n"] for n in (1, 2, 3)] == ["un", "deux", "neuf"]
    assert [told[f"/data/s[1]/t[{n}]/y"] for n in (1, 2)] == ["b", "c"]
    assert told["/data/s[2]/t[1]/y"] == "e"
    assert [told["/data/s[3]/x"], told["/data/s[3]/t[1]/y"], told["/data/s[3]/t[2]/y"]] == ["", "", ""]


def test_only_a_template_is_no_instance() -> None:
    """A repeat of which the form holds a template only begins without any, as in ODK Web Forms."""
    form = xform("<r jr:template=''><n>neuf</n></r>", "", _repeat("/data/r", asked("r/n")))
    assert "/data/r[1]/n" not in values(play(form))
    assert values(play(form, Answer("/data/r", operation="add")))["/data/r[1]/n"] == "neuf"


def test_a_count_takes_what_the_form_holds_first() -> None:
    """The form's own instances stand first; those beyond them, and those that come back, are blank."""
    data = "<many>2</many><r><n>un</n></r><r><n>deux</n></r>"
    form = xform(
        data, bind("many", type="int"), asked("many") + _repeat("/data/r", asked("r/n"), " jr:count='/data/many'")
    )
    assert [values(play(form))[f"/data/r[{n}]/n"] for n in (1, 2)] == ["un", "deux"]
    told = values(play(form, ("/data/many", 1), ("/data/many", 3)))
    assert [told[f"/data/r[{n}]/n"] for n in (1, 2, 3)] == ["un", "", ""]


def test_actions_name_their_nodes_in_several_ways() -> None:
    """A reference may be relative or stand between blanks; an empty value empties; one to nothing does nothing."""
    actions = (
        "<setvalue event='xforms-value-changed' ref=' /data/g/b '>eau</setvalue>"
        "<setvalue event='xforms-value-changed' ref='../c' value=\"concat(., '!')\"/>"
        "<setvalue event='xforms-value-changed' ref='/data/g/d' value=''>rien</setvalue>"
        "<setvalue event='xforms-value-changed' ref='/data/lost' value='1'/>"
    )
    form = xform("<g><a/><b/><c/><d>plein</d></g>", "", asked("g/a", actions))
    told = values(play(form, ("/data/g/a", "oui")))
    assert [told[f"/data/g/{name}"] for name in "bcd"] == ["eau", "oui!" if told["/data/g/c"] == "oui!" else "!", ""]


def test_a_control_may_name_its_bind() -> None:
    """Older forms say `bind='id'` where newer ones say a path; the texts are found too."""
    binds = "<bind id='A' nodeset='/data/a' type='int'/>"
    told = play(xform("<a/>", binds, "<input bind='A'><label>Âge</label></input>"), ("/data/a", 4))
    assert told["nodes"]["/data/a"]["label"] == "Âge"
    assert told["nodes"]["/data/a"]["instanceValue"] == "4"


def test_a_bind_without_a_node_says_nothing() -> None:
    """ODK's engines warn of it at most; the form runs."""
    assert play(xform("<a/>", bind("gone", type="int", relevant="1 = 2"), asked("a")), ("/data/a", "x"))["errors"] == []


def test_what_is_worked_out_once_begins_anew_when_it_is_emptied() -> None:
    """As in ODK Web Forms: an answer stays, nothing is worked out again from what it reads now."""
    form = xform("<a/><b/>", bind("b", calculate="once(concat('x', /data/a))"), asked("a") + asked("b"))
    assert values(play(form, ("/data/a", "1")))["/data/b"] == "x"
    assert values(play(form, ("/data/b", "k"), ("/data/a", "1")))["/data/b"] == "k"
    assert values(play(form, ("/data/b", "k"), ("/data/a", "1"), ("/data/b", "")))["/data/b"] == "x1"


def test_what_is_not_there_is_not_taken_away() -> None:
    """Nothing is added only to be removed."""
    told = play(xform("<r><n/></r>", "", _repeat("/data/r", asked("r/n"))), Answer("/data/r[9]", operation="remove"))
    assert (told["errors"], told["nodes"]["/data/r (range)"]["count"]) == (["no such node"], 1)
