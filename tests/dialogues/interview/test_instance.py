"""The live instance as the world of its expressions, and the way through forms that no XLSForm makes."""

from __future__ import annotations

import pytest

from dialogues.expressions.nodes import element
from dialogues.forms.definition import FormDefinition, Limits
from dialogues.interview import inputs as i
from dialogues.interview.effects import Ask
from dialogues.interview.outline import closing_notes, stops
from dialogues.interview.prompting import Standing, _Writer, view
from dialogues.interview.submission import canonical
from dialogues.xforms.xform import compile_xform
from tests.dialogues.interview.talk import LOCALES, Talk

HAND_MADE = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>M</h:title><model>
<itext><translation lang="fr" default="true()"><text id="mot"><value>Bonjour</value></text>
<text id="vide"><value/></text></translation></itext>
<instance><data id="main" version="9"><g><a>1</a><b>2</b></g><tout/><cle/><mot/><liste/><muet/><q/><masque/>
<h><s jr:template=""><t/></s></h><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/g" relevant="/data/q != 'non'"/>
<bind nodeset="/data/tout" calculate="concat(/data/g, string(/))"/>
<bind nodeset="/data/cle" calculate="string-length(once(uuid()))"/>
<bind nodeset="/data/mot" calculate="concat(jr:itext('mot'), jr:itext('absent'))"/>
<bind nodeset="/data/liste" calculate="jr:choice-name('x', '/data/q')"/>
<bind nodeset="/data/muet" type="string" readonly="true()"/>
<bind nodeset="/data/masque" type="string" relevant="false()" required="uuid() != ''"/>
<bind nodeset="/data/h" relevant="/data/q = 'oui'"/>
</model></h:head><h:body>
<group ref="/data/g"><input ref="/data/g/a"><label ref="jr:itext('vide')"/></input></group>
<input ref="/data/muet"/><input ref="/data/masque"><label>Masqué</label></input>
<group><label>Groupe sans place</label><input ref="/data/q"><label>Q</label></input></group>
<group ref="/data/h"><label>H</label><repeat nodeset="/data/h/s"><input ref="/data/h/s/t"><label>T</label></input>
</repeat></group></h:body></h:html>"""


@pytest.fixture(scope="module")
def form() -> FormDefinition:
    """A form written by hand."""
    return compile_xform(HAND_MADE.encode())


def test_groups_have_a_text(form: FormDefinition) -> None:
    """The string value of a group is that of its leaves; what is not relevant has none."""
    talk = Talk(form)
    root = talk.interview.instance.root
    assert root.text().startswith("12")
    assert talk.value("tout").startswith("12")
    assert [node.name for node in root.children()] == ["data"]
    assert root.named("other") == ()
    assert root.attributes() == ()
    top = talk.interview.instance.top
    assert [(mark.kind, mark.name) for mark in top.attributes()] == [("attribute", "id"), ("attribute", "version")]
    assert repr(top) == "<LiveNode /data>"
    assert top.position == 1


def test_what_expressions_ask_of_the_world(form: FormDefinition) -> None:
    """Texts, labels, metadata and version; what is not there is empty."""
    talk = Talk(form)
    instance = talk.interview.instance
    assert talk.value("cle") == "36"
    assert talk.value("mot") == "Bonjour"
    assert talk.value("liste") == ""
    assert instance.choice_label(element("x"), "y") == ""
    assert instance.version() == "9"
    assert instance.property("username") == "A07"
    assert instance.property("email") == ""
    assert talk.value("meta/instanceID") == "uuid:0000-1"


def test_the_way_through_a_form_made_by_hand(form: FormDefinition) -> None:
    """Groups without a title or a node, notes without words, a hidden repeat: only what is asked stops."""
    talk = Talk(form)
    assert talk.at == "g/a"
    assert talk.asked.label.text == "a"
    talk.done()
    assert talk.at == "q"
    assert talk.asked.section == ""
    talk.says("non")
    talk.done()
    assert [stop.ref for stop in stops(form, talk.interview.instance)] == ["/data/q"]
    assert closing_notes(form, talk.interview.instance) == []
    assert "/data/g/a" not in canonical(talk.interview)
    talk.goes_to("q")
    talk.says("oui")
    talk.yes()
    assert talk.at in {"h/s[1]/t", "h/s"}


def test_limits_are_kept(form: FormDefinition) -> None:
    """Beyond the limit an instance is refused, whoever asks for it."""
    talk = Talk(form, checked=False)
    instance = talk.interview.instance
    parent = instance.nodes_at("/data/h")[0]
    while not instance.is_full("/data/h/s", parent):
        instance.add_repeat("/data/h/s", parent)
    assert len(parent.named("s")) == Limits().repeat_instances
    with pytest.raises(OverflowError):
        instance.add_repeat("/data/h/s", parent)


def test_a_writer_needs_something_to_write_about(form: FormDefinition) -> None:
    """Words of a proposal that is none, or a question that is gone, are a programmer's mistake."""
    talk = Talk(form)
    writer = _Writer(talk.interview, LOCALES, "fr", "")
    with pytest.raises(LookupError):
        writer.proposal(Standing("correct", None, ""), "")
    with pytest.raises(LookupError):
        writer.question(talk.ref("h/s[7]/t"), "", Ask(), (), None)


def test_progress_that_is_wide_open() -> None:
    """Where an open question decides on many others, the most that may come is said."""
    rows = "".join(f"|  | integer | q{n} | Q{n} ? | ${{tout}} = 'oui' |\n" for n in range(12))
    talk = Talk(f"""
| survey |
|  | type | name | label | relevant |
|  | integer | un | Un ? |
|  | text | tout | Tout ? |
{rows}| settings |
|  | form_id |
|  | large |
""")
    progress = talk.asked.progress
    assert progress is not None
    assert (progress.key, progress.params["most"]) == ("interview.progress_most", 13)
    talk.says("1", "oui")
    talk.done()
    progress = talk.asked.progress
    assert progress is not None
    assert (progress.key, progress.params["m"]) == ("interview.progress", 11)
    assert view(talk.interview, Ask(), LOCALES, "fr", "").widget.name == "NUMBER"


def test_a_language_that_changes_while_a_repeat_is_open(form: FormDefinition) -> None:
    """A language that the form has not is refused and changes nothing."""
    talk = Talk(form)
    talk.gives(i.LanguageChosen("xx"))
    assert talk.refused == "interview.no_such_language"
    assert talk.interview.language == "fr"
