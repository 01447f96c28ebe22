"""A session told in a sentence, in the chat: a card of what was understood, and only what is missing is asked."""

from __future__ import annotations

import pytest

from tests.dialogues.guides.test_seance_kept import assistant, kept
from tests.dialogues.service.forms import SHORT
from tests.support.scenario import Field
from tests.support.script import play, values

WHOLE = "On a fait une causerie à Kati hier avec 12 femmes, 8 hommes, 5 filles et 3 garçons sur le leadership féminin"


@pytest.mark.parametrize("before", [(), ("/seance",)])
def test_a_sentence_is_a_card_and_a_yes(before: tuple[str, ...]) -> None:
    """Typed with nothing open or after «/seance»: one message in, a card with two keys, one tap, and it is stored."""
    one = assistant(*before, WHOLE)
    card = one.told.splitlines()
    assert card[0] == "📝 Voici ce que j'ai compris :"
    assert card[1:9] == [
        "1. Jour : 2 mars 2026",
        "2. Lieu : Kati",
        "5. Type : Causerie éducative",
        "6. Thème : Leadership des femmes",
        "9. Femmes : 12",
        "10. Hommes : 8",
        "11. Filles : 5",
        "12. Garçons : 3",
    ]
    assert [option.label for option in one.asked.options] == ["✅ C'est ça", "✏️ Corriger"]
    play(one, "restart", "tap C'est ça")
    assert one.asked.label.text == "On complète maintenant ?"
    assert (values(one, of=0)["femmes"], values(one, of=0)["seance_juste"]) == ("12", "oui")
    assert len(kept(one.field)) == 1


@pytest.mark.parametrize("yes", ["oui", "c'est ça", "exact"])
def test_a_yes_may_be_typed(yes: str) -> None:
    """A key that never came is typed."""
    one = assistant(WHOLE, yes)
    assert values(one, of=0)["seance_juste"] == "oui"


def test_corriger_shows_what_may_be_corrected() -> None:
    """«✏️ Corriger» leads to the list of answers at once; after it the yes is asked again."""
    one = assistant(WHOLE, "tap Corriger")
    assert "Quelle réponse corriger ?" in one.told
    one.presses("9")
    play(one, "13", "oui")
    assert values(one, of=0)["femmes"] == "13"


def test_a_kind_that_was_not_said_is_asked() -> None:
    """People of both sexes, a known place and a labelled theme tell a session: its kind is what is missing."""
    one = assistant("NARA hier 14F 6H 0f 0g thème épargne")
    assert one.asked.label.text == "Quel type de séance ?"
    assert "9. Femmes : 14" in one.told


def test_only_what_is_missing_is_asked() -> None:
    """Girls and boys were not said; nothing else is asked before the yes."""
    one = assistant("bi an ye baro kɛ Kati, muso 20 ni cɛ tan, thème épargne")
    assert one.asked.label.text == "Combien de filles ?"
    assert "9. Femmes : 20" in one.told
    play(one, "0", "0")
    assert one.asked.label.text == "Séance notée : Kati, 20 femmes, 10 hommes. C'est juste ?"
    assert values(one, of=0)["theme"] == "credit"


def test_what_is_in_doubt_is_proposed() -> None:
    """A day to come and two places are asked again with what was read; «➡️ Suite» takes it, other words replace it."""
    one = assistant("causerie Kati Nara hier 12F 8H 0f 0g sur l'héritage")
    assert "2. Lieu : Kati — à vérifier" in one.told
    assert (one.asked.address, one.asked.current) == ("2", "Kati")
    play(one, "nara")
    assert one.asked.label.text.startswith("Séance notée : Nara")
    one = assistant("causerie Kati hier une vingtaine de femmes 8 hommes 0 fille 0 garçon sur l'héritage")
    assert "9. Femmes : 20 — à vérifier" in one.told
    assert one.asked.label.text.startswith("Séance notée : Kati, 20 femmes")


def test_figures_that_do_not_add_up() -> None:
    """The card says so; what counts is the figures by sex, and the sentence is in the log."""
    one = assistant("causerie Kati hier 20 femmes 15 hommes total 30 thème héritage")
    assert "Le total ne va pas avec le reste" in one.told
    assert one.asked.label.text == "Combien de filles ?"


def test_a_place_and_a_topic_that_are_on_no_list() -> None:
    """They are written beside «autre»; only the zone, the girls and the boys are asked."""
    one = assistant("sensibilisation hier au village de Toula avec 30 femmes et 4 hommes sur le paludisme")
    assert "3. Lieu : Toula" in one.told
    assert "7. Thème : paludisme" in one.told
    assert "Autre" not in one.told.partition("Dans quelle zone")[0]
    assert one.asked.label.text == "Dans quelle zone du projet ?"
    play(one, "tap Koulikoro", "0", "0", "oui")
    told = values(one, of=0)
    assert (told["lieu"], told["lieu_autre"], told["theme"], told["theme_autre"]) == (
        "autre",
        "Toula",
        "autre",
        "paludisme",
    )


def test_a_radio_show_has_no_audience_to_count() -> None:
    """No figure in it, and it is a session all the same."""
    one = assistant("émission radio à Kati hier sur les violences")
    assert one.asked.label.text == "Y avait-il du public avec vous ?"


def test_a_form_typed_in_lines_is_one_session() -> None:
    """«Lieu : …» on a line of its own is no session of its own."""
    one = assistant("Date : 02/03/2026\nLieu : Kati\nActivité : formation\nFemmes : 30\nHommes : 11\nThème : crédit")
    assert len(one.field.records()) == 1
    assert one.asked.label.text == "Combien de filles ?"
    assert values(one, of=0)["theme"] == "credit"


@pytest.mark.parametrize(
    "said",
    [
        "20 femmes sont venues se plaindre du prix du mil",
        "On a besoin d'une formation pour les 20 femmes du groupement",
        "Quand est la prochaine causerie ?",
        "bonjour",
    ],
)
def test_other_words_begin_nothing(said: str) -> None:
    """A story, a wish, a question."""
    assert assistant(said).field.records() == []


def test_an_answer_of_an_interview_is_an_answer() -> None:
    """In an interview that goes on, a sentence that could be a session answers its question."""
    one = Field("seance_sensibilisation", SHORT).agent()
    one.says("/nouveau")
    asked = one.asked.address
    one.says(WHOLE)
    assert len(one.field.records()) == 1
    assert asked == "1"


def test_the_same_session_twice_is_suggested_not_refused() -> None:
    """The second sentence of the same day, place and kind: «C'est la même ?», and both are there."""
    one = assistant(WHOLE, "oui", "/pause", WHOLE, "oui")
    assert any("C'est la même ?" in heard for heard in one.heard)
    assert len(one.field.records()) == 2


def test_strict_projects_see_numbers_only() -> None:
    """What was understood is said by its number, never by its value."""
    one = assistant(WHOLE, strict=True)
    assert "✓ 9 noté" in one.told
    assert "12" not in one.told.replace("✓ 12 noté", "").partition("Séance notée")[0]
