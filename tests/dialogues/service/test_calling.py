"""Calls: the guide as text, answers by number in any order, what comes after hanging up."""

from __future__ import annotations

import json

from dialogues.messages import Key, Widget
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

FORM = """
| survey |
|  | type | name | label | hint | required | relevant | constraint | constraint_message | choice_filter |
|  | integer | age | Quel âge ? | En années. Même à peu près. | yes | | . < 120 | Moins de 120 ans. |
|  | select_one oui | accord | Acceptez-vous ? |
|  | begin_group | suite | La suite | | | ${accord} = 'oui' |
|  | note | merci | Merci bien. |
|  | text | avis | Votre avis ? |
|  | select_multiple source | sources | Quelles sources ? |
|  | text | autre | Quelle autre ? | | | selected(${sources}, 'autre') |
|  | end_group |
|  | select_one region | region | Quelle région ? |
|  | select_one cercle | cercle | Quel cercle ? | | | | | | region = ${region} |
|  | begin_repeat | enfant | Enfant |
|  | text | prenom | Prénom ? |
|  | integer | annees | Quel âge a ${prenom} ? |
|  | end_repeat |
|  | date | jour | Quel jour ? |
|  | image | photo | Une photo ? |
| choices |
|  | list_name | name | label | region |
|  | oui | oui | Oui |
|  | oui | non | Non |
|  | source | puits | Puits |
|  | source | fleuve | Fleuve |
|  | source | autre | Autre |
|  | region | gao | Gao |
|  | region | mopti | Mopti |
|  | cercle | ansongo | Ansongo | gao |
|  | cercle | bourem | Bourem | gao |
|  | cercle | djenne | Djenné | mopti |
""" + SETTINGS.format(title="Fiche A", form_id="appel")

BRIEF = """
| survey |
|  | type | name | label |
|  | integer | age | Quel âge ? |
|  | select_one oui | accord | Acceptez-vous ? |
|  | text | avis | Votre avis ? |
|  | text | suite | Et pour la suite ? |
|  | integer | puits | Combien de puits ? |
| choices |
|  | list_name | name | label |
|  | oui | oui | Oui |
|  | oui | non | Non |
""" + SETTINGS.format(title="Fiche A", form_id="bref")


def held_on(agent: Someone) -> str | None:
    """The day of the newest interview as its submission has it."""
    with agent.field.store.reading() as uow:
        kept = uow.submissions.submission(agent.field.records()[-1].id)
    found: dict[str, str] = json.loads(kept.answers) if kept is not None else {}
    return found.get("held_on")


def begun(*, form: str = FORM) -> Someone:
    """An agent who has begun an interview and calls now."""
    agent = Field(form).agent("Awa")
    play(agent, "/nouveau", "☰", "press J'appelle")
    return agent


def sheet(agent: Someone) -> str:
    """The newest guide as text."""
    return next(heard for heard in reversed(agent.heard) if "1) Quel âge" in heard)


def test_the_rest_of_the_guide_comes_as_text() -> None:
    """Numbers, choices and their numbers, hints cut to a sentence, skips in words, a repeat once."""
    agent = begun()
    assert sheet(agent).split("\n") == [
        "1) Quel âge ? (En années)",
        "2) Acceptez-vous ?",
        "1 Oui · 2 Non",
        "➡️ Si la 2 n'est pas « Oui », allez à la 6.",
        "— La suite —",
        "À lire : Merci bien.",
        "3) Votre avis ?",
        "4) Quelles sources ?",
        "1 Puits · 2 Fleuve · 3 Autre",
        "Seulement si la 4 contient « Autre » :",
        "5) Quelle autre ?",
        "6) Quelle région ?",
        "1 Gao · 2 Mopti",
        "7) Quel cercle ?",
        "1 Ansongo · 2 Bourem · 3 Djenné",
        "— Enfant —",
        "9.1, 9.2…) Prénom ?",
        "10.1, 10.2…) Quel âge a … ?",
        "(autant de fois qu'il en faut : la 8 demande s'il y en a d'autres)",
        "11) Quel jour ?",
        "12) Une photo ?",
    ]
    assert agent.asked.keys == (Key.HUNG_UP, Key.CUT)
    assert agent.asked.address == ""


def test_what_was_answered_before_is_left_out_and_decides() -> None:
    """A rule about an answered question is gone, and so is what it leaves out."""
    agent = Field(FORM).agent("Awa")
    play(agent, "/nouveau", "35", "tap Non", "/appel")
    said = agent.heard[-1]
    assert said.startswith("6) Quelle région ?")
    assert "Acceptez" not in said
    assert "Votre avis" not in said


def test_answers_come_in_any_order_and_nothing_is_asked() -> None:
    """Also for questions that are not asked yet; each gets one short line."""
    agent = begun()
    agent.says("5) le marigot")
    assert agent.told == "✓ 5 : le marigot\n"
    agent.says("4 1 3\n2 oui")
    assert agent.told == "✓ 4 : Puits ; Autre\n✓ 2 : Oui\n"
    agent.says("1 35")
    agent.says("9.1) Awa")
    agent.says("9.2) Issa\n10.2) 7\n10.1 : 5")
    assert values(agent) == {
        "age": "35",
        "accord": "oui",
        "sources": "puits autre",
        "autre": "le marigot",
        "enfant[1]/prenom": "Awa",
        "enfant[1]/annees": "5",
        "enfant[2]/prenom": "Issa",
        "enfant[2]/annees": "7",
    } | {name: value for name, value in values(agent).items() if name == "instanceID"}


def test_words_without_a_number_are_refused_with_an_example() -> None:
    """Nothing is guessed during a call, and nothing is taken for an answer."""
    agent = begun()
    for words in ("35", "oui", "elle est partie", "Passer", "➡️ Suite"):
        agent.says(words)
        assert "12) 35" in agent.told
    play(agent, "photo", "place 16 0")
    assert "n'est pas gardé" in agent.told
    assert "age" not in values(agent)


def test_a_number_that_is_no_question() -> None:
    """The other lines of the message count all the same."""
    agent = begun()
    agent.says("99) oui\n1) 35")
    assert "✓ 1 : 35" in agent.heard[-2]
    assert "question 99" in agent.told
    agent.says("99) oui")
    assert "99" in agent.told
    play(agent, "9.1) Awa", "9.2) Issa", "9 Binta")
    assert "9.1" in agent.told


def test_lines_go_on_with_the_answer_above() -> None:
    """An open answer over several lines and messages, a note of the agent's, a line that begins with a figure."""
    agent = begun()
    agent.says("2) oui\n3) on a vu\n3 femmes et\nun puits\nNB parle bas")
    agent.says("3) et la route")
    assert values(agent)["avis"] == "on a vu\n3 femmes et\nun puits\net la route"
    assert agent.field.replayed(agent.field.records()[0]).notes


def test_a_correction_during_the_call() -> None:
    """The newest value counts, without a question back; the same again says so once more and changes nothing."""
    agent = begun()
    play(agent, "1 35", "1) 36")
    assert agent.told == "✓ 1 : 36 (corrigé)\n"
    sequence = agent.field.records()[0].sequence
    agent.says("1) 36")
    assert agent.field.records()[0].sequence == sequence
    agent.says("1) ne sait pas")
    assert values(agent)["age"] == "<nsp>"
    agent.edits(agent.says("1 35"), "1 37")
    assert values(agent)["age"] == "37"


def test_hanging_up_asks_gaps_and_what_is_doubtful() -> None:
    """A value that the guide refuses is stored and checked after; words that were not read come back."""
    agent = begun()
    agent.says("1) 135")
    assert "à vérifier" in agent.told
    agent.says("2) oui\n4) 2\n6) Gao\n7) 2\n11) la semaine des pluies")
    assert "on le revoit" in agent.told
    agent.taps("J'ai raccroché")
    assert agent.asked.address == "1"
    assert agent.asked.current == "135"
    assert "À vérifier" in agent.told
    agent.taps("Suite")
    assert "Moins de 120" in agent.told
    agent.says("35")
    assert agent.asked.address == "3"
    play(agent, "Un puits.", "tap Suite")
    play(agent, "Passer", "Passer")
    assert agent.asked.address == "8"
    agent.taps("Non")
    assert agent.asked.address == "11"
    assert "la semaine des pluies" in agent.told
    play(agent, "hier", "Passer")
    assert "On envoie" in agent.told
    agent.taps("Envoyer")
    assert agent.field.records()[0].status.value == "sent"


def test_numbers_of_a_filtered_list_are_those_that_were_printed() -> None:
    """«7) 3» is Djenné though the region, answered first, leaves one choice only; what is not offered is a gap."""
    agent = begun()
    play(agent, "6) Mopti", "7) 3")
    assert values(agent)["cercle"] == "djenne"
    play(agent, "6) Gao", "7 3", "tap J'ai raccroché")
    assert "cercle" not in values(agent)


def test_words_kept_are_read_again_when_one_hangs_up() -> None:
    """A line for an instance that was far away counts once the others are there."""
    agent = begun()
    agent.says("9.7) Binta")
    assert "gardé" in agent.told
    play(agent, "9.2) Issa", "9.6) Ali", "tap J'ai raccroché")
    assert values(agent)["enfant[6]/prenom"] == "Ali"


def test_the_line_is_cut() -> None:
    """The place is kept, a time is offered, answers may still come, and one hears where one was."""
    agent = begun()
    play(agent, "1 35", "2 oui", "tap Coupé")
    assert "On rappelle quand" in agent.told
    assert agent.asked.keys == (Key.CALL, Key.HUNG_UP)
    agent.presses("30 min")
    assert "je vous le rappelle à" in agent.told
    agent.says("3) un puits")
    assert "✓ 3" in agent.told
    play(agent, "restart", "/pause", "/reprendre")
    assert "Nous étions à : 4. Quelles sources ?" in agent.told
    agent.says("📞 J'appelle maintenant")
    assert agent.asked.keys == (Key.HUNG_UP, Key.CUT)
    agent.acts("callback:999:5")
    assert "Ce bouton" in agent.told
    play(agent, "tap Coupé", "press Demain")
    assert "demain" in agent.told


def test_a_restart_in_the_middle() -> None:
    """The mode is in the log: a bot that was killed goes on in it."""
    agent = begun()
    play(agent, "1 35", "restart", "2 oui", "restart", "/reprendre")
    assert "Vous êtes en appel" in agent.told
    play(agent, "restart", "tap J'ai raccroché", "restart")
    assert agent.asked.address == "3"
    agent.says("J'ai raccroché")
    assert agent.asked.address == "3"
    assert "avis" not in values(agent)


def test_two_phones() -> None:
    """The call goes on where the interview is taken up; the other phone is told."""
    agent = begun()
    agent.says("1 35")
    other = agent.field.other_phone(agent)
    other.says("/reprendre")
    assert "Vous êtes en appel" in other.told
    other.says("2 oui")
    assert values(agent)["accord"] == "oui"


def test_all_lines_at_once_after_an_outage() -> None:
    """What was typed without network comes in bulk and in order, the hanging up last."""
    agent = begun()
    with agent.offline():
        for words in ("3) un puits", "1 35", "2 oui", "1 36", "J'ai raccroché"):
            agent.says(words)
    assert values(agent)["age"] == "36"
    assert agent.asked.address == "4"


def test_outside_of_a_call_its_words_are_answers() -> None:
    """«coupé» may be said in an open answer; without an interview there is nothing to call about."""
    agent = Field(FORM).agent("Awa")
    agent.says("/appel")
    assert "Aucun entretien" in agent.told
    play(agent, "/nouveau", "35", "tap Oui", "coupé")
    assert values(agent)["avis"] == "coupé"
    agent.says("/pause")
    agent.says("/appel")
    assert "en pause" in agent.told


def test_sending_ends_the_call() -> None:
    """«Envoyer» during a call is hanging up and sending: what is missing is asked."""
    agent = begun()
    play(agent, "1 35", "✅ Envoyer")
    assert agent.asked.address == "2"
    assert "Il manque" in agent.told


def test_giving_up_during_a_call() -> None:
    """What the interview itself asks for is still asked."""
    agent = begun()
    play(agent, "/abandonner", "non")
    assert agent.asked.keys == (Key.HUNG_UP, Key.CUT)
    play(agent, "/abandonner", "oui")
    assert agent.field.records()[0].status.value == "abandoned"


def test_answers_that_come_all_at_once_are_asked_for_their_day() -> None:
    """A sheet copied in one message: before sending one says when the interview was held."""
    agent = Field(BRIEF).agent("Awa")
    play(agent, "/nouveau", "1) 35\n2) oui\n3) le marigot\n4) rien\n5) 3", "➡️ Suite")
    assert agent.asked.widget is Widget.CONFIRM  # nothing disturbs before the end
    play(agent, "Envoyer")
    assert agent.told.startswith("L'entretien a eu lieu quand ?")
    assert agent.asked.keys == (Key.TODAY, Key.YESTERDAY, Key.DONT_KNOW)
    play(agent, "n'importe quoi")
    assert agent.asked.refused is not None
    play(agent, "31/12/2199")
    assert "On est seulement le" in agent.told
    play(agent, "oui")
    assert agent.told.startswith("L'entretien a eu lieu quand ?")
    play(agent, "3) le puits")
    assert "Corriger la 3 ?" in agent.told
    play(agent, "oui", "Envoyer", "tap Hier")
    assert held_on(agent) == "2026-03-02"


def test_a_day_that_nobody_knows_is_no_day() -> None:
    """«Ne sait pas» sends it without one; «Passer» does not."""
    agent = Field(BRIEF).agent("Awa")
    play(agent, "/nouveau", "1) 35\n2) oui\n3) le marigot\n4) rien\n5) 3", "➡️ Suite", "Envoyer", "Passer")
    assert agent.told.startswith("L'entretien a eu lieu quand ?")
    play(agent, "tap Ne sait pas")
    assert "envoyé" in agent.told
    assert held_on(agent) is None


def test_messages_that_waited_for_network_are_answers_in_bulk() -> None:
    """Each alone is nothing, five within seconds are; typed one after the other they are not."""
    waited = Field(BRIEF).agent("Awa")
    play(waited, "/nouveau", "offline", "1) 35", "2) oui", "3) le marigot", "4) rien", "5) 3", "online", "➡️ Suite")
    play(waited, "Envoyer")
    assert waited.told.startswith("L'entretien a eu lieu quand ?")
    typed = Field(BRIEF).agent("Awa")
    play(typed, "/nouveau", "1) 35", "2) oui", "3) le marigot", "4) rien", "5) 3", "➡️ Suite", "Envoyer")
    assert "envoyé" in typed.told


def test_a_call_is_held_when_it_is_held_unless_its_answers_come_hours_later() -> None:
    """Many lines in a call are no late entry; the same lines the next day are."""
    lines = "1) 35\n2) oui\n3) le marigot\n4) rien\n5) 3"
    soon = Field(BRIEF).agent("Awa")
    play(soon, "/nouveau", "/appel", lines, "tap raccroché", "Envoyer")
    assert "envoyé" in soon.told
    late = Field(BRIEF).agent("Awa")
    play(late, "/nouveau", "/appel", "later 20", lines, "tap raccroché", "Envoyer", "tap Hier")
    assert held_on(late) == "2026-03-03"


def test_a_session_says_its_day_itself() -> None:
    """A log of sessions is not asked when it was held."""
    form = BRIEF.replace("| version |", "| version | famille |").replace("| bref | 1 |", "| bref | 1 | seance |")
    agent = Field(form).agent("Awa")
    play(agent, "/seance", "1) 35\n2) oui\n3) le marigot\n4) rien\n5) 3", "➡️ Suite", "Envoyer")
    assert "L'entretien a eu lieu" not in agent.told
