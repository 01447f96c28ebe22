"""Expressions tried on documents: nodes by their paths, values in the type asked for, calls that fail late."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dialogues.expressions import EvaluationError, ExpressionProblem, compile_expression
from dialogues.expressions.desk import Answer, Desk, NoSuchNode, evaluate
from dialogues.expressions.documents import MAX_DOCUMENT, DocumentProblem, read_document

PAGE = """<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:m="urn:mine"><!-- one -->
<m:p id="a" xmlns:n="urn:other" m:k="v">x<![CDATA[<y>]]></m:p><?go now?><q xmlns="">z</q></html>"""
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
<itext><translation lang="fr" default="true()"><text id="t"><value form="image">i</value><value>Oui</value></text>
<text id="u"><value>Seul</value></text></translation>
<translation lang="bm"><text id="t"><value>Awo</value></text></translation></itext>
<instance><data version="7"><r><a>1</a><b/></r><r><a>2</a><b/></r></data></instance>
<instance id="l"><root><item>k</item></root></instance></model></h:head>
<h:body><group><repeat nodeset="/data/r"/></group></h:body></h:html>"""


def desk(xml: str = "", language: str = "") -> Desk:
    """A desk on a Sunday morning in Bamako."""
    at = datetime(2026, 11, 22, 8, 30, tzinfo=ZoneInfo("Africa/Bamako"))
    return Desk(read_document(xml), at, random.Random(7), language)  # noqa: S311 - no secret


@pytest.mark.parametrize(
    ("source", "node", "wanted", "expected"),
    [
        ("1 div 4", "", "", 0.25),
        ("6 div 2", "", "number", 3),
        ("0 div 0", "", "number-rounded", "NaN"),
        ("-1 div 0", "", "", "-Infinity"),
        ("1 = 1", "", "string", "true"),
        ("'a'", "", "boolean", True),
        ("1 = 2", "", "", False),
        ("today()", "", "", "2026-11-22"),
        ("today()", "", "date", "2026-11-22"),
        ("count(child::node())", "", "", 2),
        ("count(/html)", "", "", 0),
        ("/xhtml:html/m:p", "", "", ["x<y>"]),
        ("name(/*)", "", "", "html"),
        ("local-name(/*)", "", "", "html"),
        ("namespace-uri(/*)", "", "", "http://www.w3.org/1999/xhtml"),
        ("namespace-uri(@m:k)", "/html/m:p", "", "urn:mine"),
        ("namespace-uri(@id)", "/html/m:p", "", ""),
        ("namespace-uri(/xhtml:html/q)", "", "", ""),
        ("namespace::*", "/html[1]/m:p[1]", "nodeset", ["urn:other"]),
        ("@id | namespace::* | @m:k", "/html[1]/m:p[1]", "nodeset", ["a", "urn:other", "v"]),
        ("node()", "/html[1]/m:p[1]", "", ["x", "<y>"]),
        (".", "/html[1]/m:p[1]/#cdata-section[1]", "", ["<y>"]),
        (".", "/html/processing-instruction()", "string", "now"),
        (".", "//comment()", "string", " one "),
        ("false() and nothing(nowhere())", "", "", False),
        ("if(true(), 'a', substring())", "", "string", "a"),
        ("random()", "", "", 0.32383276483316237),
        ("uuid()", "", "string-length", "5269b3fa-8a47-4ca7-8d6f-1c1c8a0f8a33"),
    ],
)
def test_values(source: str, node: str, wanted: str, expected: Answer) -> None:
    """Each as JSON holds it."""
    found = evaluate(desk(PAGE), source, node=node, wanted=wanted)
    if source == "uuid()":
        assert len(str(found)) == len(str(expected))
    else:
        assert found == expected


def test_forms() -> None:
    """In an XForm absolute paths begin in its primary instance, and its lists, repeats and texts are known."""
    assert evaluate(desk(FORM), "/data/r/a") == ["1", "2"]
    second = "/h:html/h:head/model/instance/data/r[2]/b"
    assert evaluate(desk(FORM), "/data/r/a + position(..)", node=second) == 4
    assert evaluate(desk(FORM), "instance('l')/root/item") == ["k"]
    assert evaluate(desk(FORM), "version()") == "7"
    assert evaluate(desk(FORM), "property('username')") == ""
    assert evaluate(desk(FORM), "jr:choice-name('x', '/data/r/a')") == "x"
    assert evaluate(desk(FORM, "bm"), "jr:itext('t')") == "Awo"
    assert evaluate(desk(FORM), "jr:itext('t')") == "Oui"
    assert evaluate(desk(FORM, "bm"), "jr:itext('u')") == "Seul"
    assert evaluate(desk(FORM), "jr:itext('v')") == ""
    assert evaluate(desk(FORM), "jr:itext('t')", wanted="nodeset") == ["i", "Oui"]


def test_refusals() -> None:
    """A document, a node and an expression that cannot be used are named problems."""
    with pytest.raises(NoSuchNode):
        evaluate(desk(PAGE), "1", node="/html/absent")
    with pytest.raises(EvaluationError, match=r"^unknown_function: nothing$"):
        evaluate(desk(), "nothing()")
    with pytest.raises(EvaluationError, match=r"^arguments: count$"):
        evaluate(desk(), "count(1)")
    with pytest.raises(EvaluationError, match="not_a_nodeset"):
        evaluate(desk(), "1", wanted="nodeset")
    with pytest.raises(EvaluationError, match="unknown_instance"):
        evaluate(desk(), "instance('absent')")
    with pytest.raises(ExpressionProblem):
        evaluate(desk(), "1 +")
    with pytest.raises(ExpressionProblem):
        compile_expression("false() and nothing()")
    for xml in ("<a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>" + " " * MAX_DOCUMENT + "</a>", "\ud800"):
        with pytest.raises(DocumentProblem):
            read_document(xml)
