"""Forms made to harm: each is a named problem or a form that works, within the limits of memory and of steps."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.forms.definition import Limits
from dialogues.playing import Answer, Player, Refused, Setting, state
from dialogues.xforms.instances import UnreadableFile
from dialogues.xforms.problems import FormRefused
from dialogues.xforms.written import read_written
from dialogues.xforms.xform import compile_xform
from dialogues.xforms.xlsform import check_form

NAMESPACES = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa" xmlns:xi="http://www.w3.org/2001/XInclude"'
)
QUESTION = '<input ref="/data/a"><label>A</label></input>'
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def form(instance: str = "<a/>", body: str = QUESTION, model: str = "", before: str = "") -> bytes:
    """A form of these pieces."""
    return (
        f"{before}<h:html {NAMESPACES}><h:head><h:title>T</h:title><model>"
        f'<instance><data id="f">{instance}</data></instance>{model}</model></h:head><h:body>{body}</h:body></h:html>'
    ).encode()


def leaves(many: int) -> str:
    """So many nodes of a model."""
    return "".join(f"<a{n}/>" for n in range(many))


def calculated(many: int, calculation: str) -> str:
    """A calculation for each but the first of so many nodes; {n} and {before} are places."""
    return "".join(
        f'<bind nodeset="/data/a{n}" calculate="{calculation.format(n=n, before=n - 1)}"/>' for n in range(1, many)
    )


def counted(depth: int) -> bytes:
    """Repeats in one another, each as often as a node says."""
    inner, body = "<a/>", QUESTION.replace("/data/a", "/data" + "".join(f"/r{n}" for n in range(depth)) + "/a")
    for number in reversed(range(depth)):
        path = "/data" + "".join(f"/r{n}" for n in range(number + 1))
        inner = f"<r{number}>{inner}</r{number}>"
        body = f'<group ref="{path}"><repeat nodeset="{path}" jr:count="/data/n">{body}</repeat></group>'
    return form("<n>1e300</n>" + inner, body)


def played(xml: bytes) -> dict[str, object]:
    """What a form comes to once its first question is answered."""
    player = Player(compile_xform(xml), Setting(1_772_532_000_000, "UTC", 1, "", {}))
    with suppress(Refused):  # some have no such question
        player.give(Answer("/data/a", "1", ""))
    return state(player, read_written(xml))


@pytest.mark.parametrize(
    ("xml", "codes"),
    [
        (b"", "not_a_form"),
        (b"PK\x03\x04", "not_a_form"),
        (form().replace(b"<label>A", b"<label>\0"), "not_a_form"),
        (form(before=LAUGHS).replace(b"<label>A", b"<label>&a9;"), "not_a_form"),
        (form(before='<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hosts">]>').replace(b">A<", b">&a;<"), "not_a_form"),
        (form(before='<!DOCTYPE h:html SYSTEM "http://localhost:9/x.dtd">'), "not_a_form"),
        (b'<?xml version="1.0" encoding="utf-8"?>' + form().replace(b">A<", b">\xe9<"), "not_a_form"),
        (form(body="<group>" * 10_000 + "</group>" * 10_000), "not_a_form"),
        (form(body="<group>" * 200 + "</group>" * 200), "too_deep"),
        (form("<a>" * 200 + "</a>" * 200), "too_deep"),
        (form(leaves(Limits().nodes + 1), ""), "too_many_nodes"),
        (
            form(model='<instance id="x"><root>' + "<item/>" * (Limits().choices + 1) + "</root></instance>"),
            "too_many_choices",
        ),
        (form(body='<select1 ref="/data/a">' + "<item/>" * (Limits().choices + 1) + "</select1>"), "too_many_choices"),
        (form(body=QUESTION.replace(">A<", ">" + "x" * 11_000_000 + "<")), "not_a_form"),
        (form(model=f'<bind nodeset="/data/a" relevant="{"(" * 5_000}1{")" * 5_000}"/>'), "bad_expression"),
        (form(model=f'<bind nodeset="/data/a" relevant="{"1+" * 20_000}1"/>'), "bad_expression"),
        (form(model='<bind nodeset="/data/a" calculate="/data/a + 1"/>'), "cycle"),
        (form(body="<input/><group/><repeat/><range/>"), "unknown_node"),
    ],
    ids=range(18),
)
def test_refused(xml: bytes, codes: str) -> None:
    """Each with the problem that says why, and no other."""
    with pytest.raises(FormRefused) as refused:
        compile_xform(xml)
    assert str(refused.value) == codes


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    """A byte order mark says what the bytes are."""
    assert compile_xform(form().decode().encode(encoding)).form_id == "f"


def test_inclusions_are_words() -> None:
    """What XInclude names is not opened."""
    included = '<xi:include href="file:///etc/hosts" parse="text"/>'
    labels = played(form(body=QUESTION.replace(">A<", f">{included}<")))["labels"]
    assert "localhost" not in str(labels)


@pytest.mark.parametrize(
    "data",
    [
        b'{"features":' + b"[" * 100_000,
        b'{"features": [{"properties": [1]}]}',
        b'{"features": [{"geometry": "x"}]}',
        b'{"features": [1]}',
        b"\xff\xfe",
    ],
)
def test_places_that_are_none(data: bytes) -> None:
    """A file of places that is none is named."""
    instances = compile_xform(
        form(model='<instance id="x" src="jr://file/a.geojson"/>'), files={"a.geojson": data}
    ).instances
    with pytest.raises(UnreadableFile):
        _ = instances["x"]


def test_a_file_of_entities() -> None:
    """An external file may declare none either."""
    instances = compile_xform(
        form(model='<instance id="x" src="jr://file/a.xml"/>'), files={"a.xml": (LAUGHS + "<a>&a9;</a>").encode()}
    ).instances
    with pytest.raises(UnreadableFile):
        _ = instances["x"]


@pytest.mark.parametrize(
    "xml",
    [
        form(leaves(60), "", calculated(60, "concat(/data/a{before}, 'a', /data/a{before})")),
        form(leaves(300), "", calculated(300, "sum(//*) + {n}")),
        form(leaves(1_500), "", calculated(1_500, "/data/a{before} + 1")),
        form(model=f'<bind nodeset="/data/a" constraint="{"//*[" * 60}1=1{"]" * 60}"/>'),
        form("<a/><b/>", model='<bind nodeset="/data/b" calculate="regex(/data/a, \'(a*)*(a|aa)+(a?){500}b\')"/>'),
        form("<a/><b/>", model='<bind nodeset="/data/b" calculate="concat(uuid(4096), uuid(1 div 0))"/>'),
        form(
            body='<input ref="/data/a"><label ref="jr:itext(\'t0\')"/></input>',
            model='<itext><translation lang="fr">'
            + "".join(
                f'<text id="t{n}"><value>x<output value="jr:itext(\'t{(n + 1) % 50}\')"/>'
                f"<output value=\"jr:itext('t{(n + 1) % 50}')\"/></value></text>"
                for n in range(50)
            )
            + "</translation></itext>",
        ),
        form(
            "<a>1</a><b>1</b>",
            '<input ref="/data/a"><label/><setvalue event="xforms-value-changed" ref="/data/b" value="/data/b + 1"/>'
            '</input><input ref="/data/b"><label/><setvalue event="xforms-value-changed" ref="/data/a"'
            ' value="/data/a + 1"/></input>',
        ),
        form("<r><a/></r>", '<repeat nodeset="/data/r"><repeat nodeset="/data/r"/></repeat>'),
        form("<اسم/><a/>", '<input ref="/data/اسم"><label>ما اسمك؟ 😀</label></input>' + QUESTION),
    ],
    ids=range(10),
)
def test_played(xml: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What compiles can be played: an expression that would take for ever says nothing."""
    monkeypatch.setattr("dialogues.interview.instance.MAX_STEP_WORK", 200_000)
    assert "nodes" in played(xml)


def test_a_step_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expressions that are each within the limit are not so together: the step has one as well."""
    monkeypatch.setattr("dialogues.interview.instance.MAX_STEP_WORK", 50_000)
    nodes = played(form(leaves(150), "", calculated(150, "count(//*[count(//*) > {n}])")))["nodes"]
    assert isinstance(nodes, dict)
    values = [nodes[f"/data/a{n}"]["instanceValue"] for n in range(1, 150)]
    assert 0 < sum(value == "" for value in values) < len(values)


def test_repeats_in_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts in counts grow to the limit of an interview's nodes and stay there, with room for no more."""
    monkeypatch.setattr("dialogues.interview.instance._LIMITS", Limits(live_nodes=3_000))
    compiled = compile_xform(counted(4))
    instance = Player(compiled, Setting(1_772_532_000_000, "UTC", 1, "", {})).interview.instance
    assert 3_000 <= sum(len(instance.nodes_at(path)) for path in compiled.nodes) < 3_100
    assert instance.is_full("/data/r0", instance.top)
    with pytest.raises(OverflowError):
        instance.add_repeat("/data/r0", instance.top)


PIECES = [
    b"",
    b"/",
    b"//*",
    b"..",
    b"<",
    b'"',
    b"\x00",
    b"repeat",
    b"group",
    b"(",
    b"[1]",
    b"1e999",
    b"\xc3\xa9",
    b"once(",
]
WHOLE = form(
    "<a/><r><b>1</b></r>",
    QUESTION
    + '<group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/a"><select1 ref="/data/r/b"><label>B</label>'
    '<itemset nodeset="instance(\'l\')/root/item[name = /data/a]"><value ref="name"/><label ref="name"/></itemset>'
    "</select1></repeat></group>",
    '<instance id="l"><root><item><name>1</name></item></root></instance>'
    '<bind nodeset="/data/a" type="int" constraint=". &gt; 0" relevant="not(/data/r/b = 9)"/>',
)


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 30), st.sampled_from(PIECES)), min_size=1, max_size=4)
)
@settings(max_examples=settings().max_examples // 2)
def test_a_damaged_form(damages: list[tuple[int, int, bytes]]) -> None:
    """Bytes gone and others in their place: it is refused with problems, or it is played."""
    xml = WHOLE
    for place, gone, put in damages:
        xml = xml[:place] + put + xml[place + gone :]
    with suppress(FormRefused, UnreadableFile):
        assert "nodes" in played(xml)


@given(st.sampled_from([".md", ".csv", ".xls", ".xlsx"]), st.binary(max_size=60), st.text(max_size=80))
@settings(max_examples=settings().max_examples // 4)
def test_any_file_is_a_form_or_a_problem(suffix: str, data: bytes, text: str) -> None:
    """Whatever a file of sheets holds, something is said about it."""
    for source in (data, b"| survey |\n| | type | name | label |\n| | " + text.encode("utf-8", "replace")):
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"f{suffix}"
            path.write_bytes(source)
            checked = check_form(path)
            assert checked.converted is not None or checked.faults


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("v.csv", b"a,b,c\n" + b"1,2,3\n" * 100_000),
        ("v.xml", b"<root>" + b"<item/>" * 300_001 + b"</root>"),
        ("v.geojson", b'{"features": [' + b'{"a": 1},' * 300_000 + b"{}]}"),
    ],
)
def test_files_too_long(name: str, data: bytes) -> None:
    """A file that would fill the memory is refused by its name before it is read."""
    with pytest.raises(FormRefused) as refused:
        compile_xform(form(model=f'<instance id="x" src="jr://file/{name}"/>'), files={name: data})
    (found,) = refused.value.problems
    assert (found.code.value, found.phrase.params["file"]) == ("file_too_long", name)
