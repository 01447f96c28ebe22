"""Interviews held by programs: every kind of node, as ODK's engines tell it."""

from __future__ import annotations

import pytest

from dialogues.playing import Answer, Player, Refused, Setting
from dialogues.xforms.xform import compile_xform
from tests.dialogues.playing.forms import NOW, play, values
from tests.dialogues.xforms.forms import asked, bind, xform

SELECT = (
    '<select1 ref="/data/c"><label>C</label><item><label>Un</label><value>a</value></item>'
    "<item><label>Deux</label><value>b</value></item></select1>"
)
SEVERAL = SELECT.replace("select1", "select").replace("/data/c", "/data/m")
RANKED = SELECT.replace("select1", "odk:rank").replace("/data/c", "/data/k")
REPEAT = '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat></group>'


def test_a_leaf_with_all_its_fields() -> None:
    """A required question with a constraint: what it breaks stands in `violation`, the first of both."""
    rules = bind("a", type="int", required="true()", constraint=". &gt; 3", jr_constraintMsg="Trop peu")
    form = xform("<a/>", rules, asked("a", "<hint>h</hint>"))
    assert play(form)["nodes"]["/data/a"] == {
        "ref": "/data/a",
        "nodeType": "input",
        "valueType": "int",
        "relevant": True,
        "readonly": False,
        "required": True,
        "constraintValid": True,
        "requiredValid": False,
        "violation": {"condition": "required", "message": None},
        "instanceValue": "",
        "value": None,
        "label": "a",
        "hint": "h",
    }
    told = play(form, ("/data/a", 2))["nodes"]["/data/a"]
    assert (told["instanceValue"], told["value"], told["requiredValid"]) == ("2", "2", True)
    assert told["violation"] == {"condition": "constraint", "message": "Trop peu"}


def test_what_is_not_relevant_has_no_value_and_breaks_no_rule() -> None:
    """Its value is kept and comes back; meanwhile it stands neither in the state nor in the submission."""
    form = xform("<a/><b/>", bind("b", relevant="/data/a = 'x'", required="true()"), asked("a") + asked("b"))
    steps = [("/data/a", "x"), ("/data/b", "y"), ("/data/a", "z")]
    told = play(form, *steps)
    hidden = told["nodes"]["/data/b"]
    assert (hidden["relevant"], hidden["required"], hidden["requiredValid"]) == (False, True, True)
    assert hidden["instanceValue"] == ""
    assert told["submission"].startswith('<data id="f"><a>z</a><orx:meta')
    assert values(play(form, *steps, ("/data/a", "x")))["/data/b"] == "y"


@pytest.mark.parametrize(
    ("value_type", "given", "stored", "shown"),
    [
        ("int", 3.7, "3", "3"),
        ("decimal", 50, "50.0", 50),
        ("decimal", "2.50", "2.5", 2.5),
        ("date", "2024-06-01T10:00:00", "2024-06-01", "2024-06-01"),
        ("time", "08:30:00.000Z", "08:30:00.000Z", "08:30:00.000Z"),
        ("dateTime", "2024-06-01T08:30:00.000+02:00", "2024-06-01T08:30:00.000+02:00", "2024-06-01T08:30:00.000+02:00"),
        (
            "geopoint",
            "12.5 -8 300 5",
            "12.5 -8.0 300.0 5.0",
            {"latitude": 12.5, "longitude": -8, "altitude": 300, "accuracy": 5},
        ),
        (
            "geotrace",
            "1 2;3 4",
            "1.0 2.0;3.0 4.0",
            [
                {"latitude": 1, "longitude": 2, "altitude": None, "accuracy": None},
                {"latitude": 3, "longitude": 4, "altitude": None, "accuracy": None},
            ],
        ),
        ("string", "été", "été", "été"),
    ],
)
def test_values_of_each_type(value_type: str, given: object, stored: str, shown: object) -> None:
    """An answer is stored as ODK writes its type."""
    told = play(xform("<a/>", bind("a", type=value_type), asked("a")), ("/data/a", given))["nodes"]["/data/a"]
    assert (told["valueType"], told["instanceValue"], told["value"]) == (value_type, stored, shown)


@pytest.mark.parametrize(
    ("value_type", "given"),
    [("int", "douze"), ("int", 2**40), ("decimal", "x"), ("date", "2024-02-30"), ("time", "25:00:00"),
     ("dateTime", "2024-06-01"), ("geopoint", "91 0"), ("geoshape", "1 2;3 4;5 6"), ("string", ["a"])],
)  # fmt: skip
def test_what_is_no_value_of_the_type_is_refused(value_type: str, given: object) -> None:
    """And the node keeps what it had."""
    told = play(xform("<a/>", bind("a", type=value_type), asked("a")), ("/data/a", given))
    assert len(told["errors"]) == 1
    assert values(told)["/data/a"] == ""


def test_choices() -> None:
    """Selected are only choices that are offered, several in the order of the list; a ranking holds all of them."""
    body = SELECT + SEVERAL + RANKED
    form = xform("<c/><m/><k/>", "", body)
    told = play(form, ("/data/c", "b"), ("/data/m", ["b", "x", "a"]), ("/data/k", ["b", "a"]))
    assert values(told) == {"/data/c": "b", "/data/m": "a b", "/data/k": "b a"}
    assert [told["nodes"][key]["nodeType"] for key in ("/data/c", "/data/m", "/data/k")] == ["select", "select", "rank"]
    assert told["nodes"]["/data/c"]["selectType"] == "select1"
    assert told["nodes"]["/data/m"]["choices"] == [("a", "Un"), ("b", "Deux")]
    assert told["nodes"]["/data/m"]["value"] == ["a", "b"]
    assert values(play(form, ("/data/c", "b"), ("/data/c", None)))["/data/c"] == ""
    assert play(form, ("/data/k", ["b"]))["errors"] == ["not all choices"]


def test_notes_triggers_and_model_values() -> None:
    """A note is an input that cannot be answered; what no control shows is a model value."""
    body = asked("n") + '<trigger ref="/data/t"><label>T</label></trigger><upload ref="/data/u" mediatype="image/*"/>'
    rules = bind("n", readonly="true()") + bind("u", type="binary") + bind("v", calculate="1 + 1")
    told = play(xform("<n/><t/><u/><v/>", rules, body), ("/data/t", "OK"), ("/data/n", "x"), ("/data/v", "3"))
    kinds = {key: (node["nodeType"], node.get("value")) for key, node in told["nodes"].items()}
    assert kinds == {
        "/data": ("root", None),
        "/data/n": ("note", None),
        "/data/t": ("trigger", True),
        "/data/u": ("upload", None),
        "/data/v": ("model-value", "2"),
    }
    assert told["errors"] == ["not a question", "not a question"]


def test_repeats() -> None:
    """A step without position is the first instance, one past the end adds; the whole has a key of its own."""
    form = xform("<r><x/></r>", "", REPEAT)
    told = play(form, ("/data/r/x", "un"), ("/data/r[3]/x", "trois"))
    assert [key for key in told["nodes"] if "x" not in key] == [
        "/data",
        "/data/r (range)",
        "/data/r[1]",
        "/data/r[2]",
        "/data/r[3]",
    ]
    assert told["nodes"]["/data/r (range)"] == {
        "ref": "/data/r",
        "nodeType": "repeat-range:uncontrolled",
        "relevant": True,
        "readonly": False,
        "required": False,
        "label": "R",
        "count": 3,
    }
    more = play(form, ("/data/r/x", "un"), Answer("/data/r", operation="add"), Answer("/data/r[1]", operation="remove"))
    assert values(more) == {"/data/r[1]/x": ""}


def test_counted_repeats_take_no_instances() -> None:
    """Neither by a position past the end nor by name."""
    body = asked("n") + REPEAT.replace("<repeat ", '<repeat jr:count="/data/n" ')
    form = xform("<n/><r><x/></r>", bind("n", type="int"), body)
    told = play(
        form,
        ("/data/n", 1),
        ("/data/r[2]/x", "y"),
        Answer("/data/r", operation="add"),
        Answer("/data/r[1]", operation="remove"),
        Answer("/data/n", operation="dance"),
    )
    assert told["errors"] == ["no such node", "no such node", "not a repeat", "operation"]
    assert told["nodes"]["/data/r (range)"]["nodeType"] == "repeat-range:controlled"
    assert told["nodes"]["/data/r (range)"]["count"] == 1


@pytest.mark.parametrize("ref", ["", "data", "/other/a", "/data/z", "/data/a/b", "/data/r[0]/x", "/data/r[x]/x",
                                 "/data/r[99999999]/x"])  # fmt: skip
def test_refs_that_lead_nowhere(ref: str) -> None:
    """Each is refused, none is guessed."""
    assert play(xform("<a/><r><x/></r>", "", asked("a") + REPEAT), (ref, "1"))["errors"] == ["no such node"]


def test_read_only_questions() -> None:
    """Nobody answers them while their rule holds."""
    form = xform("<a/><b/>", bind("b", readonly="/data/a = 'x'"), asked("a") + asked("b"))
    told = play(form, ("/data/b", "1"), ("/data/a", "x"), ("/data/b", "2"))
    assert (told["errors"], values(told)["/data/b"]) == (["read-only"], "1")
    assert told["nodes"]["/data/b"]["nodeType"] == "input"


ITEXT = """<itext>
<translation lang="fr" default="true()"><text id="a:label"><value> Bonjour <output value="/data/a"/> </value></text>
<text id="a:hint"><value>-</value></text></translation>
<translation lang="bm"><text id="a:label"><value>-</value></text></translation></itext>"""


def test_texts_stand_as_the_form_writes_them() -> None:
    """Blanks, «-» for what is not translated, nothing for what has no entry; in each language of the form."""
    body = """<input ref="/data/a"><label ref="jr:itext('a:label')"/><hint ref="jr:itext('a:hint')"/></input>"""
    form = xform("<a/>", "", body, model=ITEXT)
    told = play(form, ("/data/a", "Awa"))
    assert told["labels"] == {"fr": {"/data/a": " Bonjour Awa "}, "bm": {"/data/a": "-"}}
    assert (told["nodes"]["/data/a"]["label"], told["nodes"]["/data/a"]["hint"]) == (" Bonjour Awa ", "-")
    assert play(form, Answer("", "bm", "lang"))["nodes"]["/data/a"]["hint"] == ""
    assert play(form, language="bm")["nodes"]["/data/a"]["label"] == "-"
    assert play(form, Answer("", "en", "lang"))["errors"] == ["no such language"]
    with pytest.raises(Refused, match="no such language"):
        Player(compile_xform(form), Setting(NOW, language="en"))


def test_labels_that_are_worked_out() -> None:
    """A label may be a reference, the id of a text may be an expression, and a message may be translated."""
    body = (
        '<input ref="/data/a"><label ref="/data/b"/></input>'
        """<input ref="/data/b"><label ref="jr:itext(concat('a', ':label'))"/></input>"""
    )
    rules = bind("a", constraint="false()", jr_constraintMsg="jr:itext('a:label')")
    told = play(xform("<a/><b/>", rules, body, model=ITEXT), ("/data/b", "B"), ("/data/a", "A"))["nodes"]
    assert (told["/data/a"]["label"], told["/data/b"]["label"]) == ("B", " Bonjour A ")
    assert told["/data/a"]["violation"] == {"condition": "constraint", "message": " Bonjour A "}


def test_the_end_of_the_interview_is_in_the_submission() -> None:
    """Not in the nodes: it is filled in when the interview is sent. The instance's id hangs on the seed alone."""
    rules = bind("e", type="dateTime", jr_preload="timestamp", jr_preloadParams="end")
    rules += bind("meta/instanceID", type="string", jr_preload="uid")
    told = play(xform("<e/><meta><instanceID/></meta>", rules))
    assert values(told)["/data/e"] == ""
    assert "<e>2024-06-01T10:00:00.000+00:00</e>" in told["submission"]
    again = play(xform("<e/><meta><instanceID/></meta>", rules))
    assert again["submission"] == told["submission"]
    assert values(told)["/data/meta/instanceID"].startswith("uuid:")
