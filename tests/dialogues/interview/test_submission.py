"""The final record: canonical JSON and the ODK submission."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from dialogues.interview import inputs as i
from dialogues.interview.submission import as_correction, canonical, instance_id, to_xml
from dialogues.xforms.xform import compile_xform
from tests.dialogues.interview.talk import NOON, Talk
from tests.dialogues.xforms.forms import asked, xform

FORM = """
| survey |
|  | type | name | label | relevant |
|  | text | avis | Avis ? |
|  | integer | age | Âge ? |
|  | begin_group | adulte | Adulte | ${age} > 17 |
|  | integer | revenu | Revenu ? |
|  | end_group |
|  | begin_repeat | visite | Visite |
|  | integer | n | Combien ? |
|  | end_repeat |
| settings |
|  | form_title | form_id | version | instance_name |
|  | Envoi | envoi | 7 | concat(${avis}, '!') |
"""


def sent() -> Talk:
    """A sent interview with words that XML must escape."""
    talk = Talk(FORM)
    talk.says('<b> & "oui" ]]> é 😀')
    talk.done()
    talk.says("environ 40", "500", "1")
    talk.yes()
    talk.passes(i.NonResponse.DONT_KNOW)
    talk.no()
    talk.goes_to("age")
    talk.says("12")
    talk.sends()
    return talk


def test_canonical() -> None:
    """The canonical JSON holds what is relevant, with its status, and nothing else."""
    record = json.loads(canonical(sent().interview))
    assert record == {
        "format": 1,
        "form_id": "envoi",
        "version": "7",
        "language": "",
        "time_zone": "Africa/Bamako",
        "started_at": NOON,
        "sent_at": NOON + 20_000 * 11,
        "values": {
            "/data/avis": '<b> & "oui" ]]> é 😀',
            "/data/age": "12",
            "/data/visite[1]/n": "1",
            "/data/meta/instanceID": "uuid:0000-1",
            "/data/meta/instanceName": '<b> & "oui" ]]> é 😀!',
        },
        "statuses": {
            "/data/avis": "repondu",
            "/data/age": "repondu",
            "/data/visite[1]/n": "repondu",
            "/data/visite[2]/n": "nsp",
        },
        "notes": {},
        "doubtful": [],
        "repeats": {"/data/visite": 2},
        "attachments": {},
    }


def test_xml() -> None:
    """The submission is well-formed, says its form and version, and leaves out what is not relevant."""
    talk = sent()
    root = ET.fromstring(to_xml(talk.interview))  # noqa: S314 - our own words
    assert root.tag == "data"
    assert (root.get("id"), root.get("version")) == ("envoi", "7")
    assert root.findtext("avis") == '<b> & "oui" ]]> é 😀'
    assert root.find("adulte") is None
    assert [visit.findtext("n") for visit in root.findall("visite")] == ["1", ""]
    assert root.findtext("meta/instanceID") == "uuid:0000-1" or "instanceID" in to_xml(talk.interview)
    assert "<n/>" in to_xml(talk.interview)


def test_xml_of_a_form_without_version() -> None:
    """A form that says no version sends none; the id is always there."""
    talk = Talk("""
| survey |
|  | type | name | label |
|  | integer | age | Âge ? |
| settings |
|  | form_id |
|  | nu |
""")
    root = ET.fromstring(to_xml(talk.interview))  # noqa: S314 - our own words
    assert root.get("id") == "nu"
    assert root.get("version") is None


ODD = """
| survey |
|  | type | name | label |
|  | text | avis | Avis ? |
| settings |
|  | form_id | namespaces | attribute::esri:q |
|  | bizarre | esri="http://esri.com/x" | a"b |
"""


def test_odd_characters_namespaces_and_attributes() -> None:
    """What XML cannot hold is left out, all else comes through; attributes and namespaces of the form are kept."""
    talk = Talk(ODD)
    value = "a\u0001\ud800b\r\nم\u200fر 👩\u200d🌾 ]]> <![CDATA["
    talk.interview.instance.set(talk.interview.instance.node("/data/avis"), value)  # type: ignore[arg-type]
    root = ET.fromstring(to_xml(talk.interview))  # noqa: S314 - our own words
    assert root.findtext("avis") == "ab\r\nم\u200fر 👩\u200d🌾 ]]> <![CDATA["
    assert root.get("{http://esri.com/x}q") == 'a"b'


def test_a_form_without_meta_gets_an_id() -> None:
    """ODK's servers know a submission by its `instanceID`: a form that has none gets one, in `orx:meta`."""
    talk = Talk(compile_xform(xform("<a/>", "", asked("a"))))
    root = ET.fromstring(to_xml(talk.interview))  # noqa: S314 - same
    space = "{http://openrosa.org/xforms}"
    assert root.findtext(f"{space}meta/{space}instanceID") == "uuid:0000-1"
    assert instance_id(to_xml(talk.interview)) == "0000-1"
    own = Talk(compile_xform(xform("<a/><orx:meta><orx:instanceID/></orx:meta>", "", asked("a"))))
    assert to_xml(own.interview).count("uuid:0000-1") == 1
    edited = ET.fromstring(as_correction(to_xml(own.interview), 1))  # noqa: S314 - same
    assert edited.findtext(f"{space}meta/{space}deprecatedID") == "uuid:0000-1"


def test_what_no_correction_touched_is_no_edit() -> None:
    """Without a correction, or without an id, there is no edit; an element that the form has for it is filled."""
    assert as_correction(to_xml(sent().interview), 0) == ""
    assert as_correction("<data><instanceID>uuid:1</instanceID></data>", 1) == ""
    given = "<data><meta><instanceID>uuid:1</instanceID><deprecatedID/></meta></data>"
    assert as_correction(given, 1).count("deprecatedID") == 2
