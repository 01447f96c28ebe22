"""Words that ask to go to a question are no number, with no reader of intents about."""

from __future__ import annotations

import pytest

from dialogues.interview.addressing import goes_to
from dialogues.locales import Locales
from tests.support.scenario import Field
from tests.support.script import play, values

FORM = """
| survey |
|  | type | name | label |
|  | select_one oui | eau | De l'eau ? |
|  | date | jour | Quel jour ? |
|  | integer | age | Quel âge ? |
| choices |
|  | list_name | name | label |
|  | oui | oui | Oui |
|  | oui | non | Non |
| settings |
|  | form_title | form_id | version | titre_discret |
|  | Aller | aller | 1 | Aller |
"""


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("reviens à la question 1", "1"),
        ("Retourne à la 2 stp", "2"),
        ("corriger la 1", "1"),
        ("je voudrais changer la réponse 2, s'il vous plaît", "2"),
        ("ارجع إلى السؤال ٢", "2"),
    ],
)
def test_it_goes_there(said: str, asked: str) -> None:
    """The question that is named is asked, with its answer; nothing is proposed and nothing changes."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", "oui", "2 mars 2026", said)
    assert agent.asked.address == asked
    assert "Vous voulez dire" not in agent.told
    assert {**values(agent), "instanceID": ""} == {"eau": "oui", "jour": "2026-03-02", "instanceID": ""}


def test_what_is_not_there_or_not_in_figures() -> None:
    """No number is made of it either."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", "oui", "2 mars 2026", "reviens à la question 9")
    assert "Il n'y a pas de question 9 ici." in "\n".join(agent.heard)
    agent.says("va à la question deux")
    assert "Je n'ai pas compris" in agent.told
    assert "Vous voulez dire" not in agent.told
    assert "age" not in values(agent)


@pytest.mark.parametrize("said", ["allez, 12", "elle passe à 12 ans", "corrige, c'est 12"])
def test_what_may_be_an_answer_is_asked_back(said: str) -> None:
    """A verb alone takes no number away."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", "oui", "2 mars 2026", said)
    assert "Vous voulez dire « 12 » ?" in agent.told


@pytest.mark.parametrize("said", ["passe la 2", "la 2 passe", "passons la 2"])
def test_to_pass_is_not_to_go(said: str) -> None:
    """«Passe» leaves a question out: nobody is taken to one by it."""
    assert goes_to(said, Locales.load()) is None
