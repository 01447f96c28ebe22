"""A question of OpenStreetMap's objects: the form is taken, the question is not asked and stays blank."""

from __future__ import annotations

from dialogues.interview import inputs as i
from dialogues.interview.status import InterviewStatus
from dialogues.interview.submission import to_xml
from dialogues.xforms.problems import ProblemCode, Severity
from tests.dialogues.interview.talk import Talk
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import checked

FORM = """
| survey |
|  | type | name | label | required | relevant |
|  | text | a | A ? | | |
|  | osm batiment | maison | Quel bâtiment ? | yes | |
|  | osm | puits | Quel puits ? | yes | |
|  | integer | c | C ? | | ${maison} = '' |
| osm |
|  | list_name | name | label |
|  | batiment | building | Bâtiment |
| choices |
|  | list_name | name | label |
|  | building | yes | Oui |
""" + SETTINGS.format(title="Carte", form_id="carte")


def test_it_is_said_and_not_refused() -> None:
    """The author hears of each such question that it stays blank; nothing is a fault."""
    found = checked(FORM)
    assert found.converted is not None
    assert [one.row for one in found.problems if one.code is ProblemCode.LEFT_BLANK] == [3, 4]
    assert {one.severity for one in found.problems} == {Severity.NOTE}


def test_it_never_blocks() -> None:
    """The interview goes on to its end and is sent, required or not; formulas see a blank."""
    talk = Talk(FORM)
    talk.says("un")
    talk.done()
    assert talk.interview.current == "/data/c"
    talk.says("3")
    talk.gives(i.Send())
    assert talk.interview.status is InterviewStatus.SENT
    xml = to_xml(talk.interview)
    assert "<maison/>" in xml
    assert "<puits/>" in xml
