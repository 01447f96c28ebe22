"""What a project says of itself reaches its interviews: confidentiality, and the number to call."""

from __future__ import annotations

from dialogues.messages import Place
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import Field
from tests.support.script import play

WELL = """
| survey |
|  | type | name | label |
|  | hidden | numero_contact | |
|  | integer | age | Votre âge ? Appelez le ${numero_contact}. |
|  | geopoint | lieu | Où ? |
|  | select_multiple eau | eaux | Quelles eaux ? |
|  | note | fin | Merci. |
| choices |
|  | list_name | name | label |
|  | eau | puits | Puits |
|  | eau | fleuve | Fleuve |
""" + SETTINGS.format(title="Fiche", form_id="puits")


def test_a_strict_project_shows_no_value_and_takes_no_place() -> None:
    """Strict confidentiality of a project holds for a guide that says nothing of it."""
    field = Field(WELL, strict=True)
    agent = field.agent()
    play(agent, "/nouveau", "35")
    assert agent.told.startswith("✓ 1 noté")
    assert agent.shown[-1][1].protect
    agent.sends(Place(12.6, -8.0))
    assert "Pas de position" in agent.told
    play(agent, "Passer")
    play(agent, "3·2 Fleuve")
    assert agent.told == "2"
    play(agent, "/relire")
    assert agent.told == "3 réponses sur 3."


def test_the_number_to_call_is_said() -> None:
    """The project's own number stands in the guide where it is read aloud."""
    agent = Field(WELL, contact="80 00 11 11").agent()
    play(agent, "/nouveau")
    assert agent.asked.label.text == "Votre âge ? Appelez le 80 00 11 11."
