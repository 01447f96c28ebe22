"""The guide `seance_sensibilisation`: eight taps, what was noted said back, and the rest now or later."""

from __future__ import annotations

import pytest

from dialogues.rehearsal import rehearse
from dialogues.xforms.length import Length, length_notes
from dialogues.xforms.xform import compile_xform
from tests.support.guides import LABEL, Row, Shipped, is_asked, is_open
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

GUIDE = Shipped("seance_sensibilisation")
BEGUN = ("/seance", "tap Hier", "kati", "tap Causerie", "tap Leadership")
COUNTED = (*BEGUN, "25", "3", "10", "1")
COMPLETED = ("tap Oui", "tap Oui, maintenant", "Passer")


def assistant(*steps: str, strict: bool = False) -> Someone:
    """An assistant who has done some steps."""
    someone = Field("seance_sensibilisation", strict=strict).assistant()
    play(someone, *steps)
    return someone


def rows() -> dict[str, Row]:
    """The survey by name."""
    return {row["name"]: row for row in GUIDE.survey() if "name" in row}


def computed(someone: Someone, name: str) -> str:
    """What a calculation of the newest session holds."""
    field = someone.field
    interview = field.replayed(field.records()[-1])
    return next(interview.instance.value(leaf) for leaf in interview.instance.leaves() if leaf.name == name)


def test_the_eight_come_first_in_the_order_of_the_field() -> None:
    """Date, place, type, theme, women, men, girls, boys: nothing before them, nothing between that must be asked."""
    order = [row["name"] for row in GUIDE.questions() if "relevant" not in row or row["name"] in _COUNTS]
    assert order[:8] == ["date_seance", "lieu", "type_seance", "theme", *_COUNTS]


_COUNTS = ("femmes", "hommes", "filles", "garcons")


def test_eight_taps_and_it_is_said_back() -> None:
    """After eight answers the next thing asked is whether they are right."""
    one = assistant(*COUNTED)
    assert one.asked.label.text == "Séance notée : Kati, 25 femmes, 3 hommes, 10 filles, 1 garçon. C'est juste ?"
    assert computed(one, "participations") == "39"
    assert computed(one, "ventilation") == "sexe_et_age"
    assert (computed(one, "zone_contrat"), computed(one, "region")) == ("koulikoro", "koulikoro")
    play(one, "tap Non")
    assert "☰ puis « Corriger »" in one.told
    play(one, "9) 1", "oui")
    assert one.asked.label.text == "Séance notée : Kati, 1 femme, 3 hommes, 10 filles, 1 garçon. C'est juste ?"


@pytest.mark.parametrize(
    ("steps", "said", "participations", "split"),
    [
        (("Passer", "40", "tap Oui"), "Kati, 40 personnes", "40", "non_ventile"),
        (("Passer", "ne sait pas", "tap Oui"), "Kati, nombre à préciser", "0", "non_ventile"),
        (("25", "Passer", "Passer", "Passer", "30", "tap Oui"), "Kati, 30 personnes", "30", "non_ventile"),
        (
            ("25", "3", "Passer", "Passer", "tap Oui", "tap Oui"),
            "Kati, 25 femmes, 3 hommes, enfants compris",
            "28",
            "sexe",
        ),
        (
            ("25", "3", "Passer", "Passer", "tap Non", "12", "tap Oui"),
            "Kati, 25 femmes, 3 hommes, 12 enfants",
            "40",
            "sexe",
        ),
        (("25", "3", "10", "Passer", "tap Non", "tap Oui"), "Kati, 25 femmes, 3 hommes, 10 filles", "38", "sexe"),
        (
            ("25", "3", "10", "Passer", "tap Oui", "tap Oui"),
            "Kati, 25 femmes, 3 hommes, 10 filles, enfants compris",
            "28",
            "sexe",
        ),
        (("0", "0", "0", "0", "tap Oui"), "Kati, 0 femme, 0 homme", "0", "sexe_et_age"),
    ],
)
def test_what_was_not_counted_apart(steps: tuple[str, ...], said: str, participations: str, split: str) -> None:
    """The total alone will do; whether «F» holds the girls is asked where ages are not split, once."""
    one = assistant(*BEGUN, *steps)
    assert f"Séance notée : {said}. C'est juste ?" in "\n".join(one.heard)
    assert one.asked.label.text == "On complète maintenant ?"
    assert computed(one, "participations") == participations
    assert computed(one, "ventilation") == split


def test_a_total_holds_at_least_what_was_counted() -> None:
    """The total is not smaller than the women who were counted already."""
    one = assistant(*BEGUN, "25", "Passer", "Passer", "Passer", "20")
    assert one.told.startswith("Vous avez déjà noté 25 personnes. Combien en tout, s'il vous plaît ?")


@pytest.mark.parametrize(("kind", "limit"), [("Causerie", 150), ("Visite", 20), ("masse", 2000), ("Forum", 2000)])
def test_a_great_many_are_asked_about_never_refused(kind: str, limit: int) -> None:
    """Above what is usual for the type the number is said back; a yes keeps it."""
    begun = (*BEGUN[:3], f"tap {kind}", "tap Leadership", "Passer")
    one = assistant(*begun, str(limit))
    assert one.asked.label.text.startswith("Séance notée")
    one = assistant(*begun, str(limit + 1))
    assert one.asked.label.text == f"{limit + 1} personnes, c'est beaucoup. C'est bien ça ?"
    play(one, "tap Oui")
    assert one.asked.label.text.startswith("Séance notée")


@pytest.mark.parametrize("said", ["-1", "100000"])
def test_numbers_that_no_session_has(said: str) -> None:
    """Less than nobody, and a digit too many."""
    assert assistant(*BEGUN, said).told.startswith("Il me faut un nombre, zéro ou plus")


def test_a_day_that_has_not_come() -> None:
    """A session of tomorrow was not held."""
    assert assistant("/seance", "demain").told.startswith("Ce jour n'est pas encore arrivé.")


def test_a_place_that_is_not_in_the_list() -> None:
    """It is written, and its zone is tapped."""
    one = assistant("/seance", "hier", "autre", "Sanankoroba", "tap Suite")
    assert [option.name for option in one.asked.options] == ["koulikoro", "mopti", "bamako"]
    play(one, "tap Koulikoro", "tap Causerie", "tap Autre thème", "La dot", "tap Suite", "Passer", "12")
    assert one.asked.label.text == "Séance notée : Sanankoroba, 12 personnes. C'est juste ?"
    assert (computed(one, "zone_contrat"), computed(one, "region")) == ("koulikoro", "")


def test_later_waits_and_no_ends() -> None:
    """«Plus tard» waits for the assistant; «C'est tout» leaves nothing to ask."""
    one = assistant(*COUNTED, "tap Oui", "tap Plus tard")
    assert one.asked.label.text.startswith("Tout est gardé. Vous pouvez fermer le téléphone.")
    play(one, "/pause", "/reprendre", "Continuer")
    assert one.asked.label.text == "Quel village ou quartier ?"
    one = assistant(*COUNTED, "tap Oui", "tap C'est tout", "oui")
    assert one.told == "Séance envoyée. Merci, bon travail. Son numéro : K0001."


def test_the_sheet_and_the_count_are_compared() -> None:
    """What does not add up is said in full, and may be put right or left."""
    one = assistant(*COUNTED, *COMPLETED, "tap Liste signée", "41")
    wrong = "Le compte n'est pas bon : 35 + 4 = 39, et vous avez mis 41. On corrige ?"
    assert one.asked.label.text == wrong
    play(one, "tap Oui, on corrige")
    assert one.asked.label.text == wrong
    play(one, "12) 3", "oui")
    assert one.asked.label.text == "Sur la liste, combien de personnes handicapées ?"
    one = assistant(*BEGUN, "Passer", "40", *COMPLETED, "tap Liste signée", "41")
    assert one.asked.label.text == "Le compte n'est pas bon : 40 personnes, et vous avez mis 41. On corrige ?"
    one = assistant(*BEGUN, "25", "3", "Passer", "Passer", "tap Non", "12", *COMPLETED, "tap Liste signée", "41")
    assert one.asked.label.text == "Le compte n'est pas bon : 25 + 3 + 12 = 40, et vous avez mis 41. On corrige ?"


def test_new_and_repeat_are_compared_with_the_count() -> None:
    """New and repeat participations make the total."""
    one = assistant(*COUNTED, *COMPLETED, "tap Estimé", "12", "30")
    assert one.asked.label.text == "Le compte n'est pas bon : 12 + 30 = 42, et vous avez mis 39. On corrige ?"
    play(one, "tap Non, c'est bien ainsi", "5")
    assert one.told.startswith("Pas plus de 4, d'après ce que vous avez noté.")
    play(one, "4", "40")
    assert one.told.startswith("Il y a 39 participations en tout.")
    assert values(one)["compte_venues"] == "non"


def test_disability_comes_from_a_list_of_persons_only() -> None:
    """Counted or estimated, nobody is asked who is disabled."""
    for how in ("tap Compté", "tap Estimé"):
        one = assistant(*COUNTED, *COMPLETED, how)
        assert one.asked.label.text == "Combien venaient pour la première fois ?"
    assert "liste_signee" in rows()["nb_handicap"]["relevant"]


def test_a_broadcast_has_an_audience_beside_the_participations() -> None:
    """An estimated audience never enters the participations, with people in the studio or without."""
    begun = ("/seance", "hier", "tap Mopti", "tap radio", "tap Leadership")
    one = assistant(*begun, "tap Non")
    assert one.asked.label.text == "Séance notée : Mopti, Émission radio. C'est juste ?"
    after = ("Radio", "tap Suite", "tap matin", "30", "5000", "tap La station")
    play(one, *COMPLETED, *after)
    assert values(one)["audience_estimee"] == "5000"
    assert computed(one, "participations") == "0"
    one = assistant(*begun, "tap Oui", "4", "2", "0", "0", *COMPLETED, "tap Compté", "6", "0", "0", "0", *after)
    assert values(one)["audience_methode"] == "station"
    assert computed(one, "participations") == "6"
    assert "audience" not in rows()["participations"]["calculation"]


@pytest.mark.parametrize("strict", [False, True])
def test_photos_are_for_projects_that_may_have_them(strict: bool) -> None:
    """In a strict project neither the sheet nor a photo is asked for; else a photo needs an agreement."""
    rest = ("tap Liste signée", "39", *["Passer"] * 4, "tap Moi", *["Passer"] * 5)
    one = assistant(*COUNTED, *COMPLETED, *rest, strict=strict)
    if strict:
        assert one.asked.label.text == "C'est la fin du guide. On envoie ?"
        return
    assert one.asked.label.text.startswith("Il manque la feuille de présence.")
    play(one, "photo", "tap Oui")
    assert one.asked.label.text == "Envoyez la photo."


def test_places_are_those_of_the_project() -> None:
    """Former cercles of Koulikoro and Mopti and communes of Bamako, the cercles named as in the other guides."""
    places = [row for row in GUIDE.choices() if row["list_name"] == "lieu"]
    zones = [row.get("zone_contrat", "") for row in places]
    assert [zones.count(zone) for zone in ("bamako", "koulikoro", "mopti")] == [6, 7, 8]
    cercles = {
        (row["name"], row[LABEL], row["region"])
        for row in Shipped("consultation_sensibilite_conflit").choices()
        if row["list_name"] == "ancien_cercle"
    }
    assert {(row["name"], row[LABEL], row["region"]) for row in places if row.get("zone_contrat") in _RURAL} <= cercles


_RURAL = ("koulikoro", "mopti")


def test_no_participant_is_asked_anything() -> None:
    """A session log is filled in by the assistant: no consent, no opening, nothing read aloud; stories name nobody."""
    assert (GUIDE.settings()["famille"], GUIDE.settings()["titre_discret"]) == ("seance", "Fiche S")
    assert not {"consentement", "qui_repond", "peut_parler"} & rows().keys()
    for row in GUIDE.questions():
        assert not is_asked(row), row["name"]
        if is_open(row):
            assert "Pas de nom de personne." in row["hint::Français (fr)"] or "pas de nom" in row["hint::Français (fr)"]


def test_it_is_short() -> None:
    """Rehearsed, a whole session with all the rest stays far under a quarter of an hour."""
    length = rehearse(compile_xform(GUIDE.xform()[0].encode(), settings=GUIDE.settings()))
    assert isinstance(length, Length)
    assert length_notes(length, "seance") == ()
    assert length.longest.minutes < 15
