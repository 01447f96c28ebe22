"""Words of the field in the chat: chosen in /langue, shown as far as they may be, recognised where they are spoken."""

from __future__ import annotations

import pytest

from dialogues.interview import events as e
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Say
from tests.support.scenario import Field, Someone
from tests.support.script import play

SPOKEN = """
| survey |
|  | type | name | label |
|  | select_one langue | langue_entretien | Quelle langue ? |
|  | date | jour | Quel jour ? |
|  | integer | femmes | Combien de femmes ? |
|  | select_one oui | eau | De l'eau ? |
|  | text | avis | Votre avis ? |
| choices |
|  | list_name | name | label |
|  | langue | bambara | Bambara |
|  | langue | songhay_gao | Songhay de Gao |
|  | langue | soninke | Soninké |
|  | oui | oui | Oui |
|  | oui | non | Non |
| settings |
|  | form_title | form_id | version |
|  | F | f | 1 |
"""


def in_an_interview(spoken: str) -> Someone:
    """Somebody who holds an interview in a language, at its second question."""
    agent = Field(SPOKEN).agent()
    play(agent, "/nouveau", spoken)
    return agent


def stored(agent: Someone, name: str) -> str:
    """What is stored for a question."""
    return agent.field.replayed(agent.field.records()[0]).instance.nodes_at(f"/data/{name}")[0].stored


def buttons(agent: Someone) -> list[str]:
    """The inline buttons of what was said last."""
    outgoing = agent.shown[-1][1].outgoing
    assert isinstance(outgoing, Say)
    return [agent.words(button.label) for row in outgoing.rows for button in row]


def test_the_language_of_the_interview_decides_what_bi_is() -> None:
    """Today in Bambara, yesterday in Songhay; where neither is spoken it is asked."""
    days = {}
    for spoken in ("Bambara", "Songhay de Gao"):
        agent = in_an_interview(spoken)
        play(agent, "bi")
        days[spoken] = stored(agent, "jour")
    assert days["Songhay de Gao"] < days["Bambara"]
    agent = in_an_interview("Soninké")
    play(agent, "bi")
    assert stored(agent, "jour") == ""
    assert agent.asked.refused is not None
    assert agent.asked.refused.key == "questions.date.which_day"


def test_an_interview_in_bambara() -> None:
    """Day, number, yes, and words that stay words."""
    agent = in_an_interview("Bambara")
    play(agent, "kunu", "mugan ni duuru", "Awɔ", "An bɛ ji fɛ", "➡️ Suite")
    assert stored(agent, "femmes") == "25"
    assert stored(agent, "eau") == "oui"
    assert stored(agent, "avis") == "An bɛ ji fɛ"


def test_a_number_in_a_sentence() -> None:
    """It is asked back in figures, in the language of the interview only."""
    agent = in_an_interview("Bambara")
    play(agent, "bi", "muso mugan ni duuru nana")
    assert agent.asked.label.text == "Vous voulez dire « 25 » ?"
    play(agent, "awɔ")
    assert stored(agent, "femmes") == "25"


def test_what_keys_do_in_their_words() -> None:
    """Back, don't know and stop; «dabila» puts the interview aside."""
    agent = in_an_interview("Bambara")
    play(agent, "bi", "seginkɔ")
    assert agent.asked.label.text == "Quel jour ?"
    play(agent, "kunu", "n t'a dɔn")
    said = [event for event in agent.field.replayed(agent.field.records()[0]).answers.values() if event.statut == "nsp"]
    assert len(said) == 1
    play(agent, "segin a kan")
    assert agent.asked.label.text == "De l'eau ?"
    assert agent.asked.refused is None
    play(agent, "dabila")
    assert agent.field.records()[0].status is InterviewStatus.SUSPENDED


def test_a_refusal_is_asked_back() -> None:
    """«n t'a fɛ» is «je n'en veux pas» as well."""
    agent = in_an_interview("Bambara")
    play(agent, "bi", "n t'a fɛ")
    assert agent.asked.label.text == "Vous voulez dire « ne souhaite pas répondre » ?"
    play(agent, "Ayi", "12")
    assert stored(agent, "femmes") == "12"


def test_words_of_a_language_that_is_not_spoken_are_offered() -> None:
    """«dabila» in an interview held in Songhay: a button, and the question stays."""
    agent = in_an_interview("Songhay de Gao")
    play(agent, "dabila")
    assert buttons(agent) == ["⏸️ Pause"]
    assert agent.field.records()[0].status is InterviewStatus.ACTIVE


@pytest.mark.parametrize("word", ["seginkɔ", "dabila", "segin a kan"])
def test_an_open_answer_in_another_language_stays_an_answer(word: str) -> None:
    """Where Bambara is not spoken its words are nobody's keys."""
    agent = in_an_interview("Songhay de Gao")
    play(agent, "suba", "12", "Oui", word, "➡️ Suite")
    assert stored(agent, "avis") == word


def test_a_bot_in_bambara() -> None:
    """/langue has the native names, drafts marked; the keys that may be are in Bambara, the rest is in French."""
    agent = in_an_interview("Soninké")
    play(agent, "/langue")
    assert buttons(agent) == [
        "✓ Français",
        "العربية",
        "English",
        "Bamanankan",
        "Fulfulde (à vérifier)",
        "حسانية (à vérifier)",
        "Soŋay (à vérifier)",
        "Sooninke (à vérifier)",
        "Tamasheq (à vérifier)",
    ]
    play(agent, "press Bamanankan")
    assert agent.shown[-1][1].language == "bm"
    play(agent, "bi")
    assert stored(agent, "jour") != ""
    play(agent, "12", "segin a kan")
    assert agent.asked.label.text == "De l'eau ?"


def test_a_bot_in_a_draft() -> None:
    """A draft stands beside the French, and either of them is the key."""
    agent = in_an_interview("Bambara")
    play(agent, "/langue", "press Soŋay", "bi", "tee koyne")
    assert stored(agent, "jour") != ""
    play(agent, "12", "Ayyo")
    assert stored(agent, "eau") == "oui"


def test_who_read_it_is_in_the_log() -> None:
    """«n t'a fɛ» was read by the lexicon."""
    agent = in_an_interview("Bambara")
    play(agent, "bi", "n t'a fɛ", "Awɔ")
    log = agent.field.replayed(agent.field.records()[0])
    assert log.answers["/data/femmes"].statut == "refus"
    with agent.field.store.reading() as uow:
        found = [event for _, event in uow.interviews.events(agent.field.records()[0].id)]
    said = [event for event in found if isinstance(event, e.NonResponseRecorded)]
    assert [(event.text, event.reader) for event in said] == [("n t'a fɛ", "lexicon")]
