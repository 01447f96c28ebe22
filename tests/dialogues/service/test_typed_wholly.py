"""What somebody means who touches no key: keys by other words, questions by «la 4», «jsp» where a story is told."""

from __future__ import annotations

import pytest

from tests.support.scenario import Field
from tests.support.script import play, values

FORM = """
| survey | | | | |
| | type | name | label | required |
| | select_one eau | eau | D'où vient l'eau ? | |
| | select_one eau | autre | Et sinon ? | yes |
| | text | avis | Qu'en dites-vous ? | |
| | select_multiple eau | toutes | Lesquelles encore ? | |
| | integer | age | Quel âge ? | |
| choices | | | | |
| | list_name | name | label | |
| | eau | puits | Au puits du village | |
| | eau | fleuve | Au fleuve | |
| settings | | | | |
| | form_id | form_title | version | |
| | typed | Fiche T | 1 | |
"""


@pytest.mark.parametrize("word", ["suivant", "Suivnt", "svt", "suite", "passe"])
def test_next_passes_a_question_that_takes_one_answer(word: str) -> None:
    """«suivant» where nothing was answered passes the question, and says so."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", word)
    assert agent.told.startswith("✓ 1 : passée\n")


def test_next_keeps_what_was_answered() -> None:
    """Who went back and goes on again loses nothing."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", "1", "reviens", "suivant")
    assert agent.told.startswith("✓ 1 : Au puits du village\n")
    assert agent.asked.address == "2"


def test_next_passes_nothing_that_is_needed() -> None:
    """Where the answer is needed it says that, and points to no «Passer» that is not there."""
    agent = Field(FORM).agent()
    for word in ("suivant", "suite", "terminé"):
        play(agent, "/nouveau", "1", word)
        assert agent.told == "Il me faut cette réponse pour continuer.\nEt sinon ?"


def test_next_closes_what_takes_several_messages() -> None:
    """After a story and after ticks «suivnt» goes on with what there is; none of it becomes part of the answer."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", "1", "2", "L'eau est loin", "suivnt", "tap Au fleuve", "svt")
    assert agent.asked.address == "5"
    assert (values(agent)["avis"], values(agent)["toutes"]) == ("L'eau est loin", "fleuve")


@pytest.mark.parametrize(("word", "status"), [("jsp", "<nsp>"), ("elle refuse", "<refus>"), ("aucune idée", "<nsp>")])
def test_no_answer_is_no_story(word: str, status: str) -> None:
    """«jsp» alone at an open question is no answer; within what is told it is part of it."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", "1", "2", word)
    assert (agent.asked.address, values(agent)["avis"]) == ("4", status)
    play(agent, "/nouveau", "1", "2", "C'est loin", word, "tap Suite")
    assert values(agent)["avis"] == f"C'est loin\n{word}"


@pytest.mark.parametrize("said", ["la 1 c'est au fleuve", "question 1 : au fleuve", "Pour la 1, c'est 2", "q 1 2"])
def test_a_question_is_named_in_words(said: str) -> None:
    """«la 1 c'est …» is «1) …»: what was answered is asked before it is changed."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", "1", said)
    assert agent.told == "Corriger la 1 ? « Au puits du village » devient « Au fleuve »."


@pytest.mark.parametrize("said", ["la 2 roue est cassée", "la 99 c'est non", "le 3 mars on a marché"])
def test_a_story_names_no_question(said: str) -> None:
    """What only begins like an address stays what it is: part of the story."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", "1", "2", said, "tap Suite")
    assert values(agent)["avis"] == said


@pytest.mark.parametrize("said", ["vilage", "c'est le puit", "fleuv"])
def test_a_word_of_a_label_is_asked_back(said: str) -> None:
    """One word of one label, mistyped: it is asked, never taken."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau", said)
    assert agent.told.startswith(("Vous voulez dire « Au ", "✓ 1 : Au fleuve"))
    assert "eau" not in values(agent) or said == "fleuv"
