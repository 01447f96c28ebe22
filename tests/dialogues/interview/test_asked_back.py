"""What was worked out of words is asked back in figures before it is stored, with the unit that was asked for."""

from __future__ import annotations

import pytest

from dialogues.interview import events as e
from dialogues.interview import inputs as i
from tests.dialogues.interview.talk import Talk

SHEET = """
| survey |
|  | type | name | label | appearance | constraint | constraint_message |
|  | integer | prix | Combien avez-vous payé ? | en-fcfa | . < 100000 | Moins de 100 000, s'il vous plaît. |
|  | integer | duree | Combien de minutes ? | | | |
|  | integer | route | Et la route ? | en-minutes | | |
|  | text | avis | Votre avis ? | | | |
| settings |
|  | form_title | form_id | version |
|  | F | f | 1 |
"""


def test_money_in_words_is_asked_back() -> None:
    """A yes stores it with the words that were said; the reader is the question itself."""
    talk = Talk(SHEET)
    talk.says("douze mille cinq cents")
    assert talk.asked.label.text == "12 500 francs CFA, c'est bien ça ?"
    assert talk.at == "prix"
    talk.yes()
    assert talk.value("prix") == "12500"
    said = [event.text for _, event in talk.log if isinstance(event, e.AnswerRecorded)]
    assert said == ["douze mille cinq cents"]
    assert talk.at == "duree"


def test_a_no_leaves_the_question() -> None:
    """Nothing is stored, and the figure that comes next is plain."""
    talk = Talk(SHEET)
    talk.says("dɔrɔmɛ kɛmɛ duuru")
    talk.no()
    assert talk.interview.answers == {}
    talk.says("12 500 F")
    assert talk.value("prix") == "12500"


def test_what_the_guide_refuses_is_not_asked_back() -> None:
    """The constraint speaks first."""
    talk = Talk(SHEET)
    talk.says("deux cent mille")
    assert talk.refused == "interview.constraint"
    assert talk.interview.pending is None


@pytest.mark.parametrize(("words", "asked"), [("2h", "120 minutes, c'est bien ça ?"), ("90", "")])
def test_a_unit_that_only_the_label_names(words: str, asked: str) -> None:
    """A length in another unit is asked back, a bare figure is not."""
    talk = Talk(SHEET)
    talk.says("5000", words)
    assert bool(talk.interview.pending) is bool(asked)
    if asked:
        assert talk.asked.label.text == asked
        talk.yes()
    assert talk.value("duree") in ("120", "90")


def test_a_unit_that_the_guide_names() -> None:
    """It is stored and told in figures."""
    talk = Talk(SHEET)
    talk.says("5000", "90", "1h30")
    assert talk.value("route") == "90"


def test_an_edit_that_has_to_be_asked_back() -> None:
    """An edited message is asked back as well, and a yes replaces the old value."""
    talk = Talk(SHEET)
    talk.says("5000")
    sequence = talk.interview.answers[talk.ref("prix")].sequence
    talk.gives(i.Edited(talk.ref("prix"), sequence, "six mille"))
    assert talk.value("prix") == "5000"
    talk.yes()
    assert talk.value("prix") == "6000"


def test_during_a_call_nothing_is_asked() -> None:
    """It is stored «à vérifier»."""
    talk = Talk(SHEET)
    talk.gives(i.Call())
    talk.gives(i.Reply("six mille", talk.ref("prix"), addressed=True))
    assert talk.value("prix") == "6000"
    assert talk.interview.answers[talk.ref("prix")].doubtful
