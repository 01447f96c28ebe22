"""The guide `consultation_sensibilite_conflit` and the shared blocks and lists it is made of.

What every shipped guide holds to is in `test_conventions`. The opening needs `type_acteur`, `objet`, `duree` and
`mineurs_admis` from the guide and gives it `peut_commencer`, `resultat` and `code_entretien`; the closing needs
`peut_commencer`. Of the hidden fields that stay blank the text shows in brackets what the agent must say, and a
number is drawn for the interview.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import pytest

from dialogues.rehearsal import rehearse
from dialogues.xforms.length import Length, length_notes
from dialogues.xforms.xform import compile_xform
from tests.support.guides import GUIDANCE, GUIDES, LABEL, Shipped, is_asked, is_open, read

GUIDE: Final = Shipped("consultation_sensibilite_conflit")

LIMIT_MINUTES = 30


def test_regions_and_former_cercles_hang_together() -> None:
    """The cascade contract zone, region, former cercle has an answer in each of the contract's four regions."""
    rows = GUIDE.choices()
    zones = {row["name"] for row in rows if row["list_name"] == "zone_contrat"}
    regions = {row["name"]: row["zone_contrat"] for row in rows if row["list_name"] == "region"}
    assert len(regions) == 20
    assert set(regions.values()) <= zones
    cercles = Counter[str]()
    for row in rows:
        if row["list_name"] == "ancien_cercle":
            assert regions[row["region"]] == row["zone_contrat"], row
            cercles[row["zone_contrat"]] += 1
    assert cercles == {"kayes": 7, "koulikoro": 7, "mopti": 8, "tombouctou": 5, "gao": 3}


def test_trends_follow_the_factors() -> None:
    """Each factor that divides has its trend, asked only when the factor was ticked, and counted in the total."""
    factors = [row["name"] for row in GUIDE.choices() if row["list_name"] == "facteur_division"]
    trends = {row["name"]: row for row in GUIDE.survey() if row.get("type") == "select_one tendance"}
    total = next(row["calculation"] for row in GUIDE.survey() if row.get("name") == "nb_en_hausse")
    assert set(trends) == {f"tendance_{name}" for name in factors if name != "aucun"}
    for name, row in trends.items():
        assert row["relevant"] == f"selected(${{divise_facteurs}}, '{name.removeprefix('tendance_')}')"
        assert f"${{{name}}}" in total


def test_the_opening_comes_in_the_order_of_the_field() -> None:
    """Who answers, can they talk, language, interpreter, adult, consent, then each agreement apart."""
    order = [row["name"] for row in read(GUIDES / "_shared" / "ouverture.csv") if "name" in row]
    expected = [
        "qui_repond",
        "peut_parler",
        "phrase_arret",
        "langue_entretien",
        "interprete",
        "majeur",
        "accord_parent",
        "presentation",
        "protection",
        "consentement",
        "accord_citation",
        "accord_nommer_organisation",
        "accord_rappel",
        "accord_partage",
        "peut_commencer",
    ]
    assert [name for name in order if name in expected] == expected


@pytest.mark.parametrize("name", ["entretien", "au_revoir", "apres_appel"])
def test_without_consent_nothing_more_is_asked(name: str) -> None:
    """What follows the opening depends on the person's agreement."""
    (row,) = [row for row in GUIDE.survey() if row.get("name") == name]
    assert row["relevant"] == "${peut_commencer} = 'oui'"


def test_every_refused_path_ends_with_a_kind_word() -> None:
    """Each way not to begin has a sentence to say before hanging up."""
    notes = {row["name"]: row for row in GUIDE.survey() if row["type"] == "note"}
    endings = ["fin_numero_faux", "fin_autre_personne", "fin_rendez_vous", "fin_mineur", "fin_refus"]
    for name in endings:
        assert "onne journée" in notes[name][LABEL]


def test_consent_says_what_the_settings_say() -> None:
    """The subject and the length said to the person are those of the settings, and the text says what it must."""
    said = {row["name"]: row for row in GUIDE.survey() if "name" in row}
    assert said["objet"]["calculation"] == f'"{GUIDE.settings()["objet"]}"'
    assert said["duree"]["calculation"] == GUIDE.settings()["duree"]
    read_aloud = said["presentation"][LABEL] + " " + said["protection"][LABEL]
    for phrase in (
        "${organisation_dite}",
        "${objet}",
        "environ ${duree} minutes",
        "Vous êtes libre d'accepter ou non.",
        "arrêter quand vous voulez",
        "ni pour l'aide que vous recevez",
        "ni argent ni cadeau",
        "Votre nom ne sera pas dans le rapport.",
        "Si un enfant est en danger",
        "${numero_dit}",
    ):
        assert phrase in read_aloud


def test_nothing_of_the_subject_is_said_before_one_can_talk() -> None:
    """Before «can they talk», no text names the subject, the organisation or the project."""
    rows = read(GUIDES / "_shared" / "ouverture.csv")
    names = [row.get("name") for row in rows]
    for row in rows[: names.index("avant_accord")]:
        assert "${" not in row.get(LABEL, ""), row


def test_questions_on_division_guard_people() -> None:
    """Where a story may come up, the agent is told not to ask for it; factors are asked for, never people."""
    rows = {row["name"]: row for row in GUIDE.questions()}
    for name in ("divise", "tendance_statut_social", "exemple_changement"):
        assert "Ne demandez pas le récit." in rows[name][GUIDANCE]
        assert "proposez l'orientation" in rows[name][GUIDANCE]
    for row in filter(is_open, rows.values()):
        if is_asked(row) and row["name"] not in {"outil_commun", "apport", "dividendes_paix"}:
            assert re.search(r"jamais des personnes|nom de personne|nommer personne", row[GUIDANCE]), row["name"]


def test_what_the_agent_fills_in_is_marked_and_said() -> None:
    """The mark and the words of the guidance hint say the same of each question."""
    for row in GUIDE.questions():
        told = row.get(GUIDANCE, "").startswith(("À vous de remplir", "Sans demander"))
        assert told == (not is_asked(row)), row["name"]


def test_interviews_keep_within_the_limits() -> None:
    """Rehearsed, the median interview has at most 35 questions asked, 8 of them open; none takes over 30 minutes."""
    length = rehearse(compile_xform(GUIDE.xform()[0].encode(), settings=GUIDE.settings()))
    assert isinstance(length, Length)
    assert length.interviews >= 20
    assert length_notes(length, GUIDE.settings()["famille"]) == ()
    assert length.longest.minutes <= LIMIT_MINUTES
