"""What the form sets by itself: actions on events, dynamic defaults, attributes of entities."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from dialogues.interview import inputs as i
from dialogues.interview.submission import to_xml
from dialogues.xforms.xform import compile_xform
from tests.dialogues.interview.talk import NOON, Talk
from tests.dialogues.xforms.forms import asked, bind, xform
from tests.support.scenario import converted

ENTITY = """
| survey |
|  | type | name | label | save_to |
|  | text | espece | Espèce ? | espece |
|  | integer | tour | Tour en cm ? | tour |
| entities |
|  | list_name | label | create_if |
|  | arbres | concat(${espece}, ' ', ${tour}) | ${tour} > 10 |
| settings |
|  | form_id |
|  | arbres |
"""


def entity(talk: Talk) -> ET.Element:
    """The entity of a submission."""
    found = ET.fromstring(to_xml(talk.interview)).find("meta/entity")  # noqa: S314 - our own words
    assert found is not None
    return found


def test_an_entity_is_kept_in_the_submission() -> None:
    """The entity stands in `meta` with its list, its UUID, whether to make it, and its label, worked out."""
    talk = Talk(ENTITY)
    talk.says("Karité")
    talk.done()
    talk.says("8")
    made = entity(talk)
    assert list(made.attrib) == ["dataset", "create", "id"]
    assert (made.get("dataset"), made.get("create")) == ("arbres", "false")
    talk.goes_to("tour")
    talk.says("35")
    grown = entity(talk)
    assert (grown.get("create"), grown.findtext("label")) == ("true", "Karité 35")
    assert grown.get("id") == made.get("id")
    assert len(made.get("id") or "") == 36


UPDATE = """
| survey |
|  | type | name | label | save_to |
|  | select_one_from_file arbres.csv | arbre | Quel arbre ? |
|  | integer | tour | Tour en cm ? | tour |
| entities |
|  | list_name | label | entity_id | update_if |
|  | arbres | concat('arbre ', ${tour}) | ${arbre} | ${tour} != '' |
| settings |
|  | form_id |
|  | mesures |
"""


def test_an_entity_is_updated_from_its_version() -> None:
    """An update says which entity it is about and which version of it the form knew."""
    files = {"arbres.csv": b"name,label,__version,__trunkVersion,__branchId\nu-1,A,3,3,\nu-2,B,7,5,br\n"}
    talk = Talk(compile_xform(converted(UPDATE).xform, files=files))
    talk.says("2", "40")
    made = entity(talk)
    assert (made.get("id"), made.get("update"), made.get("create")) == ("u-2", "true", None)
    assert (made.get("baseVersion"), made.get("trunkVersion"), made.get("branchId")) == ("7", "5", "br")


REPEATED = """
| survey |
|  | type | name | label | default | calculation | trigger |
|  | integer | n | Combien ? |
|  | begin_repeat | visite | Visite | | | |
|  | text | qui | Qui ? | concat('personne ', position(..)) |
|  | integer | age | Âge ? |
|  | dateTime | quand | Quand ? | | now() | ${age} |
|  | end_repeat |
| settings |
|  | form_id |
|  | visites |
"""


def test_defaults_and_triggers_within_each_instance() -> None:
    """A dynamic default is worked out for each new instance; a trigger acts in its own instance alone."""
    talk = Talk(REPEATED)
    talk.says("2")
    assert talk.value("visite[1]/qui") == "personne 1"
    talk.done()
    talk.says("30")
    first = talk.value("visite[1]/quand")
    assert first.startswith("2026-03-03T12:01")
    talk.done()
    talk.yes()
    assert talk.value("visite[2]/qui") == "personne 2"
    talk.done()
    talk.says("40")
    assert talk.value("visite[2]/quand") > talk.value("visite[1]/quand") == first


def test_load_and_first_load() -> None:
    """The first load is the start; a load is that, each time it is taken up again, and opening it for correction."""
    data = "<a/><un/><deux/><trois>x</trois>"
    model = (
        "<setvalue ref='/data/un' event='xforms-ready' value='now()'/>"
        "<setvalue ref='/data/deux' event='odk-instance-load' value='concat(/data/deux, 1)'/>"
        "<setvalue ref='/data/trois' event='odk-instance-first-load'/>"
    )
    talk = Talk(compile_xform(xform(data, bind("deux", type="string"), asked("a"), model=model)))
    assert talk.value("un").startswith("2026-03-03T12:00:00")
    assert (talk.value("deux"), talk.value("trois")) == ("1", "")
    talk.gives(i.Pause())
    talk.gives(i.Resume())
    assert talk.value("deux") == "11"
    assert talk.value("un").startswith("2026-03-03T12:00:00")


def test_a_changed_value_sets_off_its_own_actions() -> None:
    """What an action changes may set off another; two that set each other off come to an end."""
    to_b = "<setvalue ref='/data/b' event='xforms-value-changed' value='concat(/data/a, 1)'/>"
    to_c = "<setvalue ref='/data/c' event='xforms-value-changed' value='concat(/data/b, 2)'/>"
    to_a = "<setvalue ref='/data/a' event='xforms-value-changed' value='concat(/data/c, 3)'/>"
    body = asked("a", to_b) + asked("b", to_c) + asked("c", to_a)
    talk = Talk(compile_xform(xform("<a/><b/><c/>", "", body)))
    talk.says("x")
    assert [talk.value(name) for name in "abc"] == ["x123", "x1", "x12"]


def test_a_target_picked_by_a_predicate() -> None:
    """`ref` may name one instance of a repeat; its action is about that one."""
    body = (
        asked("a", "<setvalue ref='/data/r[2]/x' event='xforms-value-changed' value='/data/a'/>")
        + "<group ref='/data/r'><repeat nodeset='/data/r'><input ref='/data/r/x'/></repeat></group>"
    )
    binds = bind("a", type="int") + bind("r/x", type="int")
    talk = Talk(compile_xform(xform("<a/><r><x/></r>", binds, body)))
    talk.says("7", "1")
    talk.yes()
    talk.says("2")
    talk.writes("a", "8")
    talk.yes()
    assert (talk.value("r[1]/x"), talk.value("r[2]/x")) == ("1", "8")


def test_actions_of_counted_instances_run_at_the_start() -> None:
    """Instances that a count makes are new ones, from the start on."""
    body = (
        "<group ref='/data/r'><repeat nodeset='/data/r' jr:count='2'>"
        "<setvalue ref='/data/r/x' event='odk-new-repeat' value='position(..)'/>"
        "<setvalue ref='/data/many' event='odk-new-repeat' value='count(/data/r)'/>"
        "<input ref='/data/r/x'/></repeat></group>"
    )
    talk = Talk(compile_xform(xform("<r jr:template=''><x/></r><many/>", "", body)))
    assert (talk.value("r[1]/x"), talk.value("r[2]/x"), talk.value("many")) == ("1", "2", "2")
    assert talk.now == NOON
