"""«tous sauf la santé» in the chat: asked back with the labels, stored at a yes."""

from __future__ import annotations

from dialogues.interview.interview import Interview
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import Field
from tests.support.script import play

FORM = """
| survey |
|  | type | name | label | appearance |
|  | select_multiple besoin | besoins | Quels besoins ? | |
|  | text | tel | Quel numéro ? | telephone |
| choices |
|  | list_name | name | label |
|  | besoin | eau | Eau |
|  | besoin | ecole | École |
|  | besoin | sante | Santé |
|  | besoin | nsp | Ne sait pas |
""" + SETTINGS.format(title="Fiche B", form_id="besoins")


def test_all_but_one_and_a_phone() -> None:
    """A no leaves the question; a yes stores it; the phone is one message, not the beginning of a story."""
    agent = Field(FORM).agent()

    def interview() -> Interview:
        return agent.field.replayed(agent.field.records()[0])

    play(agent, "/nouveau", "tous sauf la santé")
    assert agent.asked.label.text == "Vous voulez dire « Eau ; École » ?"
    play(agent, "non")
    assert interview().answers == {}
    play(agent, "1-2", "oui")
    assert interview().instance.nodes_at("/data/besoins")[0].stored == "eau ecole"
    play(agent, "76 12 34 56")
    assert interview().instance.nodes_at("/data/tel")[0].stored == "+22376123456"
    assert interview().current is None
