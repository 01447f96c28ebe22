"""The guide `consultation_sensibilite_conflit` and the shared blocks and lists it is made of.

Conventions of a shipped guide, which these tests hold:

* `label` is read aloud; `hint` is the same thing said otherwise, fit to be read too; `guidance_hint` is for the
  agent only. «Ne sait pas» and «Ne souhaite pas répondre» are statuses of the bot, never choices.
* The word `agent` in the appearance column marks what the agent fills in alone: before or after the call (the
  guidance hint begins with «À vous de remplir»), or from what was just heard («Sans demander»). Neither is asked.
* An open question is a `text` with the appearance `multiline`; other texts are a few words long.
* A row `include` in the choices sheet takes a list of `_shared/choices.csv`; in the survey sheet it pastes the rows
  of `_shared/<name>.csv` there. The opening needs `type_acteur`, `objet`, `duree` and `mineurs_admis` from the
  guide and gives it `peut_commencer`, `resultat` and `code_entretien`; the closing needs `peut_commencer`.
* The hidden fields `organisation`, `numero_contact` and `code_attribue` are for the bot to fill at the start; left
  blank, the text shows in brackets what the agent must say, and a number is drawn for the interview.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from pyxform.xls2xform import convert

from dialogues.rehearsal import AGENT, rehearse
from dialogues.xforms.length import Length, length_notes
from dialogues.xforms.xform import compile_xform

GUIDES: Final = Path(__file__).parents[3] / "dialogues" / "guides"
GUIDE: Final = GUIDES / "consultation_sensibilite_conflit"
FR: Final = "::Français (fr)"
LABEL, HINT, GUIDANCE = f"label{FR}", f"hint{FR}", f"guidance_hint{FR}"
OWN_SETTINGS: Final = ("titre_discret", "famille", "confidentialite", "objet", "duree")
METADATA: Final = frozenset({"start", "end", "today", "username", "deviceid"})
STRUCTURE: Final = frozenset({"begin_group", "end_group", "begin_repeat", "end_repeat"})
SILENT: Final = METADATA | STRUCTURE | {"calculate", "hidden", "note"}

LIMIT_MINUTES = 30

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of a CSV file, blank cells left out."""
    with path.open(encoding="utf-8", newline="") as sheet:
        rows = list(csv.DictReader(sheet, strict=True))
    assert all(None not in row for row in rows), "a row has more cells than the header"
    return [{column: cell for column, cell in row.items() if cell} for row in rows]


def survey() -> list[Row]:
    """The survey rows with the shared blocks pasted in."""
    rows: list[Row] = []
    for row in read(GUIDE / "survey.csv"):
        rows += read(GUIDES / "_shared" / f"{row['name']}.csv") if row["type"] == "include" else [row]
    return rows


def choices() -> list[Row]:
    """The choice rows with the shared lists pasted in."""
    shared = read(GUIDES / "_shared" / "choices.csv")
    rows: list[Row] = []
    for row in read(GUIDE / "choices.csv"):
        included = row["list_name"] == "include"
        rows += [c for c in shared if c["list_name"] == row["name"]] if included else [row]
    return rows


def settings() -> Row:
    """The one row of settings."""
    (row,) = read(GUIDE / "settings.csv")
    return row


def questions() -> list[Row]:
    """The rows that put something to a person or to the agent and keep an answer."""
    return [row for row in survey() if row["type"] not in SILENT]


def is_asked(row: Row) -> bool:
    """Whether the question is put to the person, and not filled in or coded by the agent alone."""
    return AGENT not in row.get("appearance", "").split()


def is_open(row: Row) -> bool:
    """Whether the answer is a story rather than a choice or a few words."""
    return row["type"] == "text" and "multiline" in row.get("appearance", "").split()


def xform() -> tuple[str, list[str]]:
    """The guide as an XForm, with pyxform's warnings."""
    warnings: list[str] = []
    known = {name: cell for name, cell in settings().items() if name not in OWN_SETTINGS}
    sheets = {"survey": survey(), "choices": choices(), "settings": [known]}
    return convert(sheets, warnings=warnings, form_name="data").xform, warnings


def texts() -> list[tuple[str, str]]:
    """Every French text of the guide with where it stands."""
    found = [
        (f"{row.get('name')}/{column}", cell)
        for row in survey()
        for column, cell in row.items()
        if column.endswith(FR) and not column.startswith("status")
    ]
    return found + [(f"{row['list_name']}/{row['name']}", row[LABEL]) for row in choices()]


def test_pyxform_compiles_the_guide_without_a_warning() -> None:
    """The guide and its shared parts are a sound XLSForm."""
    form, warnings = xform()
    assert warnings == []
    assert 'id="consultation_sensibilite_conflit"' in form
    assert "instance('ancien_cercle')" in form


def test_names_are_short_ascii_and_unique() -> None:
    """Every name is snake_case, at most 32 characters, and stands for one thing."""
    names = [row["name"] for row in survey() if "name" in row]
    assert [n for n in names if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", n) or len(n) > 32] == []
    assert [n for n, times in Counter(names).items() if times > 1] == []
    for row in choices():
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", row["name"]), row


def test_groups_are_closed() -> None:
    """Groups and repeats are closed in the order in which they were opened, blocks included."""
    for path in (GUIDE / "survey.csv", *(GUIDES / "_shared" / f"{b}.csv" for b in ("ouverture", "cloture"))):
        opened: list[str] = []
        for row in read(path):
            if row["type"].startswith("begin_"):
                opened.append(row["type"].removeprefix("begin_"))
            elif row["type"].startswith("end_"):
                assert opened.pop() == row["type"].removeprefix("end_")
        assert opened == []


def test_everything_shown_has_a_label_and_a_status() -> None:
    """Questions, notes and groups have a French label, whose translation status is `source`."""
    for row in survey():
        shown = row["type"] not in SILENT or row["type"] in {"note", "begin_group", "begin_repeat"}
        assert bool(row.get(LABEL)) == shown, row
        assert row.get(f"status{FR}") == ("source" if shown else None), row
    assert all(row.get(LABEL) for row in choices())


def test_constraints_say_what_to_do() -> None:
    """Whatever may be refused has its sentence, and so has whatever must be answered."""
    for row in survey():
        assert ("constraint" in row) == (f"constraint_message{FR}" in row), row
        assert ("required" in row) == (f"required_message{FR}" in row), row


def test_lists_are_used_complete_and_short_enough_for_keys() -> None:
    """Each select has its list, each list its select, no choice comes twice, labels fit a phone's key."""
    used = {row["type"].split()[1] for row in questions() if row["type"].startswith("select_")}
    listed = [(row["list_name"], row["name"]) for row in choices()]
    labels = Counter((row["list_name"], row[LABEL]) for row in choices())
    assert {name for name, _ in listed} == used
    assert len(set(listed)) == len(listed)
    assert max(labels.values()) == 1
    assert [row[LABEL] for row in choices() if len(row[LABEL]) > 24] == []


def test_non_response_is_never_a_choice() -> None:
    """«Ne sait pas» and «Ne souhaite pas répondre» are statuses, so no list holds them."""
    assert {row["name"] for row in choices()} & {"nsp", "ne_sait_pas", "refus", "99", "na"} == set()


def test_regions_and_former_cercles_hang_together() -> None:
    """The cascade contract zone, region, former cercle has an answer in each of the contract's four regions."""
    rows = choices()
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
    factors = [row["name"] for row in choices() if row["list_name"] == "facteur_division"]
    trends = {row["name"]: row for row in survey() if row.get("type") == "select_one tendance"}
    total = next(row["calculation"] for row in survey() if row.get("name") == "nb_en_hausse")
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
    (row,) = [row for row in survey() if row.get("name") == name]
    assert row["relevant"] == "${peut_commencer} = 'oui'"


def test_every_refused_path_ends_with_a_kind_word() -> None:
    """Each way not to begin has a sentence to say before hanging up."""
    notes = {row["name"]: row for row in survey() if row["type"] == "note"}
    endings = ["fin_numero_faux", "fin_autre_personne", "fin_rendez_vous", "fin_mineur", "fin_refus"]
    for name in endings:
        assert "onne journée" in notes[name][LABEL]


def test_consent_says_what_the_settings_say() -> None:
    """The subject and the length said to the person are those of the settings, and the text says what it must."""
    said = {row["name"]: row for row in survey() if "name" in row}
    assert said["objet"]["calculation"] == f'"{settings()["objet"]}"'
    assert said["duree"]["calculation"] == settings()["duree"]
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
    rows = {row["name"]: row for row in questions()}
    for name in ("divise", "tendance_statut_social", "exemple_changement"):
        assert "Ne demandez pas le récit." in rows[name][GUIDANCE]
        assert "proposez l'orientation" in rows[name][GUIDANCE]
    for row in filter(is_open, rows.values()):
        if is_asked(row) and row["name"] not in {"outil_commun", "apport", "dividendes_paix"}:
            assert re.search(r"jamais des personnes|nom de personne|nommer personne", row[GUIDANCE]), row["name"]


def test_french_typography_is_even() -> None:
    """Straight apostrophes, French quotes with spaces, a space before ? ! : and ;, no double space, «vous»."""
    for where, text in texts():
        shown = re.sub(r"\$\{\w+\}", "x", text)
        assert "\u2019" not in shown, where
        assert '"' not in shown, where
        assert not re.search(r"[^ ][?!:;»]|[«](?! )|  |^ | $", shown), (where, shown)
        assert shown.count("«") == shown.count("»"), where
        assert not re.search(r"\b(tu|toi|ton|tes|clandestin|esclave|terroriste)s?\b", shown, re.IGNORECASE), where


def test_what_the_agent_fills_in_is_marked_and_said() -> None:
    """The mark and the words of the guidance hint say the same of each question."""
    for row in questions():
        told = row.get(GUIDANCE, "").startswith(("À vous de remplir", "Sans demander"))
        assert told == (not is_asked(row)), row["name"]


def test_interviews_keep_within_the_limits() -> None:
    """Rehearsed, the median interview has at most 35 questions asked, 8 of them open; none takes over 30 minutes."""
    length = rehearse(compile_xform(xform()[0].encode(), settings=settings()))
    assert isinstance(length, Length)
    assert length.interviews >= 20
    assert length_notes(length, settings()["famille"]) == ()
    assert length.longest.minutes <= LIMIT_MINUTES
