"""Remarks become better wordings, or are refused with a word; the next version of the guide carries what was taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dialogues.rehearsal import rehearse
from dialogues.wordings import Wording
from dialogues.xforms.xlsform import check_form
from tests.dialogues.service.test_cut import sends
from tests.dialogues.xforms.forms import CHOOSES
from tests.support.scenario import Field, Someone
from tests.support.script import play

FORM = """
| survey |
|  | type | name | label::Français (fr) | label::Bambara (bm) | status::Bambara (bm) |
|  | integer | age | Quel âge ? | I si ? | draft |
|  | text | avis | Votre avis ? | I hakili ? | draft |
| settings |
|  | form_title | form_id | version | default_language |
|  | Marché | marche | 3 | Français (fr) |
"""


@pytest.fixture
def field() -> Field:
    """A project with a guide in two languages."""
    return Field(FORM)


@pytest.fixture
def awa(field: Field) -> Someone:
    """An agent who has remarked on the first question, and is at the second."""
    agent = field.agent()
    play(agent, "/nouveau", "35", "RQ 1) trop court")
    return agent


@pytest.fixture
def boss(field: Field, awa: Someone) -> Someone:
    """A supervisor who reads the remarks."""
    leader = field.supervisor()
    play(leader, "/remarques", "press Toutes")
    return leader


def waiting(field: Field) -> list[Wording]:
    """What waits for the next version."""
    with field.store.reading() as uow:
        (guide,) = uow.guides.all(field.project.id)
        return list(uow.wordings.waiting(field.project.id, guide.id))


def made(field: Field, folder: Path) -> None:
    """Have the guide that was made checked, as the channel does."""
    (draft,) = field.drafts.waiting()
    assert draft.file_id == ""
    path = folder / draft.name
    path.write_bytes(field.drafts.made[draft.id])
    field.service.guide_checked(draft, check_form(path, rehearse))


def test_a_remark_becomes_the_next_version(field: Field, awa: Someone, boss: Someone, tmp_path: Path) -> None:
    """New words in one language, prepared, tried and published like any guide; who held an interview keeps theirs."""
    play(boss, "press ✏️ 1 · X01")
    assert "Remarque sur la 1 : trop court" in boss.told
    assert "Maintenant (Français) : Quel âge ?" in boss.told
    play(boss, "press Bamanankan")
    assert "Maintenant (Bamanankan) : I si ?" in boss.told
    play(boss, "restart", "I si ye san joli ye ?")
    assert boss.told.startswith("✓ Retenu (Bamanankan) : I si ye san joli ye ?")
    assert "1 changement attend la prochaine version." in boss.told
    awa.receive()
    assert awa.told == ("Votre remarque sur la 1 est retenue, merci. Dans la prochaine version : I si ye san joli ye ?")
    play(boss, "press Préparer")
    assert boss.told.startswith("Je prépare la version 3.2 avec 1 changement.")
    made(field, tmp_path)
    boss.receive()
    assert "1 texte relu :" in boss.told
    assert "· Quel âge ? (Bamanankan) : relu par Fanta (X02), 2026-03-03" in boss.told
    play(boss, "press Publier")
    assert boss.heard[-1].startswith("Publié : Marché (marche), version 3.2.")
    assert waiting(field) == []
    assert field.replayed(field.records()[0]).form.version == "3"
    play(awa, "/nouveau", "/langue", "press Bamanankan")
    assert awa.asked.label.text == "I si ye san joli ye ?"
    assert awa.asked.label.status == "reviewed"
    play(boss, "/remarques", "press Toutes")
    assert "✓ Retenue" in boss.told


def test_a_translation_is_good_as_it_is(field: Field, boss: Someone) -> None:
    """«Tel quel» makes a draft a reviewed text without a word of it changing."""
    play(boss, "press ✏️ 1", "press Bamanankan", "press tel quel")
    (one,) = waiting(field)
    assert (one.text, one.language, one.reviewer) == ("I si ?", "Bambara (bm)", "Fanta (X02), 2026-03-03")


def test_the_last_word_counts(field: Field, boss: Someone) -> None:
    """A second wording for the same question and language takes the first one's place; another language stands."""
    play(boss, "press ✏️ 1", "Quel est votre âge ?", "/remarques", "press Toutes")
    with field.store.reading() as uow:
        (remark,) = uow.remarks.of_guide(field.project.id, uow.guides.all(field.project.id)[0].id)
    boss.acts(f"improve:{remark.id}:0")
    assert "Maintenant (Français) : Quel est votre âge ?" in boss.told
    play(boss, "Vous avez quel âge ?")
    boss.acts(f"improve:{remark.id}:1")
    play(boss, "I si ye joli ye ?")
    assert [(one.language, one.text) for one in waiting(field)] == [
        ("Français (fr)", "Vous avez quel âge ?"),
        ("Bambara (bm)", "I si ye joli ye ?"),
    ]
    play(boss, "/remarques")
    assert boss.action("Préparer la nouvelle version · 2").startswith("prepare:")


def test_a_refusal_is_told_with_a_word(field: Field, awa: Someone, boss: Someone) -> None:
    """Who remarked hears why, or that it was not taken; nothing waits."""
    play(boss, "press ✖️ 1", "C'est la formule de l'enquête nationale.")
    assert boss.told == "D'accord, elle n'est pas retenue. La personne le sait."
    awa.receive()
    assert awa.told == (
        "Votre remarque sur la 1 n'est pas retenue cette fois : C'est la formule de l'enquête nationale."
    )
    play(awa, "RQ 2) trop long")
    play(boss, "/remarques", "press Toutes", "press ✖️ 2", "passer")
    awa.receive()
    assert awa.told.startswith("Votre remarque sur la 2 n'est pas retenue cette fois. Merci")
    assert waiting(field) == []
    play(boss, "/remarques", "press Toutes")
    assert "Pas retenue" in boss.told


def test_a_choice_and_a_hint(tmp_path: Path) -> None:
    """Where a question has more than a label it is asked which text; each of them goes into the next version."""
    field = Field(CHOOSES)
    awa, boss = field.agent(), field.supervisor()
    play(awa, "/nouveau", "RQ « non » est trop sec")
    play(boss, "/remarques", "press Toutes", "press ✏️ 1")
    assert "Quel texte faut-il changer ?" in boss.told
    for words in ("La question : De l'eau ?", "L'aide : Au village", "1 · Oui", "2 · Non"):
        assert boss.action(words)
    play(boss, "press 2 · Non")
    assert "C'est un choix de la liste." in boss.told
    assert "1 autre question a la même liste : ce choix y change aussi." in boss.told
    assert "Maintenant (Français) : Non" in boss.told
    play(boss, "Non, merci", "press 💬 Remarques", "press Toutes")
    with field.store.reading() as uow:
        (remark,) = uow.remarks.of_guide(field.project.id, uow.guides.all(field.project.id)[0].id)
    boss.acts(f"improve:{remark.id}:1:1")
    assert "C'est l'aide, sous la question." in boss.told
    assert "Maintenant (Bamanankan) : Dugu kɔnɔ" in boss.told
    play(boss, "press tel quel")
    assert "« à vérifier » tant que la question elle-même n'est pas relue aussi." in boss.told
    assert [(one.place, one.language, one.text) for one in waiting(field)] == [
        ("oui/non", "Français (fr)", "Non, merci"),
        ("/data/eau:hint", "Bambara (bm)", "Dugu kɔnɔ"),
    ]
    boss.acts(f"improve:{remark.id}:1:9")
    assert boss.told.startswith("Cette question n'est plus dans la version publiée")
    play(boss, "/remarques", "press Préparer")
    made(field, tmp_path)
    boss.receive()
    assert "· Non, merci (Français) : relu par Fanta (X02), 2026-03-03" in boss.told
    play(boss, "press .xlsx")
    play(boss, "press Publier")
    assert waiting(field) == []
    play(boss, "press .xlsx")
    assert boss.told == "Marché_3.2.xlsx"
    tried, published = field.exporter.workbooks
    assert tried == published
    assert [row[:3] for row in published["choices"]][2] == ("oui", "non", "Non, merci")
    field.exporter.full = True
    boss.acts(boss.action(".xlsx"))
    assert boss.told.startswith("Je n'ai pas pu écrire le fichier.")
    for action in ("workbook:999", "workbook:x", "workbook:"):
        boss.acts(action)
        assert boss.told == "Ce bouton ne sert plus."
    awa.acts("workbook:1")
    assert "superviseur" in awa.told
    play(awa, "/nouveau")
    assert [option.label for option in awa.asked.options] == ["Oui", "Non, merci"]


def test_a_remark_that_was_said(tmp_path: Path) -> None:
    """A supervisor hears it, types the words, and the next version has them."""
    field = Field(FORM)
    awa, boss = field.agent(), field.supervisor()
    play(awa, "/nouveau", "/remarque", "voice", "stored")
    play(boss, "/remarques", "press Toutes", "press 🎤 1")
    assert boss.told.endswith(".ogg")
    play(boss, "press ✏️ 1")
    assert "Remarque sur la 1 : 🎤 message vocal" in boss.told
    play(boss, "Quel est votre âge ?")
    assert boss.told.startswith("✓ Retenu (Français)")
    awa.receive()
    assert awa.told.startswith("Votre remarque sur la 1 est retenue, merci.")
    play(boss, "press Préparer")
    made(field, tmp_path)
    boss.receive()
    play(boss, "press Publier")
    play(awa, "/nouveau")
    assert awa.asked.label.text == "Quel est votre âge ?"


def test_only_supervisors_decide(field: Field, awa: Someone, boss: Someone) -> None:
    """An agent's taps change nothing, nor do buttons of what is gone."""
    for action in ("improve:1", "as_is:1:0", "refuse:1", "prepare:1"):
        awa.acts(action)
        assert awa.told == "C'est réservé aux superviseurs." or "superviseur" in awa.told
        boss.acts(action.replace("1", "99999"))
        assert boss.told in ("Ce bouton ne sert plus.", "Aucun changement n'attend.")
    assert waiting(field) == []


def test_a_button_of_another_version_is_gone(tmp_path: Path) -> None:
    """A button names texts and languages by their places: in the next version there are others, and it says nothing."""
    field = Field(CHOOSES)
    awa, boss = field.agent(), field.supervisor()
    play(awa, "/nouveau", "RQ « non » est trop sec")
    play(boss, "/remarques", "press Toutes", "press ✏️ 1")
    chosen = boss.action("2 · Non")
    play(boss, "press 2 · Non")
    good, other = boss.action("tel quel"), boss.action("Bamanankan")
    field.publish(CHOOSES.replace("|  | oui | oui | Oui | Awɔ |\n", "").replace("marche | 3 |", "marche | 4 |"))
    for action in (chosen, good, other):
        boss.acts(action)
        assert boss.told == "Ce bouton ne sert plus."
    assert waiting(field) == []


def test_a_button_without_a_version_asks_again(field: Field, boss: Someone) -> None:
    """What an older bot sent does not say which text it means: the words are shown, nothing is taken over."""
    play(boss, "press ✏️ 1")
    number = boss.action("tel quel").split(":")[1]
    for action in (f"as_is:{number}:1", f"as_is:{number}:1:0"):
        boss.acts(action)
        assert "Maintenant (Français) : Quel âge ?" in boss.told
    assert waiting(field) == []


def test_a_button_without_a_text_asks_which() -> None:
    """Of a question with choices it is asked which text, as of «✏️»."""
    field = Field(CHOOSES)
    awa, boss = field.agent(), field.supervisor()
    play(awa, "/nouveau", "RQ « non » est trop sec")
    play(boss, "/remarques", "press Toutes")
    number = boss.action("✏️ 1").split(":")[1]
    boss.acts(f"as_is:{number}:1")
    assert "Quel texte faut-il changer ?" in boss.told
    assert waiting(field) == []


@pytest.mark.parametrize("button", ["press ✏️ 1", "press ✖️ 1"])
def test_the_end_of_what_was_too_long_is_nothing(field: Field, awa: Someone, boss: Someone, button: str) -> None:
    """A page is sent in two by the phone; neither half is a wording, or a word to who remarked."""
    play(boss, button)
    sends(boss, "mot " * 1_000, "la fin")
    assert boss.told.startswith("Il me faut une formulation de 2")
    assert waiting(field) == []
    play(boss, "/remarques", "press Toutes")
    assert boss.action("✏️ 1")
    before = awa.told
    awa.receive()
    assert awa.told == before


def test_what_was_typed_is_no_answer(field: Field, awa: Someone, boss: Someone) -> None:
    """A supervisor who holds an interview leaves it for the wording, and takes it up where it stood."""
    play(boss, "/nouveau", "/remarques", "press Toutes", "press ✏️ 1", "Quel est votre âge ?", "/reprendre")
    assert boss.asked.address == "1"
    assert [one.text for one in waiting(field)] == ["Quel est votre âge ?"]


def test_what_cannot_be_worded(field: Field, boss: Someone) -> None:
    """Nothing, or a page of text, is no label; a question that has gone has none."""
    play(boss, "press ✏️ 1", "x" * 2_001)
    assert boss.told.startswith("Il me faut une formulation de 2")
    with field.store.writing() as uow:
        guide = uow.guides.all(field.project.id)[0]
        (remark,) = uow.remarks.of_guide(field.project.id, guide.id)
        uow.remarks.replace(remark.chat, remark.message, [replace(remark, question="/data/rien")])
        (gone,) = uow.remarks.of_guide(field.project.id, guide.id)
        uow.commit()
    boss.acts(f"improve:{gone.id}")
    assert boss.told.startswith("Cette question n'est plus dans la version publiée")
    boss.acts(f"as_is:{gone.id}:0")
    assert boss.told.startswith("Cette question n'est plus dans la version publiée")
