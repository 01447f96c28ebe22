"""Several sessions in one message: each its own interview and card; only what is missing is asked."""

from __future__ import annotations

import pytest

from dialogues.messages import Say
from tests.dialogues.guides.test_seance_kept import assistant, kept
from tests.dialogues.service.forms import SHORT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

WHOLE = "hier causerie Kati 12F 8H 5f 3g terre"
THREE = f"{WHOLE}\ncauserie Nara 10 femmes 4 hommes eau\nle 1 mars forum Mopti 30F 2H 0f 0g crédit"


@pytest.mark.parametrize("before", [(), ("/seance",)])
def test_one_line_is_a_whole_session(before: tuple[str, ...]) -> None:
    """Typed where nothing is open, or at the first question; what was understood is said back, and it counts."""
    one = assistant(*before, WHOLE)
    assert one.asked.label.text == "Séance notée : Kati, 12 femmes, 8 hommes, 5 filles, 3 garçons. C'est juste ?"
    assert "1. Jour : 2 mars 2026" in one.told
    assert "12. Garçons : 3" in one.told
    assert [record.status.value for record in one.field.records()] == ["active"]
    assert len(kept(one.field)) == 1
    with one.field.store.reading() as uow:
        log = [event for _, event in uow.interviews.events(one.field.records()[0].id)]
    assert "line" in {getattr(event, "reader", "") for event in log}


def test_with_the_command() -> None:
    """«/seance» and the line; only what is missing is asked, and what was not understood is kept as a note."""
    one = assistant("/seance causerie Kati 12F 8H 5f 3g eau")
    assert "7. Thème : eau — à vérifier" in one.told
    assert one.asked.address == "1"
    play(one, "hier")
    assert (one.asked.address, one.asked.current) == ("6", "Autre thème")
    assert "Si c'est juste, touchez ➡️ Suite" in one.told
    play(one, "tap Suite")
    assert one.asked.label.text.startswith("Séance notée : Kati")
    assert values(one, of=0)["theme_autre"] == "eau"


def test_what_is_not_understood_is_kept() -> None:
    """Words that went into no question are the agent's note, said back."""
    one = assistant("/seance hier nous avons fait causerie à Kati 12F 8H 5f 3g terre tam-tam offert")
    assert "je n'ai pas tout compris" in one.told.lower()
    [interview] = [one.field.replayed(record) for record in one.field.records()]
    assert any("offert" in note for notes in interview.notes.values() for note in notes)


def test_three_sessions_in_a_message() -> None:
    """Three interviews, three cards; the chat is in none of them, and those that are whole count."""
    one = assistant(THREE)
    assert [record.letter for record in one.field.records()] == ["A", "B", "C"]
    assert {record.status.value for record in one.field.records()} == {"suspended"}
    assert len(kept(one.field)) == 2
    cards = [heard for heard in one.heard if heard.startswith("📝")]
    assert "A2. Lieu : Kati" in cards[0]
    assert cards[0].endswith("C'est juste ?")
    assert "Il manque :\nB1. Jour\nB11. Filles\nB12. Garçons" in cards[1]
    assert "B7. Thème : eau — à vérifier" in cards[1]
    assert one.told == "3 séances gardées. Touchez leurs fiches ci-dessus."
    play(one, "restart", "press C'est ça")
    assert one.told == "✓ C : c'est noté."
    assert values(one, of=2)["seance_juste"] == "oui"
    one.presses("Compléter")
    assert one.asked.address == "B1"
    play(one, "hier", "tap Suite", "0", "0")
    assert one.asked.label.text == "Séance notée : Nara, 10 femmes, 4 hommes. C'est juste ?"
    assert len(kept(one.field)) == 3
    play(one, "A9) 13", "oui")
    assert values(one, of=0)["femmes"] == "13"


def test_a_card_of_the_session_that_is_open() -> None:
    """«C'est juste» on the card of the active session answers its question, and goes on there."""
    one = assistant(THREE)
    first = one.field.records()[0].id
    one.acts(f"open:{first}")
    one.acts(f"right:{first}")
    assert one.asked.label.text == "On complète maintenant ?"
    one.acts(f"right:{first}")
    assert one.asked.label.text == "On complète maintenant ?"
    one.acts("right:99999")
    assert one.told.startswith("Ce bouton ne sert plus")


def test_a_card_leads_to_the_list_of_answers() -> None:
    """«Corriger» on a card takes the session up and shows what may be corrected."""
    one = assistant(THREE)
    first = one.field.records()[0].id
    one.presses("Corriger")
    assert "Quelle réponse corriger ?" in one.told
    one.presses("9")
    play(one, "31")
    assert values(one, of=2)["femmes"] == "31"
    one.acts(f"amend:{first + 999}")
    assert one.told.startswith("Ce bouton ne sert plus")


def test_a_doubtful_number_is_not_confirmed_unseen() -> None:
    """One «C'est juste» is a yes to what the card says back, and to nothing else."""
    one = assistant(WHOLE.replace("12F", "400F") + "\n" + WHOLE.replace("Kati", "Nara"))
    first = one.field.records()[0].id
    assert any("416 personnes, c'est beaucoup. C'est bien ça ?" in heard for heard in one.heard)
    one.acts(f"right:{first}")
    assert "seance_juste" not in values(one, of=0)
    assert one.told.endswith("Séance notée : Kati, 400 femmes, 8 hommes, 5 filles, 3 garçons. C'est juste ?")
    one.acts(f"right:{first}")
    assert one.told == "✓ A : c'est noté."
    assert (values(one, of=0)["effectif_juste"], values(one, of=0)["seance_juste"]) == ("oui", "oui")
    one = assistant("hier causerie Kati 12F 8H terre\n" + WHOLE.replace("Kati", "Nara"))
    first = one.field.records()[0].id
    one.acts(f"open:{first}")
    play(one, "Passer", "Passer")
    assert one.asked.address == "A14"
    one.acts(f"right:{first}")
    assert "f_comprend_filles" not in values(one, of=0)


def test_a_line_that_cannot_be_read_is_said_by_its_number() -> None:
    """The others count; the message stays to be corrected, and nothing of it is said back."""
    one = assistant(f"{WHOLE}\nla pluie est venue 3 fois")
    assert "Ligne 2 : je n'ai pas compris." in one.told
    assert len(one.field.records()) == 1
    one = assistant("/seance bonjour")
    assert "Ligne 1 : je n'ai pas compris." in one.told
    assert one.field.records() == []


def test_an_empty_session_gives_way_an_open_one_rests() -> None:
    """The session that was begun by its key has nothing in it: it is given up; another one is put aside."""
    one = assistant("/seance", THREE)
    assert [record.status.value for record in one.field.records()].count("abandoned") == 1
    one = assistant("/seance", "hier", f"/seance {THREE}")
    assert one.field.records()[0].status.value == "suspended"
    assert len(one.field.records()) == 4
    one.says("▶️ Reprendre")
    assert "Quelle séance ?" in one.told


def test_in_the_middle_of_a_session_words_are_answers() -> None:
    """Nothing is begun by an answer that looks like a line."""
    one = assistant("/seance", "hier", WHOLE)
    assert len(one.field.records()) == 1
    one = assistant("/seance", "12 mars")
    assert len(one.field.records()) == 1


def test_a_project_without_such_a_guide() -> None:
    """There is nothing to note a session in; other guides take no lines."""
    one = Field(SHORT).agent()
    one.says(f"/seance {WHOLE}")
    assert "on note des séances" not in one.told
    assert "pas de fiche de séance" in one.told
    one.says(WHOLE)
    assert "Aucun entretien" in one.told
    plain = SHORT.replace("titre_discret |", "titre_discret | famille |").replace(
        "| Fiche S |\n", "| Fiche S | seance |\n"
    )
    one = Field(plain).agent()
    one.says(f"/seance {WHOLE}")
    assert one.asked.address == "1"


def test_more_lines_than_letters() -> None:
    """Beyond the letters nothing is begun, and that is said."""
    one = assistant()
    for _ in range(2):
        one.says("\n".join([WHOLE] * 14))
    assert len(one.field.records()) == 26
    assert any("beaucoup d'entretiens ouverts" in heard for heard in one.heard)
    one.says(WHOLE)
    assert "beaucoup d'entretiens ouverts" in one.told


def test_strict_projects_see_no_answer_again() -> None:
    """The card says what is missing, and no value."""
    one = assistant(THREE, strict=True)
    cards = [heard for heard in one.heard if heard.startswith("📝")]
    assert "Kati" not in "".join(cards)
    assert "eau" not in "".join(cards)
    assert "B1." in cards[1]


def test_what_is_taken_back_goes_with_its_message() -> None:
    """The message that told several sessions leaves the chat with the newest of them; its edit changes nothing."""
    one = assistant(THREE)
    message = one.sent[-1]
    one.edits(message, THREE.replace("12F", "99F"))
    assert values(one, of=0)["femmes"] == "12"
    play(one, f"/retirer {one.field.records()[2].code}", "oui")
    assert message in one.removed


def buttons(one: Someone) -> list[str]:
    """The labels of the buttons under what was shown last."""
    outgoing = one.shown[-1][1].outgoing
    assert isinstance(outgoing, Say)
    return [one.words(button.label) for row in outgoing.rows for button in row]


def test_which_session() -> None:
    """A list of open ones tells day, place and kind beside the code; what is not known is left out."""
    one = assistant(f"{WHOLE}\ncauserie Nara 10 femmes 4 hommes eau", "▶️ Reprendre")
    assert [each.partition("K")[2].partition(" · ")[2] for each in buttons(one)] == [
        "02/03 · Kati · Causerie éducat…",
        "Nara · Causerie éducat…",
    ]


def test_which_session_in_strict() -> None:
    """There nothing of an answer is shown: title and hour."""
    field = Field("seance_sensibilisation", strict=True)
    one = field.assistant()
    play(one, "/seance", "hier", "/pause", "/seance", "/pause", "▶️ Reprendre")
    assert [each.split(" · ")[1::2] for each in buttons(one)] == [["Fiche S", "10 h"], ["Fiche S", "10 h 01"]]


def test_what_the_guide_does_not_ask_is_shown() -> None:
    """A total beside women and men, how long a talk took: told, so it is seen, in the question and on a card."""
    told = "hier causerie Kati 12 femmes 8 hommes 20 personnes 2 heures terre"
    one = assistant(told)
    assert "En tout : 20 — dit, mais pas demandé pour cette séance" in one.told
    assert "Minutes : 120 — dit, mais pas demandé pour cette séance" in one.told
    one = assistant(f"{told}\n{WHOLE}")
    first, second = (card for card in one.heard if card.startswith("📝"))
    assert "Minutes : 120 — dit" in first
    assert "dit, mais" not in second
